// RbTree: one red-black tree for all who need one (what lib/rbtree.c and include/linux/rbtree_augmented.h do).
//
//  1. a node is red or black; the root is black            4. every path from a node down to a missing child
//  2. a red node's children are black                         passes the same number of black nodes
//  3. in order, nodes ascend by what the user compares     5. subtree = the greatest own() of the node and all below it
//
// Linux writes every case twice, mirrored; here a side is a value. The cases and the successor that takes an inner node's place are
// the same, so the same history of calls gives a tree of the same shape and colours as in Linux, and a picture of it is true.
//
// The links live inside the objects, by id, so a tree is its root and nothing more. This class is a view for the length of one change:
// the caller writes root() back. It knows its nodes through `Nodes`, a small object made on the spot:
//   Id                    the type of the ids
//   at(id), mut(id)       the object's RbNode, to read and to write
//   own(id)               what rule 5 takes the maximum of (RB_DECLARE_CALLBACKS_MAX): a last offset, a gap
#pragma once

#include "engine/base/ids.h"

namespace pw {

template <class IdType>
struct RbNode {
  IdType parent;
  IdType left;
  IdType right;
  bool is_red = false;
  u64 subtree = 0;
  PW_FIELDS(RbNode, parent, left, right, is_red, subtree);
};

enum class RbSide : u8 { kLeft, kRight };

template <class Nodes>
class RbTree {
 public:
  using Id = typename Nodes::Id;

  RbTree(Nodes nodes, Id root) : nodes_(nodes), root_(root) {}
  Id root() const { return root_; }

  // Hangs `node` as a leaf under `parent` (invalid: the tree is empty) and restores rules 1, 2 and 4. For rule 5 the caller has raised
  // `subtree` on the way down, or calls propagate() afterwards.
  void link(Id node, Id parent, RbSide side);
  void erase(Id node);
  void propagate(Id node) {
    for (; node.valid(); node = parent(node)) update(node);
  }

 private:
  static constexpr RbSide kLeft = RbSide::kLeft;
  static constexpr RbSide kRight = RbSide::kRight;

  static RbSide opposite(RbSide side) { return side == kLeft ? kRight : kLeft; }
  Id child(Id node, RbSide side) const { return side == kLeft ? nodes_.at(node).left : nodes_.at(node).right; }
  Id parent(Id node) const { return nodes_.at(node).parent; }
  bool is_red(Id node) const { return node.valid() && nodes_.at(node).is_red; }
  RbSide side_of(Id node, Id parent) const { return child(parent, kLeft) == node ? kLeft : kRight; }

  void set_child(Id node, RbSide side, Id child) {
    RbNode<Id>& links = nodes_.mut(node);
    (side == kLeft ? links.left : links.right) = child;
    if (child.valid()) nodes_.mut(child).parent = node;
  }
  void set_red(Id node, bool is_red) { nodes_.mut(node).is_red = is_red; }
  void replace_child(Id parent, Id old_child, Id new_child);
  void update(Id node);
  void rotate(Id top, RbSide side);
  void rebalance_insert(Id node);
  Id take_out_leafward(Id node, bool* lost_black);
  Id take_out_inner(Id node, bool* lost_black);
  void rebalance_erase(Id parent);
  Id make_far_nephew_red(Id sibling, RbSide side);

