// MADV_PAGEOUT: madvise_pageout, madvise_cold_or_pageout_pte_range (mm/madvise.c).
//
// The pages of one page table at a time are taken off their LRU list and handed to reclaim, oldest address first, which takes them away
// whether or not they were used lately. Left alone is what reclaim could not take on this process's word: pages that somebody else maps,
// and pages on no LRU list. This CPU's batches are emptied first.
// Of an active page PG_workingset remembers that it was one. Left out: large folios; that of a mapped file only its owner may do this.
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

ReasonCode judge(const Page& page) {
  if (!has_flag(page, kPgLru)) return Reason::kColdNotOnLru;
  if (page_mapcount(page) != 1) return Reason::kColdShared;
  return has_flag(page, kPgUnevictable) ? Reason::kPageoutUnevictable : Reason::kPageoutIsolated;
}

// folio_isolate_lru comes with a reference.
void isolate_page(Cx& cx, u64 addr, Pte pte, std::vector<Pfn>* isolated) {
  const Pfn pfn = pte_pfn(pte);
  const ReasonCode reason = judge(cx.m.phys.pages[pfn.v]);
  if (reason == Reason::kPageoutIsolated) {
    Page& page = cx.m.phys.pages.mut(pfn.v);
    page.flags &= ~static_cast<u32>(kPgReferenced);
    if (has_flag(page, kPgActive)) page.flags |= kPgWorkingset;
  }
  cx.trace.emit(EventId::kPageoutPte, reason, addr, pte.raw, pfn.v);
  if (reason != Reason::kPageoutIsolated) return;
  folio_isolate_lru(cx.m.phys, pfn);
  cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgActive);  // reclaim_pages
  isolated->push_back(pfn);
}

}  // namespace

void page_out(Cx& cx, VmaId id, AddrRange range) {
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  const MmId mm = cx.m.vmas[id].mm;
  const u64 table = level_size(2);
  for (u64 start = range.start; start < range.end; start = (start & ~(table - 1)) + table) {
    const u64 end = (start & ~(table - 1)) + table < range.end ? (start & ~(table - 1)) + table : range.end;
    std::vector<Pfn> isolated;
    for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, AddrRange{start, end}, [&](u64 addr, PtePlace place, Pte pte) {
      expect_small(place);
      if (has_normal_page(pte)) isolate_page(cx, addr, pte, &isolated);
    });
    if (!isolated.empty()) cx.reclaimer.reclaim_pages(isolated);
  }
}

}  // namespace pw
