// clone, clone3, fork and vfork, as far as their flags matter to memory (include/uapi/linux/sched.h, kernel/fork.c).
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

enum CloneFlag : u64 {
#define PW_CLONE_FLAG(constant, number, name) constant = number,
#include "engine/kernel/clone_flags.def"
#undef PW_CLONE_FLAG
  kCloneSignalMask = 0xff,
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
