// The limits of a process that bound its memory (struct rlimit of signal->rlim). What enforces them stands in mm/limits.cc.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

// setrlimit(2), as far as it bounds an address space. Bytes; kRlimInfinity: no limit.
inline constexpr u64 kRlimInfinity = ~u64{0};
struct Rlimit {
  u64 soft = kRlimInfinity;
  u64 hard = kRlimInfinity;
  PW_FIELDS(Rlimit, soft, hard);
};
struct Limits {
  Rlimit as;
  Rlimit data;
  Rlimit stack{8ull << 20, kRlimInfinity};
  Rlimit memlock{8ull << 20, 8ull << 20};
  PW_FIELDS(Limits, as, data, stack, memlock);
};

}  // namespace pw
