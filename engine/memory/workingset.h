// The working set: how long a page was away, told by the shadow that it left (mm/workingset.c).
//
//   eviction   a shadow takes the page's place: the age of the list then, and whether the page had been active
//   refault    the list has aged since by so many evictions and activations; a page that was away for no longer than the other pages would
//              have taken to pass is active at once
//
//     bit 37 .. 2                    1          0
//    +------------------------------+----------+---+
//    | age, 36 bits                 |workingset| 1 |     the shadow here; Linux has node and group between the two
//    +------------------------------+----------+---+
// Left out: nodes and groups other than the one there is, the shrinker of shadow nodes.
#pragma once

#include "engine/memory/memory.h"

namespace pw {

inline constexpr u32 kShadowAgeBits = 36;

// workingset_age_nonresident.
void age_nonresident(Lruvec& lruvec, u64 pages);
// workingset_eviction: the shadow of a page that goes; never 0. The list ages by one.
u64 workingset_eviction(Memory& m, Pfn pfn);
// workingset_test_recent, of an anonymous page.
bool is_recent(const Memory& m, Pfn pfn, u64 shadow);
// workingset_refault: the page is back, and not on its list yet.
void workingset_refault(Memory& m, Trace& trace, Pfn pfn, u64 shadow);

}  // namespace pw
