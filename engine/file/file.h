// What an area maps when it is not private anonymous memory: struct file, the inode behind it and the inode's address_space, as far as an
// address space shows them (include/linux/fs.h, mm/shmem.c, mm/mmap.c: _install_special_mapping).
//
//     descriptor ──┐
//                  ├──> File ──> Inode ── i_pages ──> the page cache, by index
//     area ────────┘     ^         └───── i_mmap ───> areas over it, by offset (i_mmap.h)
//                        └── another open of the same path is another File over the same Inode
//
//   named     a file that somebody opened. Its pages are not there yet: areas over it exist, split, merge and move, and nobody may
//             touch them
//   shmem     what MAP_SHARED|MAP_ANONYMOUS maps: a nameless tmpfs file that shows as /dev/zero (deleted)
//   special   [vdso], [vvar], …: areas that the kernel puts into every program. They have no inode, and in Linux no file either
//
// Areas merge over one File, never over two Files of one Inode. Left out: contents, sizes and locks of named files; positions; the mount
// of tmpfs.
#pragma once

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/fields.h"
#include "engine/base/id_index.h"
#include "engine/base/pool.h"
#include "engine/base/xarray.h"
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

// A node of struct shared_policy: the pages [first, end) of an object have a policy.
struct SharedPolicy {
  u64 first = 0;
  u64 end = 0;
  Mempolicy policy;
  PW_FIELDS(SharedPolicy, first, end, policy);
};

struct Inode {
  bool is_shmem = false;
  bool is_accounted = false;  // shmem: the whole object was promised when it was made (no VM_NORESERVE)
  bool is_described = false;  // a description gave its device and number, which other paths may share (hard links)
  u32 i_count = 0;            // Files over it
  std::string path;           // under which it was first opened
  u32 dev_major = 0;
  u32 dev_minor = 0;
  u64 ino = 0;
  u64 size_pages = 0;  // shmem: i_size
  XArray i_pages;      // shmem: the page cache. A frame stands in it with one reference, a value for a page that is in swap
  u64 nrpages = 0;     // frames in i_pages
  u64 swapped = 0;     // … and values
  VmaId i_mmap;        // root of the interval tree of areas
  std::vector<SharedPolicy> policies;  // shmem: in order (shared_policy.h)
  PW_FIELDS(Inode, is_shmem, is_accounted, is_described, i_count, path, dev_major, dev_minor, ino, size_pages, i_pages, nrpages, swapped,
            i_mmap, policies);
};

struct File {
  InodeId inode;             // invalid: a special mapping
  bool is_readable = true;   // FMODE_READ
  bool is_writable = false;  // FMODE_WRITE: may be mapped shared and written
  u32 areas = 0;             // references: one an area …
  u32 opens = 0;             // … and one a file descriptor
  std::string path;
  PW_FIELDS(File, inode, is_readable, is_writable, areas, opens, path);
};

// The chunks are small: what an insertion changes copies its neighbours in the chunk, too, when a snapshot shares them.
using FilePool = Pool<File, FileId, 4>;
using InodePool = Pool<Inode, InodeId, 4>;

struct Files {
  FilePool pool;
  InodePool inodes;
  XaNodePool xa_nodes;
  IdIndex<FileId> index;          // by what file.cc makes of kind and name
  IdIndex<InodeId> inode_index;   // by device and number
  u64 next_shmem_inode = 1;
  PW_FIELDS(Files, pool, inodes, xa_nodes, derived(index), derived(inode_index), next_shmem_inode);
};

// An open file. The caller holds the first reference.
FileId open_named(Files& files, const FileName& name, bool readable, bool writable);
FileId open_special(Files& files, const std::string& path);
// shmem_kernel_file_setup.
FileId make_shmem(Files& files, u64 size_pages, bool is_accounted);
// The open file that has this path, or this kind and name, lowest id first; invalid: none.
FileId find_named(const Files& files, const std::string& path);
FileId find_file(const Files& files, FileKind kind, const FileName& name);
// An object that a description names has the inode number that stands there; no later one gets it again.
void set_inode_number(Files& files, FileId shmem, u64 ino);
// device and inode number of a path that nobody described: the same path gives the same ones, unless another inode has them.
FileName name_of_path(const std::string& path);

bool is_indexed(const Files& files, InodeId inode);
FileKind kind_of(const Files& files, FileId file);
FileName name_of(const Files& files, FileId file);
inline const Inode& inode_of(const Files& files, FileId file) { return files.inodes[files.pool[file].inode]; }

// get_file and fput for an area (vm_area_dup, vm_area_free) and for a descriptor. An invalid id is nobody. The put that drops the
// last reference frees the file, with the last file its inode, and with that the pages of a shmem object.
struct Released {
  u64 promised_pages = 0;        // to be given back
  std::vector<u64> swap_values;  // of pages that were in swap: a claim each, to be given back
};
void get_file_area(Files& files, FileId id);
Released put_file_area(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id);
void get_file_open(Files& files, FileId id);
Released put_file_open(Files& files, Phys& phys, Trace& trace, u32 cpu, FileId id);

// Linux has no accounting here: pages that are touched later are promised then (VM_NORESERVE), all others were promised at the start.
u64 promised_pages(const Inode& inode);

// F1 … F9 (engine/file/README.md); F3, the recount of areas and descriptors, stands where those are known.
void check_files(const Files& files, const VmaPool& vmas, const Phys& phys, CheckLevel level, CheckReport& report);

}  // namespace pw
