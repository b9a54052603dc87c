// try_to_free_mem_cgroup_pages (mm/vmscan.c) and mem_cgroup_out_of_memory (mm/memcontrol.c).
// DIVERGES: the OOM killer is not built yet, so a charge that does not fit ends with ENOMEM, or the access with an error, where Linux would
// kill somebody of the group.
#include "engine/kernel/group_reclaim.h"

#include <algorithm>

#include "engine/reclaim/reclaim.h"
#include "engine/trace/memcg_events.h"

namespace pw {
u64 KernelGroupReclaimer::try_to_free(MemcgId group, u64 pages, bool may_swap) {
  Span span(cx_.trace, EventId::kReclaimMemcg, group, pages, 0);
  span.because(may_swap ? Reason::kReclaimMaySwap : Reason::kReclaimNoSwap);
  ReclaimGoal goal;
  goal.pages = std::max<u64>(pages, goal.pages);
  goal.target = group;
  goal.swappiness = swappiness_;
  goal.is_group = true;
  goal.may_swap = may_swap;
  const u64 reclaimed = try_to_free_pages(cx_, goal);
  span.set(2, reclaimed);
  return reclaimed;
}

bool KernelGroupReclaimer::out_of_memory(MemcgId) { return false; }

}  // namespace pw
