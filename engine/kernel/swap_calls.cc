// sys_swapon, sys_swapoff (mm/swapfile.c) as far as they look at their arguments; what they do to areas stands in swap/area.cc, and how
// pages come back in mm/swapoff.cc.
// Left out: discard, whose flags are taken and mean nothing to a device that has none; holes, encrypted files, swap on a network.
#include "engine/kernel/swap_calls.h"

#include "engine/kernel/running.h"
#include "engine/mm/swapoff.h"

namespace pw {
namespace {

constexpr u32 kSwapFlagsValid = kSwapFlagPrioMask | kSwapFlagPrefer | kSwapFlagDiscard | kSwapFlagDiscardOnce | kSwapFlagDiscardPages;

Error no_such_file() { return fail(Errno::kENOENT, "no such file: `mkswap` makes one, with a header"); }

}  // namespace

Status make_swap(Kernel& k, const std::string& path, SwapKind kind, u64 bytes) {
  return make_swap_device(k.m.swap, path, kind, bytes);
}

Status break_swap(Kernel& k, const std::string& path, u64 offset) { return break_swap_slot(k.m.swap, path, offset); }

std::string swap_path_of(const Swap& swap, const std::string& name) {
  for (const char* prefix : {"", "/dev/", "/"}) {
    if (find_swap_device(swap, prefix + name) != nullptr) return prefix + name;
  }
  return name;
}

Result<u32> sys_swapon(Kernel& k, Trace& trace, Pid pid, const std::string& path, u32 flags) {
  return run_as(k, trace, pid, [&](Running&) -> Result<u32> {
    if ((flags & ~kSwapFlagsValid) != 0) return fail(Errno::kEINVAL, "swapon: unknown flags");
    if (find_swap_device(k.m.swap, path) == nullptr) return no_such_file();
    const i32 prio = (flags & kSwapFlagPrefer) != 0 ? static_cast<i32>(flags & kSwapFlagPrioMask) : -1;
    return enable_swap(k.m.swap, trace, path, prio);
  });
}

Status sys_swapoff(Kernel& k, Trace& trace, Pid pid, const std::string& path) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    if (find_swap_device(k.m.swap, path) == nullptr) return no_such_file();
    const u32 type = find_swap_area(k.m.swap, path);
    if (type == kMaxSwapfiles) return fail(Errno::kEINVAL, "swapoff: no swap area is on there");
    return do_swapoff(self.cx(), self.mm(), type);
  });
}

}  // namespace pw
