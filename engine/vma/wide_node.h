// WideNode: a node with room for what one or two nodes hold while they are split, joined or evened out (struct maple_big_node of
// lib/maple_tree.c), and the steps that all changes of the tree share. Private to engine/vma.
#pragma once

#include "engine/vma/vma_tree.h"

namespace pw {

// A full node and its neighbour, and the two slots that an insertion may add.
inline constexpr u32 kWideSlots = 2 * kMaxSlots + 2;

struct WideNode {
  NodeType type = NodeType::kLeaf64;
  u32 count = 0;
  u64 min = 0;  // first index of slot 0
  // Only the first `count` of each have a value: clearing the rest would be a large part of every change.
  u32 slot[kWideSlots];
  u64 pivot[kWideSlots];
  u64 gap[kWideSlots];

  u64 first(u32 index) const { return index == 0 ? min : pivot[index - 1] + 1; }
};

struct SlotEntry {
  u32 slot = 0;
  u64 pivot = 0;
  u64 gap = 0;
};

// Where an address lies: slot `index` of a leaf, which spans first .. last (inclusive).
struct LeafPosition {
  NodeId leaf;
  u32 index = 0;
  u64 first = 0;
  u64 last = 0;
};

// ---- find.cc
LeafPosition locate_slot(const NodePool& nodes, const VmaTree& tree, u64 addr);
NodeId find_next_leaf(const NodePool& nodes, NodeId leaf);  // invalid at the last
NodeId find_prev_leaf(const NodePool& nodes, NodeId leaf);
u64 find_node_min(const NodePool& nodes, NodeId id);

// ---- gap.cc
u64 count_largest_gap(const MapleNode& node, u64 min);  // of a leaf from its slots, of an inner node from its gap array

// ---- wide_node.cc
WideNode load_wide(const NodePool& nodes, NodeId id);
// Slots at .. at + removed - 1 make way for `entries`.
void replace_slots(WideNode& wide, u32 at, u32 removed, const SlotEntry* entries, u32 entry_count);
void append_wide(WideNode& left, const WideNode& right);
// Writes slots from .. to - 1 into a node, and tells moved children their new place. The node's own parent link stays.
void store_node(NodePool& nodes, NodeId id, const WideNode& wide, u32 from, u32 to);
// How the parent sees a node now.
SlotEntry describe_node(const NodePool& nodes, NodeId id, u64 min);
// Carries a node's maximum and largest gap up until a parent has them already.
void publish_node(NodePool& nodes, NodeId id);

// ---- rebalance.cc
// Gives a node new contents, of any number of slots, and restores the occupancy of all nodes: splits, joins, evens out, changes the root.
void commit_wide(NodePool& nodes, VmaTree& tree, NodeId id, const WideNode& wide);

}  // namespace pw
