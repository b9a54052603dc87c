// A program's own loads, stores and instruction fetches.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"
#include "engine/kernel/signal.h"

namespace pw {

// What one command did for the acting task.
struct AccessResult {
  Errno error = Errno::kOk;  // ENOMEM: out of memory, nothing to reclaim from yet
  Signal signal;
  u64 pages_done = 0;  // how many of the repeated accesses went through
  u64 value = 0;  // first 8 bytes read
};

// The bytes of `data` stored at addr (one access per page touched); `repeat_pages` > 1 stores the same at addr + i x 4096.
AccessResult store_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, const std::string& data, u64 repeat_pages);
AccessResult load_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, u32 length, u64 repeat_pages, std::string* out);
AccessResult fetch_instruction(Kernel& k, Trace& trace, Pid pid, u64 addr);

}  // namespace pw
