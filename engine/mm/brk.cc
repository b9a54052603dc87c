// brk: the system call (mm/mmap.c) with check_brk_limits, and do_brk_flags (mm/vma.c), for a kernel without CONFIG_COMPAT_BRK.
//
//      start_brk             brk        brk rounded up
//          |#################|..........|   P   |  guard gap  |#####|
//          [heap]            end of the heap     next area; one page and its guard gap stay free
//
// The heap is no object of its own, only two addresses: areas between them may be cut, protected or unmapped like any others. Growing looks
// at the area in front alone (just_expand), so a heap that has grown up to an equal area stays apart from it. Where nothing is mapped any
// more at the old end, shrinking is refused.
#include "engine/mm/brk.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/munmap.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/limits_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

constexpr u64 kHeapFlags = kVmRead | kVmWrite | kVmMayRead | kVmMayWrite | kVmMayExec | kVmAccount;  // VM_DATA_DEFAULT_FLAGS and its charge

// check_data_rlimit: the heap and the program's own data, in bytes.
bool passes_data_limit(const Cx& cx, const Mm& mm, u64 brk) {
  const u64 limit = cx.limits.data.soft;
  return limit != kRlimInfinity && brk - mm.start_brk + (mm.end_data - mm.start_data) > limit;
}

// check_brk_limits: what get_unmapped_area asks of a fixed range, and the limit on locked memory.
Status check_brk_limits(Cx& cx, MmId id, AddrRange range) {
  const Mm& mm = cx.m.mms[id];
  const u64 size_bytes = range.end - range.start;
  if (size_bytes > mm.task_size || range.start > mm.task_size - size_bytes)
    return fail(Errno::kENOMEM, "the heap would end above the user address space");
  return check_mlock_future(cx, id, mm.def_flags, size_bytes);
}

bool is_in_the_way(const Memory& m, MmId mm, AddrRange range) {
  const VmaId next = find_vma(m.nodes, m.mms[mm].tree, range.start);
  return next.valid() && m.vmas[next].start < range.end + kPageSize + kStackGuardGap &&
         range.end + kPageSize > vm_start_gap(m.vmas[next]);
}

// do_brk_flags.
Status add_heap(Cx& cx, MmId mm, AddrRange range) {
  Span span(cx.trace, EventId::kDoBrk, range.start, range.end);
  const u64 flags = kHeapFlags | cx.m.mms[mm].def_flags;
  const i64 pages = static_cast<i64>(range.pages());
  const Status fits = may_expand_vm(cx, mm, flags, range.pages());
  if (!fits.ok()) return fits;
  if (cx.m.mms[mm].map_count > cx.m.sysctl.max_map_count) return fail(Errno::kENOMEM, "more areas than vm.max_map_count");
  const Status charged = charge_pages(cx, mm, range.pages());
  if (!charged.ok()) return charged;
  // vma_prev_limit: an area that ends where the heap begins is not asked, though it touches.
  const bool may_join = range.start > cx.m.mms[mm].start_brk;
  const u64 pgoff = to_pages(range.start);
  if (!may_join || !try_merge_new(cx, mm, range, flags, pgoff, MergeSides::kPrevOnly).valid()) create_area(cx, mm, range, flags, pgoff);
  account_area(cx.m, mm, flags, pages);
  account_locked(cx.m, mm, flags, pages);
  return ok_status();
}

ReasonCode grow_heap(Cx& cx, MmId mm, AddrRange range, Error* refused) {
  const Status in_limits = check_brk_limits(cx, mm, range);
  *refused = in_limits.error();
  if (!in_limits.ok()) return Reason::kBrkRefused;
  if (is_in_the_way(cx.m, mm, range)) {
    *refused = fail(Errno::kENOMEM, "the next area is less than a page and its guard gap away");
    return Reason::kBrkInTheWay;
  }
  const Status added = add_heap(cx, mm, range);
  *refused = added.error();
  return added.ok() ? Reason::kBrkGrows : Reason::kBrkRefused;
}

ReasonCode shrink_heap(Cx& cx, MmId mm, AddrRange range, Error* refused) {
  if (!find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, range).valid()) {
    *refused = fail(Errno::kENOMEM, "nothing is mapped between the new end of the heap and the old one");
    return Reason::kBrkNothingThere;
  }
  const Result<Detached> detached = gather_areas(cx, mm, range);
  *refused = detached.error();
  if (!detached.ok()) return Reason::kBrkRefused;
  unmap_areas(cx, mm, detached.value());
  free_detached(cx, mm, detached.value());
  return Reason::kBrkShrinks;
}

// What becomes of the request; the break itself is moved by the caller.
ReasonCode move_brk(Cx& cx, MmId id, u64 brk, AddrRange* grown, Error* refused) {
  const Mm mm = cx.m.mms[id];
  if (brk < mm.start_brk) {
    *refused = fail(Errno::kENOMEM, "below the start of the heap");
    return Reason::kBrkBelowStart;
  }
  if (passes_data_limit(cx, mm, brk)) {
    *refused = fail(Errno::kENOMEM, "the heap and the program's data would exceed RLIMIT_DATA");
    return Reason::kBrkRlimitData;
  }
  const u64 new_end = page_align_up(brk);
  const u64 old_end = page_align_up(mm.brk);
  if (new_end == old_end) return Reason::kBrkSamePage;
  if (brk <= mm.brk) return shrink_heap(cx, id, AddrRange{new_end, old_end}, refused);
  const ReasonCode verdict = grow_heap(cx, id, AddrRange{old_end, new_end}, refused);
  if (verdict == Reason::kBrkGrows) *grown = AddrRange{old_end, new_end};
  return verdict;
}

}  // namespace

BrkResult do_brk(Cx& cx, MmId mm, u64 brk) {
  BrkResult result;
  const u64 old_brk = cx.m.mms[mm].brk;
  Span span(cx.trace, EventId::kBrk, brk, old_brk);
  span.because(move_brk(cx, mm, brk, &result.grown, &result.refused));
  if (result.refused.code == Errno::kOk) cx.m.mms.mut(mm).brk = brk;
  result.brk = cx.m.mms[mm].brk;
  return result;
}

}  // namespace pw
