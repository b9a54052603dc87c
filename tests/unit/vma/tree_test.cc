// The VMA tree: shape, lookups at the edges, and that every invariant can be caught broken.
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "engine/base/fields_hash.h"
#include "tests/support/area_set.h"

using namespace pw;
using namespace pw::test;

namespace {

// n areas of one page, with one page between them.
std::vector<VmaId> fill(AreaSet& areas, u32 n, u64 base = 0x10000) {
  std::vector<VmaId> ids;
  for (u32 i = 0; i < n; ++i) ids.push_back(areas.add(base + i * 2 * kPageSize, base + (i * 2 + 1) * kPageSize));
  return ids;
}

std::string broken_after(const std::function<void(AreaSet&)>& damage) {
  AreaSet areas;
  fill(areas, 40);
  REQUIRE(areas.tree.height == 2);
  REQUIRE(first_broken(areas).empty());
  damage(areas);
  const std::string message = first_broken(areas);
  return message.substr(0, message.find(':'));
}

NodeId first_leaf(const AreaSet& areas) { return NodeId(areas.nodes[areas.tree.root].slot[0]); }

}  // namespace

TEST_CASE("an empty tree has no node", "[vma][tree]") {
  AreaSet areas;
  CHECK(!find_vma(areas.nodes, areas.tree, 0).valid());
  CHECK(!find_vma_at(areas.nodes, areas.tree, 0).valid());
  CHECK(!find_vma_prev(areas.nodes, areas.tree, ~u64{0}).valid());
  CHECK(find_gap_topdown(areas.nodes, areas.tree, 0x10000, 0x20000, 0x1000) == 0x1f000);
  CHECK(find_gap_bottomup(areas.nodes, areas.tree, 0x10000, 0x20000, 0x1000) == 0x10000);
  const VmaId id = areas.add(0x10000, 0x20000);
  CHECK(areas.tree.height == 1);
  CHECK(areas.nodes[areas.tree.root].count == 3);
  areas.remove(id);
  CHECK(!areas.tree.root.valid());
  CHECK(areas.tree.height == 0);
  CHECK(areas.nodes.live_count() == 0);
  CHECK(first_broken(areas).empty());
}

TEST_CASE("lookups at the edges of areas", "[vma][tree]") {
  AreaSet areas;
  const VmaId a = areas.add(0x10000, 0x12000);
  const VmaId b = areas.add(0x12000, 0x14000);
  const VmaId c = areas.add(0x20000, 0x21000);
  const auto at = [&](u64 addr) { return find_vma_at(areas.nodes, areas.tree, addr); };
  const auto up = [&](u64 addr) { return find_vma(areas.nodes, areas.tree, addr); };
  const auto down = [&](u64 addr) { return find_vma_prev(areas.nodes, areas.tree, addr); };
  CHECK(!at(0xffff).valid());
  CHECK(at(0x10000) == a);
  CHECK(at(0x11fff) == a);
  CHECK(at(0x12000) == b);
  CHECK(!at(0x14000).valid());
  CHECK(up(0) == a);
  CHECK(up(0x14000) == c);
  CHECK(up(0x20fff) == c);
  CHECK(!up(0x21000).valid());
  CHECK(!down(0x10000).valid());
  CHECK(down(0x12000) == a);
  CHECK(down(0x14000) == b);
  CHECK(down(0x20500) == b);
  CHECK(down(~u64{0}) == c);
  const auto cut = [&](u64 start, u64 end) { return find_vma_intersection(areas.nodes, areas.tree, AddrRange{start, end}); };
  CHECK(!cut(0x14000, 0x20000).valid());
  CHECK(cut(0x14000, 0x20001) == c);
  CHECK(cut(0, 0x10001) == a);
  CHECK(!cut(0, 0x10000).valid());
  CHECK(cut(0x13fff, 0x14000) == b);
  CHECK(first_vma(areas.nodes, areas.tree) == a);
}

TEST_CASE("the tree grows and shrinks at the root", "[vma][tree]") {
  AreaSet areas;
  std::vector<VmaId> ids;
  for (u32 i = 0; i < 7; ++i) ids.push_back(areas.add(0x10000 + i * 0x2000, 0x11000 + i * 0x2000));
  CHECK(areas.tree.height == 1);
  CHECK(areas.nodes[areas.tree.root].count == 15);  // 7 areas, 8 gaps
  ids.push_back(areas.add(0x100000, 0x101000));     // 17 slots: two leaves
  CHECK(areas.tree.height == 2);
  CHECK(areas.nodes.live_count() == 3);
  CHECK(first_broken(areas).empty());
  while (!ids.empty()) {
    areas.remove(ids.back());
    ids.pop_back();
    CHECK(first_broken(areas).empty());
  }
  CHECK(areas.nodes.live_count() == 0);
}

