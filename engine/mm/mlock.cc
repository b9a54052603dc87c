// mlock, mlock2, munlock, mlockall, munlockall (mm/mlock.c: do_mlock, apply_vma_lock_flags, mlock_fixup, mlock_vma_pages_range,
// mlock_pte_range, apply_mlockall_flags).
//
// Three things happen in this order: the areas get VM_LOCKED (cut or joined like under mprotect), the pages that are present go through the
// mlock batch (phys/mlock.cc), and then, of mlock alone, the absent ones are faulted in (populate.cc). A failure of the last leaves the
// first two as they are, under another errno: EFAULT becomes ENOMEM, and ENOMEM becomes EAGAIN.
//
//   |AAAAAAAAAAAA|   |BBBB|      mlock of [        )
//        [        )
//   |AAAA|LLLLLLL|   |BBBB|      the hole ends it with ENOMEM; what stands before it is locked, but not populated
// locked_vm is counted up and down, never recounted; mremap with MREMAP_DONTUNMAP leaves it too high, as in Linux.
// Left out: the areas of secretmem, DAX and hugetlb; VM_IO, which marks an area while its pages are walked.
//
// Owns: M18 (locked_vm), M19 (which areas are locked), M20 (which pages are).
#include "engine/mm/mlock.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/populate.h"
#include "engine/trace/mlock_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr u64 kVmNeverLocked = kVmSpecial | kVmDroppable;

void mlock_vma_pages_range(Cx& cx, VmaId id, AddrRange range) {
  const Vma vma = cx.m.vmas[id];
  const bool locks = vma.has(kVmLocked);
  Span span(cx.trace, EventId::kMlockVmaPages, range.start, range.end, 0);
  span.because(locks ? Reason::kMlockPages : Reason::kMunlockPages);
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  u64 pages = 0;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[vma.mm].pgd, range, [&](u64, PtePlace, Pte pte) {
    if (!has_normal_page(pte)) return;
    if (locks) mlock_folio(cx.m.phys, cx.trace, cx.cpu, pte_pfn(pte));
    else munlock_folio(cx.m.phys, cx.trace, cx.cpu, pte_pfn(pte));
    ++pages;
  });
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  span.set(2, pages);
}

void account_fixup(Cx& cx, MmId mm, u64 old_flags, u64 new_flags, u64 pages) {
  const bool was_locked = (old_flags & kVmLocked) != 0;
  const bool is_locked = (new_flags & kVmLocked) != 0;
  if (was_locked != is_locked) account_locked(cx.m, mm, kVmLocked, is_locked ? static_cast<i64>(pages) : -static_cast<i64>(pages));
}

// One area's share. The area that has the range afterwards.
Result<VmaId> mlock_fixup(Cx& cx, VmaId id, AddrRange range, u64 new_flags) {
  Span span(cx.trace, EventId::kMlockFixup, id.v, range.start, range.end);
  const Vma old = cx.m.vmas[id];
  if (old.flags == new_flags || !vma_supports_mlock(old.flags)) {
    span.because(old.flags == new_flags ? Reason::kFlagsUnchanged : Reason::kMlockSpecial);
    return id;
  }
  ReasonCode how = Reason::kNone;
  const Result<VmaId> area = modify_area(cx, id, range, new_flags, &how);
  if (!area.ok()) return area;
  span.because(how);
  account_fixup(cx, old.mm, old.flags, new_flags, range.pages());
  // From one kind of lock to the other nothing changes for the pages.
  if (((old.flags ^ new_flags) & kVmLocked) != 0) mlock_vma_pages_range(cx, area.value(), range);
  return area;
}

// apply_vma_lock_flags: area by area, until one is missing.
Status apply_lock_flags(Cx& cx, MmId mm, u64 start, u64 length, u64 lock_flags) {
  const u64 end = start + length;
  if (end < start) return fail(Errno::kEINVAL, "the range wraps");
  const Error hole = fail(Errno::kENOMEM, "no area covers part of the range");
  u64 addr = start;
  while (addr < end) {
    const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid()) return hole;
    const Vma vma = cx.m.vmas[id];
    const AddrRange part{addr, vma.end < end ? vma.end : end};
    const Result<VmaId> area = mlock_fixup(cx, id, part, (vma.flags & ~kVmLockedMask) | lock_flags);
    if (!area.ok()) return area.error();
    addr = cx.m.vmas[area.value()].end;
  }
  return ok_status();
}

// count_mm_mlocked_page_nr: pages of the range that are locked already.
u64 count_locked(const Memory& m, MmId mm, AddrRange range) {
  u64 pages = 0;
  for (u64 addr = range.start; addr < range.end;) {
    const VmaId id = find_vma_intersection(m.nodes, m.mms[mm].tree, AddrRange{addr, range.end});
    if (!id.valid()) break;
    const Vma& vma = m.vmas[id];
    const u64 from = vma.start < range.start ? range.start : vma.start;
    if (vma.has(kVmLocked)) pages += to_pages((vma.end < range.end ? vma.end : range.end) - from);
    addr = vma.end;
  }
  return pages;
}

