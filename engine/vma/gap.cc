// Searching for free address space by the gap arrays (lib/maple_tree.c: mas_empty_area_rev, mas_empty_area, mas_leaf_max_gap).
//
// An inner node knows the largest gap below each of its slots, so whole subtrees are passed over. A subtree that promises a gap can
// disappoint only where it sticks out of the searched range, that is at two paths at most: the search is logarithmic.
#include "engine/vma/wide_node.h"

namespace pw {

u64 count_largest_gap(const MapleNode& node, u64 min) {
  u64 largest = 0;
  u64 first = min;
  for (u32 i = 0; i < node.count; ++i) {
    const u64 gap = !node.is_leaf() ? node.gap[i] : node.slot[i] == 0 ? node.pivot[i] - first + 1 : 0;
    largest = gap > largest ? gap : largest;
    first = node.pivot[i] + 1;
  }
  return largest;
}

namespace {

struct GapSearch {
  u64 low = 0;
  u64 last = 0;  // inclusive
  u64 size_bytes = 0;
  bool is_topdown = false;
};

// Slot i of a node, first .. last, cut to the searched range. Returns the place in it, or 0.
u64 place_in(const GapSearch& search, u64 first, u64 last) {
  const u64 from = first > search.low ? first : search.low;
  const u64 to = last < search.last ? last : search.last;
  if (from > to || to - from < search.size_bytes - 1) return 0;
  return search.is_topdown ? to - (search.size_bytes - 1) : from;
}

u64 search_node(const NodePool& nodes, NodeId id, u64 min, const GapSearch& search) {
  const MapleNode& node = nodes[id];
  for (u32 k = 0; k < node.count; ++k) {
    const u32 i = search.is_topdown ? node.count - 1 - k : k;
    const u64 first = i == 0 ? min : node.pivot[i - 1] + 1;
    if (first > search.last || node.pivot[i] < search.low) continue;
    u64 found = 0;
    if (!node.is_leaf()) {
      if (node.gap[i] >= search.size_bytes) found = search_node(nodes, NodeId(node.slot[i]), first, search);
    } else if (node.slot[i] == 0) {
      found = place_in(search, first, node.pivot[i]);
    }
    if (found != 0) return found;
  }
  return 0;
}

u64 search_tree(const NodePool& nodes, const VmaTree& tree, u64 low, u64 high, u64 size_bytes, bool is_topdown) {
  if (size_bytes == 0 || low >= high || high - low < size_bytes) return 0;
  const GapSearch search{low, high - 1, size_bytes, is_topdown};
  if (!tree.root.valid()) return place_in(search, 0, ~u64{0});
  return search_node(nodes, tree.root, 0, search);
}

}  // namespace

u64 find_gap_topdown(const NodePool& nodes, const VmaTree& tree, u64 low, u64 high, u64 size_bytes) {
  return search_tree(nodes, tree, low, high, size_bytes, true);
}

u64 find_gap_bottomup(const NodePool& nodes, const VmaTree& tree, u64 low, u64 high, u64 size_bytes) {
  return search_tree(nodes, tree, low, high, size_bytes, false);
}

}  // namespace pw
