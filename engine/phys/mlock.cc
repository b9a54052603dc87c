// Pages of locked areas (mm/mlock.c: mlock_folio, mlock_new_folio, munlock_folio and the steps of their batch; folio_evictable).
//
//   PG_mlocked      some locked area maps the page: set at once, cleared when the batch is emptied
//   PG_unevictable  it stands on the unevictable list, where reclaim never looks
//   mlock_count     how many locked areas map it, kept while it is on that list; it may be too low, never too high
// Setting the flag and moving the page are two steps, with the batch between them. munlock is the second step alone, because only there
// mlock_count can tell whether another locked area still maps the page. So after munmap a page that was locked keeps its flags, and its
// frame, until the CPU's batches are emptied.
#include "engine/phys/lru_list.h"
#include "engine/trace/mlock_events.h"

namespace pw {
namespace {

void set_mlocked(Phys& phys, Pfn pfn) {
  phys.pages.mut(pfn.v).flags |= kPgMlocked;
  ++phys.nr_mlock;
  ++phys.stat.unevictable_mlocked;
}

void add_to_batch(Phys& phys, Trace& trace, u32 cpu, Pfn pfn, MlockStep step, ReasonCode reason) {
  const u32 count = batch_add(phys, BatchKind::kMlock, cpu, pfn, step);
  trace.emit(EventId::kMlockFolio, reason, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  empty_if_full(phys, trace, BatchKind::kMlock, cpu);
}

// lruvec_del_folio, change of PG_unevictable, lruvec_add_folio
void move_to_unevictable(Phys& phys, Pfn pfn) {
  if (has_flag(phys.pages[pfn.v], kPgLru)) lru_erase(phys, pfn);
  Page& page = phys.pages.mut(pfn.v);
  page.flags &= ~static_cast<u32>(kPgActive);
  page.flags |= kPgUnevictable;
  page.mlock_count = has_flag(page, kPgMlocked) ? 1 : 0;
  lru_insert(phys, pfn);
  ++phys.stat.unevictable_culled;
}

void rescue(Phys& phys, Pfn pfn) {
  lru_erase(phys, pfn);
  Page& page = phys.pages.mut(pfn.v);
  page.flags &= ~static_cast<u32>(kPgUnevictable);
  page.mlock_count = 0;
  lru_insert(phys, pfn);
  ++phys.stat.unevictable_rescued;
}

// __mlock_folio: nothing can be done while the page waits in another batch.
void mlock_one(Phys& phys, Pfn pfn) {
  const Page& page = phys.pages[pfn.v];
  if (!has_flag(page, kPgLru)) return;
  const bool is_unevictable = has_flag(page, kPgUnevictable);
  if (is_evictable(page)) {
    if (is_unevictable) rescue(phys, pfn);
  } else if (is_unevictable) {
    ++phys.pages.mut(pfn.v).mlock_count;
  } else {
    move_to_unevictable(phys, pfn);
  }
}

// __mlock_new_folio
void mlock_new_one(Phys& phys, Pfn pfn) {
  PW_ASSERT(!has_flag(phys.pages[pfn.v], kPgLru), "a new page waits for its place on the LRU");
  if (is_evictable(phys.pages[pfn.v])) return lru_insert(phys, pfn);
  move_to_unevictable(phys, pfn);
}

// __munlock_folio
void munlock_one(Phys& phys, Pfn pfn) {
  const bool is_on_lru = has_flag(phys.pages[pfn.v], kPgLru);
  const bool is_unevictable = has_flag(phys.pages[pfn.v], kPgUnevictable);
  if (is_on_lru && is_unevictable) {
    Page& page = phys.pages.mut(pfn.v);
    if (page.mlock_count != 0) --page.mlock_count;
    if (page.mlock_count != 0) return;
  }
  if (has_flag(phys.pages[pfn.v], kPgMlocked)) {
    phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgMlocked);
    --phys.nr_mlock;
    ++(is_on_lru || !is_unevictable ? phys.stat.unevictable_munlocked : phys.stat.unevictable_stranded);
  }
  if (is_on_lru && is_unevictable) rescue(phys, pfn);
}

}  // namespace

bool is_evictable(const Page& page) { return !has_flag(page, kPgMlocked); }

void mlock_step(Phys& phys, Pfn pfn, MlockStep step) {
  switch (step) {
    case MlockStep::kMunlock: return munlock_one(phys, pfn);
    case MlockStep::kMlock: return mlock_one(phys, pfn);
    case MlockStep::kMlockNew: return mlock_new_one(phys, pfn);
  }
}

void clear_mlocked(Phys& phys, Pfn pfn) {
  if (!has_flag(phys.pages[pfn.v], kPgMlocked)) return;
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgMlocked);
  --phys.nr_mlock;
  ++phys.stat.unevictable_cleared;
}

void mlock_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  if (!has_flag(phys.pages[pfn.v], kPgMlocked)) set_mlocked(phys, pfn);
  add_to_batch(phys, trace, cpu, pfn, MlockStep::kMlock, Reason::kMlockPresent);
}

void mlock_new_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  set_mlocked(phys, pfn);
  add_to_batch(phys, trace, cpu, pfn, MlockStep::kMlockNew, Reason::kMlockNewPage);
}

void munlock_folio(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  add_to_batch(phys, trace, cpu, pfn, MlockStep::kMunlock, Reason::kMunlockPage);
}

}  // namespace pw
