// de_thread (fs/exec.c): a thread that executes a program is the only one afterwards, and has the pid of its group's leader.
//
// exchange_tids: a thread that is no leader changes places with it first, so what ends under its pid is the leader, with the leader's
// sleep in vfork and the word that it clears at its end. A leader that has ended already is a zombie that nobody could wait for while
// its threads ran: it is let go of (release_task), and the process goes on.
// Left out: start times, and the tracer's view.
#include "engine/kernel/de_thread.h"

#include <utility>

#include "engine/kernel/exit.h"
#include "engine/kernel/thread_group.h"
#include "engine/mm/pkeys.h"

namespace pw {
namespace {

// The other side of a vfork that `pid` takes part in learns that it is called `pid` now.
void introduce(Kernel& k, Pid pid) {
  const Pid parent = k.tasks[pid].vfork_parent;
  const Pid child = k.tasks[pid].vfork_child;
  if (parent != 0) k.tasks.mut(parent).vfork_child = pid;
  if (child != 0) k.tasks.mut(child).vfork_parent = pid;
}

Pid other_of(Pid pid, Pid a, Pid b) { return pid == a ? b : pid == b ? a : pid; }

// The two change places: each has the other's pid afterwards, and its place among the threads; all else it keeps.
void exchange_tids(Kernel& k, Pid leader, Pid thread) {
  Task first = k.tasks[leader];
  Task second = k.tasks[thread];
  std::swap(first.pid, second.pid);
  std::swap(first.prev_thread, second.prev_thread);
  std::swap(first.next_thread, second.next_thread);
  for (Task* task : {&first, &second}) {  // one may have made the other by vfork
    task->vfork_parent = other_of(task->vfork_parent, leader, thread);
    task->vfork_child = other_of(task->vfork_child, leader, thread);
  }
  k.tasks.mut(leader) = second;
  k.tasks.mut(thread) = first;
  introduce(k, leader);
  introduce(k, thread);
  group_mut(k, leader).exit_status = 0;
  if (!is_running(k, thread)) release_task(k, thread);
}

}  // namespace

Pid de_thread(Kernel& k, Trace& trace, Pid pid) {
  PW_ASSERT(is_running(k, pid), "who executes a program runs");
  const Pid leader = k.tasks[pid].tgid;
  if (pid != leader) exchange_tids(k, leader, pid);
  end_other_threads(k, trace, leader);
  PW_ASSERT(group_of(k, leader).nr_threads == 1, "who executes a program is alone in its group");
  group_mut(k, leader).exit_signal = kSigchld;
  k.tasks.mut(leader).pkru = k.config.pkeys ? kInitPkru : 0;
  return leader;
}

}  // namespace pw
