// exit and exit_group: do_exit, exit_mm, do_group_exit, forget_original_parent (kernel/exit.c).
//
// exit ends one thread, exit_group the whole thread group. Threads are reaped at once; the leader stays a zombie until its parent waits,
// which it can when no other thread of the group is left. Children, ended or not, go to pid 1, which must wait for them like any parent.
// DIVERGES: when pid 1 itself exits, or is killed by its own execve under a limit, Linux panics ("Attempted to kill init!"); here the call
// is refused, and the machine goes on.
#include "engine/kernel/exit.h"

#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/kernel/vfork.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

// exit_files.
void exit_files(Kernel& k, Cx& cx, Pid pid) {
  put_files(k.fds, cx, k.tasks[pid].files);
  k.tasks.mut(pid).files = FilesId();
}

void end_task(Kernel& k, Trace& trace, Pid pid, u32 status) {
  PW_ASSERT(is_running(k, pid), "a task ends once");
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
  exit_files(k, running.cx(), pid);
  Task& task = k.tasks.mut(pid);
  task.mm = MmId();
  task.state = TaskState::kZombie;
  ThreadGroup& group = k.groups.mut(task.group);
  if (--group.live == 0) group.memcg = 0;
  if (pid == group.leader) group.exit_status = status;
  else release_task(k, pid);
  if (was_last) free_mm(running.cx(), mm);
}

// All but the leader, the youngest first.
void end_threads(Kernel& k, Trace& trace, Pid leader, u32 status) {
  for (Pid other = group_of(k, leader).last_thread; other != leader;) {
    const Pid next = k.tasks[other].prev_thread;
    end_task(k, trace, other, status);
    other = next;
  }
}

// forget_original_parent: init adopts them behind its own, and learns of their end by SIGCHLD whatever they were made with.
void reparent_children(Kernel& k, Trace& trace, Pid leader) {
  const GroupId init = k.tasks[1].group;
  for (GroupId child = group_of(k, leader).first_child; child.valid(); child = group_of(k, leader).first_child) {
    adopt(k, child, init);
    k.groups.mut(child).exit_signal = kSigchld;
    trace.emit(EventId::kReparent, k.groups[child].leader, 1);
  }
}

// What becomes of a group whose last thread has ended: `status` is its own, whatever the leader ended with (synchronize_group_exit).
void end_group(Kernel& k, Trace& trace, Pid leader, u32 status) {
  PW_ASSERT(group_of(k, leader).live == 0, "a group ends with its last thread");
  group_mut(k, leader).exit_status = status;
  reparent_children(k, trace, leader);
}

}  // namespace

Status sys_exit(Kernel& k, Trace& trace, Pid pid, u32 code) {
  return run_as(k, trace, pid, [&](Running&) -> Status {
    if (k.tasks[pid].tgid == 1) return fail(Errno::kEPERM, "Linux panics when init exits; this machine refuses instead");
    end_thread_group(k, trace, pid, (code & 0xff) << 8);
    return ok_status();
  });
}

Status sys_exit_thread(Kernel& k, Trace& trace, Pid pid, u32 code) {
  return run_as(k, trace, pid, [&](Running&) -> Status {
    if (pid == 1) return fail(Errno::kEPERM, "Linux panics when init exits; this machine refuses instead");
    const Pid leader = k.tasks[pid].tgid;
    const u32 status = (code & 0xff) << 8;
    end_task(k, trace, pid, status);
    if (group_of(k, leader).live == 0) end_group(k, trace, leader, status);
    return ok_status();
  });
}

void end_other_threads(Kernel& k, Trace& trace, Pid pid) { end_threads(k, trace, k.tasks[pid].tgid, kSigkill); }

void end_thread_group(Kernel& k, Trace& trace, Pid pid, u32 status) {
  const Pid leader = k.tasks[pid].tgid;
  PW_ASSERT(leader != 1, "init does not end");
  end_threads(k, trace, leader, status);
  if (is_running(k, leader)) end_task(k, trace, leader, status);  // it may have ended by itself before
  end_group(k, trace, leader, status);
}

}  // namespace pw
