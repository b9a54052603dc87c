// DIVERGES: statistics of groups are folded in when a command begins, as if it had been typed two seconds after the last one: that is how
// often Linux does it by time (flush_memcg_stats_dwork). Within a command they lag as there; that 64 changes a CPU are enough for a reader
// of memory.stat to have it done is left out.
#include "engine/kernel/running.h"

#include "engine/phys/lruvecs.h"
#include "engine/trace/mm_events.h"

namespace pw {

Running::Running(Kernel& k, Trace& trace, Pid pid)
    : k_(k),
      pid_(pid),
      cpu_(k.tasks[pid].cpu),
      frames_(k, trace, cpu_, k.groups[k.tasks[pid].group].memcg),
      cx_{k.m, trace, frames_, cpu_, k.groups[k.tasks[pid].group].limits, k.tasks[pid].pkru, 0, 0, frames_},
      mm_(k.tasks[pid].mm) {
  // capable(CAP_IPC_LOCK)
  if (k.config.root) cx_.limits.memlock = Rlimit();
  cx_.memcg = k.groups[k.tasks[pid].group].memcg;
  trace.set_actor(pid, static_cast<u8>(cpu_));
  if (has_groups(k.m.phys.memcg)) flush_stats(k.m.phys);
  // switch_mm_irqs_off sets the CPU's bit before it loads CR3, so that no flush can miss the CPU in between.
  u32 cpumask = k.m.mms[mm_].cpumask | 1u << cpu_;
  if (cpumask != k.m.mms[mm_].cpumask) k.m.mms.mut(mm_).cpumask = cpumask;
  switch_mm(k.m.tlb, trace, cpu_, mm_, &cpumask);
}

Running::~Running() {
  SwapCx swap = swap_cx(cx_);
  run_reclaim_work(swap);
  end_all_writeback(swap);
  if (find_task(k_, pid_) == nullptr) return;  // a thread that ended by this call is gone
  if (cx_.minflt + cx_.majflt == 0 && cx_.pkru == k_.tasks[pid_].pkru) return;
  Task& task = k_.tasks.mut(pid_);
  task.minflt += cx_.minflt;
  task.majflt += cx_.majflt;
  task.pkru = cx_.pkru;
}

void Running::charge(u64 minor, u64 major) {
  if (minor + major == 0) return;
  Task& task = k_.tasks.mut(pid_);
  task.minflt += minor;
  task.majflt += major;
}

Error no_such_process() { return fail(Errno::kESRCH, "no running process has this pid"); }

Error refused(Trace& trace, const Error& error) {
  trace.emit(EventId::kRefused, static_cast<u64>(error.code));
  return error;
}

}  // namespace pw
