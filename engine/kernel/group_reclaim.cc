// try_to_free_mem_cgroup_pages (mm/vmscan.c) and mem_cgroup_out_of_memory (mm/memcontrol.c).
// DIVERGES: the OOM killer is not built yet, so a charge that does not fit ends with ENOMEM, or the access with an error, where Linux would
// kill somebody of the group.
#include "engine/kernel/group_reclaim.h"

#include <algorithm>

#include "engine/reclaim/reclaim.h"
#include "engine/trace/memcg_events.h"

namespace pw {
namespace {

// The group and all below it that pages still say, in the order of a walk from above (mem_cgroup_iter).
std::vector<MemcgId> find_tree(const Memcg& memcg, MemcgId group) {
  std::vector<MemcgId> tree;
  for (u32 id = 0; id < memcg.groups.size(); ++id) {
    const MemcgId at = static_cast<MemcgId>(id);
    if (memcg.groups[id].is_used && is_memcg_below(memcg, at, group)) tree.push_back(at);
  }
  return tree;
}

}  // namespace

u64 KernelGroupReclaimer::try_to_free(MemcgId group, u64 pages, bool may_swap) {
  Span span(cx_.trace, EventId::kReclaimMemcg, group, pages, 0);
  span.because(may_swap ? Reason::kReclaimMaySwap : Reason::kReclaimNoSwap);
  const Memcg& memcg = cx_.m.phys.memcg;
  ReclaimGoal goal;
  goal.pages = std::max<u64>(pages, goal.pages);
  goal.is_group = true;
  goal.may_swap = may_swap;
  u64 reclaimed = 0;
  for (const MemcgId at : find_tree(memcg, group)) {
    if (swappiness_ != ~0u) goal.swappiness = swappiness_;
    else goal.swappiness = memcg.is_v1 && at != 0 ? memcg.groups[at].swappiness : cx_.m.sysctl.swappiness;
    reclaimed += try_to_free_pages(cx_, lruvec_of_group(cx_.m.phys, at), goal);
    if (reclaimed >= goal.pages) break;
  }
  span.set(2, reclaimed);
  return reclaimed;
}

bool KernelGroupReclaimer::out_of_memory(MemcgId) { return false; }

}  // namespace pw
