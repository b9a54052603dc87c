// msync (mm/msync.c), on one address space.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// msync(2)
inline constexpr u32 kMsAsync = 1, kMsInvalidate = 2, kMsSync = 4;
Status do_msync(Cx& cx, MmId mm, u64 addr, u64 length, u32 flags);

}  // namespace pw
