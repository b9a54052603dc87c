// Page-table entries and fault codes, bit by bit.
#include "engine/render/decode.h"

#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {

const std::vector<PteBit>& pte_bit_infos() {
  static const std::vector<PteBit> kBits = {
      {0, "P", "present: the processor may use this entry"},
      {1, "RW", "stores are allowed"},
      {2, "US", "user mode may use it"},
      {3, "PWT", "write-through caching"},
      {4, "PCD", "caching disabled"},
      {5, "A", "accessed: set by the processor when it used the entry"},
      {6, "D", "dirty: set by the processor at the first store"},
      {7, "PS", "maps a large page (upper levels); PAT at the lowest"},
      {8, "G", "global; with P clear: PROT_NONE, the frame is kept but nobody may touch it"},
      {9, "SP", "special: no struct page is counted behind it (the zero page)"},
      {10, "UFFD", "write-protected by userfaultfd"},
      {11, "SD", "soft-dirty (not configured here)"},
      {58, "SVD", "saved dirty: the dirty bit of an entry that may not be written"},
      {63, "NX", "instruction fetches are forbidden"},
  };
  return kBits;
}

std::string pte_bits_text(Pte pte) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
  for (const PteBit& bit : pte_bit_infos()) {
    if ((pte.raw >> bit.bit & 1) == 0) continue;
    // G stands for PROT_NONE when P is clear.
    add(bit.bit == 8 && pte_protnone(pte) ? "PROTNONE" : bit.name);
  }
  const u64 pkey = pte.raw >> kPtePkeyShift & 15;
  if (pkey != 0) add("pkey=" + decimal(pkey));
  return text;
}

std::string pte_text(Pte pte) {
  if (pte_none(pte)) return "empty";
  if (pte_is_guard(pte)) return "guard marker";
  return pfn_text(pte_pfn(pte)) + " " + pte_bits_text(pte);
}

std::string errcode_text(u64 error_code) {
  std::string text = hex(error_code) + " (";
  text += (error_code & 1) != 0 ? "present" : "not present";
  text += (error_code & 16) != 0 ? ", fetch" : (error_code & 2) != 0 ? ", write" : ", read";
  text += (error_code & 4) != 0 ? ", user" : ", kernel";
  if ((error_code & 32) != 0) text += ", key";
  return text + ")";
}

}  // namespace pw
