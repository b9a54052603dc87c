// Carries out what vma/merge.h planned (commit_merge, vma_prepare, vma_complete, dup_anon_vma in mm/vma.c).
//
// The plan is complete and cannot fail here. Order as in Linux: the survivor gets its chain first, then both changed areas leave
// their interval trees, ranges change, they go back, and the removed areas are unlinked last, so no page is without a tree in
// between.
#include "engine/file/i_mmap.h"
#include "engine/mm/area.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

struct Party {
  VmaId prev;
  VmaId middle;
  VmaId next;
  VmaId copied_from;
  VmaId of(MergeArea area) const {
    switch (area) {
      case MergeArea::kPrev: return prev;
      case MergeArea::kMiddle: return middle;
      case MergeArea::kNext: return next;
      case MergeArea::kCopiedFrom: return copied_from;
      case MergeArea::kNone: break;
    }
    return VmaId();
  }
};

void set_range(Memory& m, VmaId id, AddrRange range, u64 pgoff) {
  Vma& vma = m.vmas.mut(id);
  vma.start = range.start;
  vma.end = range.end;
  vma.pgoff = pgoff;
}

// dup_anon_vma: pages of the absorbed or copied area stay findable, so the survivor goes onto the same trees.
void take_chain(Cx& cx, VmaId survivor, VmaId source) {
  cx.m.vmas.mut(survivor).anon_vma = cx.m.vmas[source].anon_vma;
  clone_anon_vma(cx.m.rmap, cx.m.vmas, cx.trace, survivor, source);
}

void remove_area(Cx& cx, MmId mm, VmaId id) {
  --cx.m.mms.mut(mm).map_count;
  unlink_mapping(cx.m.files, cx.m.vmas, id);
  // anon_vma_merge: the survivor is on the same trees already.
  if (cx.m.vmas[id].anon_vma.valid()) unlink_anon_vmas(cx.m.rmap, cx.m.vmas, cx.trace, id);
  free_area(cx, id);
}

VmaId commit_merge(Cx& cx, MmId mm, const Party& party, const MergePlan& plan) {
  const VmaId survivor = party.of(plan.survivor);
  Span span(cx.trace, EventId::kCommitMerge, survivor.v, plan.new_range.start, plan.new_range.end);
  const AddrRange old_range = cx.m.vmas[survivor].range();
  if (plan.clone_chain_from != MergeArea::kNone) take_chain(cx, survivor, party.of(plan.clone_chain_from));

  remove_from_interval_trees(cx.m.rmap, cx.m.vmas, survivor);
  if (plan.shrinks_middle) remove_from_interval_trees(cx.m.rmap, cx.m.vmas, party.middle);
  unlink_mapping(cx.m.files, cx.m.vmas, survivor);
  if (plan.shrinks_middle) unlink_mapping(cx.m.files, cx.m.vmas, party.middle);
  VmaTree& tree = cx.m.mms.mut(mm).tree;
  if (plan.removes_middle) erase_vma(cx.m.nodes, tree, cx.m.vmas[party.middle].range());
  if (plan.removes_next) erase_vma(cx.m.nodes, tree, cx.m.vmas[party.next].range());
  if (plan.shrinks_middle) {
    set_vma_range(cx.m.nodes, tree, cx.m.vmas[party.middle].range(), plan.middle_range, party.middle);
    set_range(cx.m, party.middle, plan.middle_range, plan.middle_pgoff);
  }
  set_vma_range(cx.m.nodes, tree, old_range, plan.new_range, survivor);
  set_range(cx.m, survivor, plan.new_range, plan.new_pgoff);
  cx.m.vmas.mut(survivor).flags |= plan.sticky_flags;
  if (plan.shrinks_middle) link_mapping(cx.m.files, cx.m.vmas, party.middle);
  link_mapping(cx.m.files, cx.m.vmas, survivor);
  insert_into_interval_trees(cx.m.rmap, cx.m.vmas, survivor);
  if (plan.shrinks_middle) insert_into_interval_trees(cx.m.rmap, cx.m.vmas, party.middle);

  if (plan.removes_middle) remove_area(cx, mm, party.middle);
  if (plan.removes_next) remove_area(cx, mm, party.next);
  return survivor;
}

