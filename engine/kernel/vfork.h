// A parent that sleeps in vfork, and what wakes it.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// The child that `pid` waits for since it called vfork; 0: it may run.
Pid find_vfork_child(const Kernel& k, Pid pid);
// mm_release: `pid` leaves its address space, so a parent that sleeps in vfork for it wakes up. Nothing if nobody sleeps.
void complete_vfork(Kernel& k, Trace& trace, Pid pid, ReasonCode why);
// mm_release as a whole, for exit and execve: the tid is cleared for other users of the address space, then complete_vfork. Before the
// task leaves its mm.
void release_mm(Kernel& k, Trace& trace, Pid pid, ReasonCode why);

}  // namespace pw
