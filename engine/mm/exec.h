// A fresh address space for a program (fs/exec.c, fs/binfmt_elf.c): its stack, and areas placed as a description says.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

inline constexpr u64 kStackPages = 33;  // the argument page and 128 KiB of room

inline constexpr u64 kStackFlags = kVmRead | kVmWrite | kVmMayRead | kVmMayWrite | kVmMayExec | kVmGrowsDown | kVmAccount;

struct PlacedArea {
  AddrRange range;
  u64 flags = 0;
  u64 pgoff = 0;
  FileId file;
};
// What execve leaves to a program that maps nothing: [stack], one page of it touched.
Status setup_stack(Cx& cx, MmId mm);
// setup_arg_pages; the program's name stands at the top of the stack, which is the one page that is touched.
Status setup_stack_at(Cx& cx, MmId mm, const PlacedArea& stack, const std::string& program);
// An area exactly as described, beside its neighbours even where it could join them: what loaders and libraries leave behind may
// look so. The range is free, and pages that VM_ACCOUNT asks for were promised before.
VmaId place_area(Cx& cx, MmId mm, const PlacedArea& area);

}  // namespace pw