TEST_CASE("65,530 areas stay shallow", "[vma][tree]") {
  AreaSet areas;
  const std::vector<VmaId> ids = fill(areas, 65530);
  CHECK(areas.tree.count == 65530);
  // At least 7 slots a leaf and 5 an inner node: not more than 7 levels; 10 and 16 at best: not fewer than 5.
  CHECK(areas.tree.height >= 5);
  CHECK(areas.tree.height <= 7);
  CHECK(first_broken(areas).empty());
  u32 seen = 0;
  bool in_order = true;
  for_each_vma(areas.nodes, areas.tree, [&](VmaId id) { in_order = in_order && id == ids[seen++]; });
  CHECK(in_order);
  CHECK(seen == 65530);
  erase_all(areas.nodes, areas.tree);
  CHECK(areas.nodes.live_count() == 0);
}

TEST_CASE("a split does not leave a gap at a leaf's end", "[vma][tree]") {
  AreaSet areas;
  fill(areas, 300);
  u32 leaves = 0;
  areas.nodes.for_each([&](NodeId, const MapleNode& node) {
    const u32 last = node.count - 1u;
    if (!node.is_leaf() || node.pivot[last] == ~u64{0}) return;
    ++leaves;
    CHECK(node.slot[last] != 0);
  });
  CHECK(leaves > 30);
}

TEST_CASE("a boundary that moves within its leaf changes no other node", "[vma][tree]") {
  AreaSet areas;
  const std::vector<VmaId> ids = fill(areas, 40);
  const u32 nodes_before = areas.nodes.live_count();
  const u64 start = areas.vmas[ids[20]].start;
  areas.move(ids[20], AddrRange{start, start + 2 * kPageSize});  // up to its neighbour
  CHECK(first_broken(areas).empty());
  areas.move(ids[20], AddrRange{start, start + kPageSize});
  CHECK(first_broken(areas).empty());
  CHECK(areas.nodes.live_count() == nodes_before);
}

TEST_CASE("equal histories give equal hashes, and a changed pivot another", "[vma][tree]") {
  const auto digest = [](const AreaSet& areas) { return hash_of(areas.nodes); };
  AreaSet one, two;
  fill(one, 100);
  fill(two, 100);
  CHECK(digest(one) == digest(two));
  AreaSet copy = one;
  CHECK(digest(copy) == digest(one));
  copy.move(VmaId(50), AddrRange{copy.vmas[VmaId(50)].start, copy.vmas[VmaId(50)].end + kPageSize});
  CHECK(digest(copy) != digest(one));
  CHECK(digest(one) == digest(two));  // the copy shared chunks with it, and wrote to its own
}

TEST_CASE("each broken invariant is reported under its number", "[vma][tree][check]") {
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).pivot[1] = s.nodes[first_leaf(s)].pivot[0] - 1; }) == "V1");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(s.tree.root).pivot[s.nodes[s.tree.root].count - 1] -= 1; }) == "V2");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).pivot[s.nodes[first_leaf(s)].count - 1] += 1; }) == "V2");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).parent_slot = 1; }) == "V3");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).parent = first_leaf(s); }) == "V3");
  CHECK(broken_after([](AreaSet& s) { s.tree.height = 3; }) == "V4");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(s.tree.root).gap[0] += 1; }) == "V5");
  CHECK(broken_after([](AreaSet& s) {
          MapleNode& leaf = s.nodes.mut(first_leaf(s));
          while (leaf.count >= kLeafMinSlots) {
            --leaf.count;
            leaf.slot[leaf.count] = 0;
            leaf.pivot[leaf.count] = 0;
          }
          s.nodes.mut(s.tree.root).pivot[0] = leaf.pivot[leaf.count - 1];
        }) == "V6");
  CHECK(broken_after([](AreaSet& s) { s.tree.count = 0; }) == "V7");
  CHECK(broken_after([](AreaSet& s) { s.tree.count += 1; }) == "V8");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).slot[1] = 0; }) == "V9");
  CHECK(broken_after([](AreaSet& s) { s.nodes.mut(first_leaf(s)).slot[kLeafSlots - 1] = 3; }) == "V10");
  CHECK(broken_after([](AreaSet& s) { s.vmas.mut(VmaId(3)).end += kPageSize; }) == "V11");
  CHECK(broken_after([](AreaSet& s) { s.vmas.mut(VmaId(3)).mm = MmId(7); }) == "V11");
  CHECK(broken_after([](AreaSet& s) { s.vmas.free(VmaId(3)); }) == "V11");
}

TEST_CASE("a leaf at its minimum stays as it is, one with fewer slots joins its neighbour", "[vma][tree]") {
  AreaSet areas;
  const std::vector<VmaId> ids = fill(areas, 9);
  REQUIRE(areas.tree.height == 2);
  const auto slots = [&](u32 leaf) { return areas.nodes[NodeId(areas.nodes[areas.tree.root].slot[leaf])].count; };
  REQUIRE(slots(0) == 10);  // five areas, and
  REQUIRE(slots(1) == 9);   // four, with a gap on either side of each
  areas.remove(ids[6]);     // which takes two slots along
  REQUIRE(areas.tree.height == 2);
  CHECK(slots(0) == 10);
  CHECK(slots(1) == 7);
  CHECK(first_broken(areas).empty());
  areas.remove(ids[7]);
  CHECK(areas.tree.height == 1);
  CHECK(areas.nodes[areas.tree.root].count == 15);
  CHECK(first_broken(areas).empty());
}
