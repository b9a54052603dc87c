// Lookups in the VMA tree (mm/mmap.c: find_vma, find_vma_prev, find_vma_intersection; lib/maple_tree.c: mas_walk, mas_next_slot,
// mas_prev_slot). All walk down once, by pivots, and look at most at one leaf more: gaps never stand side by side, so the slot next to
// a gap, in this leaf or the neighbouring one, is an area.
#include "engine/vma/wide_node.h"

namespace pw {
namespace {

VmaId vma_in(u32 slot) { return slot == 0 ? VmaId() : VmaId(slot - 1); }

// Up from `id` until there is a sibling on that side, then down along the near edge.
NodeId find_side_leaf(const NodePool& nodes, NodeId id, bool to_right) {
  while (nodes[id].parent.valid()) {
    const u32 index = nodes[id].parent_slot;
    const MapleNode& parent = nodes[nodes[id].parent];
    if (to_right ? index + 1u == parent.count : index == 0) {
      id = nodes[id].parent;
      continue;
    }
    id = NodeId(parent.slot[to_right ? index + 1 : index - 1]);
    while (!nodes[id].is_leaf()) id = NodeId(nodes[id].slot[to_right ? 0 : nodes[id].count - 1]);
    return id;
  }
  return NodeId();
}

// The nearest area on one side of a slot. Two steps at most: over a gap, and not over two.
VmaId find_beside(const NodePool& nodes, NodeId leaf, u32 index, bool to_right) {
  for (u32 step = 0; step < 2; ++step) {
    const bool is_at_edge = to_right ? index + 1u == nodes[leaf].count : index == 0;
    if (is_at_edge) {
      leaf = find_side_leaf(nodes, leaf, to_right);
      if (!leaf.valid()) return VmaId();
      index = to_right ? 0 : nodes[leaf].count - 1u;
    } else {
      index = to_right ? index + 1 : index - 1;
    }
    if (nodes[leaf].slot[index] != 0) return vma_in(nodes[leaf].slot[index]);
  }
  return VmaId();
}

}  // namespace

LeafPosition locate_slot(const NodePool& nodes, const VmaTree& tree, u64 addr) {
  LeafPosition at;
  at.leaf = tree.root;
  for (;;) {
    const MapleNode& node = nodes[at.leaf];
    at.index = 0;
    while (node.pivot[at.index] < addr) ++at.index;
    if (at.index > 0) at.first = node.pivot[at.index - 1] + 1;
    at.last = node.pivot[at.index];
    if (node.is_leaf()) return at;
    at.leaf = NodeId(node.slot[at.index]);
  }
}

NodeId find_next_leaf(const NodePool& nodes, NodeId leaf) { return find_side_leaf(nodes, leaf, true); }
NodeId find_prev_leaf(const NodePool& nodes, NodeId leaf) { return find_side_leaf(nodes, leaf, false); }

u64 find_node_min(const NodePool& nodes, NodeId id) {
  while (nodes[id].parent.valid()) {
    const u32 index = nodes[id].parent_slot;
    id = nodes[id].parent;
    if (index > 0) return nodes[id].pivot[index - 1] + 1;
  }
  return 0;
}

VmaId find_vma_at(const NodePool& nodes, const VmaTree& tree, u64 addr) {
  if (!tree.root.valid()) return VmaId();
  const LeafPosition at = locate_slot(nodes, tree, addr);
  return vma_in(nodes[at.leaf].slot[at.index]);
}

VmaId find_vma(const NodePool& nodes, const VmaTree& tree, u64 addr) {
  if (!tree.root.valid()) return VmaId();
  const LeafPosition at = locate_slot(nodes, tree, addr);
  const u32 slot = nodes[at.leaf].slot[at.index];
  return slot != 0 ? vma_in(slot) : find_beside(nodes, at.leaf, at.index, true);
}

VmaId find_vma_prev(const NodePool& nodes, const VmaTree& tree, u64 addr) {
  if (!tree.root.valid()) return VmaId();
  const LeafPosition at = locate_slot(nodes, tree, addr);
  return find_beside(nodes, at.leaf, at.index, false);
}

Neighbours find_neighbours(const NodePool& nodes, const VmaTree& tree, AddrRange range) {
  Neighbours found;
  if (!tree.root.valid()) return found;
  const LeafPosition at = locate_slot(nodes, tree, range.start);
  found.prev = find_beside(nodes, at.leaf, at.index, false);
  PW_ASSERT(at.last >= range.end - 1, "a range without areas lies in one gap");
  found.next = find_beside(nodes, at.leaf, at.index, true);
  return found;
}

VmaId find_vma_intersection(const NodePool& nodes, const VmaTree& tree, AddrRange range) {
  if (!tree.root.valid() || range.is_empty()) return VmaId();
  const LeafPosition at = locate_slot(nodes, tree, range.start);
  if (nodes[at.leaf].slot[at.index] != 0) return vma_in(nodes[at.leaf].slot[at.index]);
  // The gap ends at at.last; whatever follows begins right behind it.
  return at.last < range.end - 1 ? find_vma(nodes, tree, range.start) : VmaId();
}

VmaId first_vma(const NodePool& nodes, const VmaTree& tree) { return find_vma(nodes, tree, 0); }

}  // namespace pw
