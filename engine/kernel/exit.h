// exit and exit_group, and what else ends tasks.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// exit_group(2): the whole process.
Status sys_exit(Kernel& k, Trace& trace, Pid pid, u32 code);
// exit(2) itself: one thread ends, and with the last one the process.
Status sys_exit_thread(Kernel& k, Trace& trace, Pid pid, u32 code);

// do_group_exit: ends every task of the group; `status` as wait(2) reports it. Not for init.
void end_thread_group(Kernel& k, Trace& trace, Pid pid, u32 status);
// Every other thread of the group ends; `pid` is its leader and goes on.
void end_other_threads(Kernel& k, Trace& trace, Pid pid);

}  // namespace pw
