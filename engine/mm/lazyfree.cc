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
//   the page is dirty or in the swap cache,
//     and others map it or name its slot             left alone: to clean it would lose what they rely on
//   in the swap cache, and nobody else's             leaves it, and the slot is free
//   else                                             entry cleaned, page marked; also if a fork shares it, since reclaim asks all entries
//
// The right to write stays in the entry, whatever the area allows. This CPU's batches are emptied first, so that its own new pages are
// on the LRU and can be marked; what waits in another CPU's batch has its entry cleaned and stays unmarked.
// Left out: large folios.
#include "engine/mm/account.h"
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

bool is_kept_for_others(const Page& page) { return has_flag(page, kPgDirty | kPgSwapcache) && page_mapcount(page) != 1; }

// A page in the swap cache has a copy on a device, which goes first; another entry that names the slot keeps both.
bool leaves_swap_cache(Cx& cx, Pfn pfn) {
  if (!has_flag(cx.m.phys.pages[pfn.v], kPgSwapcache)) return true;
  SwapCx swap = swap_cx(cx);
  return folio_free_swap(swap, pfn);
}

ReasonCode judge(Pte pte) {
  return pte_young(pte) || pte_dirty(pte) ? Reason::kFreeCleaned : Reason::kFreeWasClean;
}

// clear_young_dirty_ptes. A TLB that knows the old entry would let a store pass without setting D, hence the flush.
void clean_entry(Cx& cx, Gather& gather, u64 addr, PtePlace place, Pte pte) {
  write_entry(cx.m.pt, place, pte_mkclean(pte_mkold(pte)));
  gather.widen(addr);
}

void free_page_lazily(Cx& cx, Gather& gather, u64 addr, PtePlace place, Pte pte) {
  const Pfn pfn = pte_pfn(pte);
  if (is_kept_for_others(cx.m.phys.pages[pfn.v])) {
    cx.trace.emit(EventId::kFreePte, Reason::kFreeDirtyShared, addr, pte.raw, pfn.v);
    return;
  }
  if (!leaves_swap_cache(cx, pfn)) {
    cx.trace.emit(EventId::kFreePte, Reason::kFreeSwapShared, addr, pte.raw, pfn.v);
    return;
  }
  const ReasonCode reason = judge(pte);
  cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgDirty);
  if (reason == Reason::kFreeCleaned) clean_entry(cx, gather, addr, place, pte);
  cx.trace.emit(EventId::kFreePte, reason, addr, pte.raw, pfn.v);
  folio_mark_lazyfree(cx.m.phys, cx.trace, cx.cpu, pfn);
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
