// VmaTree: the ordered set of areas of one address space, a maple tree (lib/maple_tree.c) of node ids.
//
// Ranges never overlap. Entries cover [start, end) given in bytes; pivots are inclusive last bytes as in Linux. Gaps are kept for top-down
// search, as MT_FLAGS_ALLOC_RANGE does; they never stand side by side. A node other than the root keeps at least 7 slots of 16 (leaf) or
// 5 of 10 (inner), as mt_min_slots demands; how it splits and rebalances may differ (see rebalance.cc), the shape rules may not.
// DIVERGES: Linux excuses the last node of each level from the minimum; here it keeps it too.
#pragma once

#include "engine/base/check.h"
#include "engine/base/pool.h"
#include "engine/trace/trace.h"
#include "engine/vma/maple_node.h"
#include "engine/vma/vma.h"

namespace pw {

using NodePool = Pool<MapleNode, NodeId, 16>;

struct VmaTree {
  NodeId root;      // invalid: empty
  u32 height = 0;   // levels of nodes
  u32 count = 0;    // areas
  PW_FIELDS(VmaTree, root, height, count);
};

// What find returns: the area and its range, or an invalid id.
VmaId find_vma(const NodePool& nodes, const VmaTree& tree, u64 addr);               // first area that ends above addr (find_vma)
VmaId find_vma_at(const NodePool& nodes, const VmaTree& tree, u64 addr);            // the area that contains addr (vma_lookup)
VmaId find_vma_prev(const NodePool& nodes, const VmaTree& tree, u64 addr);          // last area that ends at or below addr
// The areas around a range that is an area or holds none: the last that ends at or before its start, the first that starts at or after
// its end. One walk down.
struct Neighbours {
  VmaId prev;
  VmaId next;
};
Neighbours find_neighbours(const NodePool& nodes, const VmaTree& tree, AddrRange range);
VmaId find_vma_intersection(const NodePool& nodes, const VmaTree& tree, AddrRange range);
VmaId first_vma(const NodePool& nodes, const VmaTree& tree);
// Entry whose range holds exactly these; asserts that nothing overlaps.
void insert_vma(NodePool& nodes, VmaTree& tree, AddrRange range, VmaId id);
void erase_vma(NodePool& nodes, VmaTree& tree, AddrRange range);  // that very entry
// vma_set_range and the store behind it: the entry that was at `old_range` is at `new_range` now. Overlapped entries must be erased first.
void set_vma_range(NodePool& nodes, VmaTree& tree, AddrRange old_range, AddrRange new_range, VmaId id);
// __split_vma's store: the entry at `range` becomes two, which meet at `addr`. One of the ids is the one that stood there.
void cut_vma(NodePool& nodes, VmaTree& tree, AddrRange range, u64 addr, VmaId below, VmaId above);
void erase_all(NodePool& nodes, VmaTree& tree);

// mas_empty_area_rev / mas_empty_area: highest (lowest) gap of `size_bytes` inside [low, high) that satisfies nothing else. Returns its
// start (top-down: the gap's end less size). 0 when there is none.
u64 find_gap_topdown(const NodePool& nodes, const VmaTree& tree, u64 low, u64 high, u64 size_bytes);
u64 find_gap_bottomup(const NodePool& nodes, const VmaTree& tree, u64 low, u64 high, u64 size_bytes);

// visit(id) in address order; visit returns void.
template <class Visit>
void for_each_vma(const NodePool& nodes, const VmaTree& tree, Visit visit);

// Invariants V1 to V10 (check.cc); kQuick looks at the root alone.
void check_tree(const NodePool& nodes, const VmaTree& tree, CheckLevel level, CheckReport& report);
// V11: every area in the tree is live, belongs to `mm` and has the range of its slot.
void check_areas(const NodePool& nodes, const Pool<Vma, VmaId>& vmas, const VmaTree& tree, MmId mm, CheckReport& report);

}  // namespace pw

#include "engine/vma/for_each_vma.inl"
