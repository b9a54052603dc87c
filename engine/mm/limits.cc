// setrlimit(2) where it bounds an address space: may_expand_vm (mm/vma.c), mlock_future_ok (mm/mmap.c), can_do_mlock (mm/mlock.c).
//
// The limits are those of the task that acts, not of the address space. Processes lack CAP_IPC_LOCK. Left out: ignore_rlimit_data, the
// boot option that turns RLIMIT_DATA into a warning.
#include "engine/mm/account.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

// is_data_mapping: private, writable, and no stack.
bool is_data_mapping(u64 vm_flags) { return (vm_flags & (kVmWrite | kVmShared | kVmGrowsDown)) == kVmWrite; }

}  // namespace

ReasonCode find_passed_limit(const Cx& cx, MmId id, u64 vm_flags, u64 pages) {
  const Mm& mm = cx.m.mms[id];
  const Rlimit& data = cx.limits.data;
  if (mm.total_vm + pages > to_pages(cx.limits.as.soft)) return Reason::kPassesRlimitAs;
  if (!is_data_mapping(vm_flags) || mm.data_vm + pages <= to_pages(data.soft)) return Reason::kNone;
  // A soft limit of 0 is let through as far as the hard one goes: Valgrind sets it to see brk fail.
  const bool is_excused = data.soft == 0 && mm.data_vm + pages <= to_pages(data.hard);
  return is_excused ? Reason::kNone : Reason::kPassesRlimitData;
}

Status may_expand_vm(Cx& cx, MmId mm, u64 vm_flags, u64 pages) {
  const ReasonCode passed = find_passed_limit(cx, mm, vm_flags, pages);
  if (passed == Reason::kNone) return ok_status();
  cx.trace.emit(EventId::kMayExpandVm, passed, pages, cx.m.mms[mm].total_vm, cx.m.mms[mm].data_vm);
  if (passed == Reason::kPassesRlimitAs) return fail(Errno::kENOMEM, "may_expand_vm: all areas together would exceed RLIMIT_AS");
  return fail(Errno::kENOMEM, "may_expand_vm: private writable areas together would exceed RLIMIT_DATA");
}

bool can_do_mlock(const Cx& cx) { return cx.limits.memlock.soft != 0; }

bool mlock_future_ok(const Cx& cx, MmId mm, u64 vm_flags, u64 size_bytes) {
  if ((vm_flags & kVmLocked) == 0) return true;
  return cx.m.mms[mm].locked_vm + to_pages(size_bytes) <= to_pages(cx.limits.memlock.soft);
}

Status check_mlock_future(Cx& cx, MmId mm, u64 vm_flags, u64 size_bytes) {
  if (mlock_future_ok(cx, mm, vm_flags, size_bytes)) return ok_status();
  cx.trace.emit(EventId::kMlockFuture, Reason::kPassesRlimitMemlock, to_pages(size_bytes), cx.m.mms[mm].locked_vm);
  return fail(Errno::kEAGAIN, "mlock_future_ok: locked memory would exceed RLIMIT_MEMLOCK");
}

}  // namespace pw
