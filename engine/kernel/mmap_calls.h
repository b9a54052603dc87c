// mmap, munmap, mprotect, brk and mseal as a task calls them. ESRCH: no such running process.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/brk.h"

namespace pw {

Result<u64> sys_mmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags);
// mmap of a file, named by a descriptor. `offset` in bytes.
Result<u64> sys_mmap_fd(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, u32 fd, u64 offset);
// … of whatever is open under this path, or is opened for the purpose; the area alone holds it then. `name` says device and inode.
Result<u64> sys_mmap_path(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags, const FileName& name,
                          u64 offset);
Status sys_munmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length);
Status sys_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot);
// brk(2) answers where the heap ends, whatever becomes of it. ESRCH in `refused` when no such process runs.
BrkResult sys_brk(Kernel& k, Trace& trace, Pid pid, u64 brk);
Status sys_mseal(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u64 flags);

}  // namespace pw
