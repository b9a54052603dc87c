// fork, vfork, clone, clone3: kernel_clone, copy_process, copy_mm, clone3_args_valid (kernel/fork.c).
//
// Of the flags those count that touch memory: CLONE_VM (the mm is shared, not copied), CLONE_VFORK (the caller sleeps), CLONE_THREAD, and
// the stores of a tid into the parent's or the child's memory. What is forbidden together is refused as in Linux; namespaces, files and
// signal handlers have nothing behind them here. A child runs on CPU (pid - 1) mod cpus, so that per-CPU lists can be told apart.
// DIVERGES: pids go up by one and are not used again; Linux wraps at pid_max.
#include "engine/kernel/clone.h"

#include "engine/kernel/exit.h"
#include "engine/kernel/file_calls.h"
#include "engine/kernel/running.h"
#include "engine/kernel/user_access.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

Status can_add_task(const Kernel& k, Pid pid) {
  if (!is_running(k, pid)) return no_such_process();
  if (k.tasks.size() > kMaxTasks) return fail(Errno::kEAGAIN, "4096 processes were made; pids are not used again in this version");
  return ok_status();
}

bool has_all(u64 flags, u64 bits) { return (flags & bits) == bits; }

// The refusals of copy_process, in its order.
Status check_flags(const Kernel& k, Pid pid, u64 flags) {
  if (has_all(flags, kCloneNewNs | kCloneFs)) return fail(Errno::kEINVAL, "CLONE_NEWNS and CLONE_FS exclude each other");
  if (has_all(flags, kCloneNewUser | kCloneFs)) return fail(Errno::kEINVAL, "CLONE_NEWUSER and CLONE_FS exclude each other");
  const bool is_thread = (flags & kCloneThread) != 0;
  if (is_thread && (flags & kCloneSighand) == 0) return fail(Errno::kEINVAL, "CLONE_THREAD needs CLONE_SIGHAND");
  if ((flags & kCloneSighand) != 0 && (flags & kCloneVm) == 0) return fail(Errno::kEINVAL, "CLONE_SIGHAND needs CLONE_VM");
  if ((flags & kCloneParent) != 0 && k.tasks[pid].tgid == 1) return fail(Errno::kEINVAL, "CLONE_PARENT: init has no siblings");
  if (is_thread && (flags & (kCloneNewUser | kCloneNewPid)) != 0)
    return fail(Errno::kEINVAL, "CLONE_THREAD: a thread stays in its process's user and pid namespace");
  return ok_status();
}

Task make_child(const Kernel& k, Pid pid, const CloneArgs& args) {
  const Task& parent = k.tasks[pid];
  const Task& leader = k.tasks[parent.tgid];
  const bool is_thread = (args.flags & kCloneThread) != 0;
  Task child;
  child.pid = static_cast<Pid>(k.tasks.size());
  child.tgid = is_thread ? parent.tgid : child.pid;
  child.parent = is_thread || (args.flags & kCloneParent) != 0 ? leader.parent : leader.pid;
  child.sibling = is_thread ? 0 : next_sibling(k, child.parent);
  child.exit_signal = is_thread ? 0 : (args.flags & kCloneParent) != 0 ? leader.exit_signal : static_cast<u32>(args.exit_signal);
  child.state = TaskState::kRunning;
  child.comm = parent.comm;
  child.limits = leader.limits;
  child.pkru = parent.pkru;
  child.cpu = (child.pid - 1) % k.config.cpus;
  if ((args.flags & kCloneChildCleartid) != 0) child.clear_child_tid = args.child_tid;
  if ((args.flags & kCloneVfork) != 0) child.vfork_parent = pid;
  return child;
}

// copy_mm with CLONE_VM.
void share_mm(Kernel& k, Trace& trace, Running& running, Task& child, Pid pid) {
  child.mm = running.mm();
  ++k.m.mms.mut(child.mm).users;
  k.tasks.push_back(child);
  if (child.tgid == child.pid) copy_files(k, pid, child.pid);
  trace.emit(child.tgid == child.pid ? EventId::kShareMm : EventId::kThread, pid, child.pid, child.mm.v);
}

// copy_mm without it: dup_mm.
Status copy_mm(Kernel& k, Trace& trace, Running& running, Task& child, Pid pid) {
  Span span(trace, EventId::kFork, pid, child.pid, MmId::kNone);
  const Result<MmId> mm = dup_mm(running.cx(), running.mm());
  if (!mm.ok()) {
    span.because(Reason::kOutOfMemory);
    return refused(trace, mm.error());
  }
  child.mm = mm.value();
  k.tasks.push_back(child);
  copy_files(k, pid, child.pid);
  span.set(2, child.mm.v);
  return ok_status();
}

