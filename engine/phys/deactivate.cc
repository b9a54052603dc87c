// folio_deactivate and the lru_deactivate batch (mm/swap.c): an active page goes back to the inactive list of its kind, so that reclaim
// comes to it sooner. A page that is inactive already needs nothing and keeps its place.
// The batch holds a reference to each page as the others do, and PG_lru stays set meanwhile.
#include "engine/phys/lru_list.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

bool is_active_on_lru(const Page& page) {
  return has_flag(page, kPgLru) && has_flag(page, kPgActive) && !has_flag(page, kPgUnevictable);
}

}  // namespace

void folio_deactivate(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  if (!is_active_on_lru(phys.pages[pfn.v])) return;
  const u32 count = batch_add(phys, BatchKind::kLruDeactivate, cpu, pfn);
  trace.emit(EventId::kFolioDeactivate, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  empty_if_full(phys, trace, BatchKind::kLruDeactivate, cpu);
}

void lru_deactivate(Phys& phys, Pfn pfn) {
  if (!is_active_on_lru(phys.pages[pfn.v])) return;
  lru_move(phys, pfn, kPgActive | kPgReferenced);
  ++phys.stat.pgdeactivate;
}

}  // namespace pw
