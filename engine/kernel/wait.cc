// wait4: wait_consider_task, wait_task_zombie, eligible_child (kernel/exit.c).
//
// DIVERGES: nothing runs by itself here, so a wait that would sleep until a child ends answers EAGAIN.
#include "engine/kernel/wait.h"

#include "engine/kernel/exit.h"
#include "engine/kernel/running.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// eligible_child: a child that announces its end by anything but SIGCHLD is seen with __WCLONE or __WALL only, and by __WCLONE no other.
bool is_eligible(const Task& task, u32 options) {
  if ((options & kWaitAll) != 0) return true;
  return (task.exit_signal != kSigchld) == ((options & kWaitClone) != 0);
}

}  // namespace

Result<WaitResult> sys_wait(Kernel& k, Trace& trace, Pid pid, Pid child, u32 options) {
  if (!is_running(k, pid)) return no_such_process();
  constexpr u32 kKnown = kWaitNoHang | kWaitUntraced | kWaitContinued | kWaitNoThread | kWaitAll | kWaitClone;
  if ((options & ~kKnown) != 0) return fail(Errno::kEINVAL, "unknown options of wait4");
  const Pid self = k.tasks[pid].tgid;
  bool has_child = false;
  for (const Pid other : list_children(k, self)) {
    const Task& task = k.tasks[other];
    if ((child != 0 && other != child) || !is_eligible(task, options)) continue;
    has_child = true;
    if (task.state != TaskState::kZombie || has_live_thread(k, other)) continue;
    WaitResult result;
    result.pid = other;
    result.status = task.exit_status;
    k.tasks[other].state = TaskState::kFree;
    trace.emit(EventId::kWait, other);
    return result;
  }
  if (!has_child) return fail(Errno::kECHILD, "the process has no such child");
  if ((options & kWaitNoHang) != 0) return WaitResult();
  return fail(Errno::kEAGAIN, "no child has ended yet (wait would sleep; with WNOHANG it returns 0)");
}

}  // namespace pw
