// Kernel: the whole machine as one copyable, comparable value; a command transforms it, nothing else does.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/signal.h"
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
  PW_FIELDS(BootConfig, mem_bytes, cpus, levels, seed, segv_kills, pkeys);
};

// One open descriptor of a process. Only files that an area may map are kept; an invalid file is any other thing that was
// duplicated.
struct Fd {
  u32 number = 0;
  FileId file;
  bool close_on_exec = false;
  PW_FIELDS(Fd, number, file, close_on_exec);
};

enum class TaskState : u8 { kFree = 0, kRunning = 1, kZombie = 2 };

struct Task {
  Pid pid = 0;
  Pid tgid = 0;  // of a thread: its leader's pid
  Pid parent = 0;
  u32 sibling = 0;  // place in the parent's list of children, which wait() goes through: made or adopted later is further back
  TaskState state = TaskState::kFree;
  MmId mm;  // invalid in a zombie
  u32 cpu = 0;
  u64 minflt = 0;
  u64 majflt = 0;
  u32 pkru = 0;             // the thread's rights by protection key: two bits a key, access and write denied
  u32 exit_signal = kSigchld;  // what its parent gets at its end; wait() passes over children with another one
  Pid vfork_parent = 0;        // the task that sleeps until this one ends or executes a program (task->vfork_done); 0: none
  u64 clear_child_tid = 0;     // CLONE_CHILD_CLEARTID
  Limits limits;        // of a thread group its leader's are meant (signal->rlim)
  std::vector<Fd> fds;  // ascending; of a thread group its leader's are meant
  u32 exit_status = 0;  // of a zombie, as wait(2) reports it: code << 8, or the signal that killed it
  std::string comm;
  PW_FIELDS(Task, pid, tgid, parent, sibling, state, mm, cpu, minflt, majflt, pkru, exit_signal, vfork_parent, clear_child_tid, limits,
            fds, exit_status, comm);
};

inline constexpr u32 kMaxTasks = 4096;

struct Kernel {
  BootConfig config;
  Memory m;
  std::vector<Task> tasks;  // index = pid; 0 unused; a reaped task stays kFree and its pid is not used again
  u64 rng = 0;              // splitmix64 state, for what Linux leaves to chance (nothing yet)
  PW_FIELDS(Kernel, config, m, tasks, rng);
};

// The calls stand in headers of their own, one a family. Every call names the acting pid, which must be alive and not a zombie (ESRCH
// otherwise).
Kernel boot_kernel(const BootConfig& config);

const Task* find_task(const Kernel& k, Pid pid);       // live or zombie; nullptr else
bool is_running(const Kernel& k, Pid pid);

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report);
u64 state_hash(const Kernel& k);  // over every field that is not marked as derived

}  // namespace pw
