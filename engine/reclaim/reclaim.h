// Taking pages away: shrink_folio_list and try_to_unmap (mm/vmscan.c, mm/rmap.c).
//
// What stands here decides page by page whether a page that somebody isolated from its LRU list can be taken: it gets a slot of swap, its
// entries are replaced, it is written, and leaves the cache. Which pages are asked, by age and by group, comes on top of it.
// It does not know mm/, which asks through PageReclaimer (memory/page_reclaimer.h).
//
// Operations one to a file: shrink_list.cc, unmap.cc (with tlb_batch.h), pageout.cc, remove.cc, reclaim_pages.cc.
#pragma once

#include <vector>

#include "engine/memory/cx.h"

namespace pw {

// reclaim_pages: of MADV_PAGEOUT. The pages are isolated, each with a reference of the caller's; whether they were used lately is not
// asked. What cannot be taken goes back through this CPU's lru_add batch. How many were taken.
u64 reclaim_pages(Cx& cx, const std::vector<Pfn>& isolated);

// do_try_to_free_pages over one lruvec: pages by age, until `pages` were taken or nothing more can be. How many were.
struct ReclaimGoal {
  u64 pages = 32;
  u32 swappiness = 60;
  bool is_group = false;  // for a group's limit, and not for the machine's memory
  u64 free_pages = 0;     // of the machine, with the sum of its high watermarks: whether pages of files are hardly left
  u64 high_pages = 0;
};
u64 try_to_free_pages(Cx& cx, Lruvec& lruvec, const ReclaimGoal& goal);

// ---- kswapd.cc -------------------------------------------------------------------------------------------------------------------
bool can_reclaim(const Memory& m);          // there is swap, or a page of a file
ReclaimGoal machine_goal(const Memory& m);  // direct reclaim's: 32 pages, for the machine
void run_kswapd(Cx& cx);

}  // namespace pw
