// The working set: how long a page was away, told by the shadow that it left (mm/workingset.c).
//
//   eviction   a shadow takes the page's place: the age of the list then, and whether the page had been active
//   refault    the list has aged since by so many evictions and activations; a page that was away for no longer than the other pages would
//              have taken to pass is active at once
//
//     bit 53 .. 38          37 .. 2      1          0
//    +---------------------+------------+----------+---+
//    | group for whose     | age of its |workingset| 1 |     the shadow here; Linux has a node, too, and another order
//    | need the page went  | list       |          |   |
//    +---------------------+------------+----------+---+
// A list ages with those of the groups below it. Left out: nodes other than the one there is, the shrinker of shadow nodes.
#pragma once

#include "engine/memory/memory.h"

namespace pw {

inline constexpr u32 kShadowAgeBits = 36;

// workingset_age_nonresident.
void age_nonresident(Phys& phys, MemcgId memcg, u64 pages);
// workingset_eviction: the shadow of a page that goes for the need of a group, or of the machine (0); never 0. The list of that group ages
// by one.
u64 workingset_eviction(Memory& m, Pfn pfn, MemcgId target);
// workingset_test_recent, of an anonymous page.
bool is_recent(const Memory& m, u64 shadow);
// workingset_refault: the page is back, and not on its list yet.
void workingset_refault(Memory& m, Trace& trace, Pfn pfn, u64 shadow);

}  // namespace pw
