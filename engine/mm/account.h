// The sums that Linux keeps instead of counting, total_vm and its parts, and the limits that bound them. RSS stands in memory/rss.h, what
// is promised to private writable areas in overcommit.h.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// vm_stat_account: total_vm, and data, exec or stack by the area's flags.
void account_area(Memory& m, MmId mm, u64 vm_flags, i64 pages);
// mm->locked_vm, by areas' flags: nothing for those without VM_LOCKED.
void account_locked(Memory& m, MmId mm, u64 vm_flags, i64 pages);
// accountable_mapping: private, writable, and not MAP_NORESERVE.
bool is_accountable(u64 vm_flags);

// ---- limits.cc --------------------------------------------------------------------------------------------------------------------
// may_expand_vm: RLIMIT_AS for all areas, RLIMIT_DATA for private writable ones. The limit that would be passed; kNone when none is.
ReasonCode find_passed_limit(const Cx& cx, MmId mm, u64 vm_flags, u64 pages);
// … as a check that tells the trace why: ENOMEM.
Status may_expand_vm(Cx& cx, MmId mm, u64 vm_flags, u64 pages);
bool can_do_mlock(const Cx& cx);  // without CAP_IPC_LOCK: any RLIMIT_MEMLOCK but 0
// RLIMIT_MEMLOCK for `size_bytes` more of VM_LOCKED memory; true for flags without VM_LOCKED.
bool mlock_future_ok(const Cx& cx, MmId mm, u64 vm_flags, u64 size_bytes);
// … as a check that tells the trace: EAGAIN.
Status check_mlock_future(Cx& cx, MmId mm, u64 vm_flags, u64 size_bytes);

}  // namespace pw
