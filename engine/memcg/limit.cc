// A limit is written (mm/memcontrol.c: memory_max_write, memory_high_write; mm/memcontrol-v1.c: mem_cgroup_resize_max,
// mem_cgroup_force_empty).
//
// v2 sets the limit first, so that no new page passes it, and takes pages away until the group is below it; the last means is to kill.
// v1 takes pages away first, 32 at a time, and sets the limit when it holds; where nothing more can be taken it stays as it was (EBUSY).
#include "engine/memcg/memcg.h"

namespace pw {
namespace {

u64 usage_of(const MemcgCx& cx, MemcgId group) { return cx.memcg.groups[group][MemcgCounter::kMemory].usage; }

}  // namespace

void set_memory_max(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, u64 pages) {
  cx.memcg.groups[group][MemcgCounter::kMemory].max = pages;
  if (usage_of(cx, group) > pages) drain_all_stock(cx, group);
  for (u32 retries = kMemcgRetries; usage_of(cx, group) > pages;) {
    if (retries != 0) {
      if (reclaimer.try_to_free(group, usage_of(cx, group) - pages, true) == 0) --retries;
      continue;
    }
    raise_event(cx.memcg, group, &MemcgEvents::oom);
    if (!reclaimer.out_of_memory(group)) return;
  }
}

void set_memory_high(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, u64 pages) {
  cx.memcg.groups[group].high = pages;
  if (usage_of(cx, group) > pages) drain_all_stock(cx, group);
  for (u32 retries = kMemcgRetries; usage_of(cx, group) > pages;) {
    const u64 reclaimed = reclaimer.try_to_free(group, usage_of(cx, group) - pages, true);
    if (reclaimed == 0 && retries-- == 0) return;
  }
}

Status resize_max(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group, MemcgCounter which, u64 pages) {
  const bool is_memsw = which == MemcgCounter::kMemsw;
  for (bool is_drained = false;;) {
    MemCgroup& g = cx.memcg.groups[group];
    const bool is_in_order = is_memsw ? pages >= g[MemcgCounter::kMemory].max : pages <= g[MemcgCounter::kMemsw].max;
    if (!is_in_order) return fail(Errno::kEINVAL, "the limit of memory may not pass that of memory and swap together");
    if (g[which].usage <= pages) {
      g[which].max = pages;
      return ok_status();
    }
    if (!is_drained) {
      drain_all_stock(cx, group);
      is_drained = true;
      continue;
    }
    if (reclaimer.try_to_free(group, 1, !is_memsw) != 0) continue;
    return fail(Errno::kEBUSY, "the group uses more, and nothing more of it can be taken");
  }
}

void force_empty(MemcgCx& cx, GroupReclaimer& reclaimer, MemcgId group) {
  drain_all_stock(cx, group);
  for (u32 retries = kMemcgRetries; retries != 0 && usage_of(cx, group) != 0;) {
    if (reclaimer.try_to_free(group, 1, true) == 0) --retries;
  }
}

}  // namespace pw
