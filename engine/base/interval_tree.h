// The interval tree: who covers an offset (include/linux/interval_tree_generic.h)? A red-black tree by first offset whose `subtree` is
// the greatest last offset below: first offsets alone cannot say who ends where, the maximum can, and lets a search skip every subtree
// that ends too early. A lookup costs O(log n + what is found). Offsets are inclusive at both ends.
//
// Equal first offsets go to the right, so they come in the order in which they were inserted. Left out: the cached leftmost node, which
// only saves time. `Nodes` is that of rb_tree.h with own(id) = last(id), and
//   first(id), last(id)   the offsets that the object stands for; the same at insertion and at erasure
#pragma once

#include "engine/base/assert.h"
#include "engine/base/rb_tree.h"

namespace pw {

// Each of these returns the root as it is afterwards.
template <class Nodes>
typename Nodes::Id interval_insert(Nodes nodes, typename Nodes::Id root, typename Nodes::Id id) {
  using Id = typename Nodes::Id;
  Id parent;
  RbSide side = RbSide::kLeft;
  for (Id at = root; at.valid(); at = side == RbSide::kLeft ? nodes.at(at).left : nodes.at(at).right) {
    parent = at;
    if (nodes.at(at).subtree < nodes.last(id)) nodes.mut(at).subtree = nodes.last(id);
    side = nodes.first(id) < nodes.first(at) ? RbSide::kLeft : RbSide::kRight;
  }
  RbTree<Nodes> tree(nodes, root);
  tree.link(id, parent, side);
  return tree.root();
}

// vma_interval_tree_insert_after: directly behind `prev` in tree order, which begins at the same offset.
template <class Nodes>
typename Nodes::Id interval_insert_after(Nodes nodes, typename Nodes::Id root, typename Nodes::Id id, typename Nodes::Id prev) {
  using Id = typename Nodes::Id;
  PW_ASSERT(nodes.first(id) == nodes.first(prev), "what stands side by side in an interval tree begins at one offset");
  RbSide side = RbSide::kRight;
  Id parent = prev;
  for (Id at = nodes.at(prev).right; at.valid(); at = nodes.at(at).left) {
    parent = at;
    side = RbSide::kLeft;
  }
  RbTree<Nodes> tree(nodes, root);
  tree.link(id, parent, side);
  tree.propagate(id);
  return tree.root();
}

template <class Nodes>
typename Nodes::Id interval_erase(Nodes nodes, typename Nodes::Id root, typename Nodes::Id id) {
  RbTree<Nodes> tree(nodes, root);
  tree.erase(id);
  return tree.root();
}

// The first node, in order, of the subtree of `node` that overlaps [first, last], where the subtree reaches `first` at least: going left
// while the left side reaches it too finds the earliest node that does, and if that one begins too late, so do all after it.
template <class Nodes>
typename Nodes::Id interval_search(const Nodes& nodes, typename Nodes::Id node, u64 first, u64 last) {
  using Id = typename Nodes::Id;
  while (node.valid()) {
    const RbNode<Id>& links = nodes.at(node);
    if (links.left.valid() && nodes.at(links.left).subtree >= first) {
      node = links.left;
      continue;
    }
    if (nodes.first(node) > last) return Id();
    if (nodes.last(node) >= first) return node;
    if (!links.right.valid() || nodes.at(links.right).subtree < first) return Id();
    node = links.right;
  }
  return node;
}

// interval_tree_iter_first, _next: who overlaps [first, last], in tree order. Invalid: no (further) one.
template <class Nodes>
typename Nodes::Id interval_first(const Nodes& nodes, typename Nodes::Id root, u64 first, u64 last) {
  if (!root.valid() || nodes.at(root).subtree < first) return typename Nodes::Id();
  return interval_search(nodes, root, first, last);
}

template <class Nodes>
typename Nodes::Id interval_next(const Nodes& nodes, typename Nodes::Id node, u64 first, u64 last) {
  using Id = typename Nodes::Id;
  while (true) {
    const Id right = nodes.at(node).right;
    if (right.valid() && nodes.at(right).subtree >= first) return interval_search(nodes, right, first, last);
    Id from = node;  // up, until we come from a left child: that parent is next in order
    do {
      from = node;
      node = nodes.at(from).parent;
      if (!node.valid()) return Id();
    } while (nodes.at(node).right == from);
    if (nodes.first(node) > last) return Id();
    if (nodes.last(node) >= first) return node;
  }
}

}  // namespace pw
