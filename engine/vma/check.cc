// The tree's invariants (lib/maple_tree.c: mt_validate, mas_validate_gaps, mas_validate_limits, mas_validate_parent_slot,
// mt_validate_nulls; mm/vma.c: validate_mm).
//
//   V1  pivots ascend strictly within a node
//   V2  the tree covers 0 .. 2^64 - 1 without holes: a node ends where its parent says, the root ends at the end
//   V3  every child knows its parent and its slot there; the root has no parent
//   V4  nodes are leaves at the depth that `height` says, and inner nodes above
//   V5  every gap of an inner node equals a slow recount over the leaves below
//   V6  no node has more slots than its type allows; none but the root has fewer than the minimum; the root has two at least
//   V7  an empty tree has no root and height 0, and only an empty one
//   V8  `count` is the number of areas
//   V9  no two gaps stand side by side, not even across leaves
//   V10 slots beyond `count` are clear
//   V11 the area in a slot is live, belongs to this tree's mm, and has the range of the slot (check_areas)
#include "engine/vma/wide_node.h"

namespace pw {
namespace {

struct TreeWalk {
  const NodePool& nodes;
  const VmaTree& tree;
  CheckReport& report;
  u32 areas = 0;
  bool last_was_gap = false;
};

void check_slots(const TreeWalk& walk, const MapleNode& node, bool is_root) {
  const u32 least = is_root ? 2 : min_slots(node.type);
  walk.report.expect(node.count <= max_slots(node.type), "V6", "a node has too many slots");
  walk.report.expect(node.count >= least, "V6", "a node has too few slots");
  for (u32 i = node.count; i < kMaxSlots; ++i) {
    const bool is_clear = node.slot[i] == 0 && node.pivot[i] == 0 && (i >= kInnerSlots || node.gap[i] == 0);
    walk.report.expect(is_clear, "V10", "a slot beyond the node's count is not clear");
  }
}

// Returns the largest gap, counted from the slots.
u64 check_leaf(TreeWalk& walk, const MapleNode& leaf, u64 min) {
  u64 largest = 0;
  u64 first = min;
  for (u32 i = 0; i < leaf.count; ++i) {
    walk.report.expect(leaf.pivot[i] >= first, "V1", "a leaf's pivots do not ascend");
    const bool is_gap = leaf.slot[i] == 0;
    walk.report.expect(!is_gap || !walk.last_was_gap, "V9", "two gaps stand side by side");
    walk.last_was_gap = is_gap;
    const u64 size_bytes = leaf.pivot[i] - first + 1;
    if (is_gap && size_bytes > largest) largest = size_bytes;
    if (!is_gap) ++walk.areas;
    first = leaf.pivot[i] + 1;
  }
  return largest;
}

u64 check_node(TreeWalk& walk, NodeId id, u64 min, u32 depth);

u64 check_inner(TreeWalk& walk, NodeId id, const MapleNode& node, u64 min, u32 depth) {
  u64 largest = 0;
  u64 first = min;
  for (u32 i = 0; i < node.count; ++i) {
    walk.report.expect(node.pivot[i] >= first, "V1", "an inner node's pivots do not ascend");
    const NodeId child(node.slot[i]);
    if (!walk.nodes.is_live(child)) {
      walk.report.broken("V4", "a slot names a node that is not live");
      continue;
    }
    const MapleNode& below = walk.nodes[child];
    walk.report.expect(below.parent == id && below.parent_slot == i, "V3", "a child does not know its parent or its slot");
    walk.report.expect(below.count > 0 && below.pivot[below.count - 1] == node.pivot[i], "V2",
                       "a child ends elsewhere than its parent says");
    const u64 gap = check_node(walk, child, first, depth + 1);
    walk.report.expect(node.gap[i] == gap, "V5", "a gap differs from its recount");
    if (gap > largest) largest = gap;
    first = node.pivot[i] + 1;
  }
  return largest;
}

u64 check_node(TreeWalk& walk, NodeId id, u64 min, u32 depth) {
  const MapleNode& node = walk.nodes[id];
  check_slots(walk, node, depth == 1);
  if (node.is_leaf() != (depth == walk.tree.height)) {
    walk.report.broken("V4", "leaves are not at the depth that the height says");
    return 0;
  }
  return node.is_leaf() ? check_leaf(walk, node, min) : check_inner(walk, id, node, min, depth);
}

}  // namespace

void check_tree(const NodePool& nodes, const VmaTree& tree, CheckLevel level, CheckReport& report) {
  report.expect(tree.root.valid() == (tree.height > 0), "V7", "root and height disagree");
  report.expect(tree.root.valid() == (tree.count > 0), "V7", "root and count disagree");
  if (!tree.root.valid()) return;
  if (!nodes.is_live(tree.root)) return report.broken("V4", "the root is not live");
  const MapleNode& root = nodes[tree.root];
  report.expect(!root.parent.valid() && root.parent_slot == 0, "V3", "the root has a parent");
  report.expect(root.count > 0 && root.pivot[root.count - 1] == ~u64{0}, "V2", "the root does not end at the end");
  if (level == CheckLevel::kQuick) return;
  TreeWalk walk{nodes, tree, report};
  check_node(walk, tree.root, 0, 1);
  report.expect(walk.areas == tree.count, "V8", "count differs from the number of areas");
}

namespace {

void check_areas_below(const NodePool& nodes, NodeId id, u64 min, const Pool<Vma, VmaId>& vmas, MmId mm, CheckReport& report) {
  const MapleNode& node = nodes[id];
  u64 first = min;
  for (u32 i = 0; i < node.count; ++i) {
    if (!node.is_leaf()) {
      check_areas_below(nodes, NodeId(node.slot[i]), first, vmas, mm, report);
    } else if (node.slot[i] != 0) {
      const VmaId vma(node.slot[i] - 1);
      const bool is_live = vmas.is_live(vma);
      report.expect(is_live, "V11", "a slot names an area that is not live");
      report.expect(!is_live || vmas[vma].mm == mm, "V11", "an area stands in the tree of another mm");
      report.expect(!is_live || (vmas[vma].start == first && vmas[vma].end - 1 == node.pivot[i]), "V11",
                    "an area's range differs from its slot's");
    }
    first = node.pivot[i] + 1;
  }
}

}  // namespace

void check_areas(const NodePool& nodes, const Pool<Vma, VmaId>& vmas, const VmaTree& tree, MmId mm, CheckReport& report) {
  if (tree.root.valid() && nodes.is_live(tree.root)) check_areas_below(nodes, tree.root, 0, vmas, mm, report);
}

}  // namespace pw
