#include "engine/trace/rmap_events.h"
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {

//   parent:  A1              child:  A2 -> A1        A2.parent = A2.root = A1
TEST_CASE("fork: the child joins the parent's tree and gets its own anon_vma", "[rmap]") {
  Family f;
  const VmaId parent = f.map_prepared(0, 4);
  const VmaId child = f.fork(parent);
  const AnonVmaId a1 = f.own(parent);
  const AnonVmaId a2 = f.own(child);

  CHECK(f.chain(parent) == std::vector<AnonVmaId>{a1});
  CHECK(f.chain(child) == std::vector<AnonVmaId>{a2, a1});
  CHECK(f.covering(a1, 0, 3) == std::vector<VmaId>{parent, child});
  CHECK(f.covering(a2, 0, 3) == std::vector<VmaId>{child});
  CHECK(f.anon_vma(parent).num_children == 2);
  CHECK(f.anon_vma(parent).refcount == 2);
  CHECK(f.anon_vma(child).parent == a1);
  CHECK(f.anon_vma(child).root == a1);
  CHECK(f.anon_vma(child).num_children == 0);
  CHECK(f.anon_vma(child).num_active_vmas == 1);
  CHECK(f.anon_vma(child).refcount == 1);
  CHECK(f.seen.count(EventId::kAnonVmaFork, Reason::kForkOwn) == 1);
  CHECK(f.seen.count(EventId::kAnonVmaReuse, Reason::kReuseActive) == 1);
  CHECK(f.broken() == "");
}

// A page that existed before the forks may be in all of them: the n-th child is on n + 1 trees.
TEST_CASE("fork: five deep, the n-th child has n + 1 chain nodes", "[rmap]") {
  Family f;
  std::vector<VmaId> generations{f.map_prepared(0, 1)};
  for (u32 n = 1; n <= 5; ++n) {
    generations.push_back(f.fork(generations.back()));
    CHECK(f.vmas[generations.back()].avc_count == n + 1);
    CHECK(f.anon_vma(generations.back()).parent == f.own(generations[n - 1]));
  }
  CHECK(f.covering(f.own(generations[0]), 0, 0).size() == 6);
  CHECK(f.covering(f.own(generations[5]), 0, 0).size() == 1);
  CHECK(f.rmap.anon_vmas[f.own(generations[0])].refcount == 6);
  CHECK(f.broken() == "");
}

TEST_CASE("fork: an untouched area gives the child nothing", "[rmap]") {
  Family f;
  const VmaId parent = f.map(0, 4);
  const VmaId child = f.fork(parent);
  CHECK(f.chain(child).empty());
  CHECK_FALSE(f.own(child).valid());
  CHECK(f.seen.count(EventId::kAnonVmaFork, Reason::kForkParentHasNone) == 1);
  CHECK(f.broken() == "");
}

//   p1: A1      p2: A2 -> A1  exits after      p3: A3 -> A2 -> A1
//   A2 has no active area and one child (A3), so p4 = fork(p3) takes A2 over: chain A3 -> A2 -> A1, own A2.
TEST_CASE("fork: an anon_vma that nobody owns any more is reused", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const VmaId p2 = f.fork(p1);
  const AnonVmaId a2 = f.own(p2);
  const VmaId p3 = f.fork(p2);
  f.unmap(p2);
  REQUIRE(f.rmap.anon_vmas[a2].num_active_vmas == 0);
  const VmaId p4 = f.fork(p3);

  CHECK(f.own(p4) == a2);
  CHECK(f.chain(p4) == std::vector<AnonVmaId>{f.own(p3), a2, f.own(p1)});
  CHECK(f.rmap.anon_vmas.live_count() == 3);
  CHECK(f.rmap.anon_vmas[a2].num_active_vmas == 1);
  CHECK(f.rmap.anon_vmas[a2].num_children == 1);
  CHECK(f.seen.count(EventId::kAnonVmaReuse, Reason::kReuseOk) == 1);
  CHECK(f.seen.count(EventId::kAnonVmaFork, Reason::kForkReused) == 1);
  CHECK(f.broken() == "");
}

// The same, but p2 had two children: a page put on A2 would be looked for in both, so A2 is left alone.
TEST_CASE("fork: an anon_vma with two children is not reused", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const VmaId p2 = f.fork(p1);
  const AnonVmaId a2 = f.own(p2);
  const VmaId p3 = f.fork(p2);
  f.fork(p2);
  f.unmap(p2);
  const VmaId p5 = f.fork(p3);

  CHECK(f.own(p5) != a2);
  CHECK(f.vmas[p5].avc_count == 4);
  CHECK(f.seen.count(EventId::kAnonVmaReuse, Reason::kReuseManyChildren) == 1);
  CHECK(f.broken() == "");
}

// Linux gives up a root never: it counts itself, and whoever else is left on its tree has an anon_vma below it.
TEST_CASE("fork: the root is not reused though nobody owns it", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const AnonVmaId a1 = f.own(p1);
  const VmaId p2 = f.fork(p1);
  f.unmap(p1);
  REQUIRE(f.rmap.anon_vmas[a1].num_active_vmas == 0);
  const VmaId p3 = f.fork(p2);

  CHECK(f.own(p3) != a1);
  CHECK(f.seen.count(EventId::kAnonVmaReuse, Reason::kReuseRoot) == 1);
  CHECK(f.broken() == "");
}

// A child inherits by the copy of the struct what it must not keep: its pages would name the parent's anon_vma.
TEST_CASE("fork: the anon_vma copied with the struct is dropped", "[rmap]") {
  Family f;
  const VmaId parent = f.map_prepared(0, 4);
  const VmaId child = f.dup(parent);
  REQUIRE(f.own(child) == f.own(parent));
  fork_anon_vma(f.rmap, f.vmas, f.trace, child, parent);
  CHECK(f.own(child) != f.own(parent));
  CHECK(f.anon_vma(parent).num_active_vmas == 1);
  CHECK(f.broken() == "");
}

// Fork and exit for ever: without reuse the list would have 201 nodes at the end.
TEST_CASE("fork: a line of forks and exits does not grow its chain", "[rmap]") {
  Family f;
  VmaId last = f.map_prepared(0, 2);
  for (u32 n = 0; n < 200; ++n) {
    const VmaId child = f.fork(last);
    f.unmap(last);
    last = child;
    CHECK(f.vmas[last].avc_count <= 3);
  }
  CHECK(f.rmap.anon_vmas.live_count() == 3);
  CHECK(f.rmap.anon_vmas.capacity() == 3);
  CHECK(f.broken() == "");
}

}  // namespace pw::test
