// What happens to the lists of a group happens to those above it, too: age, cost, statistics (mm/workingset.c, mm/swap.c, mm/memcontrol.c).
#pragma once

#include "engine/phys/phys.h"

namespace pw {

// The lruvec of the group and of each above it.
template <class Visit>
void for_each_above(Phys& phys, MemcgId memcg, Visit visit) {
  for (MemcgId at = memcg;; at = phys.memcg.groups[at].parent) {
    visit(lruvec_of_group(phys, at));
    if (at == 0) return;
  }
}

void lru_note_cost(Phys& phys, MemcgId memcg, LruKind kind, u64 pages_io, u64 pages_rotated);  // lru.cc
// css_rstat_flush: what statistics say of every group from now on, each with all below it (memcg.cc).
void flush_stats(Phys& phys);

}  // namespace pw
