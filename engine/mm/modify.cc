// vma_modify, vma_modify_flags, vma_modify_policy (mm/vma.c): flags, or a policy, for a part of an area. It joins a
// neighbour that has them already, or is cut out and gets them itself. Two cuts are asked for one after the
// other, so the first stays when the limit refuses the second.
#include "engine/mm/area.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// split_vma
Status cut_area(Cx& cx, VmaId id, u64 addr, NewHalf half) {
  if (is_map_count_full(cx.m, cx.m.vmas[id].mm)) return fail(Errno::kENOMEM, "a split would make more areas than vm.max_map_count");
  const Status divisible = may_split(cx.m, id);
  if (!divisible.ok()) return divisible;
  split_area(cx, id, addr, half);
  return ok_status();
}

}  // namespace

Result<VmaId> modify_area(Cx& cx, VmaId id, AddrRange range, u64 new_flags, ReasonCode* how, const Mempolicy* new_policy) {
  *how = Reason::kFlagsMerged;
  const Mempolicy policy = new_policy == nullptr ? cx.m.vmas[id].policy : *new_policy;
  const VmaId merged = try_merge_existing(cx, id, range, new_flags, policy);
  if (merged.valid()) return merged;
  *how = Reason::kFlagsInPlace;
  if (cx.m.vmas[id].start < range.start) {
    const Status cut = cut_area(cx, id, range.start, NewHalf::kBelow);
    if (!cut.ok()) return cut.error();
    *how = Reason::kFlagsSplit;
  }
  if (cx.m.vmas[id].end > range.end) {
    const Status cut = cut_area(cx, id, range.end, NewHalf::kAbove);
    if (!cut.ok()) return cut.error();
    *how = Reason::kFlagsSplit;
  }
  cx.m.vmas.mut(id).flags = new_flags;
  cx.m.vmas.mut(id).policy = policy;
  return id;
}

}  // namespace pw
