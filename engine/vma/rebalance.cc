// Keeping nodes neither overfull nor too empty (lib/maple_tree.c: mas_split, mas_rebalance, mas_root_expand, mas_descend_adopt).
//
//   a node gets more than its slots  -> two nodes; the parent gets one more slot, and may split in turn
//   a node falls below its minimum   -> joined with a neighbour if both fit into one node, else both are evened out
//   the root has one child           -> that child is the root; the root has only a gap -> the tree is empty
//
// DIVERGES: Linux chooses where to cut by what was written (it may leave the left node full when entries arrive in order, or push
// entries to a neighbour instead of splitting); here a cut is at the middle, moved by one slot so that a leaf does not end in a gap.
// The limits that it restores are Linux's.
#include "engine/vma/wide_node.h"

namespace pw {
namespace {

// Slots that stay left. A leaf that ends in a gap would need the next leaf whenever that gap grows (mab_no_null_split).
u32 choose_cut(const WideNode& wide) {
  const u32 cut = (wide.count + 1) / 2;
  if (wide.type == NodeType::kArange64 || wide.slot[cut - 1] != 0) return cut;
  return wide.count - cut > min_slots(wide.type) ? cut + 1 : cut - 1;
}

void grow_root(NodePool& nodes, VmaTree& tree, NodeId left, NodeId right, u64 cut_at) {
  WideNode root;
  root.type = NodeType::kArange64;
  const SlotEntry entries[] = {describe_node(nodes, left, 0), describe_node(nodes, right, cut_at)};
  replace_slots(root, 0, 0, entries, 2);
  tree.root = nodes.alloc();
  store_node(nodes, tree.root, root, 0, root.count);
  ++tree.height;
}

void split_node(NodePool& nodes, VmaTree& tree, NodeId id, const WideNode& wide) {
  const u32 cut = choose_cut(wide);
  const NodeId right = nodes.alloc();
  store_node(nodes, id, wide, 0, cut);
  store_node(nodes, right, wide, cut, wide.count);
  const u64 cut_at = wide.first(cut);
  if (id == tree.root) return grow_root(nodes, tree, id, right, cut_at);
  const NodeId parent = nodes[id].parent;
  WideNode above = load_wide(nodes, parent);
  const SlotEntry entries[] = {describe_node(nodes, id, wide.min), describe_node(nodes, right, cut_at)};
  replace_slots(above, nodes[id].parent_slot, 1, entries, 2);
  commit_wide(nodes, tree, parent, above);
}

// A node below its minimum and the neighbour to its right (to its left, if it is its parent's last child).
void rebalance_node(NodePool& nodes, VmaTree& tree, NodeId id, const WideNode& wide) {
  const NodeId parent = nodes[id].parent;
  const u32 index = nodes[id].parent_slot;
  const bool is_last = index + 1u == nodes[parent].count;
  const u32 left_index = is_last ? index - 1 : index;
  const NodeId left(nodes[parent].slot[left_index]);
  const NodeId right(nodes[parent].slot[left_index + 1]);
  WideNode both = is_last ? load_wide(nodes, left) : wide;
  append_wide(both, is_last ? wide : load_wide(nodes, right));

  WideNode above = load_wide(nodes, parent);
  if (both.count <= max_slots(both.type)) {
    store_node(nodes, left, both, 0, both.count);
    nodes.free(right);
    const SlotEntry entry = describe_node(nodes, left, both.min);
    replace_slots(above, left_index, 2, &entry, 1);
  } else {
    const u32 cut = choose_cut(both);
    store_node(nodes, left, both, 0, cut);
    store_node(nodes, right, both, cut, both.count);
    const SlotEntry entries[] = {describe_node(nodes, left, both.min), describe_node(nodes, right, both.first(cut))};
    replace_slots(above, left_index, 2, entries, 2);
  }
  commit_wide(nodes, tree, parent, above);
}

void commit_root(NodePool& nodes, VmaTree& tree, const WideNode& wide) {
  const NodeId old_root = tree.root;
  if (wide.count > 1) return store_node(nodes, old_root, wide, 0, wide.count);
  if (wide.type == NodeType::kLeaf64 && wide.slot[0] != 0) return store_node(nodes, old_root, wide, 0, 1);  // one area over all
  nodes.free(old_root);
  --tree.height;
  tree.root = wide.type == NodeType::kLeaf64 ? NodeId() : NodeId(wide.slot[0]);
  if (!tree.root.valid()) return;
  MapleNode& child = nodes.mut(tree.root);
  child.parent = NodeId();
  child.parent_slot = 0;
}

}  // namespace

void commit_wide(NodePool& nodes, VmaTree& tree, NodeId id, const WideNode& wide) {
  if (wide.count > max_slots(wide.type)) return split_node(nodes, tree, id, wide);
  if (id == tree.root) return commit_root(nodes, tree, wide);
  if (wide.count < min_slots(wide.type)) return rebalance_node(nodes, tree, id, wide);
  store_node(nodes, id, wide, 0, wide.count);
  publish_node(nodes, id);
}

}  // namespace pw
