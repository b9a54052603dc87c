// clone, clone3, fork and vfork, as far as their flags matter to memory (include/uapi/linux/sched.h, kernel/fork.c).
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

enum CloneFlag : u64 {
  kCloneNewTime = 0x80,  // clone3 only; clone() keeps the signal in these bits
  kCloneSignalMask = 0xff,
  kCloneVm = 0x100,
  kCloneFs = 0x200,
  kCloneFiles = 0x400,
  kCloneSighand = 0x800,
  kCloneVfork = 0x4000,
  kCloneParent = 0x8000,
  kCloneThread = 0x10000,
  kCloneNewNs = 0x20000,
  kCloneParentSettid = 0x100000,
  kCloneChildCleartid = 0x200000,
  kCloneDetached = 0x400000,
  kCloneChildSettid = 0x1000000,
  kCloneNewUser = 0x10000000,
  kCloneNewPid = 0x20000000,
  kCloneClearSighand = 0x100000000,
  kCloneIntoCgroup = 0x200000000,
};

// kernel_clone_args.
struct CloneArgs {
  u64 flags = 0;
  u64 exit_signal = kSigchld;
  u64 child_tid = 0;
  u64 parent_tid = 0;
  u64 stack = 0;  // clone3 looks at both of these, clone at neither
  u64 stack_size = 0;
  u64 struct_size = 88;  // clone3: how much of struct clone_args the caller knows
};

// clone(): the flags and the signal as they came, apart.
Result<Pid> sys_clone(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args);
// clone3(): the same behind clone3_args_valid() and copy_clone_args_from_user().
Result<Pid> sys_clone3(Kernel& k, Trace& trace, Pid pid, const CloneArgs& args);
Result<Pid> sys_vfork(Kernel& k, Trace& trace, Pid pid);

Result<Pid> sys_fork(Kernel& k, Trace& trace, Pid pid);
Result<Pid> sys_thread(Kernel& k, Trace& trace, Pid pid);  // what pthread_create asks for: a task on the same mm, of the same group

}  // namespace pw
