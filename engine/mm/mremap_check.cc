// What mremap refuses: check_mremap_params, check_prep_vma (mm/mremap.c), may_expand_vm (mm/vma.c), mlock_future_ok (mm/mmap.c).
//
// The order is Linux's, since it decides which errno a call with two mistakes gets. All of it comes before the first change, but for one
// case: where several areas move at once each is checked when its turn comes, and those before it have moved then.
// Left out: hugetlb alignment, userfaultfd, KSM, areas whose files refuse to be cut (vm_ops->may_split).
#include "engine/mm/remap.h"

namespace pw {
namespace {

// The call may cut the old and the new place in three each; refused so early, nothing is half done.
bool is_map_count_too_near(const Memory& m, MmId mm) { return m.mms[mm].map_count + 2 >= kMaxMapCount - 3; }

bool overlaps(const Remap& remap) {
  return remap.old_range().end > remap.new_range().start && remap.new_range().end > remap.old_range().start;
}

bool is_data_mapping(u64 flags) { return (flags & (kVmWrite | kVmShared | kVmGrowsDown)) == kVmWrite; }

bool may_expand(const Cx& cx, const Remap& remap, u64 pages) {
  const u64 flags = cx.m.vmas[remap.vma].flags;
  const Mm& mm = cx.m.mms[remap.mm];
  if (mm.total_vm + pages > to_pages(cx.limits.as.soft)) return false;
  return !is_data_mapping(flags) || mm.data_vm + pages <= to_pages(cx.limits.data.soft);
}

bool may_lock(const Cx& cx, const Remap& remap, u64 pages) {
  if (!cx.m.vmas[remap.vma].has(kVmLocked)) return true;
  return cx.m.mms[remap.mm].locked_vm + pages <= to_pages(cx.limits.memlock.soft);
}

Status check_new_place(const Memory& m, const Remap& remap) {
  const u64 top = m.mms[remap.mm].task_size;
  if (remap.new_addr > top - remap.new_size) return fail(Errno::kEINVAL, "the new range ends above the user address space");
  if (!is_page_aligned(remap.new_addr)) return fail(Errno::kEINVAL, "new_addr is not page aligned");
  if (!remap.has(kMremapMayMove)) return fail(Errno::kEINVAL, "MREMAP_FIXED and MREMAP_DONTUNMAP need MREMAP_MAYMOVE");
  if (remap.has(kMremapDontUnmap) && remap.old_size != remap.new_size)
    return fail(Errno::kEINVAL, "MREMAP_DONTUNMAP allows no other size");
  if (overlaps(remap)) return fail(Errno::kEINVAL, "the old and the new range overlap");
  if (is_map_count_too_near(m, remap.mm)) return fail(Errno::kENOMEM, "fewer than 6 areas below the limit of 65530 (vm.max_map_count)");
  return ok_status();
}

Status check_growth(Cx& cx, Remap& remap, const Vma& vma) {
  if (vma.has(kVmLocked)) remap.populates = true;
  const u64 pgoff = linear_page_index(vma, remap.addr);
  if (pgoff + to_pages(remap.new_size) < pgoff) return fail(Errno::kEINVAL, "the page offset wraps");
  if (vma.has(kVmDontExpand | kVmPfnMap)) return fail(Errno::kEFAULT, "the area may not grow (VM_DONTEXPAND, VM_PFNMAP)");
  if (!may_lock(cx, remap, to_pages(remap.delta())))
    return fail(Errno::kEAGAIN, "the area is locked, and more locked memory would exceed RLIMIT_MEMLOCK");
  if (!may_expand(cx, remap, to_pages(remap.delta())))
    return fail(Errno::kENOMEM, "the address space would exceed RLIMIT_AS or RLIMIT_DATA");
  return ok_status();
}

}  // namespace

Status check_mremap_params(const Memory& m, Remap& remap) {
  remap.old_size = page_align_up(remap.old_size);
  remap.new_size = page_align_up(remap.new_size);
  if ((remap.flags & ~static_cast<u64>(kMremapFixed | kMremapMayMove | kMremapDontUnmap)) != 0)
    return fail(Errno::kEINVAL, "unknown MREMAP_ bits");
  if (!is_page_aligned(remap.addr)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if (remap.new_size == 0) return fail(Errno::kEINVAL, "the new size is 0");
  if (remap.new_size > m.mms[remap.mm].task_size) return fail(Errno::kEINVAL, "the new size exceeds the user address space");
  return remap.moves_anyway() ? check_new_place(m, remap) : ok_status();
}

Status check_prep_vma(Cx& cx, Remap& remap) {
  if (!remap.vma.valid()) return fail(Errno::kEFAULT, "no area holds addr");
  const Vma& vma = cx.m.vmas[remap.vma];
  if (vma.has(kVmSealed)) return fail(Errno::kEPERM, "the area is sealed (mseal)");
  if (!remap.moves_anyway()) remap.new_addr = remap.addr;
  // Only what maps something new is looked at: a range that shrinks, or stays as it is, may even cross the end of its area.
  if (!remap.grows() && !remap.moves_anyway()) return ok_status();
  if (remap.old_size == 0 && !vma.has(kVmShared | kVmMayShare))
    return fail(Errno::kEINVAL, "old size 0 makes a second mapping of shared memory, and this area is private");
  if (remap.has(kMremapDontUnmap) && vma.has(kVmDontExpand | kVmPfnMap))
    return fail(Errno::kEINVAL, "MREMAP_DONTUNMAP: the area may not grow (VM_DONTEXPAND, VM_PFNMAP)");
  // What a shrinking range loses may lie in other areas; what is left may not.
  const u64 kept = remap.shrinks() ? remap.new_size : remap.old_size;
  if (kept > vma.end - remap.addr) return fail(Errno::kEFAULT, "the range crosses the end of its area");
  return kept == remap.new_size ? ok_status() : check_growth(cx, remap, vma);
}

Status check_second_range(const Cx& cx, const Remap& remap) {
  if (may_expand(cx, remap, to_pages(remap.old_size))) return ok_status();
  return fail(Errno::kENOMEM, "two ranges in place of one would exceed RLIMIT_AS or RLIMIT_DATA");
}

}  // namespace pw
