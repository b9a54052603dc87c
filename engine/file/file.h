// What an area maps when it is not private anonymous memory: struct file and the inode behind it, as far as an address space shows
// them (include/linux/fs.h, mm/shmem.c, mm/mmap.c: _install_special_mapping).
//
//   named     a file that somebody opened. Its pages are not there yet: areas over it exist, split, merge and move, and nobody may
//             touch them
//   shmem     what MAP_SHARED|MAP_ANONYMOUS maps: a nameless tmpfs file that shows as /dev/zero (deleted), with its pages by index
//   special   [vdso], [vvar], …: areas that the kernel puts into every program
//
// An id stands for one struct file, not for an inode: two opens of one path are two ids, and areas over them never merge.
// Left out: contents, sizes and locks of named files; the i_mmap tree (the areas of a file are found by looking at all areas);
// xarray, swap and the mount of tmpfs.
#pragma once

#include <map>
#include <string>

#include "engine/base/check.h"
#include "engine/base/fields.h"
#include "engine/base/id_index.h"
#include "engine/base/pool.h"
#include "engine/phys/phys.h"
#include "engine/trace/trace.h"
#include "engine/vma/vma.h"

namespace pw {

enum class FileKind : u8 { kNamed = 0, kShmem = 1, kSpecial = 2 };

struct FileName {
  std::string path;  // as maps prints it; of special mappings "[vdso]"
  u32 dev_major = 0;
  u32 dev_minor = 0;
  u64 inode = 0;
  PW_FIELDS(FileName, path, dev_major, dev_minor, inode);
};

struct MapFile {
  FileKind kind = FileKind::kNamed;
  bool is_writable = false;   // FMODE_WRITE: may be mapped shared and written
  bool is_readable = true;    // FMODE_READ
  bool is_accounted = false;  // shmem: the whole object was promised when it was made (no VM_NORESERVE)
  u32 areas = 0;              // references: one an area …
  u32 opens = 0;              // … and one a file descriptor
  FileName name;
  u64 size_pages = 0;        // shmem: i_size
  std::map<u64, u32> pages;  // shmem: the page cache, index -> frame; each entry holds one reference to its frame
  PW_FIELDS(MapFile, kind, is_writable, is_readable, is_accounted, areas, opens, name, size_pages, pages);
};

// The chunks are small: a page that a shared object gets copies its neighbours in the chunk, too, when a snapshot shares them.
using FilePool = Pool<MapFile, FileId, 2>;

struct Files {
  FilePool pool;
  IdIndex<FileId> index;  // by what file.cc makes of kind and name
  u64 next_shmem_inode = 1;
  PW_FIELDS(Files, pool, derived(index), next_shmem_inode);
};

// An open file. The caller holds the first reference.
FileId open_named(Files& files, const FileName& name, bool readable, bool writable);
FileId open_special(Files& files, const std::string& name);
// shmem_kernel_file_setup.
FileId make_shmem(Files& files, u64 size_pages, bool is_accounted);
// The open file that has this path, or this kind and name, lowest id first; invalid: none.
FileId find_named(const Files& files, const std::string& path);
FileId find_file(const Files& files, FileKind kind, const FileName& name);
// An object that a description names has the inode that stands there; no later one gets it again.
void set_inode(Files& files, FileId shmem, u64 inode);
// device and inode of a path that nobody described: the same path always gives the same ones.
FileName name_of_path(const std::string& path);

// get_file and fput for an area (vm_area_dup, vm_area_free) and for a descriptor. An invalid id is nobody. The put that drops the
// last reference frees the file, and with it the pages of a shmem object; it returns how many promised pages are to be given back.
void get_file_area(Files& files, FileId id);
u64 put_file_area(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id);
void get_file_open(Files& files, FileId id);
u64 put_file_open(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id);

// Linux has no accounting here: pages that are touched later are promised then (VM_NORESERVE), all others were promised at the
// start.
u64 promised_pages(const MapFile& file);

// F1, F2 (engine/file/README.md); F3, the recount of areas and descriptors, stands where those are known.
void check_files(const Files& files, const Phys& phys, CheckLevel level, CheckReport& report);

}  // namespace pw
