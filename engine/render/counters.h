// The counters that a command can move, by name and in one order (counters.def), for views and snapshots.
#pragma once

#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

struct CounterInfo {
  const char* name;
  const char* what;
};
const std::vector<CounterInfo>& counter_infos();
std::vector<u64> read_counters(const Kernel& k);

u64 count_free_pages(const Kernel& k);  // NR_FREE_PAGES over all zones

}  // namespace pw
