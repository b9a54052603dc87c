// What the kernel under the benchmark needs for the same calls on the same arrangement of areas; medians of seven rounds.
#pragma once

#include "engine/base/types.h"

namespace pw {

inline constexpr u64 kLiveAreas = 20000;

// mmap of 16 KiB without an address, and its munmap.
double live_map_unmap_ns();
// mprotect of the second of four pages, in each of 20,000 areas.
double live_split_ns();

}  // namespace pw
