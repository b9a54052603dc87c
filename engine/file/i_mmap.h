// i_mmap: which areas map a page of an inode (mapping->i_mmap; vma_interval_tree in mm/interval_tree.c, vma_link_file and its kin in
// mm/vma.c). An interval tree of areas by the offsets that they map, through whichever File. Areas without an inode behind them are in
// none, and all this passes them over.
#pragma once

#include "engine/base/interval_tree.h"
#include "engine/file/file.h"

namespace pw {

// Areas as nodes. Pool is const for whoever only looks.
template <class AreaPool>
struct MappingNodes {
  using Id = VmaId;
  AreaPool& vmas;

  const RbNode<VmaId>& at(VmaId id) const { return vmas[id].shared_rb; }
  RbNode<VmaId>& mut(VmaId id) { return vmas.mut(id).shared_rb; }
  u64 first(VmaId id) const { return first_offset(vmas[id]); }
  u64 last(VmaId id) const { return last_offset(vmas[id]); }
  u64 own(VmaId id) const { return last(id); }
};

// The inode that an area maps; invalid: it is in no tree.
inline InodeId mapped_inode(const Files& files, const Vma& vma) {
  return vma.file.valid() ? files.pool[vma.file].inode : InodeId();
}

// Into the tree, last among those that begin at the same offset; or, as fork does it, directly behind the parent's area.
void link_mapping(Files& files, VmaPool& vmas, VmaId id);
void link_mapping_after(Files& files, VmaPool& vmas, VmaId id, VmaId parent);
// Out of it. The offsets of the area must be those with which it came.
void unlink_mapping(Files& files, VmaPool& vmas, VmaId id);

// visit(id) for the areas that map any of [first, last], in tree order. The tree must not change meanwhile.
template <class Visit>
void for_each_mapping(const Files& files, const VmaPool& vmas, InodeId inode, u64 first, u64 last, Visit visit) {
  const MappingNodes<const VmaPool> nodes{vmas};
  VmaId id = interval_first(nodes, files.inodes[inode].i_mmap, first, last);
  for (; id.valid(); id = interval_next(nodes, id, first, last)) visit(id);
}

}  // namespace pw
