#include "engine/trace/rmap_events.h"
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {

//   before:  [low      ] ──> A1            after:  [low][high] ──> A1, twice active
TEST_CASE("clone: a split keeps one anon_vma with one more active area", "[rmap]") {
  Family f;
  const VmaId low = f.map_prepared(0, 8);
  const VmaId high = f.split(low, 4);

  CHECK(f.own(high) == f.own(low));
  CHECK(f.anon_vma(low).num_active_vmas == 2);
  CHECK(f.anon_vma(low).num_children == 1);
  CHECK(f.covering(f.own(low), 0, 3) == std::vector<VmaId>{low});
  CHECK(f.covering(f.own(low), 4, 7) == std::vector<VmaId>{high});
  CHECK(f.seen.count(EventId::kAnonVmaClone, Reason::kCloneExact) == 1);
  CHECK(f.seen.count(EventId::kAnonVmaReuse) == 0);
  CHECK(f.broken() == "");
}

//   grandchild's list:  A3 -> A2 -> A1.   A split of it has the same list in the same order.
TEST_CASE("clone: the copy's list has the source's order", "[rmap]") {
  Family f;
  const VmaId first = f.map_prepared(0, 8);
  const VmaId second = f.fork(first);
  const VmaId third = f.fork(second);
  const VmaId high = f.split(third, 2);

  const std::vector<AnonVmaId> expected{f.own(third), f.own(second), f.own(first)};
  CHECK(f.chain(third) == expected);
  CHECK(f.chain(high) == expected);
  CHECK(f.broken() == "");
}

TEST_CASE("clone: a merge takes the second area off again", "[rmap]") {
  Family f;
  const VmaId low = f.map_prepared(0, 8);
  const VmaId high = f.split(low, 4);
  f.merge(low, high);

  CHECK(f.anon_vma(low).num_active_vmas == 1);
  CHECK(f.covering(f.own(low), 7, 7) == std::vector<VmaId>{low});
  CHECK(f.rmap.avcs.live_count() == 1);
  CHECK(f.broken() == "");
}

TEST_CASE("clone: a survivor without anon_vma gets its neighbour's chain", "[rmap]") {
  Family f;
  const VmaId low = f.map(0, 4);
  const VmaId high = f.map_prepared(4, 4);
  f.vmas.mut(low).anon_vma = f.own(high);  // dup_anon_vma() sets it before it clones
  clone_anon_vma(f.rmap, f.vmas, f.trace, low, high);

  CHECK(f.chain(low) == f.chain(high));
  CHECK(f.anon_vma(low).num_active_vmas == 2);
  CHECK(f.broken() == "");
}

TEST_CASE("clone: nothing comes from an untouched area", "[rmap]") {
  Family f;
  const VmaId low = f.map(0, 8);
  const VmaId high = f.split(low, 4);
  CHECK(f.chain(high).empty());
  CHECK_FALSE(f.own(high).valid());
  CHECK(f.seen.count(EventId::kAnonVmaClone, Reason::kCloneNothing) == 1);
  CHECK(f.broken() == "");
}

}  // namespace pw::test
