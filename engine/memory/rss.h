// RSS counters of an address space (include/linux/mm.h: get_mm_rss, mm_counter, add_mm_counter).
//
// DIVERGES: Linux's RSS counters are per-CPU and may lag by a batch; ours are exact.
#pragma once

#include "engine/memory/memory.h"

namespace pw {

u64 count_rss(const Mm& mm);  // file + anon + shmem
// mm_counter: what a mapped page is counted as.
RssCounter mm_counter(const Page& page);
// add_mm_counter. A count never goes below zero.
void add_rss(Memory& m, MmId mm, RssCounter counter, i64 pages);
void update_hiwater_rss(Memory& m, MmId mm);

}  // namespace pw
