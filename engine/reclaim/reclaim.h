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

// MAX_RECLAIM_RETRIES: so many times in a row nothing may be taken before whoever tried gives up.
inline constexpr u32 kMaxReclaimRetries = 16;

// ---- try_to_free.cc --------------------------------------------------------------------------------------------------------------
// do_try_to_free_pages over a tree of groups: pages by age, until `pages` were taken or nothing more can be. How many were.
inline constexpr u32 kOwnSwappiness = ~u32{0};
struct ReclaimGoal {
  u64 pages = kSwapClusterMax;
  MemcgId target = 0;                // the tree; the root's is the machine
  u32 swappiness = kOwnSwappiness;  // in place of each group's own
  bool is_group = false;  // for a group's limit, and not for the machine's memory
  bool may_swap = true;
};
u64 try_to_free_pages(Cx& cx, const ReclaimGoal& goal);

// ---- retry.cc --------------------------------------------------------------------------------------------------------------------
// zone_reclaimable_pages: pages on the zone's lists that could be taken, anonymous ones only while a slot of swap is free; what is free
// if there are none.
u64 zone_reclaimable_pages(const Memory& m, const Zone& zone);
// should_reclaim_retry (mm/page_alloc.c), after a direct reclaim that took something, or not: whether another may help. `fruitless` counts
// those in a row that did not.
bool should_reclaim_retry(Cx& cx, u32 order, bool has_progress, u32* fruitless);

// ---- kswapd.cc -------------------------------------------------------------------------------------------------------------------
bool is_kswapd_hopeless(const Phys& phys);  // it failed kMaxReclaimRetries times in a row
void run_kswapd(Cx& cx);  // wakeup_kswapd, and all that it does then

}  // namespace pw
