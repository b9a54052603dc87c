// The merge planner: decides, without changing anything, whether a range joins its neighbours (mm/vma.c of 6.18: vma_merge_new_range and
// vma_merge_existing_range with can_vma_merge_left, can_vma_merge_right), and says why not.
//
// Left out, because the model has no such thing yet: userfaultfd contexts, names, and areas that may not be removed
// (vm_ops->close). The limit on the number of areas is not asked here: a merge never makes one more.
#pragma once

#include "engine/trace/event.h"
#include "engine/vma/vma.h"

namespace pw {

// What the planner is asked. `prev` and `next` are the areas before and after, absent (nullptr) at the ends of the address space; that they
// touch is the planner's own test. The neighbours of an existing range are those of its whole area, never that area itself.
struct MergeRequest {
  AddrRange range;
  u64 pgoff = 0;                  // of range.start
  u64 flags = 0;                  // that the range shall have: of an existing one, the new flags
  Mempolicy policy;               // … and the memory policy
  FileId file;                    // that the range maps; invalid: anonymous
  AnonVmaId anon_vma;             // of the middle (existing), or of what mremap copies or extends; else invalid
  const Vma* middle = nullptr;    // existing: the area that holds the range; nullptr for a new range
  const Vma* copied_from = nullptr;  // new, by mremap: the area whose pages will come here; it has `anon_vma` then
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

enum class MergeArea : u8 { kNone, kPrev, kMiddle, kNext, kCopiedFrom };

// What to do, complete: the committer reads the request no more.
//
//   kind            survivor  new_range                 removes          shrinks
//   kExtendPrev     prev      prev.start  .. range.end  middle, if any   -
//   kExtendNext     next      range.start .. next.end   middle, if any   -
//   kJoinBoth       prev      prev.start  .. next.end   middle, next     -
//   kShiftPrevInto  prev      prev.start  .. range.end  -                middle to range.end .. middle.end
//   kShiftNextInto  next      range.start .. next.end   -                middle to middle.start .. range.start
//
// Order of the commit, as commit_merge and vma_complete have it: clone the chain (dup_anon_vma), take both changed areas out of their
// interval trees, set the ranges, store the survivor over everything it covers, put them back, unlink and free the removed areas.
struct MergePlan {
  MergeKind kind = MergeKind::kNone;
  ReasonCode prev_reason = Reason::kNone;  // why prev could not take it (kMergeOk if it could)
  ReasonCode next_reason = Reason::kNone;
  MergeArea survivor = MergeArea::kNone;  // kPrev or kNext; has the request's flags already
  AddrRange new_range;                    // of the survivor
  u64 sticky_flags = 0;                   // VM_STICKY flags of all that become one: the survivor has them from now on
  u64 new_pgoff = 0;
  bool removes_middle = false;
  bool removes_next = false;              // prev is never removed
  bool shrinks_middle = false;
  AddrRange middle_range;                 // what is left of the middle, when it shrinks
  u64 middle_pgoff = 0;
  // The survivor has no anon_vma: it gets this one's and its chain (kMiddle, kNext or kCopiedFrom).
  MergeArea clone_chain_from = MergeArea::kNone;

  bool merges() const { return kind != MergeKind::kNone; }
};

MergePlan plan_merge_new(const MergeRequest& request);
MergePlan plan_merge_existing(const MergeRequest& request);

// find_mergeable_anon_vma's test for one neighbour (anon_vma_compatible and reusable_anon_vma, mm/vma.c): may `vma`, which has no anon_vma,
// use that of `neighbour`? Linux asks the next area first, then the previous one. kAnonVmaReuseOk when it may.
ReasonCode can_reuse_anon_vma(const Vma& vma, const Vma& neighbour);

}  // namespace pw
