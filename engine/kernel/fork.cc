// fork and clone(CLONE_VM|CLONE_THREAD): kernel_clone, copy_process, copy_mm (kernel/fork.c).
//
// A child runs on CPU (pid - 1) mod cpus, so that per-CPU lists can be told apart.
// DIVERGES: pids go up by one and are not used again; Linux wraps at pid_max.
#include "engine/kernel/running.h"

namespace pw {
namespace {

Status can_add_task(const Kernel& k, Pid pid) {
  if (!is_running(k, pid)) return fail(Errno::kESRCH, "no running process has this pid");
  if (k.tasks.size() > kMaxTasks) return fail(Errno::kEAGAIN, "4096 processes were made; pids are not used again in this version");
  return ok_status();
}

Task make_child(const Kernel& k, Pid parent) {
  Task child;
  child.pid = child.tgid = static_cast<Pid>(k.tasks.size());
  child.parent = k.tasks[parent].tgid;
  child.state = TaskState::kRunning;
  child.comm = k.tasks[parent].comm;
  child.limits = k.tasks[k.tasks[parent].tgid].limits;
  child.cpu = (child.pid - 1) % k.config.cpus;
  return child;
}

}  // namespace

Result<Pid> sys_fork(Kernel& k, Trace& trace, Pid pid) {
  const Status allowed = can_add_task(k, pid);
  if (!allowed.ok()) return allowed.error();
  Running running(k, trace, pid);
  Task child = make_child(k, pid);
  Span span(trace, EventId::kFork, pid, child.pid, MmId::kNone);
  const Result<MmId> mm = dup_mm(running.cx(), running.mm());
  if (!mm.ok()) {
    span.because(Reason::kOutOfMemory);
    return refused(trace, mm.error());
  }
  child.mm = mm.value();
  k.tasks.push_back(child);
  span.set(2, child.mm.v);
  return child.pid;
}

Result<Pid> sys_thread(Kernel& k, Trace& trace, Pid pid) {
  const Status allowed = can_add_task(k, pid);
  if (!allowed.ok()) return allowed.error();
  Running running(k, trace, pid);
  Task child = make_child(k, pid);
  child.tgid = k.tasks[pid].tgid;
  child.parent = k.tasks[pid].parent;
  child.mm = running.mm();
  ++k.m.mms.mut(child.mm).users;
  k.tasks.push_back(child);
  trace.emit(EventId::kThread, pid, child.pid, child.mm.v);
  return child.pid;
}

}  // namespace pw
