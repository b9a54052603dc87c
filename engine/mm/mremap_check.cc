// What mremap refuses: check_mremap_params, check_prep_vma (mm/mremap.c).
//
// The order is Linux's, since it decides which errno a call with two mistakes gets. All of it comes before the first change, but for one
// case: where several areas move at once each is checked when its turn comes, and those before it have moved then.
// Left out: hugetlb alignment, userfaultfd, KSM.
#include "engine/mm/account.h"
#include "engine/mm/remap.h"
#include "engine/mm/seal.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

// The call may cut the old and the new place in three each; refused so early, nothing is half done.
bool is_map_count_too_near(const Memory& m, MmId mm) { return m.mms[mm].map_count + 5 >= m.sysctl.max_map_count; }

bool overlaps(const Remap& remap) {
  return remap.old_range().end > remap.new_range().start && remap.new_range().end > remap.old_range().start;
}

Status check_new_place(const Memory& m, const Remap& remap) {
  const u64 top = m.mms[remap.mm].task_size;
  if (remap.new_addr > top - remap.new_size) return fail(Errno::kEINVAL, "the new range ends above the user address space");
  if (!is_page_aligned(remap.new_addr)) return fail(Errno::kEINVAL, "new_addr is not page aligned");
  if (!remap.has(kMremapMayMove)) return fail(Errno::kEINVAL, "MREMAP_FIXED and MREMAP_DONTUNMAP need MREMAP_MAYMOVE");
  if (remap.has(kMremapDontUnmap) && remap.old_size != remap.new_size)
    return fail(Errno::kEINVAL, "MREMAP_DONTUNMAP allows no other size");
  if (overlaps(remap)) return fail(Errno::kEINVAL, "the old and the new range overlap");
  if (is_map_count_too_near(m, remap.mm)) return fail(Errno::kENOMEM, "fewer than 6 areas below vm.max_map_count");
  return ok_status();
}

Status check_growth(Cx& cx, Remap& remap, const Vma& vma) {
  if (vma.has(kVmLocked)) remap.populates = true;
  const u64 pgoff = linear_page_index(vma, remap.addr);
  if (pgoff + to_pages(remap.new_size) < pgoff) return fail(Errno::kEINVAL, "the page offset wraps");
  if (vma.has(kVmDontExpand | kVmPfnMap)) return fail(Errno::kEFAULT, "the area may not grow (VM_DONTEXPAND, VM_PFNMAP)");
  const Status lockable = check_mlock_future(cx, remap.mm, vma.flags, remap.delta());
  if (!lockable.ok()) return lockable;
  return may_expand_vm(cx, remap.mm, vma.flags, to_pages(remap.delta()));
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
  const Status modifiable = refuse_sealed(cx, remap.vma, Reason::kSealedNoMove);
  if (!modifiable.ok()) return modifiable;
  const Vma vma = cx.m.vmas[remap.vma];
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

Status check_second_range(Cx& cx, const Remap& remap) {
  return may_expand_vm(cx, remap.mm, cx.m.vmas[remap.vma].flags, to_pages(remap.old_size));
}

}  // namespace pw
