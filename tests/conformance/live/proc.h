// What /proc tells of the tasks of this machine.
#pragma once

#include "engine/base/ids.h"

namespace pw::live {

// The thread of a process that is `pid` in the innermost pid namespace. 0: none.
int find_host_tid(int host_pid, Pid pid);
// A thread is gone when it has no entry left; a leader stays as a zombie while others run.
bool is_thread_gone(int host_pid, int host_tid);
// Has its parent taken its status? Then its number may be another process's by now.
bool is_reaped(int pidfd);

}  // namespace pw::live
