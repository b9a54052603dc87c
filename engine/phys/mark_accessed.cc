// folio_mark_accessed, folio_activate and the lru_activate batch (mm/swap.c): the kernel used a page for a task, and reclaim shall
// hear of it.
//
//   not referenced           PG_referenced is set
//   referenced, on the LRU   into this CPU's lru_activate batch, which holds a reference; drained, it moves to the active list
//   referenced, not on it    PG_active if it waits in this CPU's lru_add batch, else nothing; PG_referenced goes in both cases
// The batch is emptied when it is full and by lru_add_drain. Its reference counts like any other: after get_user_pages touched a page
// twice, a write fault may copy what it would have reused.
#include "engine/phys/lru_list.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

bool is_in_batch(const FolioBatch& batch, Pfn pfn) {
  for (u32 i = 0; i < batch.count; ++i) {
    if (batch.pfn[i] == pfn.v) return true;
  }
  return false;
}

void folio_activate(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  batch_add(phys, BatchKind::kLruActivate, cpu, pfn);
  empty_if_full(phys, trace, BatchKind::kLruActivate, cpu);
}

}  // namespace

void lru_activate(Phys& phys, Pfn pfn) {
  const u32 flags = phys.pages[pfn.v].flags;
  if ((flags & kPgLru) == 0 || (flags & (kPgActive | kPgUnevictable)) != 0) return;
  lru_erase(phys, pfn);
  phys.pages.mut(pfn.v).flags |= kPgActive;
  lru_insert(phys, pfn);
  ++phys.stat.pgactivate;
}

void folio_mark_accessed(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  const u32 flags = phys.pages[pfn.v].flags;
  if ((flags & kPgReferenced) == 0) {
    phys.pages.mut(pfn.v).flags |= kPgReferenced;
    trace.emit(EventId::kMarkAccessed, Reason::kMarkReferenced, pfn.v);
    return;
  }
  if ((flags & (kPgUnevictable | kPgActive)) != 0) {
    trace.emit(EventId::kMarkAccessed, Reason::kMarkNothing, pfn.v);
    return;
  }
  const bool waits_here = is_in_batch(batch_of(phys, BatchKind::kLruAdd, cpu), pfn);
  const bool is_on_lru = (flags & kPgLru) != 0;
  const ReasonCode reason = is_on_lru ? Reason::kMarkActivate : waits_here ? Reason::kMarkActive : Reason::kMarkNothing;
  trace.emit(EventId::kMarkAccessed, reason, pfn.v);
  if (is_on_lru) {
    folio_activate(phys, trace, cpu, pfn);
  } else if (waits_here) {
    phys.pages.mut(pfn.v).flags |= kPgActive;
  }
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgReferenced);
}

void folio_mark_dirty(Phys& phys, Trace& trace, Pfn pfn) {
  if (has_flag(phys.pages[pfn.v], kPgDirty)) return;
  phys.pages.mut(pfn.v).flags |= kPgDirty;
  trace.emit(EventId::kMarkDirty, pfn.v);
}

}  // namespace pw
