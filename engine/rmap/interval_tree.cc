// The interval tree: which areas cover a page offset (include/linux/interval_tree_generic.h, mm/interval_tree.c).
//
// A search tree by first offset cannot say who ends where; the greatest last offset of each subtree can, and lets a search skip every
// subtree that ends too early. A lookup costs O(log n + areas found). Equal first offsets, the normal case after fork, go to the right,
// so a walk meets parent before child. Left out: the cached leftmost node, which only saves time.
#include "engine/rmap/interval_tree.h"

#include "engine/rmap/rb_tree.h"

namespace pw {
namespace {

// The root is written only when it changed: a needless write would copy a shared chunk of the pool.
void store_root(Rmap& rmap, AnonVmaId anon_vma, AvcId root) {
  if (rmap.anon_vmas[anon_vma].rb_root != root) rmap.anon_vmas.mut(anon_vma).rb_root = root;
}

// The first node, in order, of the subtree of `node` that overlaps [first, last], where the subtree reaches `first` at least: going left
// while the left side reaches it too finds the earliest node that does, and if that one begins too late, so do all after it.
AvcId search_subtree(const Rmap& rmap, const VmaPool& vmas, AvcId node, u64 first, u64 last) {
  while (node.valid()) {
    const Avc& avc = rmap.avcs[node];
    if (avc.rb_left.valid() && rmap.avcs[avc.rb_left].rb_subtree_last >= first) {
      node = avc.rb_left;
      continue;
    }
    const Vma& vma = vmas[avc.vma];
    if (first_offset(vma) > last) return AvcId();
    if (last_offset(vma) >= first) return node;
    if (!avc.rb_right.valid() || rmap.avcs[avc.rb_right].rb_subtree_last < first) return AvcId();
    node = avc.rb_right;
  }
  return node;
}

}  // namespace

void insert_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc) {
  const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
  const Vma& vma = vmas[rmap.avcs[avc].vma];
  AvcId parent;
  RbTree::Side side = RbTree::kLeft;
  AvcId at = rmap.anon_vmas[anon_vma].rb_root;
  while (at.valid()) {
    parent = at;
    if (rmap.avcs[at].rb_subtree_last < last_offset(vma)) rmap.avcs.mut(at).rb_subtree_last = last_offset(vma);
    side = first_offset(vma) < first_offset(vmas[rmap.avcs[at].vma]) ? RbTree::kLeft : RbTree::kRight;
    at = side == RbTree::kLeft ? rmap.avcs[at].rb_left : rmap.avcs[at].rb_right;
  }
  RbTree tree(rmap.avcs, vmas, rmap.anon_vmas[anon_vma].rb_root);
  tree.link(avc, parent, side);
  store_root(rmap, anon_vma, tree.root());
}

void erase_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc) {
  const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
  RbTree tree(rmap.avcs, vmas, rmap.anon_vmas[anon_vma].rb_root);
  tree.erase(avc);
  store_root(rmap, anon_vma, tree.root());
}

AvcId first_avc(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, u64 first, u64 last) {
  const AvcId root = rmap.anon_vmas[anon_vma].rb_root;
  if (!root.valid() || rmap.avcs[root].rb_subtree_last < first) return AvcId();
  return search_subtree(rmap, vmas, root, first, last);
}

AvcId next_avc(const Rmap& rmap, const VmaPool& vmas, AvcId avc, u64 first, u64 last) {
  AvcId node = avc;
  while (true) {
    const AvcId right = rmap.avcs[node].rb_right;
    if (right.valid() && rmap.avcs[right].rb_subtree_last >= first) return search_subtree(rmap, vmas, right, first, last);
    AvcId from = node;  // up, until we come from a left child: that parent is next in order
    do {
      from = node;
      node = rmap.avcs[from].rb_parent;
      if (!node.valid()) return AvcId();
    } while (rmap.avcs[node].rb_right == from);
    const Vma& vma = vmas[rmap.avcs[node].vma];
    if (first_offset(vma) > last) return AvcId();
    if (last_offset(vma) >= first) return node;
  }
}

// An area's place in a tree hangs on its offsets, so it leaves all its trees before they change and comes back after.
void remove_from_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma) {
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = rmap.avcs[avc].same_vma_next) erase_avc(rmap, vmas, avc);
}

void insert_into_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma) {
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = rmap.avcs[avc].same_vma_next) insert_avc(rmap, vmas, avc);
}

}  // namespace pw
