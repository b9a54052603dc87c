// The mlock batch: when PG_mlocked comes and goes, which list the page is on, and what mlock_count makes of two locked areas.
#include "engine/trace/mlock_events.h"
#include "engine/trace/phys_events.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

u32 unevictable(const Phys& phys) { return phys.node.lruvec[LruList::kUnevictable].count; }
u32 waiting(const Phys& phys, u32 cpu) { return batch_of(phys, BatchKind::kMlock, cpu).count; }

// A page on the inactive list.
Pfn settled(PhysMachine& m) {
  const Pfn pfn = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  return pfn;
}

}  // namespace

TEST_CASE("mlock: the flag is set at once, the list changes with the batch", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  mlock_folio(m.phys, m.trace, 0, pfn);
  CHECK(has_flag(m.page(pfn), kPgMlocked));
  CHECK_FALSE(has_flag(m.page(pfn), kPgUnevictable));
  CHECK(m.page(pfn).refcount == 2);
  CHECK(m.phys.nr_mlock == 1);
  require_sound(m.phys);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(has_flag(m.page(pfn), kPgUnevictable));
  CHECK(has_flag(m.page(pfn), kPgLru));
  CHECK(m.page(pfn).mlock_count == 1);
  CHECK(m.page(pfn).refcount == 1);
  CHECK(unevictable(m.phys) == 1);
  CHECK(m.phys.stat.unevictable_culled == 1);
  require_sound(m.phys);
}

TEST_CASE("mlock: two locked areas, and the page is let go with the second", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  for (u32 i = 0; i < 2; ++i) mlock_folio(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(m.page(pfn).mlock_count == 2);
  CHECK(m.phys.stat.unevictable_mlocked == 1);
  munlock_folio(m.phys, m.trace, 1, pfn);
  lru_add_drain(m.phys, m.trace, 1);
  CHECK(has_flag(m.page(pfn), kPgMlocked));
  munlock_folio(m.phys, m.trace, 1, pfn);
  CHECK(has_flag(m.page(pfn), kPgMlocked));
  lru_add_drain(m.phys, m.trace, 1);
  CHECK_FALSE(has_flag(m.page(pfn), kPgMlocked | kPgUnevictable));
  CHECK(m.phys.nr_mlock == 0);
  CHECK(m.phys.node.lruvec[LruList::kInactiveAnon].count == 1);
  CHECK(m.phys.stat.unevictable_rescued == 1);
  CHECK(m.phys.stat.unevictable_munlocked == 1);
  require_sound(m.phys);
}

TEST_CASE("mlock: a new page of a locked area waits in the mlock batch", "[phys]") {
  // Tried on 6.18.44: mlocked, no lru; after a drain lru and unevictable.
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  mlock_new_folio(m.phys, m.trace, 0, pfn);
  CHECK(waiting(m.phys, 0) == 1);
  CHECK_FALSE(has_flag(m.page(pfn), kPgLru));
  require_sound(m.phys);
  munlock_folio(m.phys, m.trace, 0, pfn);
  CHECK(find_batches(m.phys, pfn).size() == 2);
  CHECK(m.page(pfn).refcount == 3);
  require_sound(m.phys);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK_FALSE(has_flag(m.page(pfn), kPgMlocked));
  CHECK(m.phys.node.lruvec[LruList::kInactiveAnon].count == 1);
  require_sound(m.phys);
}

TEST_CASE("mlock: the batch of one CPU cannot move what waits in another's", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, pfn);
  mlock_folio(m.phys, m.trace, 1, pfn);
  lru_add_drain(m.phys, m.trace, 1);
  CHECK_FALSE(has_flag(m.page(pfn), kPgLru));
  lru_add_drain(m.phys, m.trace, 0);
  // It comes onto the unevictable list, but nobody knows how often it is locked.
  CHECK(has_flag(m.page(pfn), kPgUnevictable));
  CHECK(m.page(pfn).mlock_count == 0);
  require_sound(m.phys);
}

TEST_CASE("mlock: the 31st page empties the batch", "[phys]") {
  PhysMachine m;
  for (u32 i = 0; i < 30; ++i) mlock_new_folio(m.phys, m.trace, 0, m.alloc_anon());
  CHECK(unevictable(m.phys) == 0);
  mlock_new_folio(m.phys, m.trace, 0, m.alloc_anon());
  CHECK(waiting(m.phys, 0) == 0);
  CHECK(unevictable(m.phys) == 31);
  CHECK(m.log.last_reason(EventId::kMlockFolioBatch) == Reason::kBatchFull);
  require_sound(m.phys);
}

TEST_CASE("mlock: a locked page whose owner is gone is freed by the drain", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  mlock_folio(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  munlock_folio(m.phys, m.trace, 0, pfn);
  CHECK_FALSE(m.put(pfn));
  CHECK(has_flag(m.page(pfn), kPgMlocked));
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(m.page(pfn).type == PageType::kPcp);
  CHECK(m.phys.nr_mlock == 0);
  CHECK(m.phys.stat.unevictable_cleared == 0);
  require_sound(m.phys);
}

TEST_CASE("mlock: a frame that is freed while locked is counted as cleared", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  mlock_folio(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(m.put(pfn));
  CHECK(m.phys.nr_mlock == 0);
  CHECK(m.phys.stat.unevictable_cleared == 1);
  require_sound(m.phys);
}

TEST_CASE("accessed: referenced first, active the second time, nothing on the unevictable list", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  folio_mark_accessed(m.phys, m.trace, 0, pfn);
  CHECK(has_flag(m.page(pfn), kPgReferenced));
  folio_mark_accessed(m.phys, m.trace, 0, pfn);
  CHECK_FALSE(has_flag(m.page(pfn), kPgReferenced));
  CHECK(m.page(pfn).refcount == 2);
  CHECK(batch_of(m.phys, BatchKind::kLruActivate, 0).count == 1);
  require_sound(m.phys);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(has_flag(m.page(pfn), kPgActive));
  CHECK(m.phys.stat.pgactivate == 1);
  CHECK(m.phys.node.lruvec[LruList::kActiveAnon].head == pfn.v);
  require_sound(m.phys);

  mlock_folio(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK_FALSE(has_flag(m.page(pfn), kPgActive));
  for (u32 i = 0; i < 3; ++i) folio_mark_accessed(m.phys, m.trace, 0, pfn);
  CHECK(has_flag(m.page(pfn), kPgReferenced));
  CHECK(count_batched(m.phys, 0) == 0);
}

TEST_CASE("accessed: a page that waits for the LRU is marked active in its own CPU's batch alone", "[phys]") {
  PhysMachine m;
  const Pfn own = m.alloc_anon();
  const Pfn other = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, own);
  folio_add_lru(m.phys, m.trace, 1, other);
  for (u32 i = 0; i < 2; ++i) {
    folio_mark_accessed(m.phys, m.trace, 0, own);
    folio_mark_accessed(m.phys, m.trace, 0, other);
  }
  CHECK(has_flag(m.page(own), kPgActive));
  CHECK_FALSE(has_flag(m.page(other), kPgActive));
  lru_add_drain_all(m.phys, m.trace);
  CHECK(m.phys.node.lruvec[LruList::kActiveAnon].count == 1);
  CHECK(m.phys.node.lruvec[LruList::kInactiveAnon].count == 1);
  require_sound(m.phys);
}
