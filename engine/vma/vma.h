// vm_area_struct: one area of an address space, and the tables that hold all of them (include/linux/mm_types.h, mm/vma.c).
//
// This layer knows base and trace only: an area names its file and its anon_vma by id, has the head of its chain, and never looks inside.
// Left out: vm_ops, userfaultfd (their fields come with their systems), per-VMA locks.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/ids.h"
#include "engine/base/pool.h"
#include "engine/base/rb_tree.h"
#include "engine/vma/mempolicy.h"

namespace pw {

// VM_* with Linux's values (include/linux/mm.h).
enum VmFlag : u64 {
#define PW_VM_FLAG(constant, bit, letters) constant = 1ull << bit,
#include "engine/vma/vm_flags.def"
#undef PW_VM_FLAG
  kVmPkeyBits = 0xfull << 32,  // the area's protection key, in VM_PKEY_BIT0 … VM_PKEY_BIT3
};
inline constexpr u64 kVmAccessFlags = kVmRead | kVmWrite | kVmExec;
inline constexpr u64 kVmLockedMask = kVmLocked | kVmLockOnFault;
// VM_STICKY: two areas may differ in these and still become one, which then has what either had.
inline constexpr u64 kVmSticky = kVmSoftDirty | kVmMaybeGuard;
// VM_SPECIAL: areas that are never merged, locked or dumped as others are.
inline constexpr u64 kVmSpecial = kVmDontExpand | kVmIo | kVmPfnMap | kVmMixedMap;

struct Vma {
  MmId mm;
  u64 start = 0;
  u64 end = 0;  // exclusive
  u64 flags = 0;
  u64 pgoff = 0;  // vm_pgoff: of an anonymous area, its first address / 4096 at the first fault; moved areas keep it
  FileId file;    // vm_file; invalid: private anonymous memory
  AnonVmaId anon_vma;
  AvcId avc_head;     // anon_vma_chain: the area's own list of chain nodes, newest first (rmap/ owns the links)
  AvcId avc_tail;
  u32 avc_count = 0;  // list_is_singular() asks whether this is 1
  RbNode<VmaId> shared_rb;  // shared.rb: its place in the i_mmap tree of the inode behind its file
  Mempolicy policy;         // vm_policy
  u64 swap_ra = 0;          // swap_readahead_info (mm/fault/swapin.cc)

  PW_FIELDS(Vma, mm, start, end, flags, pgoff, file, anon_vma, avc_head, avc_tail, avc_count, shared_rb, policy, swap_ra);

  u64 pages() const { return to_pages(end - start); }
  AddrRange range() const { return AddrRange{start, end}; }
  bool has(u64 flag) const { return (flags & flag) != 0; }
};

using VmaPool = Pool<Vma, VmaId>;

// The offsets that an area stands for in an interval tree, both inclusive.
inline u64 first_offset(const Vma& vma) { return vma.pgoff; }
inline u64 last_offset(const Vma& vma) { return vma.pgoff + vma.pages() - 1; }

inline u64 linear_page_index(const Vma& vma, u64 addr) { return vma.pgoff + to_pages(addr - vma.start); }

// is_cow_mapping(): private and may be written.
inline bool is_cow_mapping(const Vma& vma) { return (vma.flags & (kVmShared | kVmMayWrite)) == kVmMayWrite; }

}  // namespace pw
