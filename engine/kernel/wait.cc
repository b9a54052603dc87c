// wait4: wait_consider_task, wait_task_zombie, eligible_child (kernel/exit.c).
//
// DIVERGES: nothing runs by itself here, so a wait that would sleep until a child ends answers EAGAIN.
#include "engine/kernel/wait.h"

#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// eligible_child: a child that announces its end by anything but SIGCHLD is seen with __WCLONE or __WALL only, and by __WCLONE no other.
bool is_eligible(const ThreadGroup& child, u32 options) {
  if ((options & kWaitAll) != 0) return true;
  return (child.exit_signal != kSigchld) == ((options & kWaitClone) != 0);
}

// The first child from `id` on that `options` admit; of them only `wanted`, where it is not 0.
GroupId next_eligible(const Kernel& k, GroupId id, Pid wanted, u32 options) {
  while (id.valid() && !((wanted == 0 || k.groups[id].leader == wanted) && is_eligible(k.groups[id], options))) {
    id = k.groups[id].next_sibling;
  }
  return id;
}

// do_wait for the task `pid`.
Result<WaitResult> do_wait(Kernel& k, Trace& trace, Pid pid, Pid child, u32 options) {
  constexpr u32 kKnown = kWaitNoHang | kWaitUntraced | kWaitContinued | kWaitNoThread | kWaitAll | kWaitClone;
  if ((options & ~kKnown) != 0) return fail(Errno::kEINVAL, "unknown options of wait4");
  const GroupId first = next_eligible(k, group_of(k, pid).first_child, child, options);
  for (GroupId id = first; id.valid(); id = next_eligible(k, k.groups[id].next_sibling, child, options)) {
    if (k.groups[id].live != 0) continue;  // a leader that has ended before its threads is not waited for
    WaitResult result;
    result.pid = k.groups[id].leader;
    result.status = k.groups[id].exit_status;
    release_task(k, result.pid);
    trace.emit(EventId::kWait, result.pid);
    return result;
  }
  if (!first.valid()) return fail(Errno::kECHILD, "the process has no such child");
  if ((options & kWaitNoHang) != 0) return WaitResult();
  return fail(Errno::kEAGAIN, "no child has ended yet (wait would sleep; with WNOHANG it returns 0)");
}

}  // namespace

Result<WaitResult> sys_wait(Kernel& k, Trace& trace, Pid pid, Pid child, u32 options) {
  return run_as(k, trace, pid, [&](Running&) { return do_wait(k, trace, pid, child, options); });
}

}  // namespace pw
