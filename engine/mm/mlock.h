// mlock and its kin: the calls on one address space, without the task that makes them.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// mlock2(2), mlockall(2)
inline constexpr u32 kMlockOnFault = 1;
inline constexpr u32 kMclCurrent = 1, kMclFuture = 2, kMclOnFault = 4;

// mlock is mlock2 with flags 0. Where a hole or the area limit ends it, what was locked so far stays so.
Status do_mlock(Cx& cx, MmId mm, u64 addr, u64 length, u32 flags);
Status do_munlock(Cx& cx, MmId mm, u64 addr, u64 length);
Status do_mlockall(Cx& cx, MmId mm, u32 flags);
Status do_munlockall(Cx& cx, MmId mm);

// vma_supports_mlock, as far as flags say it.
bool vma_supports_mlock(u64 vm_flags);

}  // namespace pw
