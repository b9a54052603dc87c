// Insertion and deletion in a red-black tree (what lib/rbtree.c and include/linux/rbtree_augmented.h do).
//
// Linux writes every case twice, mirrored; here a side is a value. The cases and the successor that takes an inner node's place are
// the same, so the same history of calls gives a tree of the same shape and colours as in Linux, and a picture of it is true.
// Owns R4 (red-black rules) and R5 (the augmented last offset) together with interval_tree.cc.
#include "engine/rmap/rb_tree.h"

namespace pw {

void RbTree::set_child(AvcId node, Side side, AvcId child) {
  Avc& avc = avcs_.mut(node);
  (side == kLeft ? avc.rb_left : avc.rb_right) = child;
  if (child.valid()) avcs_.mut(child).rb_parent = node;
}

// `new_child` takes the place of `old_child` below `parent`, or at the root.
void RbTree::replace_child(AvcId parent, AvcId old_child, AvcId new_child) {
  if (parent.valid()) {
    set_child(parent, side_of(old_child, parent), new_child);
    return;
  }
  root_ = new_child;
  if (new_child.valid()) avcs_.mut(new_child).rb_parent = AvcId();
}

void RbTree::update(AvcId node) {
  u64 last = last_offset(vmas_[avcs_[node].vma]);
  for (const Side side : {kLeft, kRight}) {
    const AvcId below = child(node, side);
    if (below.valid() && avcs_[below].rb_subtree_last > last) last = avcs_[below].rb_subtree_last;
  }
  avcs_.mut(node).rb_subtree_last = last;
}

void RbTree::propagate(AvcId node) {
  for (; node.valid(); node = parent(node)) update(node);
}

// `top` sinks to `side`, its other child rises in its place. To the left:
//
//      top                up
//     /   \              /  \.
//    a     up    -->   top   c
//         /  \        /   \.
//       mid   c      a    mid
void RbTree::rotate(AvcId top, Side side) {
  const AvcId up = child(top, opposite(side));
  const AvcId mid = child(up, side);
  replace_child(parent(top), top, up);
  set_child(top, opposite(side), mid);
  set_child(up, side, top);
  avcs_.mut(up).rb_subtree_last = avcs_[top].rb_subtree_last;  // the same subtree as before, seen from its new top
  update(top);
}

void RbTree::link(AvcId node, AvcId parent, Side side) {
  {
    Avc& avc = avcs_.mut(node);
    avc.rb_left = AvcId();
    avc.rb_right = AvcId();
    avc.rb_parent = AvcId();
    avc.rb_red = true;
    avc.rb_subtree_last = last_offset(vmas_[avc.vma]);
  }
  if (parent.valid()) {
    set_child(parent, side, node);
  } else {
    root_ = node;
  }
  rebalance_insert(node);
}

// Rule 4 holds all along; a red node under a red parent is pushed up by recolouring until a rotation or the root ends it.
void RbTree::rebalance_insert(AvcId node) {
  while (is_red(parent(node))) {
    AvcId above = parent(node);
    const AvcId top = parent(above);  // black, since `above` is red
    const Side side = side_of(above, top);
    const AvcId uncle = child(top, opposite(side));
    if (is_red(uncle)) {
      set_red(uncle, false);
      set_red(above, false);
      set_red(top, true);
      node = top;
      continue;
    }
    if (node == child(above, opposite(side))) {  // an inner grandchild: first make it an outer one
      rotate(above, side);
      above = node;
    }
    rotate(top, opposite(side));
    set_red(top, true);
    set_red(above, false);
    return;
  }
  if (!parent(node).valid()) set_red(node, false);
}

// A node with one child at most: the child takes its place. A lone child is red under a black node, so blackening it is enough.
// Returns the lowest node whose subtree changed.
AvcId RbTree::take_out_leafward(AvcId node, bool* lost_black) {
  const AvcId only = child(node, kLeft).valid() ? child(node, kLeft) : child(node, kRight);
  const AvcId above = parent(node);
  *lost_black = !only.valid() && !is_red(node);
  replace_child(above, node, only);
  if (only.valid()) set_red(only, is_red(node));
  return above;
}

// A node with two children: its successor, the leftmost below its right child, leaves its own place and takes this one with its colour.
AvcId RbTree::take_out_inner(AvcId node, bool* lost_black) {
  AvcId successor = child(node, kRight);
  while (child(successor, kLeft).valid()) successor = child(successor, kLeft);
  const AvcId orphan = child(successor, kRight);
  const bool is_direct = successor == child(node, kRight);
  const AvcId changed = is_direct ? successor : parent(successor);
  *lost_black = !orphan.valid() && !is_red(successor);
  if (!is_direct) {
    set_child(changed, kLeft, orphan);
    set_child(successor, kRight, child(node, kRight));
  }
  set_child(successor, kLeft, child(node, kLeft));
  replace_child(parent(node), node, successor);
  set_red(successor, is_red(node));
  if (orphan.valid()) set_red(orphan, false);
  return changed;
}

void RbTree::erase(AvcId node) {
  bool lost_black = false;
  const bool is_inner = child(node, kLeft).valid() && child(node, kRight).valid();
  const AvcId changed = is_inner ? take_out_inner(node, &lost_black) : take_out_leafward(node, &lost_black);
  propagate(changed);
  if (lost_black && changed.valid()) rebalance_erase(changed);
  Avc& avc = avcs_.mut(node);
  avc.rb_parent = AvcId();
  avc.rb_left = AvcId();
  avc.rb_right = AvcId();
  avc.rb_red = false;
  avc.rb_subtree_last = 0;
}

// The child of `sibling` away from the short side becomes red, by a rotation when only the nearer one is. Returns the new sibling.
AvcId RbTree::make_far_nephew_red(AvcId sibling, Side side) {
  if (is_red(child(sibling, opposite(side)))) return sibling;
  const AvcId near = child(sibling, side);
  rotate(sibling, opposite(side));
  set_red(sibling, true);
  set_red(near, false);
  return near;
}

// Below `parent`, one side has a black node less than the other. The first time round that side is a missing child, later it is `node`.
void RbTree::rebalance_erase(AvcId parent_id) {
  AvcId node;
  while (parent_id.valid()) {
    const Side side = side_of(node, parent_id);
    AvcId sibling = child(parent_id, opposite(side));
    if (is_red(sibling)) {  // turn it above the parent, so that the sibling is black
      rotate(parent_id, side);
      set_red(sibling, false);
      set_red(parent_id, true);
      sibling = child(parent_id, opposite(side));
    }
    if (is_red(child(sibling, kLeft)) || is_red(child(sibling, kRight))) {
      sibling = make_far_nephew_red(sibling, side);
      set_red(sibling, is_red(parent_id));
      set_red(parent_id, false);
      set_red(child(sibling, opposite(side)), false);
      rotate(parent_id, side);
      return;
    }
    set_red(sibling, true);  // both sides are short now: pass it up, or stop at a red parent
    if (is_red(parent_id)) {
      set_red(parent_id, false);
      return;
    }
    node = parent_id;
    parent_id = parent(node);
  }
}

}  // namespace pw
