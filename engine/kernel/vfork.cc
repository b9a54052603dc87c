// mm_release, complete_vfork_done (kernel/fork.c): a task leaves its address space, by exit or execve.
//
// A parent in vfork sleeps on its child's vfork_done. Here nothing runs unless a command names it, so sleeping means that commands of
// this task are refused (shell.cc); other threads of its process go on, as in Linux.
#include "engine/kernel/vfork.h"

#include "engine/kernel/user_access.h"
#include "engine/trace/process_events.h"

namespace pw {

Pid find_vfork_child(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task == nullptr ? 0 : task->vfork_child;
}

void complete_vfork(Kernel& k, Trace& trace, Pid pid, ReasonCode why) {
  const Pid parent = k.tasks[pid].vfork_parent;
  if (parent == 0) return;
  PW_ASSERT(k.tasks[parent].vfork_child == pid, "a task that sleeps in vfork knows its child");
  k.tasks.mut(pid).vfork_parent = 0;
  k.tasks.mut(parent).vfork_child = 0;
  trace.emit(EventId::kVforkDone, why, pid, parent);
}

void release_mm(Kernel& k, Trace& trace, Pid pid, ReasonCode why) {
  const u64 addr = k.tasks[pid].clear_child_tid;
  if (addr != 0) k.tasks.mut(pid).clear_child_tid = 0;
  // Nobody is left to look at it otherwise.
  if (addr != 0 && k.m.mms[k.tasks[pid].mm].users > 1) store_tid(k, trace, pid, addr, 0, Reason::kChildCleartid);
  complete_vfork(k, trace, pid, why);
}

}  // namespace pw
