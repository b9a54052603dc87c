// Page-table entries and fault codes, bit by bit.
#include "engine/render/decode.h"

#include "engine/mm/fault/fault.h"
#include "engine/render/names.h"
#include "engine/render/text.h"

namespace pw {

const std::vector<PteBit>& pte_bit_infos() {
  static const std::vector<PteBit> kBits = {
#define PW_PTE_BIT(constant, bit, name, meaning) {bit, name, meaning},
#include "engine/pgtable/pte_bits.def"
#undef PW_PTE_BIT
  };
  return kBits;
}

namespace {

const char* marker_text(Marker marker) {
  switch (marker) {
    case Marker::kPoisoned: return "poisoned marker";
    case Marker::kGuard: return "guard marker";
    case Marker::kUffdWp: return "userfaultfd marker";
  }
  return "";
}

}  // namespace

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

std::string swp_text(u64 value) {
  const SwpEntry entry = radix_to_swp_entry(value);
  return decimal(entry.type) + ":" + decimal(entry.offset);
}

std::string absent_text(Pte pte) {
  const SwpEntry entry = pte_to_swp_entry(pte);
  switch (pte_form(pte)) {
    case PteForm::kSwap: return "swapped out to slot " + swp_text(swp_to_radix_entry(entry));
    case PteForm::kMigration: return "migrating from frame " + pfn_text(migration_pfn(pte));
    case PteForm::kMarker: return marker_text(marker_of(pte));
    case PteForm::kNone:
    case PteForm::kPresent: break;
  }
  return "";
}

std::string pte_text(Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kNone: return "empty";
    case PteForm::kPresent: return pfn_text(pte_pfn(pte)) + " " + pte_bits_text(pte);
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: return absent_text(pte);
  }
  return "";
}

std::string errcode_text(u64 error_code) {
  std::string text = hex(error_code) + " (";
  text += (error_code & kPfProt) != 0 ? "present" : "not present";
  text += (error_code & kPfInstr) != 0 ? ", fetch" : (error_code & kPfWrite) != 0 ? ", write" : ", read";
  text += (error_code & kPfUser) != 0 ? ", user" : ", kernel";
  if ((error_code & kPfPk) != 0) text += ", key";
  return text + ")";
}

}  // namespace pw
