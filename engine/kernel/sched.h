// Where a task runs.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

Status sys_taskset(Kernel& k, Trace& trace, Pid pid, u32 cpu);

}  // namespace pw
