// mincore as a task calls it.
#pragma once

#include <vector>

#include "engine/kernel/kernel.h"
#include "engine/mm/madvise.h"

namespace pw {

// Where mincore stores its rows; without one they are printed alone.
struct MincoreVector {
  bool is_given = false;
  u64 addr = 0;
};
Status sys_mincore(Kernel& k, Trace& trace, Pid pid, AdvisedRange range, std::vector<u8>* rows, const MincoreVector& vector = {});

}  // namespace pw
