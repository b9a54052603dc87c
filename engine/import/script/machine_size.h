// How large and how privileged the machine of a log must have been: what the kernel granted there, it has to grant here.
#pragma once

#include <string>
#include <vector>

#include "engine/import/read/maps_text.h"
#include "engine/import/read/strace_log.h"

namespace pw {

struct MachineSize {
  u64 mem_bytes = 0;         // a power of two up to 16G; 0: as the machine is without a word
  bool overcommits = false;  // one call was promised more than 16G
  bool locks = false;        // memory was locked: RLIMIT_MEMLOCK did not stand in the way
  bool has_pkeys = false;    // a protection key was given out
  bool has_many_areas = false;  // perhaps more than vm.max_map_count
  bool is_wide = false;         // addresses of more than 47 bits
};

MachineSize machine_size(const std::vector<StraceCall>& calls);
MachineSize machine_size(const std::vector<MapsText>& spaces);
// The commands that make it, one a line: boot first, unless the machine is as it is without a word.
std::string machine_text(const MachineSize& size);

}  // namespace pw
