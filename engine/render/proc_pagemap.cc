// /proc/PID/pagemap, decoded. The file itself is binary: 64 bits a page; here it is one row for every page that is present
// or whose entry says something else.
#include "engine/render/accounting.h"
#include "engine/render/decode.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string entry_words(const Kernel& k, Pte pte, u64 entry) {
  if ((entry & kPmGuardRegion) != 0) return "guard";
  if ((entry & kPmPresent) == 0) return absent_text(pte);
  std::string text = "present";
  if ((entry & kPmMmapExclusive) != 0) text += " exclusive";
  if ((entry & kPmFile) != 0) text += " file";
  if (pte_pfn(pte) == k.m.phys.zero_page) text += " zero-page";
  return text;
}

}  // namespace

std::string render_pagemap(const Kernel& k, const Mm& mm) {
  TextTable table({"address", "entry", "pfn", "bits"});
  for (const VmaId id : vmas_of(k, mm)) {
    for_each_entry(k.m.pt, k.m.phys, mm.pgd, k.m.vmas[id].range(), [&](u64 addr, PtePlace, Pte pte) {
      const u64 entry = pagemap_entry(k, pte);
      if (entry == 0) return;
      table.add({hex(addr), "0x" + hex_digits(entry, 16), pte_present(pte) ? hex(pte_pfn(pte).v) : "-", entry_words(k, pte, entry)});
    });
  }
  return table.text();
}

}  // namespace pw
