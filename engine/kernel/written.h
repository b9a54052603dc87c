// What a recorded log cannot show: that a program wrote to its memory.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// Every private area of the range that may be written and never was gets its anon_vma, as its first store would have given it. No page
// is made, since nobody knows what was written. Stands in for the stores of a program whose system calls alone are known: whether two
// areas merge depends on them. How many areas got one.
Result<u64> mark_written(Kernel& k, Trace& trace, Pid pid, AddrRange range);

}  // namespace pw
