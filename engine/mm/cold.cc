// MADV_COLD: madvise_cold, madvise_cold_or_pageout_pte_range (mm/madvise.c).
//
// A hint about age alone: entry and page forget that they were used, and an active page goes to the inactive list by way of a batch
// (phys/deactivate.cc). Nothing that the program could see changes. Left alone is what reclaim could not take on this process's word:
// pages that somebody else maps, and pages on no LRU list. This CPU's batches are emptied first, so its own new pages are on one.
// Of an active page PG_workingset remembers that it was one. Unlike MADV_FREE each area has a flush of its own. Left out: large folios,
// device memory.
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

ReasonCode judge(const Page& page, Pte pte) {
  if (!has_flag(page, kPgLru)) return Reason::kColdNotOnLru;
  if (page_mapcount(page) != 1) return Reason::kColdShared;
  return pte_young(pte) ? Reason::kColdForgotten : Reason::kColdWasOld;
}

void cool_page(Cx& cx, Gather& gather, u64 addr, PtePlace place, Pte pte) {
  const Pfn pfn = pte_pfn(pte);
  const ReasonCode reason = judge(cx.m.phys.pages[pfn.v], pte);
  const bool is_cooled = reason == Reason::kColdForgotten || reason == Reason::kColdWasOld;
  if (reason == Reason::kColdForgotten) {
    write_entry(cx.m.pt, place, pte_mkold(pte));
    gather.widen(addr);
  }
  if (is_cooled) {
    Page& page = cx.m.phys.pages.mut(pfn.v);
    page.flags &= ~static_cast<u32>(kPgReferenced);
    if (has_flag(page, kPgActive)) page.flags |= kPgWorkingset;
  }
  cx.trace.emit(EventId::kColdPte, reason, addr, pte.raw, pfn.v);
  if (is_cooled) folio_deactivate(cx.m.phys, cx.trace, cx.cpu, pfn);
}

}  // namespace

void make_cold(Cx& cx, MmId mm, AddrRange range) {
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  Gather gather;
  gather.mm = mm;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, range, [&](u64 addr, PtePlace place, Pte pte) {
    expect_small(place);
    if (has_normal_page(pte)) cool_page(cx, gather, addr, place, pte);
  });
  if (!gather.flushed.is_empty()) finish_gather(cx, gather);
}

}  // namespace pw
