// Invariants of tasks, K1 … K6, above those of the memory they use.
#include <map>
#include <set>
#include <utility>

#include "engine/kernel/kernel.h"
#include "engine/kernel/vfork.h"

namespace pw {
namespace {

// K5: who sleeps in vfork does so for one running child, which knows it.
void check_vfork(const Kernel& k, const Task& task, CheckReport& report) {
  if (task.vfork_parent == 0) return;
  report.expect(task.state == TaskState::kRunning, "K5", "a vfork child that holds up its parent is running");
  report.expect(is_running(k, task.vfork_parent), "K5", "a task that sleeps in vfork is alive");
  report.expect(find_vfork_child(k, task.vfork_parent) == task.pid, "K5", "a task sleeps in vfork for one child");
}

// K6: children stand one behind the other.
void check_siblings(const Kernel& k, CheckReport& report) {
  std::set<std::pair<Pid, u32>> places;
  for (const Task& task : k.tasks) {
    if (task.state == TaskState::kFree || task.tgid != task.pid) continue;
    const bool is_new = places.insert({task.parent, task.sibling}).second;
    report.expect(is_new, "K6", "no two children of a parent stand at the same place in its list");
  }
}

// F3, the descriptors' half.
void check_descriptors(const Kernel& k, CheckReport& report) {
  std::map<u32, u32> opens;
  for (const Task& task : k.tasks) {
    const bool may_have = task.state != TaskState::kFree && task.tgid == task.pid;
    report.expect(may_have || task.fds.empty(), "F3", "the leader of a process holds its descriptors");
    for (const Fd& fd : task.fds) {
      if (fd.file.valid()) ++opens[fd.file.v];
    }
  }
  k.m.files.pool.for_each([&](FileId id, const File& file) {
    report.expect(file.opens == opens[id.v], "F3", "a file counts the descriptors that name it");
  });
}

}  // namespace

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report) {
  check_memory(k.m, level, report);
  std::map<u32, u32> users;
  for (Pid pid = 1; pid < k.tasks.size(); ++pid) {
    const Task& task = k.tasks[pid];
    if (task.state == TaskState::kFree) continue;
    report.expect(task.pid == pid, "K1", "a task stands at its pid");
    report.expect(task.cpu < k.config.cpus, "K1", "a task runs on a CPU that exists");
    check_vfork(k, task, report);
    if (task.state == TaskState::kZombie) {
      report.expect(!task.mm.valid(), "K2", "a zombie has no address space");
      continue;
    }
    ++users[task.mm.v];
    report.expect(k.m.mms.is_live(task.mm), "K2", "a running task has a live address space");
  }
  k.m.mms.for_each([&](MmId id, const Mm& mm) {
    report.expect(mm.users == users[id.v], "K3", "mm_users counts the tasks that run on an address space");
  });
  check_siblings(k, report);
  check_descriptors(k, report);
  report.expect(is_running(k, 1), "K4", "init is alive");
}

}  // namespace pw
