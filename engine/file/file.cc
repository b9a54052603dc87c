// Opening and closing what areas map: alloc_file_pseudo and __fput as far as memory is concerned (fs/file_table.c), iget and iput
// (fs/inode.c), shmem_kernel_file_setup and shmem_evict_inode (mm/shmem.c).
//
// Owns: F1 (a file is there as long as somebody refers to it), F4 (the indexes have all), F5 (an inode as long as a file is open on it).
#include "engine/file/file.h"

#include "engine/file/page_cache.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

// FNV-1a: any spread will do, as long as it is the same everywhere.
u64 hash_path(const std::string& path) {
  u64 hash = 0xcbf29ce484222325;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// What the index of files goes by: all shared objects have one path, and each its inode.
u64 number_of(FileKind kind, const std::string& path, u64 ino) {
  return (kind == FileKind::kShmem ? ino : hash_path(path)) ^ static_cast<u64>(kind) << 60;
}

u64 number_of(const Files& files, FileId id) {
  const File& file = files.pool[id];
  return number_of(kind_of(files, id), file.path, file.inode.valid() ? files.inodes[file.inode].ino : 0);
}

// … and that of inodes.
u64 inode_number_of(u32 dev_major, u32 dev_minor, u64 ino) { return ino ^ u64{dev_major} << 40 ^ u64{dev_minor} << 52; }

bool has_number(const Inode& inode, const FileName& name) {
  return inode.ino == name.inode && inode.dev_major == name.dev_major && inode.dev_minor == name.dev_minor;
}

bool is_made_up(const FileName& name) {
  const FileName made_up = name_of_path(name.path);
  return name.inode == made_up.inode && name.dev_major == made_up.dev_major && name.dev_minor == made_up.dev_minor;
}

template <class Accept>
InodeId find_inode(const Files& files, const FileName& name, Accept accept) {
  return files.inode_index.find(inode_number_of(name.dev_major, name.dev_minor, name.inode),
                                [&](InodeId id) { return has_number(files.inodes[id], name) && accept(files.inodes[id]); });
}

constexpr u64 kMadeUpStep = 1000000;  // out of the range of name_of_path

InodeId add_inode(Files& files, Inode inode) {
  const u64 number = inode_number_of(inode.dev_major, inode.dev_minor, inode.ino);
  const InodeId id = files.inodes.alloc(std::move(inode));
  files.inode_index.insert(number, id);
  return id;
}

InodeId new_named_inode(Files& files, const FileName& name, bool is_described) {
  Inode inode;
  inode.is_described = is_described;
  inode.path = name.path;
  inode.dev_major = name.dev_major;
  inode.dev_minor = name.dev_minor;
  inode.ino = name.inode;
  return add_inode(files, std::move(inode));
}

// By name, as a dentry leads to its inode; what is described, by device and number, so that two paths may be one file. Numbers that are
// made up must not make one file of two.
InodeId get_named_inode(Files& files, FileName name) {
  if (!is_made_up(name)) {
    const InodeId there = find_inode(files, name, [&](const Inode& inode) { return inode.is_described || inode.path == name.path; });
    return there.valid() ? there : new_named_inode(files, name, true);
  }
  const FileId open = find_named(files, name.path);
  if (open.valid()) return files.pool[open].inode;
  while (find_inode(files, name, [](const Inode&) { return true; }).valid()) name.inode += kMadeUpStep;
  return new_named_inode(files, name, false);
}

FileId add_file(Files& files, File file) {
  if (file.inode.valid()) ++files.inodes.mut(file.inode).i_count;
  const FileId id = files.pool.alloc(std::move(file));
  files.index.insert(number_of(files, id), id);
  return id;
}

// iput_final and evict.
Released put_inode(Files& files, Phys& phys, Trace& trace, u32 cpu, InodeId id) {
  if (--files.inodes.mut(id).i_count != 0) return {};
  Released released;
  released.promised_pages = promised_pages(files.inodes[id]);
  if (files.inodes[id].is_shmem) {
    DroppedPages dropped = drop_pages(files, phys, trace, cpu, id, 0, ~u64{0});
    released.swap_values = std::move(dropped.swap_values);
    trace.emit(EventId::kShmemEvict, id.v, dropped.frames);
  }
  const Inode& inode = files.inodes[id];
  PW_ASSERT(!inode.i_mmap.valid(), "no area maps what nobody has open");
  files.inode_index.erase(inode_number_of(inode.dev_major, inode.dev_minor, inode.ino), id);
  files.inodes.free(id);
  return released;
}

Released free_if_unused(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  const File& file = files.pool[id];
  if (file.areas != 0 || file.opens != 0) return {};
  const InodeId inode = file.inode;
  files.index.erase(number_of(files, id), id);
  files.pool.free(id);
  return inode.valid() ? put_inode(files, phys, trace, cpu, inode) : Released{};
}

}  // namespace

