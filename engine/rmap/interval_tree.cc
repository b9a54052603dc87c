// The interval tree of an anon_vma (mm/interval_tree.c): base/interval_tree.h over avcs. Equal first offsets are the normal case after
// fork, so a walk meets the parent before the child.
#include "engine/rmap/interval_tree.h"

#include "engine/rmap/avc_nodes.h"

namespace pw {
namespace {

// The root is written only when it changed: a needless write would copy a shared chunk of the pool.
void store_root(Rmap& rmap, AnonVmaId anon_vma, AvcId root) {
  if (rmap.anon_vmas[anon_vma].rb_root != root) rmap.anon_vmas.mut(anon_vma).rb_root = root;
}

}  // namespace

void insert_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc) {
  const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
  store_root(rmap, anon_vma, interval_insert(mut_nodes_of(rmap, vmas), rmap.anon_vmas[anon_vma].rb_root, avc));
}

void erase_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc) {
  const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
  store_root(rmap, anon_vma, interval_erase(mut_nodes_of(rmap, vmas), rmap.anon_vmas[anon_vma].rb_root, avc));
}

AvcId first_avc(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, u64 first, u64 last) {
  return interval_first(nodes_of(rmap, vmas), rmap.anon_vmas[anon_vma].rb_root, first, last);
}

AvcId next_avc(const Rmap& rmap, const VmaPool& vmas, AvcId avc, u64 first, u64 last) {
  return interval_next(nodes_of(rmap, vmas), avc, first, last);
}

// An area's place in a tree hangs on its offsets, so it leaves all its trees before they change and comes back after.
void remove_from_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma) {
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = rmap.avcs[avc].same_vma_next) erase_avc(rmap, vmas, avc);
}

void insert_into_interval_trees(Rmap& rmap, const VmaPool& vmas, VmaId vma) {
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = rmap.avcs[avc].same_vma_next) insert_avc(rmap, vmas, avc);
}

}  // namespace pw
