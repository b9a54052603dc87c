// Page-table entries and fault codes, bit by bit.
#pragma once

#include "engine/render/render.h"

namespace pw {

struct PteBit {
  u32 bit;
  const char* name;     // as in pte_bits_text()
  const char* meaning;  // when it is set
};
const std::vector<PteBit>& pte_bit_infos();  // ascending; the frame number's bits and the protection key's are not listed

std::string absent_text(Pte pte);  // of an entry that is neither empty nor present: "guard marker"
std::string swp_text(u64 entry);  // "0:12": type and slot of an entry as XArrays name it
std::string pte_text(Pte pte);     // "0x1a3 P RW US A D NX", "empty"; or absent_text

}  // namespace pw
