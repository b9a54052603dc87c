// folio_rotate_reclaimable and the lru_move_tail batch (mm/swap.c): a page that reclaim sent to a device and that is written now goes to
// the old end of the inactive list, so that the next scan meets it first and takes it.
// The batch holds a reference to each page as the others do, and PG_lru stays set meanwhile.
#include "engine/phys/lru_list.h"
#include "engine/trace/reclaim_events.h"

namespace pw {

void folio_rotate_reclaimable(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  const Page& page = phys.pages[pfn.v];
  if (has_flag(page, kPgLocked | kPgDirty | kPgUnevictable) || !has_flag(page, kPgLru)) return;
  const u32 count = batch_add(phys, BatchKind::kLruMoveTail, cpu, pfn);
  trace.emit(EventId::kRotateReclaimable, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  empty_if_full(phys, trace, BatchKind::kLruMoveTail, cpu);
}

void lru_move_tail(Phys& phys, Pfn pfn) {
  const Page& page = phys.pages[pfn.v];
  if (!has_flag(page, kPgLru) || has_flag(page, kPgUnevictable)) return;
  lru_erase(phys, pfn);
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgActive);
  lru_insert_tail(phys, pfn);
  ++phys.stat.pgrotated;
}

}  // namespace pw
