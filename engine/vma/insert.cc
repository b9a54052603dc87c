// Storing an area into a gap (lib/maple_tree.c: mas_store_gfp as vma_iter_store_new uses it).
//
//   before   | A | . . . . . . . . | B |       the gap is one slot; it becomes one, two or three
//   after    | A | . . | new | . . | B |
#include "engine/vma/wide_node.h"

namespace pw {
namespace {

void make_root(NodePool& nodes, VmaTree& tree) {
  WideNode empty;
  const SlotEntry whole{0, ~u64{0}, 0};
  replace_slots(empty, 0, 0, &whole, 1);
  tree.root = nodes.alloc();
  tree.height = 1;
  store_node(nodes, tree.root, empty, 0, 1);
}

}  // namespace

void insert_vma(NodePool& nodes, VmaTree& tree, AddrRange range, VmaId id) {
  PW_ASSERT(!range.is_empty(), "an area is not empty");
  if (!tree.root.valid()) make_root(nodes, tree);
  const LeafPosition at = locate_slot(nodes, tree, range.start);
  WideNode wide = load_wide(nodes, at.leaf);
  const u64 last = range.end - 1;
  PW_ASSERT(wide.slot[at.index] == 0 && last <= at.last, "an area is stored where nothing is");

  SlotEntry entries[3];
  u32 count = 0;
  if (at.first < range.start) entries[count++] = SlotEntry{0, range.start - 1, 0};
  entries[count++] = SlotEntry{id.v + 1, last, 0};
  if (last < at.last) entries[count++] = SlotEntry{0, at.last, 0};
  replace_slots(wide, at.index, 1, entries, count);
  commit_wide(nodes, tree, at.leaf, wide);
  ++tree.count;
}

}  // namespace pw