void tell_plan(Cx& cx, const Party& party, AddrRange range, const MergePlan& plan) {
  if (party.prev.valid()) cx.trace.emit(EventId::kMergePrev, plan.prev_reason, party.prev.v, range.start);
  if (party.next.valid()) cx.trace.emit(EventId::kMergeNext, plan.next_reason, party.next.v, range.end);
}

const Vma* area_or_null(const Memory& m, VmaId id) { return id.valid() ? &m.vmas[id] : nullptr; }

// vma_merge_new_range. `request` lacks only the neighbours; `copied_from` is the area that it names, if it does.
VmaId merge_new(Cx& cx, MmId mm, MergeRequest request, VmaId copied_from, MergeSides sides) {
  const AddrRange range = request.range;
  Span span(cx.trace, EventId::kVmaMerge, range.start, range.end, VmaId::kNone);
  const Neighbours around = find_neighbours(cx.m.nodes, cx.m.mms[mm].tree, range);
  const Party party{around.prev, VmaId(), sides == MergeSides::kBoth ? around.next : VmaId(), copied_from};
  request.prev = area_or_null(cx.m, party.prev);
  request.next = area_or_null(cx.m, party.next);
  const MergePlan plan = plan_merge_new(request);
  tell_plan(cx, party, range, plan);
  span.because(plan.merges() ? Reason::kMergeNew : Reason::kMergeNone);
  if (!plan.merges()) return VmaId();
  const VmaId survivor = commit_merge(cx, mm, party, plan);
  span.set(2, survivor.v);
  return survivor;
}

// VMG_VMA_STATE: a range that is to be as an area is.
MergeRequest like_area(const Vma& area, AddrRange range, u64 pgoff) {
  MergeRequest request;
  request.range = range;
  request.pgoff = pgoff;
  request.flags = area.flags;
  request.policy = area.policy;
  request.file = area.file;
  request.anon_vma = area.anon_vma;
  return request;
}

}  // namespace

VmaId try_merge_new(Cx& cx, MmId mm, AddrRange range, u64 flags, u64 pgoff, MergeSides sides, FileId file) {
  MergeRequest request;
  request.range = range;
  request.pgoff = pgoff;
  request.flags = flags;
  request.file = file;
  return merge_new(cx, mm, request, VmaId(), sides);
}

VmaId try_merge_copied(Cx& cx, VmaId source, AddrRange range, u64 pgoff) {
  const Vma area = cx.m.vmas[source];
  MergeRequest request = like_area(area, range, pgoff);
  request.copied_from = &area;
  return merge_new(cx, area.mm, request, source, MergeSides::kBoth);
}

VmaId try_merge_extend(Cx& cx, VmaId id, u64 new_end) {
  const Vma area = cx.m.vmas[id];
  return merge_new(cx, area.mm, like_area(area, AddrRange{area.end, new_end}, area.pgoff + area.pages()), VmaId(),
                   MergeSides::kBoth);
}

VmaId try_merge_existing(Cx& cx, VmaId middle, AddrRange range, u64 flags, const Mempolicy& policy) {
  Span span(cx.trace, EventId::kVmaMerge, range.start, range.end, VmaId::kNone);
  const Vma area = cx.m.vmas[middle];
  const Neighbours around = find_neighbours(cx.m.nodes, cx.m.mms[area.mm].tree, area.range());
  const Party party{around.prev, middle, around.next, VmaId()};
  MergeRequest request;
  request.range = range;
  request.pgoff = linear_page_index(area, range.start);
  request.flags = flags;
  request.policy = policy;
  request.file = area.file;
  request.anon_vma = area.anon_vma;
  request.middle = &area;
  request.prev = area_or_null(cx.m, party.prev);
  request.next = area_or_null(cx.m, party.next);
  const MergePlan plan = plan_merge_existing(request);
  tell_plan(cx, party, range, plan);
  span.because(plan.merges() ? Reason::kFlagsMerged : Reason::kMergeNone);
  if (!plan.merges()) return VmaId();
  const VmaId survivor = commit_merge(cx, area.mm, party, plan);
  span.set(2, survivor.v);
  return survivor;
}

}  // namespace pw