FileId open_named(Files& files, const FileName& name, bool readable, bool writable) {
  File file;
  file.inode = get_named_inode(files, name);
  file.is_readable = readable;
  file.is_writable = writable;
  file.path = name.path;
  return add_file(files, std::move(file));
}

FileId open_special(Files& files, const std::string& path) {
  File file;
  file.path = path;
  return add_file(files, std::move(file));
}

FileId make_shmem(Files& files, u64 size_pages, bool is_accounted) {
  Inode inode;
  inode.is_shmem = true;
  inode.is_accounted = is_accounted;
  inode.path = "/dev/zero (deleted)";
  inode.dev_minor = 1;
  inode.ino = files.next_shmem_inode++;
  inode.size_pages = size_pages;
  File file;
  file.path = inode.path;
  file.inode = add_inode(files, std::move(inode));
  file.is_writable = true;
  return add_file(files, std::move(file));
}

FileId find_named(const Files& files, const std::string& path) {
  return files.index.find(number_of(FileKind::kNamed, path, 0),
                          [&](FileId id) { return kind_of(files, id) == FileKind::kNamed && files.pool[id].path == path; });
}

FileId find_file(const Files& files, FileKind kind, const FileName& name) {
  return files.index.find(number_of(kind, name.path, name.inode), [&](FileId id) {
    const File& file = files.pool[id];
    if (kind_of(files, id) != kind || file.path != name.path) return false;
    if (!file.inode.valid() || has_number(files.inodes[file.inode], name)) return true;
    return !files.inodes[file.inode].is_described && is_made_up(name);
  });
}

void set_inode_number(Files& files, FileId shmem, u64 ino) {
  const InodeId id = files.pool[shmem].inode;
  files.index.erase(number_of(files, shmem), shmem);
  Inode& inode = files.inodes.mut(id);
  files.inode_index.erase(inode_number_of(inode.dev_major, inode.dev_minor, inode.ino), id);
  inode.ino = ino;
  files.inode_index.insert(inode_number_of(inode.dev_major, inode.dev_minor, ino), id);
  files.index.insert(number_of(files, shmem), shmem);
  if (files.next_shmem_inode < ino + 1) files.next_shmem_inode = ino + 1;
}

FileName name_of_path(const std::string& path) {
  FileName name;
  name.path = path;
  name.dev_major = 8;
  name.dev_minor = 1;
  name.inode = 100000 + (hash_path(path) >> 20) % 900000;
  return name;
}

bool is_indexed(const Files& files, InodeId id) {
  const Inode& inode = files.inodes[id];
  const u64 number = inode_number_of(inode.dev_major, inode.dev_minor, inode.ino);
  return files.inode_index.find(number, [&](InodeId other) { return other == id; }).valid();
}

FileKind kind_of(const Files& files, FileId id) {
  const InodeId inode = files.pool[id].inode;
  if (!inode.valid()) return FileKind::kSpecial;
  return files.inodes[inode].is_shmem ? FileKind::kShmem : FileKind::kNamed;
}

FileName name_of(const Files& files, FileId id) {
  const File& file = files.pool[id];
  if (!file.inode.valid()) return FileName{file.path, 0, 0, 0};
  const Inode& inode = files.inodes[file.inode];
  return FileName{file.path, inode.dev_major, inode.dev_minor, inode.ino};
}

u64 promised_pages(const Inode& inode) {
  if (!inode.is_shmem) return 0;
  return inode.is_accounted ? inode.size_pages : inode.nrpages + inode.swapped;
}

void get_file_area(Files& files, FileId id) {
  if (id.valid()) ++files.pool.mut(id).areas;
}

Released put_file_area(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  if (!id.valid()) return {};
  PW_ASSERT(files.pool[id].areas > 0, "an area held the file that it gives back");
  --files.pool.mut(id).areas;
  return free_if_unused(files, phys, trace, cpu, id);
}

void get_file_open(Files& files, FileId id) {
  if (id.valid()) ++files.pool.mut(id).opens;
}

Released put_file_open(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  if (!id.valid()) return {};
  PW_ASSERT(files.pool[id].opens > 0, "a descriptor held the file that it gives back");
  --files.pool.mut(id).opens;
  return free_if_unused(files, phys, trace, cpu, id);
}

}  // namespace pw
