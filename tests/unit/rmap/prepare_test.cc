#include "engine/trace/rmap_events.h"
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {

//   area ──avc──> A1 (root, its own parent, counts itself)
TEST_CASE("prepare: a first page gives the area a root anon_vma", "[rmap]") {
  Family f;
  const VmaId area = f.map(0, 4);
  REQUIRE(f.chain(area).empty());
  prepare_anon_vma(f.rmap, f.vmas, f.trace, area, AnonVmaId());

  const AnonVma& a1 = f.anon_vma(area);
  CHECK(a1.root == f.own(area));
  CHECK(a1.parent == f.own(area));
  CHECK(a1.num_children == 1);
  CHECK(a1.num_active_vmas == 1);
  CHECK(a1.refcount == 1);
  CHECK(f.chain(area) == std::vector<AnonVmaId>{f.own(area)});
  CHECK(f.seen.count(EventId::kAnonVmaPrepare, Reason::kAnonVmaNewRoot) == 1);
  CHECK(f.broken() == "");
}

//   [low] ──> A1 <── [high]     one anon_vma, two areas on its tree, no new child
TEST_CASE("prepare: a neighbour's anon_vma is shared", "[rmap]") {
  Family f;
  const VmaId low = f.map_prepared(0, 4);
  const VmaId high = f.map(4, 4);
  prepare_anon_vma(f.rmap, f.vmas, f.trace, high, f.own(low));

  CHECK(f.own(high) == f.own(low));
  CHECK(f.anon_vma(low).num_active_vmas == 2);
  CHECK(f.anon_vma(low).num_children == 1);
  CHECK(f.rmap.anon_vmas.live_count() == 1);
  CHECK(f.covering(f.own(low), 0, 7) == std::vector<VmaId>{low, high});
  CHECK(f.seen.count(EventId::kAnonVmaPrepare, Reason::kAnonVmaFromNeighbour) == 1);
  CHECK(f.broken() == "");
}

}  // namespace pw::test
