// What the events of one command come to: what a map of the whole log shows of it. Counted as they arrive, so it is whole however few of
// them are kept.
#pragma once

#include "engine/phys/phys.h"
#include "engine/trace/event.h"

namespace pw {

struct Tally {
  u64 faults = 0;  // that were resolved, as minflt and majflt count them
  u64 copies = 0;  // pages copied for a writer
  u64 frames = 0;  // taken from the page allocator
  u64 tables = 0;  // page tables hung in below others
  u64 kswapd = 0;  // runs of kswapd
  u64 direct = 0;  // times that whoever allocates took pages away itself
  u32 free[kZones]{};  // NR_FREE_PAGES of each zone when it ended

  void count(const Event& event);
  void end(const Phys& phys);
};

}  // namespace pw
