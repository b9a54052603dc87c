// Each rule of check_rmap() is broken by hand once: a check that cannot fail proves nothing.
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {
namespace {

// parent on A1; child on A2 and A1; a split of the child.
struct Broken {
  Family f;
  VmaId parent;
  VmaId child;
  VmaId high;

  Broken() {
    parent = f.map_prepared(0, 8);
    child = f.fork(parent);
    high = f.split(child, 4);
    REQUIRE(f.broken() == "");
  }
  AnonVma& own(VmaId id) { return f.rmap.anon_vmas.mut(f.own(id)); }
  Avc& head(VmaId id) { return f.rmap.avcs.mut(f.vmas[id].avc_head); }
  bool breaks(const std::string& rule, CheckLevel level = CheckLevel::kFull) const {
    return f.broken(level).find(rule + ": ") != std::string::npos;
  }
};

}  // namespace

TEST_CASE("check_rmap: counters", "[rmap]") {
  Broken b;
  SECTION("R7") {
    ++b.own(b.parent).num_children;
    CHECK(b.breaks("R7"));
    CHECK(b.breaks("R7", CheckLevel::kQuick));
  }
  SECTION("R7: one too many here, one too few there: totals cannot see it") {
    ++b.own(b.child).num_children;
    --b.own(b.parent).num_children;
    CHECK(b.breaks("R7"));
    CHECK_FALSE(b.breaks("R7", CheckLevel::kQuick));
  }
  SECTION("R8") {
    --b.own(b.child).num_active_vmas;
    CHECK(b.breaks("R8"));
    CHECK(b.breaks("R8", CheckLevel::kQuick));
  }
  SECTION("R9") {
    ++b.own(b.parent).refcount;
    CHECK(b.breaks("R9"));
    CHECK(b.breaks("R9", CheckLevel::kQuick));
  }
}

TEST_CASE("check_rmap: lists", "[rmap]") {
  Broken b;
  SECTION("R1: an avc of a freed area") {
    b.head(b.high).vma = VmaId(99);
    CHECK(b.breaks("R1"));
  }
  SECTION("R2: a link back") {
    b.head(b.high).same_vma_prev = b.f.vmas[b.child].avc_head;
    CHECK(b.breaks("R2"));
  }
  SECTION("R2: a count") {
    ++b.f.vmas.mut(b.high).avc_count;
    CHECK(b.breaks("R2"));
  }
  SECTION("R2: an end") {
    b.f.vmas.mut(b.high).avc_tail = AvcId();
    CHECK(b.breaks("R2", CheckLevel::kQuick));
  }
  SECTION("R3: a leaked avc") {
    b.f.rmap.avcs.alloc(Avc{b.parent, b.f.own(b.parent), AvcId(), AvcId(), {}});
    CHECK(b.breaks("R3"));
    CHECK(b.breaks("R3", CheckLevel::kQuick));
  }
}

TEST_CASE("check_rmap: trees", "[rmap]") {
  Broken b;
  const AvcId root = b.f.anon_vma(b.parent).rb_root;
  SECTION("R3: a node that names another tree") {
    b.f.rmap.avcs.mut(b.f.vmas[b.parent].avc_head).anon_vma = b.f.own(b.child);
    CHECK(b.breaks("R3"));
  }
  SECTION("R3: a node that fell off") {
    b.f.rmap.avcs.mut(root).rb.right = AvcId();
    CHECK(b.breaks("R3"));
  }
  SECTION("R4: a red root") {
    b.f.rmap.avcs.mut(root).rb.is_red = true;
    CHECK(b.breaks("R4"));
  }
  SECTION("R4: unequal black heights") {
    b.f.rmap.avcs.mut(b.f.rmap.avcs[root].rb.right).rb.is_red = false;
    b.f.rmap.avcs.mut(root).rb.left = AvcId();
    CHECK(b.breaks("R4"));
  }
  SECTION("R4: an area that moved without leaving its trees") {
    b.f.vmas.mut(b.parent).pgoff += 100;
    CHECK(b.breaks("R4"));
  }
  SECTION("R5") {
    ++b.f.rmap.avcs.mut(root).rb.subtree;
    CHECK(b.breaks("R5"));
  }
}

TEST_CASE("check_rmap: families", "[rmap]") {
  Broken b;
  SECTION("R6: a child that is its own parent") {
    b.own(b.child).parent = b.f.own(b.child);
    CHECK(b.breaks("R6", CheckLevel::kQuick));
  }
  SECTION("R6: a root that is gone") {
    b.own(b.child).root = AnonVmaId(99);
    CHECK(b.breaks("R6", CheckLevel::kQuick));
  }
  SECTION("R10: the own anon_vma is not on the chain") {
    const VmaId other = b.f.map_prepared(64, 1);
    b.f.vmas.mut(other).anon_vma = b.f.own(b.parent);
    CHECK(b.breaks("R10"));
  }
  SECTION("R10: a chain without anon_vma") {
    b.f.vmas.mut(b.high).anon_vma = AnonVmaId();
    CHECK(b.breaks("R10", CheckLevel::kQuick));
  }
  SECTION("R11: an anon_vma that nobody is on") {
    const AnonVmaId lost = b.f.rmap.anon_vmas.alloc();
    b.f.rmap.anon_vmas.mut(lost).root = lost;
    b.f.rmap.anon_vmas.mut(lost).parent = lost;
    b.f.rmap.anon_vmas.mut(lost).num_children = 1;
    CHECK(b.breaks("R11", CheckLevel::kQuick));
  }
}

}  // namespace pw::test
