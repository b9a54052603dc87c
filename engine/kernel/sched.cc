// sched_setaffinity to one CPU (kernel/sched/syscalls.c). The task is there at once: nothing else could run meanwhile.
#include "engine/kernel/sched.h"

#include "engine/trace/mm_events.h"

namespace pw {

Status sys_taskset(Kernel& k, Trace& trace, Pid pid, u32 cpu) {
  if (find_task(k, pid) == nullptr) return fail(Errno::kESRCH, "no process has this pid");
  if (cpu >= k.config.cpus) return fail(Errno::kEINVAL, "the machine has no such CPU");
  if (!is_running(k, pid)) return ok_status();  // a zombie is found as well, and runs nowhere
  k.tasks.mut(pid).cpu = cpu;
  trace.set_actor(pid, static_cast<u8>(cpu));
  trace.emit(EventId::kSetAffinity, pid, cpu);
  return ok_status();
}

}  // namespace pw
