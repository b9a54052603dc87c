// What strace says itself, at the end of a line or on one of its own:
//
//   strace: Process 5120 attached            Process 5120 attached (waiting for parent)
//   strace: Process 900 attached with 3 threads
//   Process 5120 detached                    [ Process PID=4000 runs in 32 bit mode. ]
//
// On a terminal such a notice lands inside the line that was being printed.
#pragma once

#include <string_view>

#include "engine/base/types.h"

namespace pw {

struct Notice {
  enum class Kind : u8 { kNone, kAttached, kDetached, kOther };
  Kind kind = Kind::kNone;
  u64 at = 0;  // where it begins in the line
  u32 tid = 0;
  bool has_threads = false;  // "with 3 threads"
  bool is_32bit = false;
};

// The notice with which the line ends; kNone: there is none.
Notice find_notice(std::string_view line);

}  // namespace pw