// What kernel_clone does behind copy_process, and schedule_tail as the child's first act.
void store_tids(Kernel& k, Trace& trace, Pid pid, Pid child, const CloneArgs& args) {
  if ((args.flags & kCloneParentSettid) != 0) store_tid(k, trace, pid, args.parent_tid, child, Reason::kParentSettid);
  if ((args.flags & kCloneChildSettid) == 0 || args.child_tid == 0) return;
  store_tid(k, trace, child, args.child_tid, child, Reason::kChildSettid);
  trace.set_actor(pid, static_cast<u8>(k.tasks[pid].cpu));
}

Result<Pid> kernel_clone(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args) {
  const Status legal = check_flags(k, pid, args.flags);
  if (!legal.ok()) return refused(trace, legal.error());
  Task child = make_child(k, pid, args);
  {
    Running running(k, trace, pid);
    if ((args.flags & kCloneVm) != 0) {
      share_mm(k, trace, running, child, pid);
    } else {
      const Status copied = copy_mm(k, trace, running, child, pid);
      if (!copied.ok()) return copied.error();
    }
  }
  store_tids(k, trace, pid, child.pid, args);
  if ((args.flags & kCloneVfork) != 0) trace.emit(EventId::kVforkWait, pid, child.pid);
  return child.pid;
}

// clone3_stack_valid, clone3_args_valid and the checks of the struct's size in front of them.
Status check_clone3(const Kernel& k, const CloneArgs& args) {
  if (args.struct_size > kPageSize) return fail(Errno::kE2BIG, "clone3: the struct is larger than a page");
  if (args.struct_size < 64) return fail(Errno::kEINVAL, "clone3: the struct is smaller than its first version (64 bytes)");
  if (args.exit_signal > 64) return fail(Errno::kEINVAL, "clone3: exit_signal is no signal");
  constexpr u64 kKnown = 0xffffffffull | kCloneClearSighand | kCloneIntoCgroup;
  if ((args.flags & ~kKnown) != 0) return fail(Errno::kEINVAL, "clone3: unknown flags");
  constexpr u64 kNoLonger = kCloneDetached | (kCloneSignalMask & ~static_cast<u64>(kCloneNewTime));
  if ((args.flags & kNoLonger) != 0) return fail(Errno::kEINVAL, "clone3: the signal has a field of its own, and CLONE_DETACHED is gone");
  if (has_all(args.flags, kCloneSighand | kCloneClearSighand))
    return fail(Errno::kEINVAL, "clone3: CLONE_SIGHAND and CLONE_CLEAR_SIGHAND exclude each other");
  if ((args.flags & (kCloneThread | kCloneParent)) != 0 && args.exit_signal != 0)
    return fail(Errno::kEINVAL, "clone3: a thread or a sibling has no exit_signal of its own");
  if ((args.stack == 0) != (args.stack_size == 0)) return fail(Errno::kEINVAL, "clone3: stack and stack_size belong together");
  if (args.stack != 0 && !access_ok(k, args.stack, args.stack_size)) return fail(Errno::kEINVAL, "clone3: the stack is no user memory");
  return ok_status();
}

}  // namespace

Result<Pid> sys_clone(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args) {
  const Status allowed = can_add_task(k, pid);
  if (!allowed.ok()) return allowed.error();
  return kernel_clone(k, trace, pid, args);
}

Result<Pid> sys_clone3(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args) {
  const Status allowed = can_add_task(k, pid);
  if (!allowed.ok()) return allowed.error();
  const Status legal = check_clone3(k, args);
  if (!legal.ok()) return refused(trace, legal.error());
  return kernel_clone(k, trace, pid, args);
}

Result<Pid> sys_fork(Kernel& k, Trace& trace, Pid pid) { return sys_clone(k, trace, pid, CloneArgs()); }

Result<Pid> sys_vfork(Kernel& k, Trace& trace, Pid pid) {
  CloneArgs args;
  args.flags = kCloneVfork | kCloneVm;
  return sys_clone(k, trace, pid, args);
}

Result<Pid> sys_thread(Kernel& k, Trace& trace, Pid pid) {
  CloneArgs args;
  args.flags = kCloneVm | kCloneSighand | kCloneThread;
  args.exit_signal = 0;
  return sys_clone(k, trace, pid, args);
}

}  // namespace pw
