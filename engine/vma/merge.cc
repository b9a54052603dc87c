// Merge decisions of 6.18 (mm/vma.c: can_vma_merge_left, can_vma_merge_right, is_mergeable_vma, is_mergeable_anon_vma,
// vma_is_fork_child, vma_merge_new_range, vma_merge_existing_range).
//
// The rule about anon_vmas is 6.18's: of two areas one may have none, and takes over the other's chain, unless that chain has more than one
// link (the area came from a fork: joining would put more pages under the root's lock). 6.12 asked for the chain of the wrong area.
#include "engine/trace/vma_events.h"
#include "engine/vma/merge.h"

namespace pw {
namespace {

bool is_forked(const Vma& vma) { return vma.anon_vma.valid() && vma.avc_count > 1; }

// is_mergeable_vma, then is_mergeable_anon_vma, asked of the area on one side.
ReasonCode ask_flags_and_anon_vma(const MergeRequest& request, const Vma& target) {
  if (!is_same_policy(target.policy, request.policy)) return Reason::kMergePolicyDiffers;
  if (((target.flags ^ request.flags) & ~kVmSticky) != 0) return Reason::kMergeFlagsDiffer;
  if (request.file != target.file) return Reason::kMergeFileDiffers;
  if (request.anon_vma == target.anon_vma) return Reason::kMergeOk;
  if (!target.anon_vma.valid()) {
    const Vma* source = request.middle != nullptr ? request.middle : request.copied_from;
    return source != nullptr && is_forked(*source) ? Reason::kMergeRangeForked : Reason::kMergeOk;
  }
  if (!request.anon_vma.valid()) return is_forked(target) ? Reason::kMergeNeighbourForked : Reason::kMergeOk;
  return Reason::kMergeAnonVmaDiffers;
}

ReasonCode ask_prev(const MergeRequest& request) {
  const Vma* prev = request.prev;
  if (request.middle != nullptr && request.range.start != request.middle->start) return Reason::kMergeNotAtStart;
  if (prev == nullptr) return Reason::kMergeNoNeighbour;
  if (prev->end != request.range.start) return Reason::kMergeNotTouching;
  const ReasonCode reason = ask_flags_and_anon_vma(request, *prev);
  if (reason != Reason::kMergeOk) return reason;
  return prev->pgoff + prev->pages() == request.pgoff ? Reason::kMergeOk : Reason::kMergePgoffDiffers;
}

ReasonCode ask_next(const MergeRequest& request, bool merges_prev) {
  const Vma* next = request.next;
  if (request.middle != nullptr && request.range.end != request.middle->end) return Reason::kMergeNotAtEnd;
  if (next == nullptr) return Reason::kMergeNoNeighbour;
  if (next->start != request.range.end) return Reason::kMergeNotTouching;
  const ReasonCode reason = ask_flags_and_anon_vma(request, *next);
  if (reason != Reason::kMergeOk) return reason;
  if (next->pgoff != request.pgoff + request.range.pages()) return Reason::kMergePgoffDiffers;
  if (!merges_prev) return Reason::kMergeOk;
  // Each fits the range; do they fit each other?
  const AnonVmaId left = request.prev->anon_vma;
  const bool fits = !left.valid() || !next->anon_vma.valid() || left == next->anon_vma;
  return fits ? Reason::kMergeOk : Reason::kMergeNeighboursDiffer;
}

MergePlan ask_both(const MergeRequest& request) {
  MergePlan plan;
  if ((request.flags & kVmSpecial) != 0) {
    plan.prev_reason = Reason::kMergeSpecial;
    plan.next_reason = Reason::kMergeSpecial;
    return plan;
  }
  plan.prev_reason = ask_prev(request);
  plan.next_reason = ask_next(request, plan.prev_reason == Reason::kMergeOk);
  return plan;
}

void extend_to_prev(MergePlan& plan, const MergeRequest& request) {
  plan.kind = MergeKind::kExtendPrev;
  plan.survivor = MergeArea::kPrev;
  plan.new_range = AddrRange{request.prev->start, request.range.end};
  plan.new_pgoff = request.prev->pgoff;
}

void extend_to_next(MergePlan& plan, const MergeRequest& request) {
  plan.kind = MergeKind::kExtendNext;
  plan.survivor = MergeArea::kNext;
  plan.new_range = AddrRange{request.range.start, request.next->end};
  plan.new_pgoff = request.next->pgoff - request.range.pages();
}

void join_both(MergePlan& plan, const MergeRequest& request) {
  extend_to_prev(plan, request);
  plan.kind = MergeKind::kJoinBoth;
  plan.new_range.end = request.next->end;
  plan.removes_next = true;
}

// Of everyone that becomes part of the survivor; what stays outside gives nothing.
void collect_sticky(MergePlan& plan, const MergeRequest& request, bool takes_prev, bool takes_next) {
  u64 flags = request.flags;
  if (takes_prev) flags |= request.prev->flags;
  if (takes_next) flags |= request.next->flags;
  plan.sticky_flags = flags & kVmSticky;
}

void extend(MergePlan& plan, const MergeRequest& request) {
  const bool takes_prev = plan.prev_reason == Reason::kMergeOk;
  const bool takes_next = plan.next_reason == Reason::kMergeOk;
  collect_sticky(plan, request, takes_prev, takes_next);
  if (takes_prev && takes_next) return join_both(plan, request);
  if (takes_prev) return extend_to_prev(plan, request);
  if (takes_next) extend_to_next(plan, request);
}

// The middle goes altogether, or keeps the part that the range leaves.
void treat_middle(MergePlan& plan, const MergeRequest& request) {
  const Vma& middle = *request.middle;
  if (request.range == middle.range()) {
    plan.removes_middle = true;
    return;
  }
  plan.shrinks_middle = true;
  if (plan.survivor == MergeArea::kPrev) {
    plan.kind = MergeKind::kShiftPrevInto;
    plan.middle_range = AddrRange{request.range.end, middle.end};
    plan.middle_pgoff = linear_page_index(middle, request.range.end);
  } else {
    plan.kind = MergeKind::kShiftNextInto;
    plan.middle_range = AddrRange{middle.start, request.range.start};
    plan.middle_pgoff = middle.pgoff;
  }
}

// dup_anon_vma: a survivor without an anon_vma gets that of the area it swallows; next's before the middle's or that of the copied area.
void choose_chain(MergePlan& plan, const MergeRequest& request) {
  const Vma& survivor = plan.survivor == MergeArea::kPrev ? *request.prev : *request.next;
  if (survivor.anon_vma.valid()) return;
  if (plan.removes_next && request.next->anon_vma.valid()) {
    plan.clone_chain_from = MergeArea::kNext;
  } else if (request.middle != nullptr && request.middle->anon_vma.valid()) {
    plan.clone_chain_from = MergeArea::kMiddle;
  } else if (request.copied_from != nullptr && request.copied_from->anon_vma.valid()) {
    plan.clone_chain_from = MergeArea::kCopiedFrom;
  }
}

}  // namespace

MergePlan plan_merge_new(const MergeRequest& request) {
  PW_ASSERT(request.middle == nullptr, "a new range lies in no area");
  MergePlan plan = ask_both(request);
  extend(plan, request);
  if (plan.merges()) choose_chain(plan, request);
  return plan;
}

MergePlan plan_merge_existing(const MergeRequest& request) {
  PW_ASSERT(request.middle != nullptr, "an existing range lies in an area");
  PW_ASSERT(request.anon_vma == request.middle->anon_vma, "an existing range has its area's anon_vma");
  MergePlan plan = ask_both(request);
  extend(plan, request);
  if (!plan.merges()) return plan;
  treat_middle(plan, request);
  choose_chain(plan, request);
  return plan;
}

ReasonCode can_reuse_anon_vma(const Vma& vma, const Vma& neighbour) {
  const bool is_next = neighbour.start >= vma.end;
  const Vma& low = is_next ? vma : neighbour;
  const Vma& high = is_next ? neighbour : vma;
  if (low.end != high.start) return Reason::kAnonVmaNotTouching;
  if (!is_same_policy(low.policy, high.policy)) return Reason::kMergePolicyDiffers;
  if (low.file != high.file) return Reason::kAnonVmaFileDiffers;
  if (((low.flags ^ high.flags) & ~(kVmAccessFlags | kVmSticky)) != 0) return Reason::kAnonVmaFlagsDiffer;
  if (high.pgoff != low.pgoff + low.pages()) return Reason::kAnonVmaPgoffDiffers;
  if (!neighbour.anon_vma.valid()) return Reason::kAnonVmaNeighbourHasNone;
  return neighbour.avc_count == 1 ? Reason::kAnonVmaReuseOk : Reason::kAnonVmaNeighbourForked;
}

}  // namespace pw
