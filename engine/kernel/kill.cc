// kill: kill_pid_info, group_send_sig_info, get_signal (kernel/signal.c), with no handler set anywhere.
//
// The whole thread group ends, whichever of its threads is named. A zombie takes any signal and does nothing with it. pid 1 ignores what
// it has no handler for (SIGNAL_UNKILLABLE), SIGKILL too.
// Left out: process groups, permissions, queues, and stops, which would need a scheduler.
#include "engine/kernel/kill.h"

#include "engine/kernel/exit.h"
#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"

namespace pw {

SignalAction default_action(u32 signo) {
  using enum SignalAction;
  switch (signo) {
#define PW_SIGNAL(number, name, action) \
  case number: return action;
#include "engine/kernel/signals.def"
#undef PW_SIGNAL
    default: return kEnd;
  }
}

Status sys_kill(Kernel& k, Trace& trace, Pid pid, u64 target, u64 signo) {
  return run_as(k, trace, pid, [&](Running&) -> Status {
    const Task* task = target <= kMaxTasks ? find_task(k, static_cast<Pid>(target)) : nullptr;
    if (task == nullptr) return fail(Errno::kESRCH, "no process has this pid (kill_pid_info)");
    if (signo > kMaxSignal) return fail(Errno::kEINVAL, "there are 64 signals (valid_signal)");
    const bool is_over = k.groups[task->group].live == 0;
    if (signo == 0 || task->tgid == 1 || is_over || default_action(static_cast<u32>(signo)) != SignalAction::kEnd) return ok_status();
    end_thread_group(k, trace, task->pid, static_cast<u32>(signo));
    return ok_status();
  });
}

}  // namespace pw
