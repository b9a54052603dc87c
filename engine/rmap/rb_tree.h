// RbTree: the red-black tree of one anon_vma, over avc ids, with the augmentation of an interval tree kept right at every step.
//
//  1. a node is red or black; the root is black            4. every path from a node down to a missing child
//  2. a red node's children are black                         passes the same number of black nodes
//  3. in order, nodes ascend by first offset               5. rb_subtree_last = max of last offset over the subtree
//
// The links live inside the avcs (they are rb_node of struct anon_vma_chain), so a tree is its root and nothing more. This class is a
// view for the length of one change: the caller writes root() back.
#pragma once

#include "engine/rmap/rmap.h"

namespace pw {

class RbTree {
 public:
  enum Side : u32 { kLeft = 0, kRight = 1 };

  RbTree(Pool<Avc, AvcId>& avcs, const VmaPool& vmas, AvcId root) : avcs_(avcs), vmas_(vmas), root_(root) {}
  AvcId root() const { return root_; }

  // Hangs `node` as a leaf under `parent` (invalid: the tree is empty) and restores rules 1, 2 and 4. The caller has raised
  // rb_subtree_last on the way down.
  void link(AvcId node, AvcId parent, Side side);
  void erase(AvcId node);

 private:
  static Side opposite(Side side) { return side == kLeft ? kRight : kLeft; }
  AvcId child(AvcId node, Side side) const { return side == kLeft ? avcs_[node].rb_left : avcs_[node].rb_right; }
  AvcId parent(AvcId node) const { return avcs_[node].rb_parent; }
  bool is_red(AvcId node) const { return node.valid() && avcs_[node].rb_red; }
  Side side_of(AvcId node, AvcId parent) const { return child(parent, kLeft) == node ? kLeft : kRight; }

  void set_child(AvcId node, Side side, AvcId child);
  void set_red(AvcId node, bool red) { avcs_.mut(node).rb_red = red; }
  void replace_child(AvcId parent, AvcId old_child, AvcId new_child);
  void rotate(AvcId top, Side side);
  void update(AvcId node);
  void propagate(AvcId node);

  void rebalance_insert(AvcId node);
  AvcId take_out_leafward(AvcId node, bool* lost_black);
  AvcId take_out_inner(AvcId node, bool* lost_black);
  void rebalance_erase(AvcId parent);
  AvcId make_far_nephew_red(AvcId sibling, Side side);

  Pool<Avc, AvcId>& avcs_;
  const VmaPool& vmas_;
  AvcId root_;
};

// The offsets an avc stands for: those of its area (avc_start_pgoff, avc_last_pgoff in mm/interval_tree.c).
inline u64 first_offset(const Vma& vma) { return vma.pgoff; }
inline u64 last_offset(const Vma& vma) { return vma.pgoff + vma.pages() - 1; }

}  // namespace pw
