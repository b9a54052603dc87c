// Opening and closing what areas map: alloc_file_pseudo and __fput as far as memory is concerned (fs/file_table.c),
// shmem_kernel_file_setup and shmem_evict_inode (mm/shmem.c).
//
// Owns: F1 (a file is there as long as somebody refers to it), F4 (the index has it).
#include "engine/file/file.h"

#include "engine/trace/file_events.h"

namespace pw {
namespace {

// FNV-1a: any spread will do, as long as it is the same everywhere.
u64 hash_path(const std::string& path) {
  u64 hash = 0xcbf29ce484222325;
  for (const char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// What the index goes by: all shared objects have one path, and each its inode.
u64 number_of(FileKind kind, const FileName& name) {
  return (kind == FileKind::kShmem ? name.inode : hash_path(name.path)) ^ static_cast<u64>(kind) << 60;
}

bool is_equal(const FileName& a, const FileName& b) {
  return a.path == b.path && a.inode == b.inode && a.dev_major == b.dev_major && a.dev_minor == b.dev_minor;
}

// The frames of an object go in order of their index, as truncate_inode_pages does; a batch may hold one a little longer.
void drop_pages(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  const std::map<u64, u32> pages = files.pool[id].pages;
  files.pool.mut(id).pages.clear();
  for (const auto& [index, pfn] : pages) {
    Page& page = phys.pages.mut(pfn);
    page.mapping = 0;
    page.flags &= ~static_cast<u32>(kPgDirty);
    put_page(phys, trace, cpu, Pfn(pfn));
  }
  trace.emit(EventId::kShmemEvict, id.v, pages.size());
}

u64 free_if_unused(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  const MapFile& file = files.pool[id];
  if (file.areas != 0 || file.opens != 0) return 0;
  const u64 promised = promised_pages(file);
  const u64 number = number_of(file.kind, file.name);
  if (file.kind == FileKind::kShmem) drop_pages(files, phys, trace, cpu, id);
  files.index.erase(number, id);
  files.pool.free(id);
  return promised;
}

FileId add_file(Files& files, MapFile file) {
  const u64 number = number_of(file.kind, file.name);
  const FileId id = files.pool.alloc(std::move(file));
  files.index.insert(number, id);
  return id;
}

}  // namespace

FileId open_named(Files& files, const FileName& name, bool readable, bool writable) {
  MapFile file;
  file.kind = FileKind::kNamed;
  file.is_readable = readable;
  file.is_writable = writable;
  file.name = name;
  return add_file(files, std::move(file));
}

FileId open_special(Files& files, const std::string& name) {
  MapFile file;
  file.kind = FileKind::kSpecial;
  file.name.path = name;
  return add_file(files, std::move(file));
}

FileId make_shmem(Files& files, u64 size_pages, bool is_accounted) {
  MapFile file;
  file.kind = FileKind::kShmem;
  file.is_writable = true;
  file.is_accounted = is_accounted;
  file.name = FileName{"/dev/zero (deleted)", 0, 1, files.next_shmem_inode++};
  file.size_pages = size_pages;
  return add_file(files, std::move(file));
}

FileId find_named(const Files& files, const std::string& path) {
  const u64 number = number_of(FileKind::kNamed, FileName{path, 0, 0, 0});
  return files.index.find(number, [&](FileId id) { return files.pool[id].kind == FileKind::kNamed && files.pool[id].name.path == path; });
}

FileId find_file(const Files& files, FileKind kind, const FileName& name) {
  return files.index.find(number_of(kind, name),
                          [&](FileId id) { return files.pool[id].kind == kind && is_equal(files.pool[id].name, name); });
}

void set_inode(Files& files, FileId shmem, u64 inode) {
  FileName& name = files.pool.mut(shmem).name;
  files.index.erase(number_of(FileKind::kShmem, name), shmem);
  name.inode = inode;
  files.index.insert(number_of(FileKind::kShmem, name), shmem);
  if (files.next_shmem_inode < inode + 1) files.next_shmem_inode = inode + 1;
}

FileName name_of_path(const std::string& path) {
  FileName name;
  name.path = path;
  name.dev_major = 8;
  name.dev_minor = 1;
  name.inode = 100000 + (hash_path(path) >> 20) % 900000;
  return name;
}

u64 promised_pages(const MapFile& file) {
  if (file.kind != FileKind::kShmem) return 0;
  return file.is_accounted ? file.size_pages : file.pages.size();
}

void get_file_area(Files& files, FileId id) {
  if (id.valid()) ++files.pool.mut(id).areas;
}

u64 put_file_area(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  if (!id.valid()) return 0;
  PW_ASSERT(files.pool[id].areas > 0, "an area held the file that it gives back");
  --files.pool.mut(id).areas;
  return free_if_unused(files, phys, trace, cpu, id);
}

void get_file_open(Files& files, FileId id) {
  if (id.valid()) ++files.pool.mut(id).opens;
}

u64 put_file_open(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id) {
  if (!id.valid()) return 0;
  PW_ASSERT(files.pool[id].opens > 0, "a descriptor held the file that it gives back");
  --files.pool.mut(id).opens;
  return free_if_unused(files, phys, trace, cpu, id);
}

}  // namespace pw
