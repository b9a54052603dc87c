// fork, vfork, clone, clone3: kernel_clone, copy_process, copy_mm, clone3_args_valid (kernel/fork.c).
//
// Of the flags those count that touch memory: CLONE_VM (the mm is shared, not copied), CLONE_FILES (so are the descriptors), CLONE_VFORK
// (the caller sleeps), CLONE_THREAD, and the stores of a tid into the parent's or the child's memory. What is forbidden together is
// refused as in Linux; namespaces, file systems and signal handlers have nothing behind them here. A child runs on CPU
// (pid - 1) mod cpus, so that per-CPU lists can be told apart.
// DIVERGES: pids go up by one and are not used again; Linux wraps at pid_max.
#include "engine/kernel/clone.h"

#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/kernel/user_access.h"
#include "engine/kernel/vfork.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

Status can_add_task(const Kernel& k) {
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

// What the child has of its own; add_task() gives it its pid and its place in the family.
Task make_child(const Kernel& k, Pid pid, const CloneArgs& args) {
  const Task& parent = k.tasks[pid];
  Task child;
  if ((args.flags & kCloneThread) != 0) {
    child.group = parent.group;
    child.tgid = parent.tgid;
  }
  child.comm = parent.comm;
  child.pkru = parent.pkru;
  child.policy = parent.policy;
  child.cpu = (k.tasks.size() - 1) % k.config.cpus;
  if ((args.flags & kCloneChildCleartid) != 0) child.clear_child_tid = args.child_tid;
  if ((args.flags & kCloneVfork) != 0) child.vfork_parent = pid;
  return child;
}

// copy_signal, and the parent that copy_process chooses.
ThreadGroup make_group(const Kernel& k, Pid pid, const CloneArgs& args) {
  const ThreadGroup& own = group_of(k, pid);
  const bool is_sibling = (args.flags & kCloneParent) != 0;
  ThreadGroup group;
  group.parent = is_sibling ? own.parent : k.tasks[pid].group;
  group.exit_signal = is_sibling ? own.exit_signal : static_cast<u32>(args.exit_signal);
  group.limits = own.limits;
  group.memcg = own.memcg;
  return group;
}

// copy_files.
FilesId share_files(Kernel& k, Pid pid, u64 flags) {
  const FilesId files = k.tasks[pid].files;
  if ((flags & kCloneFiles) == 0) return dup_fd(k.fds, files);
  get_files(k.fds, files);
  return files;
}

// The end of copy_process: from here on the child is there.
Pid start_child(Kernel& k, Task& child, Pid pid, const CloneArgs& args) {
  PW_ASSERT(find_vfork_child(k, pid) == 0, "a task that sleeps in vfork makes no tasks");
  child.files = share_files(k, pid, args.flags);
  const Pid made = add_task(k, child, make_group(k, pid, args));
  if (child.vfork_parent != 0) k.tasks.mut(pid).vfork_child = made;
  return made;
}

// copy_mm with CLONE_VM.
Result<Pid> share_mm(Running& self, Task& child, const CloneArgs& args) {
  Kernel& k = self.kernel();
  child.mm = self.mm();
  ++k.m.mms.mut(child.mm).users;
  const bool is_thread = child.group.valid();
  const Pid made = start_child(k, child, self.pid(), args);
  self.cx().trace.emit(is_thread ? EventId::kThread : EventId::kShareMm, self.pid(), made, child.mm.v);
  return made;
}

// copy_mm without it: dup_mm.
Result<Pid> copy_mm(Running& self, Task& child, const CloneArgs& args) {
  Kernel& k = self.kernel();
  Span span(self.cx().trace, EventId::kFork, self.pid(), k.tasks.size(), MmId::kNone);
  const Result<MmId> mm = dup_mm(self.cx(), self.mm());
  if (!mm.ok()) {
    span.because(Reason::kOutOfMemory);
    return mm.error();
  }
  child.mm = mm.value();
  const Pid made = start_child(k, child, self.pid(), args);
  span.set(2, child.mm.v);
  return made;
}

// What kernel_clone does behind copy_process, and schedule_tail as the child's first act.
void store_tids(Kernel& k, Trace& trace, Pid pid, Pid child, const CloneArgs& args) {
  if ((args.flags & kCloneParentSettid) != 0) store_tid(k, trace, pid, args.parent_tid, child, Reason::kParentSettid);
  if ((args.flags & kCloneChildSettid) == 0 || args.child_tid == 0) return;
  store_tid(k, trace, child, args.child_tid, child, Reason::kChildSettid);
  trace.set_actor(pid, static_cast<u8>(k.tasks[pid].cpu));
}

Result<Pid> kernel_clone(Running& self, const CloneArgs& args) {
  const Status legal = check_flags(self.kernel(), self.pid(), args.flags);
  if (!legal.ok()) return legal.error();
  Task task = make_child(self.kernel(), self.pid(), args);
  const Result<Pid> child = (args.flags & kCloneVm) != 0 ? share_mm(self, task, args) : copy_mm(self, task, args);
  if (!child.ok()) return child;
  Trace& trace = self.cx().trace;
  store_tids(self.kernel(), trace, self.pid(), child.value(), args);
  if ((args.flags & kCloneVfork) != 0) trace.emit(EventId::kVforkWait, self.pid(), child.value());
  return child;
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
  return run_as(k, trace, pid, [&](Running& self) -> Result<Pid> {
    const Status allowed = can_add_task(k);
    return allowed.ok() ? kernel_clone(self, args) : allowed.error();
  });
}

Result<Pid> sys_clone3(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<Pid> {
    const Status allowed = can_add_task(k);
    if (!allowed.ok()) return allowed.error();
    const Status legal = check_clone3(k, args);
    return legal.ok() ? kernel_clone(self, args) : legal.error();
  });
}

Result<Pid> sys_fork(Kernel& k, Trace& trace, Pid pid) { return sys_clone(k, trace, pid, CloneArgs()); }

Result<Pid> sys_vfork(Kernel& k, Trace& trace, Pid pid) {
  CloneArgs args;
  args.flags = kCloneVfork | kCloneVm;
  return sys_clone(k, trace, pid, args);
}

Result<Pid> sys_thread(Kernel& k, Trace& trace, Pid pid) {
  CloneArgs args;
  args.flags = kCloneVm | kCloneFiles | kCloneSighand | kCloneThread;
  args.exit_signal = 0;
  return sys_clone(k, trace, pid, args);
}

}  // namespace pw
