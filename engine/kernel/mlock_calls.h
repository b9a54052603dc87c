// mlock and its kin, and msync, as a task calls them. ESRCH: no such running process.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/mlock.h"

namespace pw {

Status sys_mlock2(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags);
Status sys_munlock(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length);
Status sys_mlockall(Kernel& k, Trace& trace, Pid pid, u32 flags);
Status sys_munlockall(Kernel& k, Trace& trace, Pid pid);
Status sys_msync(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags);

}  // namespace pw
