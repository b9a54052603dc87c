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

// visit(addr, pte, entry) for every page that has a row.
template <class Visit>
void for_each_row(const Kernel& k, const Mm& mm, Visit visit) {
  for_each_vma(k.m.nodes, mm.tree, [&](VmaId id) {
    for_each_entry(k.m.pt, k.m.phys, mm.pgd, k.m.vmas[id].range(), [&](u64 addr, PtePlace, Pte pte) {
      const u64 entry = pagemap_entry(k, pte);
      if (entry != 0) visit(addr, pte, entry);
    });
  });
}

}  // namespace

// Twice over the pages: the columns are as wide as the largest numbers in them, and rows that nobody reads are not made.
void render_pagemap(const Kernel& k, const Mm& mm, LineSink& out) {
  u64 last_addr = 0;
  u32 last_pfn = 0;
  for_each_row(k, mm, [&](u64 addr, Pte pte, u64) {
    last_addr = addr;
    if (pte_present(pte) && pte_pfn(pte).v > last_pfn) last_pfn = pte_pfn(pte).v;
  });
  RowFormat format({"address", "entry", "pfn", "bits"});
  format.widen({hex(last_addr), "0x" + hex_digits(0, 16), hex(last_pfn), ""});
  put_line(out, [&] { return format.head(); });
  for_each_row(k, mm, [&](u64 addr, Pte pte, u64 entry) {
    put_line(out, [&] {
      const std::string pfn = pte_present(pte) ? hex(pte_pfn(pte).v) : "-";
      return format.row({hex(addr), "0x" + hex_digits(entry, 16), pfn, entry_words(k, pte, entry)});
    });
  });
}

}  // namespace pw
