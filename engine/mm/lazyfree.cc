// MADV_FREE: madvise_free_single_vma, madvise_free_pte_range (mm/madvise.c).
//
// The program does not need what is in the pages any more, but may store to them again. So nothing is taken away: the entry loses A and
// D, and the page PG_swapbacked by way of a batch (phys/lazyfree.cc). Reclaim would drop such a page unless its entry is dirty again,
// and a store before that sets D in the entry and does nothing else, without a fault.
//
//   the zero page, an empty entry, a guard marker    nothing to free
//   swapped out                                      the claim on the slot is given back, and with it the contents
//   migrating                                        left alone
//   a poisoned marker                                cleared
//   the page itself is dirty, and others map it      left alone: to clean it would lose what they rely on
//   else                                             entry cleaned, page marked; also if a fork shares it, since reclaim asks all entries
//
// The right to write stays in the entry, whatever the area allows. This CPU's batches are emptied first, so that its own new pages are
// on the LRU and can be marked; what waits in another CPU's batch has its entry cleaned and stays unmarked.
// Nothing reclaims here yet, so pages and contents stay until they are used or freed. Left out: large folios.
#include "engine/mm/account.h"
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

bool is_dirty_and_shared(const Page& page) { return has_flag(page, kPgDirty) && page_mapcount(page) != 1; }

ReasonCode judge(const Page& page, Pte pte) {
  if (is_dirty_and_shared(page)) return Reason::kFreeDirtyShared;
  return pte_young(pte) || pte_dirty(pte) ? Reason::kFreeCleaned : Reason::kFreeWasClean;
}

// clear_young_dirty_ptes. A TLB that knows the old entry would let a store pass without setting D, hence the flush.
void clean_entry(Cx& cx, Gather& gather, u64 addr, PtePlace place, Pte pte) {
  write_entry(cx.m.pt, place, pte_mkclean(pte_mkold(pte)));
  gather.widen(addr);
}

void free_page_lazily(Cx& cx, Gather& gather, u64 addr, PtePlace place, Pte pte) {
  const Pfn pfn = pte_pfn(pte);
  const ReasonCode reason = judge(cx.m.phys.pages[pfn.v], pte);
  if (reason != Reason::kFreeDirtyShared) cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgDirty);
  if (reason == Reason::kFreeCleaned) clean_entry(cx, gather, addr, place, pte);
  cx.trace.emit(EventId::kFreePte, reason, addr, pte.raw, pfn.v);
  if (reason != Reason::kFreeDirtyShared) folio_mark_lazyfree(cx.m.phys, cx.trace, cx.cpu, pfn);
}

}  // namespace

void free_lazily(Cx& cx, Gather& gather, AddrRange range) {
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  update_hiwater_rss(cx.m, gather.mm);
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[gather.mm].pgd, range, [&](u64 addr, PtePlace place, Pte pte) {
    expect_small(place);
    switch (pte_form(pte)) {
      case PteForm::kNone:
      case PteForm::kMigration: return;
      case PteForm::kPresent:
        if (!pte_special(pte)) free_page_lazily(cx, gather, addr, place, pte);
        return;
      case PteForm::kSwap: drop_swap_entry(cx, gather.mm, addr, place, pte); return;
      case PteForm::kMarker:
        if (marker_of(pte) == Marker::kPoisoned) write_entry(cx.m.pt, place, Pte{});
        return;
    }
  });
}

}  // namespace pw
