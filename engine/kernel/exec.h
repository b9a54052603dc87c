// execve with a described image.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/image.h"
#include "engine/kernel/signal.h"

namespace pw {

struct ExecImage {
  std::string path;
  u64 mmap_base = 0;  // 0: as without randomisation
  u64 start_brk = 0;  // 0: at [heap], or behind the program
  std::vector<ImageArea> areas;
};

// The signal that killed the process past the point of no return; none (signo 0) when it runs the new program, under its leader's pid.
Result<Signal> sys_execve(Kernel& k, Trace& trace, Pid pid, const ExecImage& image);

}  // namespace pw
