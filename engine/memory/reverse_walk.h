// The reverse walk over the whole machine: who maps a frame, in all address spaces (rmap_walk in mm/rmap.c, with the page tables of each mm
// that it meets).
#pragma once

#include "engine/memory/memory.h"

namespace pw {

RmapWalk walk_rmap(const Memory& m, Trace& trace, Pfn pfn);

}  // namespace pw
