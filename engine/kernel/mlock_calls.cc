// mlock2, munlock, mlockall, munlockall and msync as a task calls them.
#include "engine/kernel/calls_mlock.h"
#include "engine/kernel/running.h"

namespace pw {
namespace {

template <class Call>
Status run_as(Kernel& k, Trace& trace, Pid pid, Call call) {
  if (!is_running(k, pid)) return fail(Errno::kESRCH, "no running process has this pid");
  Running running(k, trace, pid);
  const Status status = call(running.cx(), running.mm());
  return status.ok() ? status : Status(refused(trace, status.error()));
}

}  // namespace

Status sys_mlock2(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags) {
  return run_as(k, trace, pid, [&](Cx& cx, MmId mm) { return do_mlock(cx, mm, addr, length, flags); });
}

Status sys_munlock(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length) {
  return run_as(k, trace, pid, [&](Cx& cx, MmId mm) { return do_munlock(cx, mm, addr, length); });
}

Status sys_mlockall(Kernel& k, Trace& trace, Pid pid, u32 flags) {
  return run_as(k, trace, pid, [&](Cx& cx, MmId mm) { return do_mlockall(cx, mm, flags); });
}

Status sys_munlockall(Kernel& k, Trace& trace, Pid pid) {
  return run_as(k, trace, pid, [](Cx& cx, MmId mm) { return do_munlockall(cx, mm); });
}

Status sys_msync(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags) {
  return run_as(k, trace, pid, [&](Cx& cx, MmId mm) { return do_msync(cx, mm, addr, length, flags); });
}

}  // namespace pw
