// Taking pages out of page tables, and freeing what nobody maps any more, in the order that keeps every TLB honest.
#pragma once

#include <vector>

#include "engine/mm/mm.h"

namespace pw {

// struct mmu_gather: pages whose entry is cleared wait here, reference and all, until every TLB that may know them was flushed.
struct Gather {
  MmId mm;
  bool is_whole_mm = false;  // exit: one flush for all
  AddrRange flushed;         // what was cleared so far, and must leave the TLBs
  std::vector<Pfn> pages;
  std::vector<Pfn> tables;   // unlinked page tables, freed after the flush as well: a walk may still be in them

  // tlb_adjust_range
  void widen(u64 addr) {
    if (flushed.is_empty()) flushed = AddrRange{addr, addr + kPageSize};
    if (addr < flushed.start) flushed.start = addr;
    if (addr + kPageSize > flushed.end) flushed.end = addr + kPageSize;
  }
};

// zap_pte_range over a range of one area: clears every entry, takes the pages off the reverse map and gathers them. How many there were.
// Guard markers go with the area (ZAP_FLAG_DROP_MARKER); where it stays, they stay, and `has_kept` says that there were some.
// A page that was taken out counts too.
enum class Markers : u8 { kDrop, kKeep };
u64 zap_range(Cx& cx, Gather& gather, VmaId vma, AddrRange range, Markers markers = Markers::kDrop, bool* has_kept = nullptr);
// An entry of the swap form is cleared, and its claim given back.
void drop_swap_entry(Cx& cx, MmId mm, u64 addr, PtePlace place, Pte pte);
// free_swap_cache: a page that nobody maps any more leaves the swap cache, unless an entry still names its slot. The caller holds it.
void free_swap_cache(Cx& cx, Pfn pfn);
void free_page_and_swap_cache(Cx& cx, Pfn pfn);  // … and then gives up his reference
// free_pgtables for a range between two neighbours.
void free_tables(Cx& cx, Gather& gather, AddrRange range, u64 floor, u64 ceiling);
// tlb_finish_mmu: flush, then drop the gathered references.
void finish_gather(Cx& cx, Gather& gather);

}  // namespace pw
