#include "engine/kernel/running.h"

namespace pw {

Running::Running(Kernel& k, Trace& trace, Pid pid)
    : k_(k),
      pid_(pid),
      cpu_(k.tasks[pid].cpu),
      frames_(k.m.phys, trace, cpu_),
      cx_{k.m, trace, frames_, cpu_, k.tasks[k.tasks[pid].tgid].limits, k.tasks[pid].pkru},
      mm_(k.tasks[pid].mm) {
  trace.set_actor(pid, static_cast<u8>(cpu_));
  // switch_mm_irqs_off sets the CPU's bit before it loads CR3, so that no flush can miss the CPU in between.
  u32 cpumask = k.m.mms[mm_].cpumask | 1u << cpu_;
  if (cpumask != k.m.mms[mm_].cpumask) k.m.mms.mut(mm_).cpumask = cpumask;
  switch_mm(k.m.tlb, trace, cpu_, mm_, &cpumask);
}

Error refused(Trace& trace, const Error& error) {
  trace.emit(EventId::kRefused, static_cast<u64>(error.code));
  return error;
}

const Task* find_task(const Kernel& k, Pid pid) {
  if (pid == 0 || pid >= k.tasks.size() || k.tasks[pid].state == TaskState::kFree) return nullptr;
  return &k.tasks[pid];
}

bool is_running(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task != nullptr && task->state == TaskState::kRunning;
}

}  // namespace pw
