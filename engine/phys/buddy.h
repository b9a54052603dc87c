// The buddy allocator's inside, for the files of phys/ alone: blocks of 2^order frames on one free list per zone and order.
#pragma once

#include "engine/phys/phys.h"

namespace pw {

inline Zone& zone_of(Phys& phys, Pfn pfn) { return phys.node.zones[phys.pages[pfn.v].zone]; }
inline u64 zone_index(const Phys& phys, const Zone& zone) { return static_cast<u64>(&zone - phys.node.zones); }

// __rmqueue_smallest: the first block of the smallest sufficient order, split down. Its frames stay kFree but are on no list.
Pfn take_block(Phys& phys, Trace& trace, Zone& zone, u32 order);

enum class FreeTo : u8 { kAuto, kTail };  // kTail is FPI_TO_TAIL, used by boot
// __free_one_page: merges with free buddies as far as possible. The frames must be kFree with clean fields and on no list.
void free_block(Phys& phys, Trace& trace, Zone& zone, Pfn pfn, u32 order, FreeTo to = FreeTo::kAuto);

inline bool is_watermark_ok(const Zone& zone, u32 order, Watermark mark) { return is_watermark_ok(zone, order, mark, zone.free_pages); }

}  // namespace pw
