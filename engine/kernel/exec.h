// execve with a described image, and areas added to a running program in the same way.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/kernel.h"
#include "engine/kernel/signal.h"

namespace pw {

// One line of a maps file.
struct ImageArea {
  enum class Kind : u8 { kAnonymous, kFile, kShmem, kSpecial, kHeap, kStack };
  Kind kind = Kind::kAnonymous;
  AddrRange range;
  u64 flags = 0;  // VM_*
  u64 offset = 0;
  FileName name;
};

struct ExecImage {
  std::string path;
  u64 mmap_base = 0;  // 0: as without randomisation
  u64 start_brk = 0;  // 0: at [heap], or behind the program
  std::vector<ImageArea> areas;
};

// What is wrong with a description, before anything changes: EINVAL (not aligned, empty, overlapping), ENOMEM (above the address
// space, too many areas). `may_hold_program`: [heap] and [stack] may stand there.
Status check_image(const Kernel& k, const std::vector<ImageArea>& areas, bool may_hold_program);

// The signal that killed the process past the point of no return; none (signo 0) when it runs the new program, under its leader's pid.
Result<Signal> sys_execve(Kernel& k, Trace& trace, Pid pid, const ExecImage& image);
// No call of Linux: the areas that libraries and loaders have left, placed without asking any neighbour. EEXIST: something is in
// the way.
Status load_areas(Kernel& k, Trace& trace, Pid pid, const std::vector<ImageArea>& areas);

}  // namespace pw
