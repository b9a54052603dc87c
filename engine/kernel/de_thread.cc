// de_thread (fs/exec.c): a thread that executes a program is the only one afterwards, and has the pid of its group's leader.
//
// exchange_tids: a thread that is no leader changes places with it first, so what ends under its pid is the leader, with the leader's
// sleep in vfork and the word that it clears at its end. A leader that has ended already is a zombie that nobody could wait for while
// its threads ran: it is let go of (release_task), and the process goes on.
// Left out: start times, and the tracer's view.
#include "engine/kernel/de_thread.h"

#include <utility>

#include "engine/kernel/exit.h"
#include "engine/mm/pkeys.h"

namespace pw {
namespace {

// Whose vfork a task ends; sleepers are known by pid.
void exchange_sleepers(Kernel& k, Pid leader, Pid thread) {
  for (Task& task : k.tasks) {
    if (task.vfork_parent == leader) task.vfork_parent = thread;
    else if (task.vfork_parent == thread) task.vfork_parent = leader;
  }
}

// What belongs to a thread changes places; parent, limits and descriptors are the group's and stay.
void exchange_tids(Kernel& k, Pid leader, Pid thread) {
  Task& a = k.tasks[leader];
  Task& b = k.tasks[thread];
  std::swap(a.state, b.state);
  std::swap(a.mm, b.mm);
  std::swap(a.cpu, b.cpu);
  std::swap(a.minflt, b.minflt);
  std::swap(a.majflt, b.majflt);
  std::swap(a.pkru, b.pkru);
  std::swap(a.vfork_parent, b.vfork_parent);
  std::swap(a.clear_child_tid, b.clear_child_tid);
  exchange_sleepers(k, leader, thread);
  a.exit_status = 0;
  if (b.state == TaskState::kZombie) b.state = TaskState::kFree;
}

}  // namespace

Pid de_thread(Kernel& k, Trace& trace, Pid pid) {
  const Pid leader = k.tasks[pid].tgid;
  if (pid != leader) exchange_tids(k, leader, pid);
  end_other_threads(k, trace, leader);
  Task& self = k.tasks[leader];
  self.exit_signal = kSigchld;
  self.pkru = k.config.pkeys ? kInitPkru : 0;
  return leader;
}

}  // namespace pw