  Nodes nodes_;
  Id root_;
};

// `new_child` takes the place of `old_child` below `parent`, or at the root.
template <class Nodes>
void RbTree<Nodes>::replace_child(Id parent, Id old_child, Id new_child) {
  if (parent.valid()) {
    set_child(parent, side_of(old_child, parent), new_child);
    return;
  }
  root_ = new_child;
  if (new_child.valid()) nodes_.mut(new_child).parent = Id();
}

template <class Nodes>
void RbTree<Nodes>::update(Id node) {
  u64 most = nodes_.own(node);
  for (const RbSide side : {kLeft, kRight}) {
    const Id below = child(node, side);
    if (below.valid() && nodes_.at(below).subtree > most) most = nodes_.at(below).subtree;
  }
  nodes_.mut(node).subtree = most;
}

// `top` sinks to `side`, its other child rises in its place. To the left:
//
//      top                up
//     /   \              /  \.
//    a     up    -->   top   c
//         /  \        /   \.
//       mid   c      a    mid
template <class Nodes>
void RbTree<Nodes>::rotate(Id top, RbSide side) {
  const Id up = child(top, opposite(side));
  const Id mid = child(up, side);
  replace_child(parent(top), top, up);
  set_child(top, opposite(side), mid);
  set_child(up, side, top);
  nodes_.mut(up).subtree = nodes_.at(top).subtree;  // the same subtree as before, seen from its new top
  update(top);
}

template <class Nodes>
void RbTree<Nodes>::link(Id node, Id parent, RbSide side) {
  nodes_.mut(node) = RbNode<Id>{Id(), Id(), Id(), true, nodes_.own(node)};
  if (parent.valid()) {
    set_child(parent, side, node);
  } else {
    root_ = node;
  }
  rebalance_insert(node);
}

// Rule 4 holds all along; a red node under a red parent is pushed up by recolouring until a rotation or the root ends it.
template <class Nodes>
void RbTree<Nodes>::rebalance_insert(Id node) {
  while (is_red(parent(node))) {
    Id above = parent(node);
    const Id top = parent(above);  // black, since `above` is red
    const RbSide side = side_of(above, top);
    const Id uncle = child(top, opposite(side));
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
template <class Nodes>
typename Nodes::Id RbTree<Nodes>::take_out_leafward(Id node, bool* lost_black) {
  const Id only = child(node, kLeft).valid() ? child(node, kLeft) : child(node, kRight);
  const Id above = parent(node);
  *lost_black = !only.valid() && !is_red(node);
  replace_child(above, node, only);
  if (only.valid()) set_red(only, is_red(node));
  return above;
}

// A node with two children: its successor, the leftmost below its right child, leaves its own place and takes this one with its colour.
template <class Nodes>
typename Nodes::Id RbTree<Nodes>::take_out_inner(Id node, bool* lost_black) {
  Id successor = child(node, kRight);
  while (child(successor, kLeft).valid()) successor = child(successor, kLeft);
  const Id orphan = child(successor, kRight);
  const bool is_direct = successor == child(node, kRight);
  const Id changed = is_direct ? successor : parent(successor);
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

template <class Nodes>
void RbTree<Nodes>::erase(Id node) {
  bool lost_black = false;
  const bool is_inner = child(node, kLeft).valid() && child(node, kRight).valid();
  const Id changed = is_inner ? take_out_inner(node, &lost_black) : take_out_leafward(node, &lost_black);
  propagate(changed);
  if (lost_black && changed.valid()) rebalance_erase(changed);
  nodes_.mut(node) = RbNode<Id>{};
}

// The child of `sibling` away from the short side becomes red, by a rotation when only the nearer one is. Returns the new sibling.
template <class Nodes>
typename Nodes::Id RbTree<Nodes>::make_far_nephew_red(Id sibling, RbSide side) {
  if (is_red(child(sibling, opposite(side)))) return sibling;
  const Id near = child(sibling, side);
  rotate(sibling, opposite(side));
  set_red(sibling, true);
  set_red(near, false);
  return near;
}

// Below `above`, one side has a black node less than the other. The first time round that side is a missing child, later it is `node`.
template <class Nodes>
void RbTree<Nodes>::rebalance_erase(Id above) {
  Id node;
  while (above.valid()) {
    const RbSide side = side_of(node, above);
    Id sibling = child(above, opposite(side));
    if (is_red(sibling)) {  // turn it above the parent, so that the sibling is black
      rotate(above, side);
      set_red(sibling, false);
      set_red(above, true);
      sibling = child(above, opposite(side));
    }
    if (is_red(child(sibling, kLeft)) || is_red(child(sibling, kRight))) {
      sibling = make_far_nephew_red(sibling, side);
      set_red(sibling, is_red(above));
      set_red(above, false);
      set_red(child(sibling, opposite(side)), false);
      rotate(above, side);
      return;
    }
    set_red(sibling, true);  // both sides are short now: pass it up, or stop at a red parent
    if (is_red(above)) {
      set_red(above, false);
      return;
    }
    node = above;
    above = parent(node);
  }
}

}  // namespace pw
