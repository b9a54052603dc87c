// maple_node: the two shapes of node that the VMA tree uses (include/linux/maple_tree.h).
//
//   leaf (maple_leaf_64)             16 slots, 15 pivots: a slot holds an area (VmaId + 1) or 0 for a gap
//   inner (maple_arange_64)          10 slots,  9 pivots, 10 gaps: a slot holds a node; gap[i] is the largest gap below it
//
//   pivot[i] is the last index (inclusive) of slot i; slot 0 starts at the node's minimum, the last slot ends at its maximum.
// Each is 256 bytes in Linux; so many slots is what fits.
// DIVERGES: a tree of one entry from 0 needs no node in Linux; ours always has a root node once it has an entry.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/ids.h"

namespace pw {

inline constexpr u32 kLeafSlots = 16;    // MAPLE_RANGE64_SLOTS
inline constexpr u32 kInnerSlots = 10;   // MAPLE_ARANGE64_SLOTS
inline constexpr u32 kMaxSlots = kLeafSlots;
// mt_min_slots is 6 and 4, and Linux compares it with the index of a node's last slot, so a node other than the root has one slot more.
inline constexpr u32 kLeafMinSlots = kLeafSlots / 2 - 2 + 1;
inline constexpr u32 kInnerMinSlots = kInnerSlots / 2 - 1 + 1;

enum class NodeType : u8 { kLeaf64 = 1, kArange64 = 3 };

struct MapleNode {
  NodeType type = NodeType::kLeaf64;
  u8 count = 0;        // slots in use; ma_data_end() + 1
  u8 parent_slot = 0;
  NodeId parent;       // invalid at the root
  u32 slot[kMaxSlots]{};    // leaf: VmaId + 1, 0 is a gap; inner: NodeId
  u64 pivot[kMaxSlots]{};   // of `count` slots the last pivot is the node's maximum and implied in Linux; we store it
  u64 gap[kInnerSlots]{};   // inner only

  PW_FIELDS(MapleNode, type, count, parent_slot, parent, slot, pivot, gap);

  bool is_leaf() const { return type == NodeType::kLeaf64; }
};

constexpr u32 max_slots(NodeType type) { return type == NodeType::kLeaf64 ? kLeafSlots : kInnerSlots; }
constexpr u32 min_slots(NodeType type) { return type == NodeType::kLeaf64 ? kLeafMinSlots : kInnerMinSlots; }

}  // namespace pw
