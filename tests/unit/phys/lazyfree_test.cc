// The lru_lazyfree batch: who gets into it, what a page loses when it is emptied, and what may happen to a page that waits in it.
#include "engine/trace/madvise_events.h"
#include "engine/trace/phys_events.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

u32 waiting(const Phys& phys, u32 cpu) { return batch_of(phys, BatchKind::kLruLazyfree, cpu).count; }
u32 list_count(const Phys& phys, LruList list) { return phys.node.lruvec[list].count; }

// An anonymous page on the inactive list.
Pfn settled(PhysMachine& m) {
  const Pfn pfn = m.alloc_anon();
  m.phys.pages.mut(pfn.v).mapping = anon_mapping_of(AnonVmaId(0));
  folio_add_lru(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  return pfn;
}

ReasonCode mark(PhysMachine& m, Pfn pfn, u32 cpu = 0) {
  folio_mark_lazyfree(m.phys, m.trace, cpu, pfn);
  require_sound(m.phys);
  return m.log.last_reason(EventId::kMarkLazyfree);
}

}  // namespace

TEST_CASE("lazyfree: the page waits with PG_swapbacked and a reference, and loses both with the batch", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  m.phys.pages.mut(pfn.v).flags |= kPgReferenced;
  CHECK(mark(m, pfn) == Reason::kLazyfreeWaits);
  CHECK(has_flag(m.page(pfn), kPgSwapbacked));
  CHECK(has_flag(m.page(pfn), kPgLru));
  CHECK(m.page(pfn).refcount == 2);
  CHECK(waiting(m.phys, 0) == 1);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK_FALSE(has_flag(m.page(pfn), kPgSwapbacked | kPgReferenced));
  CHECK(m.page(pfn).refcount == 1);
  CHECK(list_count(m.phys, LruList::kInactiveAnon) == 0);
  CHECK(list_count(m.phys, LruList::kInactiveFile) == 1);
  CHECK(m.phys.stat.pglazyfree == 1);
  require_sound(m.phys);
}

TEST_CASE("lazyfree: an active page becomes inactive", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  for (u32 i = 0; i < 2; ++i) folio_mark_accessed(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  REQUIRE(list_count(m.phys, LruList::kActiveAnon) == 1);
  CHECK(mark(m, pfn) == Reason::kLazyfreeWaits);
  lru_add_drain(m.phys, m.trace, 0);
  CHECK(list_count(m.phys, LruList::kActiveAnon) == 0);
  CHECK(list_count(m.phys, LruList::kInactiveFile) == 1);
}

TEST_CASE("lazyfree: the 31st page empties the batch", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> pages;
  for (u32 i = 0; i < 31; ++i) pages.push_back(settled(m));
  for (u32 i = 0; i < 30; ++i) mark(m, pages[i]);
  CHECK(waiting(m.phys, 0) == 30);
  CHECK(m.phys.stat.pglazyfree == 0);
  mark(m, pages[30]);
  CHECK(waiting(m.phys, 0) == 0);
  CHECK(m.phys.stat.pglazyfree == 31);
  CHECK(m.log.last_reason(EventId::kLruLazyfree) == Reason::kBatchFull);
}

TEST_CASE("lazyfree: pages that are not asked for are left as they are", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  SECTION("marked before") {
    mark(m, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(mark(m, pfn) == Reason::kLazyfreeNotSwapbacked);
  }
  SECTION("a page of an object") {
    const Pfn other = m.alloc_anon();
    m.phys.pages.mut(other.v).flags |= kPgSwapbacked;
    CHECK(mark(m, other) == Reason::kLazyfreeNotSwapbacked);
  }
  SECTION("in another CPU's lru_add batch") {
    const Pfn other = m.alloc_anon();
    m.phys.pages.mut(other.v).mapping = anon_mapping_of(AnonVmaId(0));
    folio_add_lru(m.phys, m.trace, 1, other);
    CHECK(mark(m, other) == Reason::kLazyfreeNotOnLru);
  }
  SECTION("unevictable") {
    mlock_folio(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(mark(m, pfn) == Reason::kLazyfreeUnevictable);
  }
  CHECK(waiting(m.phys, 0) == 0);
}

TEST_CASE("lazyfree: what happens to a page while it waits", "[phys]") {
  PhysMachine m;
  const Pfn pfn = settled(m);
  mark(m, pfn);
  SECTION("another CPU marks it as well: the second batch finds nothing to do") {
    mark(m, pfn, 1);
    CHECK(m.page(pfn).refcount == 3);
    lru_add_drain_all(m.phys, m.trace);
    CHECK(m.page(pfn).refcount == 1);
    CHECK(m.phys.stat.pglazyfree == 1);
  }
  SECTION("it is locked: the mlock batch comes last, so PG_swapbacked goes first") {
    mlock_folio(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(has_flag(m.page(pfn), kPgUnevictable));
    CHECK_FALSE(has_flag(m.page(pfn), kPgSwapbacked));
    munlock_folio(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(list_count(m.phys, LruList::kInactiveFile) == 1);
  }
  SECTION("another CPU makes it unevictable: it keeps PG_swapbacked") {
    mlock_folio(m.phys, m.trace, 1, pfn);
    lru_add_drain(m.phys, m.trace, 1);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(has_flag(m.page(pfn), kPgSwapbacked));
    CHECK(m.phys.stat.pglazyfree == 0);
  }
  SECTION("it is used twice: lru_lazyfree is emptied before lru_activate, so it ends active") {
    for (u32 i = 0; i < 2; ++i) folio_mark_accessed(m.phys, m.trace, 0, pfn);
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(list_count(m.phys, LruList::kActiveFile) == 1);
  }
  SECTION("it is given up: the batch holds it until it is emptied") {
    CHECK_FALSE(m.put(pfn));
    lru_add_drain(m.phys, m.trace, 0);
    CHECK(m.page(pfn).type == PageType::kPcp);
    CHECK(list_count(m.phys, LruList::kInactiveFile) == 0);
  }
  require_sound(m.phys);
}