Status check_limit(Cx& cx, MmId mm, u64 start, u64 length) {
  const u64 limit = to_pages(cx.limits.memlock.soft);
  const u64 locked = cx.m.mms[mm].locked_vm;
  u64 wanted = to_pages(length) + locked;
  ReasonCode reason = Reason::kMlockWithinLimit;
  if (wanted > limit) {
    const u64 end = start + length < start ? ~u64{0} : start + length;
    wanted -= count_locked(cx.m, mm, AddrRange{start, end});
    reason = wanted <= limit ? Reason::kMlockCountedTwice : Reason::kMlockOverLimit;
  }
  cx.trace.emit(EventId::kMlockLimit, reason, to_pages(length), locked, limit);
  if (reason == Reason::kMlockOverLimit) return fail(Errno::kENOMEM, "locked memory would exceed RLIMIT_MEMLOCK");
  return ok_status();
}

// __mlock_posix_error_return
Status posix_error(Errno error) {
  if (error == Errno::kOk) return ok_status();
  if (error == Errno::kEFAULT) return fail(Errno::kENOMEM, "the range is locked, but a page of it cannot be faulted in (EFAULT)");
  return fail(Errno::kEAGAIN, "the range is locked, but no frame could be had for a page of it");
}

// apply_mlockall_flags: errors of single areas are passed over.
void apply_to_all(Cx& cx, MmId mm, u64 lock_flags) {
  u64 addr = 0;
  for (;;) {
    const VmaId id = find_vma(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid()) return;
    const Vma vma = cx.m.vmas[id];
    const Result<VmaId> area = mlock_fixup(cx, id, vma.range(), (vma.flags & ~kVmLockedMask) | lock_flags);
    addr = area.ok() ? cx.m.vmas[area.value()].end : vma.end;
  }
}

}  // namespace

bool vma_supports_mlock(u64 vm_flags) { return (vm_flags & kVmNeverLocked) == 0; }

Status do_mlock(Cx& cx, MmId mm, u64 addr, u64 length, u32 flags) {
  if ((flags & ~kMlockOnFault) != 0) return fail(Errno::kEINVAL, "unknown flags; there is MLOCK_ONFAULT alone");
  if (!can_do_mlock(cx)) return fail(Errno::kEPERM, "RLIMIT_MEMLOCK is 0, and the process lacks CAP_IPC_LOCK");
  const bool on_fault = (flags & kMlockOnFault) != 0;
  const u64 start = page_align_down(addr);
  length = page_align_up(length + (addr - start));
  Span span(cx.trace, EventId::kDoMlock, start, start + length, on_fault ? 1 : 0);
  const Status fits = check_limit(cx, mm, start, length);
  if (!fits.ok()) return fits;
  const Status applied = apply_lock_flags(cx, mm, start, length, on_fault ? kVmLockedMask : u64{kVmLocked});
  if (!applied.ok()) return applied;
  return posix_error(populate_areas(cx, mm, AddrRange{start, start + length}));
}

Status do_munlock(Cx& cx, MmId mm, u64 addr, u64 length) {
  const u64 start = page_align_down(addr);
  length = page_align_up(length + (addr - start));
  Span span(cx.trace, EventId::kDoMunlock, start, start + length);
  return apply_lock_flags(cx, mm, start, length, 0);
}

Status do_mlockall(Cx& cx, MmId mm, u32 flags) {
  if (flags == 0 || (flags & ~(kMclCurrent | kMclFuture | kMclOnFault)) != 0 || flags == kMclOnFault) {
    return fail(Errno::kEINVAL, "MCL_CURRENT or MCL_FUTURE must be given, and nothing but MCL_ONFAULT beside them");
  }
  if (!can_do_mlock(cx)) return fail(Errno::kEPERM, "RLIMIT_MEMLOCK is 0, and the process lacks CAP_IPC_LOCK");
  const bool locks_current = (flags & kMclCurrent) != 0;
  if (locks_current && cx.m.mms[mm].total_vm > to_pages(cx.limits.memlock.soft)) {
    return fail(Errno::kENOMEM, "all areas together are larger than RLIMIT_MEMLOCK");
  }
  const u64 lock_flags = (flags & kMclOnFault) != 0 ? kVmLockedMask : u64{kVmLocked};
  Span span(cx.trace, EventId::kMlockall, flags & kMclCurrent, flags & kMclFuture, flags & kMclOnFault);
  Mm& self = cx.m.mms.mut(mm);
  self.def_flags = (self.def_flags & ~kVmLockedMask) | ((flags & kMclFuture) != 0 ? lock_flags : 0);
  if (!locks_current) return ok_status();
  apply_to_all(cx, mm, lock_flags);
  mm_populate(cx, mm, AddrRange{0, cx.m.mms[mm].task_size});
  return ok_status();
}

Status do_munlockall(Cx& cx, MmId mm) {
  Span span(cx.trace, EventId::kMunlockall);
  cx.m.mms.mut(mm).def_flags &= ~kVmLockedMask;
  apply_to_all(cx, mm, 0);
  return ok_status();
}

}  // namespace pw
