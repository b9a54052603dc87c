// folio_mark_lazyfree and the lru_lazyfree batch (mm/swap.c): pages of MADV_FREE, whose contents may be lost.
//
// What marks such a page is that PG_swapbacked is gone: nothing has to be written anywhere before its frame can be taken. It stands on
// the inactive list of files then, from which reclaim just drops what is clean. The flag goes when the batch is emptied and not before,
// and no later store brings it back: such a page is an ordinary one again only because its entry is dirty.
// Meanwhile the batch holds a reference, and PG_lru stays set, so a write fault does not empty the batch for such a page.
// A page that still has a slot of swap is not one of them: MADV_FREE takes it out of the swap cache first. Left out: large folios.
#include "engine/phys/lru_list.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

ReasonCode judge(const Page& page) {
  if (!is_anon_mapping(page) || !has_flag(page, kPgSwapbacked)) return Reason::kLazyfreeNotSwapbacked;
  if (has_flag(page, kPgSwapcache)) return Reason::kLazyfreeSwapcache;
  if (!has_flag(page, kPgLru)) return Reason::kLazyfreeNotOnLru;
  return has_flag(page, kPgUnevictable) ? Reason::kLazyfreeUnevictable : Reason::kLazyfreeWaits;
}

}  // namespace

void folio_mark_lazyfree(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  const ReasonCode reason = judge(phys.pages[pfn.v]);
  const bool waits = reason == Reason::kLazyfreeWaits;
  const u32 count = waits ? batch_add(phys, BatchKind::kLruLazyfree, cpu, pfn) : batch_of(phys, BatchKind::kLruLazyfree, cpu).count;
  trace.emit(EventId::kMarkLazyfree, reason, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  if (waits) empty_if_full(phys, trace, BatchKind::kLruLazyfree, cpu);
}

// Asked again: the page may have been locked, or marked from another CPU, since it was put here.
void lru_lazyfree(Phys& phys, Pfn pfn) {
  if (judge(phys.pages[pfn.v]) != Reason::kLazyfreeWaits) return;
  lru_move(phys, pfn, kPgActive | kPgReferenced | kPgSwapbacked);
  ++phys.stat.pglazyfree;
}

}  // namespace pw
