// Swap areas as an administrator makes and switches them: mkswap(8), swapon(2), swapoff(2). No process here has CAP_SYS_ADMIN; as with the
// settings of /proc/sys, root is meant, whoever types.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"
#include "engine/swap/swap.h"

namespace pw {

// SWAP_FLAG_* (include/linux/swap.h).
inline constexpr u32 kSwapFlagPrefer = 0x8000, kSwapFlagPrioMask = 0x7fff;
inline constexpr u32 kSwapFlagDiscard = 0x10000, kSwapFlagDiscardOnce = 0x20000, kSwapFlagDiscardPages = 0x40000;

// A device of that size with a swap header, or a new header on one that is there and not on. EBUSY: it is on. EINVAL: the size.
Status make_swap(Kernel& k, const std::string& path, SwapKind kind, u64 bytes);
// From now on the block of that slot cannot be read. ENOENT, EINVAL.
Status break_swap(Kernel& k, const std::string& path, u64 offset);
// The path that mkswap made of a bare name: /dev/NAME, or /NAME of a file. The name itself where there is none.
std::string swap_path_of(const Swap& swap, const std::string& name);

// The type of the area. EINVAL: flags, ENOENT: no such file, and what enable_swap() says.
Result<u32> sys_swapon(Kernel& k, Trace& trace, Pid pid, const std::string& path, u32 flags);
// ENOENT: no such file. EINVAL: no area is on there. ENOMEM: memory does not suffice for what stands in it; the area is on again then.
Status sys_swapoff(Kernel& k, Trace& trace, Pid pid, const std::string& path);

}  // namespace pw
