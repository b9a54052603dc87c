// kill(2): a signal to a process.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

inline constexpr u32 kMaxSignal = 64;  // _NSIG

enum class SignalAction : u8 { kEnd, kNone, kStop };
SignalAction default_action(u32 signo);  // realtime signals end a process, too

// ESRCH: no such process. EINVAL: no such signal. 0 only asks whether the process is there.
Status sys_kill(Kernel& k, Trace& trace, Pid pid, u64 target, u64 signo);

}  // namespace pw
