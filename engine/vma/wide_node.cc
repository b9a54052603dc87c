// Loading, editing and storing nodes (lib/maple_tree.c: mas_mab_cp, mab_mas_cp, mas_update_gap).
//
// DIVERGES: Linux builds new nodes beside the old ones and swaps them in, so that readers under RCU never meet a half-changed node. One
// thread needs no such care: nodes are changed in place and keep their ids, which also keeps the drawing still.
#include "engine/vma/wide_node.h"

namespace pw {

WideNode load_wide(const NodePool& nodes, NodeId id) {
  WideNode wide;
  wide.min = find_node_min(nodes, id);
  const MapleNode& node = nodes[id];
  wide.type = node.type;
  wide.count = node.count;
  for (u32 i = 0; i < node.count; ++i) {
    wide.slot[i] = node.slot[i];
    wide.pivot[i] = node.pivot[i];
    wide.gap[i] = node.is_leaf() ? 0 : node.gap[i];
  }
  return wide;
}

void replace_slots(WideNode& wide, u32 at, u32 removed, const SlotEntry* entries, u32 entry_count) {
  const u32 new_count = wide.count - removed + entry_count;
  PW_ASSERT(at + removed <= wide.count && new_count <= kWideSlots, "slots replaced lie in the node");
  const u32 tail = wide.count - (at + removed);
  // Move what stands behind, from the side that is not overwritten first.
  for (u32 k = 0; k < tail; ++k) {
    const u32 i = entry_count > removed ? tail - 1 - k : k;
    const u32 from = at + removed + i;
    const u32 to = at + entry_count + i;
    wide.slot[to] = wide.slot[from];
    wide.pivot[to] = wide.pivot[from];
    wide.gap[to] = wide.gap[from];
  }
  for (u32 i = 0; i < entry_count; ++i) {
    wide.slot[at + i] = entries[i].slot;
    wide.pivot[at + i] = entries[i].pivot;
    wide.gap[at + i] = entries[i].gap;
  }
  wide.count = new_count;
}

void append_wide(WideNode& left, const WideNode& right) {
  PW_ASSERT(left.count + right.count <= kWideSlots, "two nodes fit into a wide one");
  for (u32 i = 0; i < right.count; ++i) {
    left.slot[left.count + i] = right.slot[i];
    left.pivot[left.count + i] = right.pivot[i];
    left.gap[left.count + i] = right.gap[i];
  }
  left.count += right.count;
}

namespace {

// Only children that really moved are written, so that a snapshot goes on sharing the others.
void adopt_children(NodePool& nodes, NodeId id) {
  const u32 count = nodes[id].count;
  for (u32 i = 0; i < count; ++i) {
    const NodeId child(nodes[id].slot[i]);
    if (nodes[child].parent == id && nodes[child].parent_slot == i) continue;
    MapleNode& moved = nodes.mut(child);
    moved.parent = id;
    moved.parent_slot = static_cast<u8>(i);
  }
}

}  // namespace

void store_node(NodePool& nodes, NodeId id, const WideNode& wide, u32 from, u32 to) {
  PW_ASSERT(to - from <= max_slots(wide.type), "slots fit into the node");
  MapleNode& node = nodes.mut(id);
  node.type = wide.type;
  node.count = static_cast<u8>(to - from);
  for (u32 i = 0; i < kMaxSlots; ++i) {
    const bool is_used = from + i < to;
    node.slot[i] = is_used ? wide.slot[from + i] : 0;
    node.pivot[i] = is_used ? wide.pivot[from + i] : 0;
    if (i < kInnerSlots) node.gap[i] = is_used && !node.is_leaf() ? wide.gap[from + i] : 0;
  }
  if (wide.type == NodeType::kArange64) adopt_children(nodes, id);
}

SlotEntry describe_node(const NodePool& nodes, NodeId id, u64 min) {
  const MapleNode& node = nodes[id];
  return SlotEntry{id.v, node.pivot[node.count - 1], count_largest_gap(node, min)};
}

void publish_node(NodePool& nodes, NodeId id) {
  SlotEntry entry = describe_node(nodes, id, find_node_min(nodes, id));
  while (nodes[id].parent.valid()) {
    const u32 index = nodes[id].parent_slot;
    id = nodes[id].parent;
    if (nodes[id].pivot[index] == entry.pivot && nodes[id].gap[index] == entry.gap) return;
    MapleNode& parent = nodes.mut(id);
    parent.pivot[index] = entry.pivot;
    parent.gap[index] = entry.gap;
    entry = describe_node(nodes, id, 0);  // an inner node's gaps do not depend on where it begins
  }
}

}  // namespace pw
