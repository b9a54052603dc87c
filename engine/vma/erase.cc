// Erasing, moving and cutting areas (lib/maple_tree.c: mas_store of NULL, mas_wr_extend_null; mm/vma.h: vma_iter_store_overwrite).
//
//   before   | A | . . | B | . . . | C |       the freed slot and the gaps on both sides become one slot,
//   after    | A | . . . . . . . . | C |       also when one of them is in the neighbouring leaf
#include "engine/vma/wide_node.h"

namespace pw {
namespace {

// The slots of one leaf that an area may use without touching others: its own and a gap on either side.
struct Room {
  u32 from = 0;  // first slot
  u32 to = 0;    // last slot
};

Room find_room(const WideNode& leaf, u32 index) {
  Room room{index, index};
  if (index > 0 && leaf.slot[index - 1] == 0) room.from = index - 1;
  if (index + 1 < leaf.count && leaf.slot[index + 1] == 0) room.to = index + 1;
  return room;
}

void drop_slot(NodePool& nodes, NodeId leaf, u32 index) {
  WideNode wide = load_wide(nodes, leaf);
  replace_slots(wide, index, 1, nullptr, 0);
  store_node(nodes, leaf, wide, 0, wide.count);
  publish_node(nodes, leaf);
}

// A gap at the leaf's edge that meets a gap at the neighbour's edge is given to the neighbour, whose number of slots stays.
void join_gaps_across(NodePool& nodes, NodeId leaf) {
  const NodeId prev = find_prev_leaf(nodes, leaf);
  if (prev.valid() && nodes[leaf].slot[0] == 0 && nodes[prev].slot[nodes[prev].count - 1] == 0) {
    const u64 last = nodes[leaf].pivot[0];
    MapleNode& node = nodes.mut(prev);
    node.pivot[node.count - 1] = last;
    publish_node(nodes, prev);
    drop_slot(nodes, leaf, 0);
  }
  const NodeId next = find_next_leaf(nodes, leaf);
  if (next.valid() && nodes[next].slot[0] == 0 && nodes[leaf].slot[nodes[leaf].count - 1] == 0) {
    drop_slot(nodes, leaf, nodes[leaf].count - 1);
    publish_node(nodes, next);  // it begins lower now
  }
}

// A leaf whose slots changed, in number by one or two at most, and which is not overfull.
void rewrite_leaf(NodePool& nodes, VmaTree& tree, NodeId leaf, const WideNode& wide) {
  store_node(nodes, leaf, wide, 0, wide.count);
  publish_node(nodes, leaf);
  join_gaps_across(nodes, leaf);
  const u32 count = nodes[leaf].count;
  const bool is_fine = leaf == tree.root ? count > 1 : count >= kLeafMinSlots;
  if (!is_fine) commit_wide(nodes, tree, leaf, load_wide(nodes, leaf));
}

LeafPosition locate_entry(const NodePool& nodes, const VmaTree& tree, AddrRange range) {
  PW_ASSERT(tree.root.valid(), "the area is in the tree");
  const LeafPosition at = locate_slot(nodes, tree, range.start);
  PW_ASSERT(nodes[at.leaf].slot[at.index] != 0, "the area is in the tree");
  PW_ASSERT(at.first == range.start && at.last == range.end - 1, "the area stands in the tree with this range");
  return at;
}

void erase_node(NodePool& nodes, NodeId id) {
  if (!nodes[id].is_leaf()) {
    const u32 count = nodes[id].count;
    for (u32 i = 0; i < count; ++i) erase_node(nodes, NodeId(nodes[id].slot[i]));
  }
  nodes.free(id);
}

}  // namespace

void erase_vma(NodePool& nodes, VmaTree& tree, AddrRange range) {
  const LeafPosition at = locate_entry(nodes, tree, range);
  WideNode wide = load_wide(nodes, at.leaf);
  const Room room = find_room(wide, at.index);
  const SlotEntry gap{0, wide.pivot[room.to], 0};
  replace_slots(wide, room.from, room.to - room.from + 1, &gap, 1);
  rewrite_leaf(nodes, tree, at.leaf, wide);
  --tree.count;
}

void set_vma_range(NodePool& nodes, VmaTree& tree, AddrRange old_range, AddrRange new_range, VmaId id) {
  PW_ASSERT(!new_range.is_empty(), "an area is not empty");
  const LeafPosition at = locate_entry(nodes, tree, old_range);
  PW_ASSERT(nodes[at.leaf].slot[at.index] == id.v + 1, "the area that moves is the one that stands there");
  WideNode wide = load_wide(nodes, at.leaf);
  const Room room = find_room(wide, at.index);
  const u64 first = wide.first(room.from);
  const u64 last = wide.pivot[room.to];
  const u64 new_last = new_range.end - 1;

  SlotEntry entries[3];
  u32 count = 0;
  if (first < new_range.start) entries[count++] = SlotEntry{0, new_range.start - 1, 0};
  entries[count++] = SlotEntry{id.v + 1, new_last, 0};
  if (new_last < last) entries[count++] = SlotEntry{0, last, 0};
  const u32 removed = room.to - room.from + 1;
  if (new_range.start < first || new_last > last || wide.count - removed + count > kLeafSlots) {
    // Into a gap of another leaf, or into more slots than there are.
    erase_vma(nodes, tree, old_range);
    return insert_vma(nodes, tree, new_range, id);
  }
  replace_slots(wide, room.from, removed, entries, count);
  rewrite_leaf(nodes, tree, at.leaf, wide);
}

void cut_vma(NodePool& nodes, VmaTree& tree, AddrRange range, u64 addr, VmaId below, VmaId above) {
  PW_ASSERT(range.start < addr && addr < range.end, "an area is cut inside");
  const LeafPosition at = locate_entry(nodes, tree, range);
  WideNode wide = load_wide(nodes, at.leaf);
  const SlotEntry halves[] = {{below.v + 1, addr - 1, 0}, {above.v + 1, range.end - 1, 0}};
  replace_slots(wide, at.index, 1, halves, 2);
  ++tree.count;
  // No gap changed and neither did the leaf's end: nothing to tell its parents unless it overflows.
  if (wide.count <= kLeafSlots) return store_node(nodes, at.leaf, wide, 0, wide.count);
  commit_wide(nodes, tree, at.leaf, wide);
}

void erase_all(NodePool& nodes, VmaTree& tree) {
  if (tree.root.valid()) erase_node(nodes, tree.root);
  tree = VmaTree{};
}

}  // namespace pw
