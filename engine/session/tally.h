// What the events of one command come to: what a map of the whole log shows of it. Counted as they arrive, so it is whole however few of
// them are kept.
#pragma once

#include "engine/trace/event.h"

namespace pw {

struct Tally {
  u64 faults = 0;  // that were resolved, as minflt and majflt count them
  u64 copies = 0;  // pages copied for a writer
  u64 frames = 0;  // taken from the page allocator
  u64 tables = 0;  // page tables hung in below others

  void count(const Event& event);
};

}  // namespace pw
