// wait4 as a task calls it.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

enum WaitOption : u32 { kWaitNoHang = 1, kWaitUntraced = 2, kWaitContinued = 8, kWaitNoThread = 0x20000000, kWaitAll = 0x40000000,
                        kWaitClone = 0x80000000 };

struct WaitResult {
  Pid pid = 0;
  u32 status = 0;
};
// child 0: any. ECHILD: none that `options` admit. EAGAIN: none has ended yet; pid 0 instead with WNOHANG.
Result<WaitResult> sys_wait(Kernel& k, Trace& trace, Pid pid, Pid child, u32 options = 0);

}  // namespace pw
