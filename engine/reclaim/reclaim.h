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

}  // namespace pw
