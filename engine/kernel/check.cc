// Invariants of tasks, K1 … K4, above those of the memory they use.
#include "engine/kernel/kernel.h"

namespace pw {

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report) {
  check_memory(k.m, level, report);
  u32 users = 0;
  for (Pid pid = 1; pid < k.tasks.size(); ++pid) {
    const Task& task = k.tasks[pid];
    if (task.state == TaskState::kFree) continue;
    report.expect(task.pid == pid, "K1", "a task stands at its pid");
    report.expect(task.cpu < k.config.cpus, "K1", "a task runs on a CPU that exists");
    if (task.state == TaskState::kZombie) {
      report.expect(!task.mm.valid(), "K2", "a zombie has no address space");
      continue;
    }
    ++users;
    report.expect(k.m.mms.is_live(task.mm), "K2", "a running task has a live address space");
  }
  u32 counted = 0;
  k.m.mms.for_each([&](MmId, const Mm& mm) { counted += mm.users; });
  report.expect(counted == users, "K3", "mm_users counts the tasks that run on it");
  report.expect(is_running(k, 1), "K4", "init is alive");
}

}  // namespace pw
