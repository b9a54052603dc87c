// Per-CPU lists, for the files of phys/ alone.
#pragma once

#include "engine/phys/phys.h"

namespace pw {

// rmqueue_pcplist: the first frame of the CPU's list, refilled by rmqueue_bulk when empty. None: the zone has no free block left.
// `refilled` tells which it was.
Pfn take_from_pcp(Phys& phys, Trace& trace, Zone& zone, u32 cpu, bool* refilled);
// free_frozen_page_commit: to the front of the list; beyond `high` a batch leaves from its end.
void free_to_pcp(Phys& phys, Trace& trace, Zone& zone, u32 cpu, Pfn pfn);

}  // namespace pw
