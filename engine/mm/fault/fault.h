// The parts of a page fault, one file each; access.cc drives them.
//
//   access.cc       the processor: TLB, walk, #PF, again
//   permission.cc   do_user_addr_fault: is there an area, does it allow this?
//   stack.cc        expand_downwards
//   dispatch.cc     handle_mm_fault, handle_pte_fault
//   anonymous.cc    do_anonymous_page
//   swap.cc         do_swap_page: entries that are neither empty nor present
//   swapin.cc       pages read into the swap cache, alone and ahead of time
//   wp.cc           do_wp_page: reuse or copy
//   file.cc         do_fault: pages of a shared object; shmem_swap.cc, those that are in swap
#pragma once

#include "engine/mm/mm.h"
#include "engine/mm/page_prot.h"

namespace pw {

// X86_PF_* of the error code.
inline constexpr u64 kPfProt = 1, kPfWrite = 2, kPfUser = 4, kPfInstr = 16, kPfPk = 32;

inline constexpr u64 kSigsegvNumber = 11;
enum class SiCode : i32 {
#define PW_SI_CODE(constant, number, name) constant = number,
#include "engine/mm/fault/si_codes.def"
#undef PW_SI_CODE
};

// struct vm_fault, as far as the handlers here need it.
struct VmFault {
  MmId mm;
  VmaId vma;
  u64 addr = 0;  // page aligned
  Access access = Access::kRead;
  PtePlace place;    // of a file fault invalid until there is a page to map
  Pfn prealloc_pte;  // … and the leaf table that is laid by for then
  Pte orig;
  bool is_major = false;  // VM_FAULT_MAJOR: a device was read for it
  bool is_write() const { return access == Access::kWrite; }
  bool is_unshare() const { return access == Access::kUnshare; }
};

// kMajor: done, and a device was read for it; said by handle_mm_fault alone. VM_FAULT_SIGBUS: kBus beyond the end of an object, kNoSpace
// for want of a promise, kUnreadable where a device could not read the page, kPoisoned at the marker that is left of such a one.
// kGuard: VM_FAULT_SIGSEGV.
enum class FaultStatus : u8 { kDone, kMajor, kOom, kBus, kNoSpace, kUnreadable, kPoisoned, kGuard };
inline bool is_sigbus(FaultStatus status) {
  return status == FaultStatus::kBus || status == FaultStatus::kNoSpace || status == FaultStatus::kUnreadable ||
         status == FaultStatus::kPoisoned;
}

struct AreaVerdict {
  VmaId vma;  // invalid: refused
  SiCode code = SiCode::kMaperr;
  u32 pkey = 0;  // of kPkuerr
};
AreaVerdict find_fault_area(Cx& cx, MmId mm, u64 addr, u64 error_code);
// The area that `addr` lies below grows down to it. False: refused, with the reason in the trace.
bool expand_downwards(Cx& cx, VmaId vma, u64 addr);

// `place` is where the entry stands, for a caller who knows: the tables are not walked again then.
FaultStatus handle_mm_fault(Cx& cx, MmId mm, VmaId vma, u64 addr, Access access, PtePlace place = PtePlace{});
FaultStatus do_anonymous_page(Cx& cx, VmFault& vmf);
FaultStatus do_swap_page(Cx& cx, VmFault& vmf);
FaultStatus do_wp_page(Cx& cx, VmFault& vmf);
FaultStatus do_fault(Cx& cx, VmFault& vmf);

// ---- swapin.cc ------------------------------------------------------------------------------------------------------------------
// read_swap_cache_async: the page of a slot, in the swap cache, with a reference for the caller; read from the device if it was not there.
struct CachedSwap {
  Pfn pfn;               // invalid: no frame could be had, or nobody names the slot any more
  bool is_read = false;  // … from the device, just now
};
CachedSwap read_swap_cache(Cx& cx, SwpEntry entry);
// mem_cgroup_swapin_charge_folio: who is charged for a page that comes back: the group that its slot says, while that has a folder.
MemcgId swapin_group(const Cx& cx, SwpEntry entry, MemcgId otherwise);
// swapin_readahead: the same for a fault, with its neighbours: by address where all areas are solid state, by slot otherwise.
Pfn swapin_readahead(Cx& cx, const VmFault& vmf, SwpEntry entry);
// swap_cluster_readahead, for pages of objects, too.
Pfn swap_cluster_readahead(Cx& cx, SwpEntry entry);
// swap_update_readahead: a page was found in the cache; was it there because it was read ahead? `vma`: of an object's page none.
void update_swap_readahead(Cx& cx, Pfn pfn, VmaId vma, u64 addr);

// ---- shmem_swap.cc --------------------------------------------------------------------------------------------------------------
// shmem_swapin_folio: the page that the value `entry` of the object's array stands for, back in its place: locked, and with a reference for
// the caller. *pfn stays invalid with kDone when the array changed meanwhile. kUnreadable: the device could not read it, and a value in the
// array says so from now on; kPoisoned: it said so already. `is_major`: of whoever faults; null: nobody does, so none is counted.
FaultStatus shmem_swapin_folio(Cx& cx, InodeId inode, u64 index, XaEntry entry, bool* is_major, Pfn* pfn);

// vmf_anon_prepare: the area has an anon_vma after this.
void prepare_area(Cx& cx, VmaId vma);
// A new page's way to the LRU: in a locked area through the mlock batch.
void folio_add_lru_vma(Cx& cx, Pfn pfn, VmaId vma);
// pte_same: whether the entry still is what the fault found. To be asked again after each allocation (phys/frame_source.h).
bool is_pte_same(const Cx& cx, const VmFault& vmf);
// set_pte_at with its event.
void set_pte(Cx& cx, const VmFault& vmf, Pte entry);

}  // namespace pw
