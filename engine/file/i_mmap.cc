// Areas into the i_mmap tree of an inode and out of it. Owns F7 and F8.
#include "engine/file/i_mmap.h"

namespace pw {
namespace {

// Written only when it changed: a needless write would copy a shared chunk of the pool.
void store_root(Files& files, InodeId inode, VmaId root) {
  if (files.inodes[inode].i_mmap != root) files.inodes.mut(inode).i_mmap = root;
}

}  // namespace

void link_mapping(Files& files, VmaPool& vmas, VmaId id) {
  const InodeId inode = mapped_inode(files, vmas[id]);
  if (inode.valid()) store_root(files, inode, interval_insert(MappingNodes<VmaPool>{vmas}, files.inodes[inode].i_mmap, id));
}

void link_mapping_after(Files& files, VmaPool& vmas, VmaId id, VmaId parent) {
  const InodeId inode = mapped_inode(files, vmas[id]);
  if (!inode.valid()) return;
  store_root(files, inode, interval_insert_after(MappingNodes<VmaPool>{vmas}, files.inodes[inode].i_mmap, id, parent));
}

void unlink_mapping(Files& files, VmaPool& vmas, VmaId id) {
  const InodeId inode = mapped_inode(files, vmas[id]);
  if (inode.valid()) store_root(files, inode, interval_erase(MappingNodes<VmaPool>{vmas}, files.inodes[inode].i_mmap, id));
}

}  // namespace pw
