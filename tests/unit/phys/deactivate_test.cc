// The lru_deactivate batch: an active page goes back to the inactive list, and only an active one.
#include "engine/trace/madvise_events.h"
#include "engine/trace/phys_events.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

u32 waiting(const Phys& phys, u32 cpu) { return batch_of(phys, BatchKind::kLruDeactivate, cpu).count; }
u32 list_count(const Phys& phys, LruList list) { return phys.node.lruvec[list].count; }

Pfn active(PhysMachine& m) {
  const Pfn pfn = m.alloc_anon();
  m.phys.pages.mut(pfn.v).flags |= kPgActive | kPgReferenced;
  folio_add_lru(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  return pfn;
}

}  // namespace

TEST_CASE("deactivate: the page stays active while it waits, and is inactive and unreferenced after", "[phys]") {
  PhysMachine m;
  const Pfn pfn = active(m);
  folio_deactivate(m.phys, m.trace, 0, pfn);
  CHECK(has_flag(m.page(pfn), kPgActive));
  CHECK(m.page(pfn).refcount == 2);
  require_sound(m.phys);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK_FALSE(has_flag(m.page(pfn), kPgActive | kPgReferenced));
  CHECK(has_flag(m.page(pfn), kPgSwapbacked));
  CHECK(m.page(pfn).refcount == 1);
  CHECK(list_count(m.phys, LruList::kInactiveAnon) == 1);
  CHECK(m.phys.stat.pgdeactivate == 1);
  require_sound(m.phys);
}

TEST_CASE("deactivate: pages that are not active, not on the LRU, or unevictable get into no batch", "[phys]") {
  PhysMachine m;
  const Pfn pfn = active(m);
  SECTION("inactive") {
    folio_deactivate(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    folio_deactivate(m.phys, m.trace, 0, pfn);
    CHECK(waiting(m.phys, 0) == 0);
  }
  SECTION("on its way to the LRU") {
    const Pfn other = m.alloc_anon();
    m.phys.pages.mut(other.v).flags |= kPgActive;
    folio_add_lru(m.phys, m.trace, 1, other);
    folio_deactivate(m.phys, m.trace, 0, other);
    CHECK(waiting(m.phys, 0) == 0);
  }
  SECTION("unevictable") {
    mlock_folio(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    folio_deactivate(m.phys, m.trace, 0, pfn);
    CHECK(waiting(m.phys, 0) == 0);
  }
  require_sound(m.phys);
}

TEST_CASE("deactivate: the 31st page empties the batch", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> pages;
  for (u32 i = 0; i < 31; ++i) pages.push_back(active(m));
  for (u32 i = 0; i < 30; ++i) folio_deactivate(m.phys, m.trace, 0, pages[i]);
  CHECK(waiting(m.phys, 0) == 30);
  folio_deactivate(m.phys, m.trace, 0, pages[30]);
  CHECK(waiting(m.phys, 0) == 0);
  CHECK(m.phys.stat.pgdeactivate == 31);
  CHECK(m.log.last_reason(EventId::kLruDeactivate) == Reason::kBatchFull);
}

TEST_CASE("deactivate: lru_deactivate is emptied before lru_lazyfree and lru_activate", "[phys]") {
  PhysMachine m;
  const Pfn pfn = active(m);
  m.phys.pages.mut(pfn.v).mapping = anon_mapping_of(AnonVmaId(0));
  folio_mark_lazyfree(m.phys, m.trace, 0, pfn);
  folio_deactivate(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(m.phys.stat.pgdeactivate == 1);
  CHECK(m.phys.stat.pglazyfree == 1);
  CHECK(list_count(m.phys, LruList::kInactiveFile) == 1);
  require_sound(m.phys);
}
