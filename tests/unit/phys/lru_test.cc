// LRU batches: the reference that a waiting frame carries, and when a batch is emptied.
#include "engine/trace/phys_events.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("lru: a new page waits in its CPU's batch with one reference more", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 1, pfn);
  REQUIRE(m.page(pfn).refcount == 2);
  REQUIRE_FALSE(has_flag(m.page(pfn), kPgLru));
  const std::vector<BatchPlace> places = find_batches(m.phys, pfn);
  REQUIRE(places.size() == 1);
  REQUIRE(places[0].kind == BatchKind::kLruAdd);
  REQUIRE(places[0].cpu == 1);
  require_sound(m.phys);
}

TEST_CASE("lru: the 31st page empties the batch", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> pages;
  for (u32 i = 0; i < 30; ++i) {
    pages.push_back(m.alloc_anon());
    folio_add_lru(m.phys, m.trace, 0, pages.back());
  }
  REQUIRE(batch_of(m.phys, BatchKind::kLruAdd, 0).count == 30);
  REQUIRE(m.phys.node.lruvec.list[0].count == 0);
  pages.push_back(m.alloc_anon());
  folio_add_lru(m.phys, m.trace, 0, pages.back());
  REQUIRE(batch_of(m.phys, BatchKind::kLruAdd, 0).count == 0);
  REQUIRE(m.phys.node.lruvec[LruList::kInactiveAnon].count == 31);
  REQUIRE(m.log.last_reason(EventId::kFolioBatchMoveLru) == Reason::kBatchFull);
  for (const Pfn pfn : pages) {
    REQUIRE(has_flag(m.page(pfn), kPgLru));
    REQUIRE(m.page(pfn).refcount == 1);
  }
  // The last one added is the most recent.
  REQUIRE(m.phys.node.lruvec.list[0].head == pages.back().v);
  REQUIRE(m.phys.node.lruvec.list[0].tail == pages.front().v);
  require_sound(m.phys);
}

TEST_CASE("lru: 64 pages in a row leave two waiting", "[phys]") {
  // Tried on 6.18.44: of 64 write faults in a row, 62 pages are on the LRU.
  PhysMachine m;
  for (u32 i = 0; i < 64; ++i) folio_add_lru(m.phys, m.trace, 0, m.alloc_anon());
  REQUIRE(m.phys.node.lruvec.list[0].count == 62);
  REQUIRE(batch_of(m.phys, BatchKind::kLruAdd, 0).count == 2);
}

TEST_CASE("lru: a drain is one CPU's own", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc_anon();
  const Pfn b = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, a);
  folio_add_lru(m.phys, m.trace, 1, b);
  lru_add_drain(m.phys, m.trace, 0);
  REQUIRE(m.page(a).refcount == 1);
  REQUIRE(m.page(b).refcount == 2);
  lru_add_drain_all(m.phys, m.trace);
  REQUIRE(m.page(b).refcount == 1);
  REQUIRE(has_flag(m.page(b), kPgLru));
}

TEST_CASE("lru: a page given up while it waits is freed by the drain", "[phys]") {
  // Tried on 6.18.44: munmap and exit leave the batch alone.
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, pfn);
  REQUIRE_FALSE(m.put(pfn));
  REQUIRE(m.page(pfn).type == PageType::kNone);
  require_sound(m.phys);
  lru_add_drain(m.phys, m.trace, 0);
  REQUIRE(m.page(pfn).type == PageType::kPcp);
  REQUIRE(m.phys.node.lruvec.list[0].count == 0);
  REQUIRE(m.log.last_reason(EventId::kFolioPut) == Reason::kPutOffLru);
  require_sound(m.phys);
}

TEST_CASE("lru: freeing takes a page out of the middle of its list", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> pages;
  for (u32 i = 0; i < 31; ++i) {
    pages.push_back(m.alloc_anon());
    folio_add_lru(m.phys, m.trace, 0, pages.back());
  }
  for (const u32 i : {15u, 0u, 30u}) {
    REQUIRE(m.put(pages[i]));
    require_sound(m.phys);
  }
  REQUIRE(m.phys.node.lruvec.list[0].count == 28);
}

TEST_CASE("lru: flags name the list", "[phys]") {
  PhysMachine m;
  const Pfn active = m.alloc_anon();
  m.phys.pages.mut(active.v).flags |= kPgActive;
  const Pfn unevictable = m.alloc_anon();
  m.phys.pages.mut(unevictable.v).flags |= kPgMlocked;
  ++m.phys.nr_mlock;
  const Pfn file = m.alloc();
  for (const Pfn pfn : {active, unevictable, file}) folio_add_lru(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  REQUIRE(m.phys.node.lruvec[LruList::kActiveAnon].head == active.v);
  REQUIRE(m.phys.node.lruvec[LruList::kUnevictable].count == 1);
  REQUIRE(has_flag(m.page(unevictable), kPgUnevictable));
  REQUIRE(m.phys.node.lruvec[LruList::kUnevictable].head == Pfn::kNone);
  REQUIRE(m.phys.node.lruvec[LruList::kInactiveFile].head == file.v);
  require_sound(m.phys);
}
