// What files add to the state hash: slots and free list, each live file's fields, then the next inode of shmem.
#include "engine/file/file.h"

namespace pw {
namespace {

void add_file(const MapFile& file, Hasher& hasher) {
  hasher.add_u8(static_cast<u8>(file.kind));
  hasher.add_u8(static_cast<u8>((file.is_writable ? 1 : 0) | (file.is_readable ? 2 : 0) | (file.is_accounted ? 4 : 0)));
  hasher.add_u32(file.areas);
  hasher.add_u32(file.opens);
  hasher.add_text(file.name.path);
  hasher.add_u32(file.name.dev_major);
  hasher.add_u32(file.name.dev_minor);
  hasher.add_u64(file.name.inode);
  hasher.add_u64(file.size_pages);
  hasher.add_u32(static_cast<u32>(file.pages.size()));
  for (const auto& [index, pfn] : file.pages) {
    hasher.add_u64(index);
    hasher.add_u32(pfn);
  }
}

}  // namespace

void hash_state(const Files& files, Hasher& hasher) {
  hasher.add_u32(files.pool.capacity());
  hasher.add_u32(files.pool.free_head());
  for (u32 i = 0; i < files.pool.capacity(); ++i) {
    const FileId id(i);
    hasher.add_u8(files.pool.is_live(id) ? 1 : 0);
    if (files.pool.is_live(id)) {
      add_file(files.pool[id], hasher);
    } else {
      hasher.add_u32(files.pool.next_free(i));
    }
  }
  hasher.add_u64(files.next_shmem_inode);
}

}  // namespace pw
