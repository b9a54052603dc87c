// The settings of /proc/sys/vm that the model obeys (mm/util.c, mm/mmap.c), with the kernel's own defaults.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

inline constexpr u32 kMaxMapCount = 65530;  // DEFAULT_MAX_MAP_COUNT

enum OvercommitMode : u32 { kOvercommitGuess = 0, kOvercommitAlways = 1, kOvercommitNever = 2 };

struct VmSysctl {
  u32 overcommit_memory = kOvercommitGuess;
  u32 overcommit_ratio = 50;     // percent of memory that mode 2 promises; 0 while kbytes count instead
  u64 overcommit_kbytes = 0;     // … or so much; 0: the ratio counts
  u64 user_reserve_kbytes = 0;   // set at boot, from free memory
  u64 admin_reserve_kbytes = 0;
  u32 max_map_count = kMaxMapCount;
  u32 swappiness = 60;  // vm.swappiness: 0 to 200
  PW_FIELDS(VmSysctl, overcommit_memory, overcommit_ratio, overcommit_kbytes, user_reserve_kbytes, admin_reserve_kbytes, max_map_count,
            swappiness);
};

}  // namespace pw
