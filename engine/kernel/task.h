// task_struct and signal_struct: what belongs to one thread, and what its process has once (include/linux/sched.h, sched/signal.h).
//
//            first_child            next_sibling
//   ThreadGroup ──────────> ThreadGroup ──────────> ThreadGroup        children, in the order in which they were made or adopted
//     │ leader                                                         (parent leads back)
//     v      next_thread
//   Task ──────────────────> Task ──> Task                             threads, in the order of their pids
//     │ mm, files                                                      several tasks may have the same
//     v
//   Mm, FilesStruct
//
// Tasks stand at their pids and groups in a pool; both are copied only where they change.
// Left out: everything that no call of this version asks about (signal handlers, credentials, sessions, times, tracing). Linux keeps the
// children of each thread apart; whoever waits sees those of the whole group.
#pragma once

#include <string>

#include "engine/base/cow_table.h"
#include "engine/base/pool.h"
#include "engine/kernel/signal.h"
#include "engine/memcg/memcg.h"
#include "engine/memory/limits.h"
#include "engine/vma/mempolicy.h"

namespace pw {

using GroupId = Id<struct GroupTag>;  // signal_struct
using FilesId = Id<struct FilesTag>;  // files_struct

// kZombie: ended, and its parent has not waited for it, or other threads of its group still run. Only a leader can be one.
enum class TaskState : u8 { kFree = 0, kRunning = 1, kZombie = 2 };

struct Task {
  Pid pid = 0;
  Pid tgid = 0;   // the leader's pid: getpid()
  GroupId group;  // task->signal
  TaskState state = TaskState::kFree;
  MmId mm;        // invalid in a zombie
  FilesId files;  // invalid in a zombie
  u32 cpu = 0;
  u64 minflt = 0;
  u64 majflt = 0;
  u32 pkru = 0;             // rights by protection key: two bits a key, access and write denied
  Pid vfork_parent = 0;     // the task that sleeps until this one ends or executes a program (task->vfork_done); 0: none
  Pid vfork_child = 0;      // … and from there: the task that this one sleeps for
  Mempolicy policy;         // task->mempolicy
  u64 clear_child_tid = 0;  // CLONE_CHILD_CLEARTID
  Pid prev_thread = 0;      // thread_node; 0: this is the leader
  Pid next_thread = 0;      // 0: the last one
  std::string comm;         // at most 15 bytes
  PW_FIELDS(Task, pid, tgid, group, state, mm, files, cpu, minflt, majflt, pkru, vfork_parent, derived(vfork_child), policy,
            clear_child_tid, derived(prev_thread), derived(next_thread), comm);
};

struct ThreadGroup {
  Pid leader = 0;            // the first of thread_head
  Pid last_thread = 0;       // … and its last
  u32 nr_threads = 0;        // a leader that has ended is one of them
  u32 live = 0;              // of these, how many run
  u32 exit_status = 0;       // as wait(2) reports it: code << 8, or the signal that killed it
  u32 exit_signal = kSigchld;  // what its parent gets at its end; wait() passes over children with another one
  GroupId parent;            // invalid: init's
  GroupId first_child;
  GroupId last_child;
  GroupId prev_sibling;
  GroupId next_sibling;
  Limits limits;  // rlim
  MemcgId memcg = 0;  // the group that it stands in (task->cgroups)
  PW_FIELDS(ThreadGroup, leader, derived(last_thread), derived(nr_threads), derived(live), exit_status, exit_signal, parent, first_child,
            derived(last_child), derived(prev_sibling), next_sibling, limits, sparse(memcg));
};

inline constexpr u32 kMaxTasks = 4096;

using TaskTable = CowTable<Task, 16>;  // index = pid; 0 is nobody; the place of a task that is gone stays free, its pid is not used again
using GroupPool = Pool<ThreadGroup, GroupId, 16>;

}  // namespace pw
