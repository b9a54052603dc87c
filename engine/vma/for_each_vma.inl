// for_each_vma: a walk over all areas (the VMA iterator of include/linux/mm.h). The tree must not change under it.
#pragma once

namespace pw {

template <class Visit>
void for_each_vma_below(const NodePool& nodes, NodeId id, Visit& visit) {
  const MapleNode& node = nodes[id];
  for (u32 i = 0; i < node.count; ++i) {
    if (!node.is_leaf()) {
      for_each_vma_below(nodes, NodeId(node.slot[i]), visit);
    } else if (node.slot[i] != 0) {
      visit(VmaId(node.slot[i] - 1));
    }
  }
}

template <class Visit>
void for_each_vma(const NodePool& nodes, const VmaTree& tree, Visit visit) {
  if (tree.root.valid()) for_each_vma_below(nodes, tree.root, visit);
}

}  // namespace pw
