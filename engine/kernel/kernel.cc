#include "engine/kernel/kernel.h"

namespace pw {

const Task* find_task(const Kernel& k, Pid pid) {
  if (pid == 0 || pid >= k.tasks.size() || k.tasks[pid].state == TaskState::kFree) return nullptr;
  return &k.tasks[pid];
}

bool is_running(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task != nullptr && task->state == TaskState::kRunning;
}

}  // namespace pw
