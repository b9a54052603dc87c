// Promising memory: __vm_enough_memory, vm_commit_limit (mm/util.c).
//
//   mode 0  a single call may not ask for more pages than the machine has; what all of them ask for together is not looked at
//   mode 1  everything is promised
//   mode 2  all promises together stay below a limit, to which all of swap is added, less what root and the user keep to be able to log
//           in and repair
//
// Processes lack CAP_SYS_ADMIN, so admin_reserve_kbytes always counts.
#include "engine/mm/overcommit.h"

#include "engine/trace/limits_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

u64 kbytes_to_pages(u64 kbytes) { return kbytes >> (kPageShift - 10); }
// Of areas that are on.
u64 total_swap_pages(const Swap& swap) { return swap.total_swap_pages > 0 ? static_cast<u64>(swap.total_swap_pages) : 0; }

// The limit of mode 2 for one process: below what it may promise in all.
i64 allowed_pages(const Memory& m, MmId mm) {
  const u64 user_reserve = kbytes_to_pages(m.sysctl.user_reserve_kbytes);
  const u64 share = m.mms[mm].total_vm / 32;
  const u64 kept = kbytes_to_pages(m.sysctl.admin_reserve_kbytes) + (share < user_reserve ? share : user_reserve);
  return static_cast<i64>(vm_commit_limit(m)) - static_cast<i64>(kept);
}

ReasonCode judge_promise(const Memory& m, MmId mm, u64 pages) {
  switch (m.sysctl.overcommit_memory) {
    case kOvercommitAlways: return Reason::kChargeAlways;
    case kOvercommitNever:
      return static_cast<i64>(m.committed_pages + pages) < allowed_pages(m, mm) ? Reason::kChargeWithinLimit : Reason::kChargeOverLimit;
    default: return pages <= total_ram_pages(m.phys) + total_swap_pages(m.swap) ? Reason::kChargeOk : Reason::kChargeRefused;
  }
}

}  // namespace

u64 total_ram_pages(const Phys& phys) {
  u64 pages = 0;
  for (const Zone& zone : phys.node.zones) pages += zone.managed_pages;
  return pages;
}

u64 vm_commit_limit(const Memory& m) {
  const bool is_fixed = m.sysctl.overcommit_kbytes != 0;
  const u64 of_ram = is_fixed ? kbytes_to_pages(m.sysctl.overcommit_kbytes) : total_ram_pages(m.phys) * m.sysctl.overcommit_ratio / 100;
  return of_ram + total_swap_pages(m.swap);
}

Status charge_pages(Cx& cx, MmId mm, u64 pages) {
  const ReasonCode verdict = judge_promise(cx.m, mm, pages);
  const bool fits = verdict != Reason::kChargeRefused && verdict != Reason::kChargeOverLimit;
  if (fits) cx.m.committed_pages += pages;
  cx.trace.emit(EventId::kCharge, verdict, pages, cx.m.committed_pages);
  if (fits) return ok_status();
  if (verdict == Reason::kChargeOverLimit) return fail(Errno::kENOMEM, "__vm_enough_memory: over CommitLimit (vm.overcommit_memory=2)");
  return fail(Errno::kENOMEM, "__vm_enough_memory: more pages than the machine has");
}

void uncharge_pages(Memory& m, u64 pages) {
  PW_ASSERT(m.committed_pages >= pages, "no more is given back than was promised");
  m.committed_pages -= pages;
}

void lose_pages(Memory& m, u64 pages) { m.lost_pages += pages; }

}  // namespace pw
