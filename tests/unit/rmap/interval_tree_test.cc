// The interval tree against a plain list that does the same with no structure at all.
#include <catch2/catch.hpp>

#include <algorithm>

#include "engine/rmap/interval_tree.h"
#include "tests/support/random.h"
#include "tests/unit/rmap/family.h"

namespace pw::test {
namespace {

// One root anon_vma with areas of any offsets on it, as forks and moves bring them together; and the list in insertion order.
struct TreeBench {
  Family f;
  AnonVmaId tree;
  std::vector<VmaId> model;

  TreeBench() {
    const VmaId first = f.map_prepared(0, 1);
    tree = f.own(first);
    model.push_back(first);
  }
  void add(u64 first, u64 pages) {
    const VmaId id = f.map(first, pages);
    prepare_anon_vma(f.rmap, f.vmas, f.trace, id, tree);
    model.push_back(id);
  }
  void remove(u32 index) {
    f.unmap(model[index]);
    model.erase(model.begin() + index);
  }
  // An area that changes its range leaves the tree and comes back as the youngest.
  void change(u32 index, u64 first, u64 pages) {
    const VmaId id = model[index];
    remove_from_interval_trees(f.rmap, f.vmas, id);
    f.vmas.mut(id).pgoff = first;
    f.vmas.mut(id).start = first * kPageSize;
    f.vmas.mut(id).end = (first + pages) * kPageSize;
    insert_into_interval_trees(f.rmap, f.vmas, id);
    model.erase(model.begin() + index);
    model.push_back(id);
  }
  // Overlapping areas by first offset, earlier inserted first among equals.
  std::vector<VmaId> expected(u64 first, u64 last) const {
    std::vector<VmaId> out;
    for (const VmaId id : model) {
      const Vma& vma = f.vmas[id];
      if (vma.pgoff <= last && vma.pgoff + vma.pages() - 1 >= first) out.push_back(id);
    }
    std::stable_sort(out.begin(), out.end(), [&](VmaId a, VmaId b) { return f.vmas[a].pgoff < f.vmas[b].pgoff; });
    return out;
  }
};

u32 depth_below(const Rmap& rmap, AvcId node) {
  if (!node.valid()) return 0;
  return 1 + std::max(depth_below(rmap, rmap.avcs[node].rb.left), depth_below(rmap, rmap.avcs[node].rb.right));
}

}  // namespace

//   offsets  0    4    8    12
//   A        [=========)            on the tree of one anon_vma
//   B             [=========)
//   C                  [====)
TEST_CASE("interval tree: first and last offset are both inclusive", "[rmap]") {
  Family f;
  const VmaId a = f.map_prepared(0, 8);
  const AnonVmaId tree = f.own(a);
  const VmaId b = f.map(4, 8);
  const VmaId c = f.map(8, 4);
  prepare_anon_vma(f.rmap, f.vmas, f.trace, b, tree);
  prepare_anon_vma(f.rmap, f.vmas, f.trace, c, tree);

  CHECK(f.covering(tree, 0, 3) == std::vector<VmaId>{a});
  CHECK(f.covering(tree, 7, 7) == std::vector<VmaId>{a, b});
  CHECK(f.covering(tree, 8, 8) == std::vector<VmaId>{b, c});
  CHECK(f.covering(tree, 0, 100) == std::vector<VmaId>{a, b, c});
  CHECK(f.covering(tree, 12, 100).empty());
  CHECK(f.broken() == "");
}

TEST_CASE("interval tree: equal offsets keep the order of insertion", "[rmap]") {
  TreeBench b;
  for (u32 i = 0; i < 40; ++i) b.add(0, 1);
  CHECK(b.f.covering(b.tree, 0, 0) == b.model);
  CHECK(b.f.broken() == "");
}

TEST_CASE("interval tree: random changes agree with a plain list", "[rmap]") {
  for (u64 seed = 1; seed <= 8; ++seed) {
    INFO("seed " << seed);
    TreeBench b;
    Random random(seed);
    const u32 span = seed % 2 == 0 ? 12 : 400;  // many ties, or few
    for (u32 step = 0; step < 600; ++step) {
      const u32 size = static_cast<u32>(b.model.size());
      const u32 dice = random.below(10);
      if (size < 2 || dice < 5) {
        b.add(random.below(span), 1 + random.below(20));
      } else if (dice < 8) {
        b.remove(random.below(size));
      } else {
        b.change(random.below(size), random.below(span), 1 + random.below(20));
      }
      const u64 first = random.below(span + 20);
      const u64 last = first + random.below(10);
      REQUIRE(b.f.covering(b.tree, first, last) == b.expected(first, last));
      REQUIRE(b.f.broken() == "");
    }
  }
}

// Red-black: 2 log2(n + 1) levels at the most. A search tree without balance would be 1,001 deep here.
TEST_CASE("interval tree: a thousand sharers stay shallow", "[rmap]") {
  Family f;
  const VmaId parent = f.map_prepared(0, 16);
  for (u32 i = 0; i < 1000; ++i) f.fork(parent);
  CHECK(f.covering(f.own(parent), 5, 5).size() == 1001);
  CHECK(depth_below(f.rmap, f.anon_vma(parent).rb_root) <= 20);
  CHECK(f.broken() == "");
}

TEST_CASE("interval tree: emptied in any order it stays valid", "[rmap]") {
  TreeBench b;
  Random random(77);
  for (u32 i = 0; i < 200; ++i) b.add(random.below(50), 1 + random.below(5));
  while (b.model.size() > 1) {
    b.remove(random.below(static_cast<u32>(b.model.size())));
    REQUIRE(b.f.broken() == "");
  }
  CHECK(b.f.rmap.avcs.live_count() == 1);
}

//   1, 2, 3 inserted ascending: the second rotation case of every textbook, and of lib/rbtree.c
//
//        1               2
//         \             / \.
//          2     -->   1   3
//           \.
//            3
TEST_CASE("interval tree: three ascending areas turn round the middle one", "[rmap]") {
  Family f;
  const VmaId one = f.map_prepared(1, 1);
  const AnonVmaId tree = f.own(one);
  for (const u64 offset : {2u, 3u}) prepare_anon_vma(f.rmap, f.vmas, f.trace, f.map(offset, 1), tree);
  const Avc& root = f.rmap.avcs[f.rmap.anon_vmas[tree].rb_root];
  CHECK(f.vmas[root.vma].pgoff == 2);
  CHECK_FALSE(root.rb.is_red);
  CHECK(f.vmas[f.rmap.avcs[root.rb.left].vma].pgoff == 1);
  CHECK(f.rmap.avcs[root.rb.left].rb.is_red);
  CHECK(f.vmas[f.rmap.avcs[root.rb.right].vma].pgoff == 3);
  CHECK(f.rmap.avcs[root.rb.right].rb.is_red);
  CHECK(root.rb.subtree == 3);
}

}  // namespace pw::test
