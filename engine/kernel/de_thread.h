// A program is executed by one thread alone.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// de_thread: the other threads of the group end. `pid` may be any thread; it goes on as the leader, whose pid is returned.
Pid de_thread(Kernel& k, Trace& trace, Pid pid);

}  // namespace pw
