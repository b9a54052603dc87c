// The merge planner: decides, without changing anything, whether a range joins its neighbours (mm/vma.c: vma_merge_new_range and
// vma_merge_existing_range of 6.18), and says why not.
#pragma once

#include "engine/trace/event.h"
#include "engine/vma/vma.h"

namespace pw {

// What a neighbour is asked. `prev` and `next` touch the range or are absent; for an existing area `middle` is the area that holds the range.
struct MergeRequest {
  AddrRange range;
  u64 pgoff = 0;
  u64 flags = 0;
  AnonVmaId anon_vma;     // of the middle (existing); invalid for a new range
  const Vma* middle = nullptr;
  const Vma* prev = nullptr;
  const Vma* next = nullptr;
};

enum class MergeKind : u8 {
  kNone,
  kExtendPrev,        // new range, or the whole middle, joins prev
  kExtendNext,        // … joins next
  kJoinBoth,          // prev + range + next become one
  kShiftPrevInto,     // the head of middle goes to prev: the boundary moves right
  kShiftNextInto,     // the tail of middle goes to next: the boundary moves left
};

struct MergePlan {
  MergeKind kind = MergeKind::kNone;
  Reason prev_reason = Reason::kNone;  // why prev could not take it (kMergeOk if it could)
  Reason next_reason = Reason::kNone;
  bool takes_anon_vma_of_next = false;    // survivor has none and must clone next's chain
  bool takes_anon_vma_of_middle = false;  // … the middle's chain
};

MergePlan plan_merge_new(const MergeRequest& request);
MergePlan plan_merge_existing(const MergeRequest& request);

// find_mergeable_anon_vma's test for one neighbour (reusable_anon_vma, mm/vma.c): may `vma` use the anon_vma of `neighbour`?
Reason can_reuse_anon_vma(const Vma& vma, const Vma& neighbour);

}  // namespace pw
