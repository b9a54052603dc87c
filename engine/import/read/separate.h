// strace -p A -p B without notices (-o): who of the tasks that no call made has an address space of its own.
#pragma once

#include <set>
#include <vector>

#include "engine/import/read/strace_log.h"

namespace pw {

// Tasks that share an address space never get the same address twice while it is in use, and have one heap. Where two of those that the log
// does not show being made do, all of them are processes; else nothing speaks against threads, and the answer is empty.
std::set<u32> separate_processes(const std::vector<StraceCall>& calls);

}  // namespace pw
