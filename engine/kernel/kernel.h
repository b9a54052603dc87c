// Kernel: the whole machine as one copyable, comparable value; a command transforms it, nothing else does.
#pragma once

#include "engine/kernel/fd_table.h"
#include "engine/kernel/task.h"
#include "engine/mm/mm.h"

namespace pw {

// The `boot` line. Defaults are the contract's machine; an unknown or bad option is an error of the command.
struct BootConfig {
  u64 mem_bytes = 64ull << 20;  // 32M .. 16G
  u32 cpus = 2;                 // 1 .. kMaxCpus
  u32 levels = 4;               // 4 or 5
  u64 seed = 1;
  bool segv_kills = false;  // segv=kill
  bool pkeys = false;       // pkeys=on: X86_FEATURE_OSPKE
  bool root = false;        // root=on: every process has CAP_SYS_RESOURCE and CAP_IPC_LOCK
  bool cgroup_v1 = false;   // cgroup=v1: groups as the older hierarchy has them
  PW_FIELDS(BootConfig, mem_bytes, cpus, levels, seed, segv_kills, pkeys, root, sparse(cgroup_v1));
};

struct Kernel {
  BootConfig config;
  Memory m;
  TaskTable tasks;
  GroupPool groups;
  FdTables fds;
  u64 rng = 0;  // splitmix64 state, for what Linux leaves to chance (nothing yet)
  PW_FIELDS(Kernel, config, m, tasks, groups, fds, rng);
};

// The calls stand in headers of their own, one a family. Every call names the acting pid, which must be alive and not a zombie (ESRCH
// otherwise).
Kernel boot_kernel(const BootConfig& config);

const Task* find_task(const Kernel& k, Pid pid);       // live or zombie; nullptr else
bool is_running(const Kernel& k, Pid pid);

// The tasks that are there, running or not, by pid: for (const Task& task : tasks_of(k)).
class TaskRange {
 public:
  class Iterator {
   public:
    Iterator(const TaskTable& tasks, Pid pid) : tasks_(tasks), pid_(pid) { skip_free(); }
    const Task& operator*() const { return tasks_[pid_]; }
    Iterator& operator++() {
      ++pid_;
      skip_free();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return pid_ != other.pid_; }

   private:
    void skip_free() {
      while (pid_ < tasks_.size() && tasks_[pid_].state == TaskState::kFree) ++pid_;
    }
    const TaskTable& tasks_;
    Pid pid_;
  };

  explicit TaskRange(const TaskTable& tasks) : tasks_(tasks) {}
  Iterator begin() const { return Iterator(tasks_, 0); }
  Iterator end() const { return Iterator(tasks_, tasks_.size()); }

 private:
  const TaskTable& tasks_;
};
inline TaskRange tasks_of(const Kernel& k) { return TaskRange(k.tasks); }

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report);
u64 state_hash(const Kernel& k);  // over every field that is not marked as derived

}  // namespace pw
