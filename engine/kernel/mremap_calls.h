// mremap as a task calls it.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/mremap.h"

namespace pw {

// The new address. What a locked area gained is faulted in before the call returns (mm_populate).
Result<u64> sys_mremap(Kernel& k, Trace& trace, Pid pid, const MremapArgs& args);

}  // namespace pw
