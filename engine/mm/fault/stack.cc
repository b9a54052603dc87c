// expand_downwards (mm/vma.c): a touch below an area that grows down moves its start to that page.
//
// Refused below mmap_min_addr, when fewer than stack_guard_gap (256 pages) would stay free above an accessible area, past RLIMIT_AS,
// RLIMIT_STACK or RLIMIT_MEMLOCK, and when the pages cannot be promised (acct_stack_growth, in this order). The area gets its anon_vma
// here already, as in Linux, even if the access is then a read.
// The pages of every growing area are promised, but only those of VM_ACCOUNT areas are ever given back.
#include "engine/mm/fault/fault.h"

#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/limits_events.h"
#include "engine/trace/mm_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

bool is_guard_gap_free(const Memory& m, const Vma& vma, u64 addr) {
  const VmaId prev_id = find_vma_prev(m.nodes, m.mms[vma.mm].tree, vma.start);
  if (!prev_id.valid()) return true;
  const Vma& prev = m.vmas[prev_id];
  const bool counts = !prev.has(kVmGrowsDown) && (prev.flags & kVmAccessFlags) != 0;
  return !counts || (addr >= prev.end && addr - prev.end >= kStackGuardGap);
}

// Before and after the anon_vma is prepared, as in Linux: a stack that may not grow for its limit has one all the same.
ReasonCode place_refusal(Cx& cx, const Vma& vma, u64 addr) {
  if (addr < kMmapMinAddr) return Reason::kStackTooLow;
  return is_guard_gap_free(cx.m, vma, addr) ? Reason::kStackGrown : Reason::kStackGuardGap;
}

// acct_stack_growth; the promise comes last, since it is made here.
ReasonCode account_refusal(Cx& cx, const Vma& vma, u64 addr, u64 grown) {
  const ReasonCode passed = find_passed_limit(cx, vma.mm, vma.flags, grown);
  if (passed != Reason::kNone) return passed;
  if (vma.end - addr > cx.limits.stack.soft) return Reason::kStackRlimit;
  if (!mlock_future_ok(cx, vma.mm, vma.flags, grown * kPageSize)) return Reason::kPassesRlimitMemlock;
  if (!charge_pages(cx, vma.mm, grown).ok()) return Reason::kChargeRefused;
  if (!vma.has(kVmAccount)) lose_pages(cx.m, grown);
  return Reason::kNone;
}

}  // namespace

bool expand_downwards(Cx& cx, VmaId id, u64 addr) {
  Span span(cx.trace, EventId::kExpandStack, id.v, addr);
  const Vma old = cx.m.vmas[id];
  const ReasonCode verdict = place_refusal(cx, old, addr);
  span.because(verdict);
  if (verdict != Reason::kStackGrown) return false;
  prepare_area(cx, id);
  const u64 grown = to_pages(old.start - addr);
  // An area that a move brought up by more than its page offset cannot grow down so far: the offset would pass 0.
  const ReasonCode refusal = grown > old.pgoff ? Reason::kStackPgoff : account_refusal(cx, old, addr, grown);
  if (refusal != Reason::kNone) {
    span.because(refusal);
    return false;
  }
  remove_from_interval_trees(cx.m.rmap, cx.m.vmas, id);
  Vma& vma = cx.m.vmas.mut(id);
  vma.start = addr;
  vma.pgoff -= grown;
  insert_into_interval_trees(cx.m.rmap, cx.m.vmas, id);
  set_vma_range(cx.m.nodes, cx.m.mms.mut(old.mm).tree, old.range(), AddrRange{addr, old.end}, id);
  account_area(cx.m, old.mm, old.flags, static_cast<i64>(grown));
  account_locked(cx.m, old.mm, old.flags, static_cast<i64>(grown));
  return true;
}

}  // namespace pw
