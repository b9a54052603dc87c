// exit and exit_group: do_exit, exit_mm, do_group_exit, forget_original_parent (kernel/exit.c).
//
// exit ends one thread, exit_group the whole thread group. Threads are reaped at once; the leader stays a zombie until its parent waits,
// which it can when no other thread of the group is left. Children, ended or not, go to pid 1, which must wait for them like any parent.
// DIVERGES: when pid 1 itself exits, or is killed by its own execve under a limit, Linux panics ("Attempted to kill init!"); here the call
// is refused, and the machine goes on.
#include "engine/kernel/exit.h"

#include <algorithm>

#include "engine/kernel/file_calls.h"
#include "engine/kernel/running.h"
#include "engine/kernel/vfork.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

void end_task(Kernel& k, Trace& trace, Pid pid, u32 status) {
  trace.set_actor(pid, static_cast<u8>(k.tasks[pid].cpu));
  Span span(trace, EventId::kExit, pid, status);
  // A parent that is killed while it sleeps in vfork.
  const Pid vfork_child = find_vfork_child(k, pid);
  if (vfork_child != 0) complete_vfork(k, trace, vfork_child, Reason::kVforkKilled);
  release_mm(k, trace, pid, Reason::kVforkExit);
  Running running(k, trace, pid);
  const MmId mm = running.mm();
  // exit_mmap runs while the task still names its mm, so that every event finds a whole machine; only then does the task let go.
  const bool was_last = leave_mm(running.cx(), mm);
  close_files(k, running.cx(), pid);
  const bool is_leader = k.tasks[pid].tgid == pid;
  k.tasks[pid].mm = MmId();
  k.tasks[pid].state = is_leader ? TaskState::kZombie : TaskState::kFree;
  k.tasks[pid].exit_status = status;
  if (was_last) free_mm(running.cx(), mm);
}

// All but the leader.
void end_threads(Kernel& k, Trace& trace, Pid leader, u32 status) {
  for (Pid other = static_cast<Pid>(k.tasks.size()) - 1; other > 0; --other) {
    const bool is_thread = k.tasks[other].tgid == leader && other != leader;
    if (is_thread && k.tasks[other].state == TaskState::kRunning) end_task(k, trace, other, status);
  }
}

// forget_original_parent: init adopts them behind its own, and learns of their end by SIGCHLD whatever they were made with.
void reparent_children(Kernel& k, Trace& trace, Pid pid) {
  u32 sibling = next_sibling(k, 1);
  for (const Pid child : list_children(k, pid)) {
    k.tasks[child].parent = 1;
    k.tasks[child].sibling = sibling++;
    k.tasks[child].exit_signal = kSigchld;
    trace.emit(EventId::kReparent, child, 1);
  }
  for (Task& task : k.tasks) {
    if (task.state != TaskState::kFree && task.parent == pid) task.parent = 1;  // threads name their leader's parent
  }
}

}  // namespace

bool has_live_thread(const Kernel& k, Pid leader) {
  for (const Task& task : k.tasks) {
    if (task.tgid == leader && task.state == TaskState::kRunning) return true;
  }
  return false;
}

std::vector<Pid> list_children(const Kernel& k, Pid parent) {
  std::vector<Pid> children;
  for (const Task& task : k.tasks) {
    if (task.state != TaskState::kFree && task.parent == parent && task.tgid == task.pid) children.push_back(task.pid);
  }
  std::sort(children.begin(), children.end(), [&](Pid a, Pid b) { return k.tasks[a].sibling < k.tasks[b].sibling; });
  return children;
}

u32 next_sibling(const Kernel& k, Pid parent) {
  u32 next = 0;
  for (const Task& task : k.tasks) {
    if (task.state != TaskState::kFree && task.parent == parent && task.tgid == task.pid) next = std::max(next, task.sibling + 1);
  }
  return next;
}

Status sys_exit(Kernel& k, Trace& trace, Pid pid, u32 code) {
  if (!is_running(k, pid)) return no_such_process();
  if (k.tasks[pid].tgid == 1) return fail(Errno::kEPERM, "Linux panics when init exits; this machine refuses instead");
  end_thread_group(k, trace, pid, (code & 0xff) << 8);
  return ok_status();
}

Status sys_exit_thread(Kernel& k, Trace& trace, Pid pid, u32 code) {
  if (!is_running(k, pid)) return no_such_process();
  if (pid == 1) return fail(Errno::kEPERM, "Linux panics when init exits; this machine refuses instead");
  const Pid leader = k.tasks[pid].tgid;
  const u32 status = (code & 0xff) << 8;
  end_task(k, trace, pid, status);
  if (has_live_thread(k, leader)) return ok_status();
  // synchronize_group_exit: the last thread's code is the group's, whatever the leader ended with.
  k.tasks[leader].exit_status = status;
  reparent_children(k, trace, leader);
  return ok_status();
}

void end_other_threads(Kernel& k, Trace& trace, Pid pid) { end_threads(k, trace, k.tasks[pid].tgid, kSigkill); }

void end_thread_group(Kernel& k, Trace& trace, Pid pid, u32 status) {
  const Pid leader = k.tasks[pid].tgid;
  end_threads(k, trace, leader, status);
  // The leader may have ended by itself before; what wait reports is the group's status.
  if (k.tasks[leader].state == TaskState::kRunning) end_task(k, trace, leader, status);
  k.tasks[leader].exit_status = status;
  reparent_children(k, trace, leader);
}

}  // namespace pw
