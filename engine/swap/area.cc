// swapon and swapoff below the page tables (mm/swapfile.c: alloc_swap_info, setup_clusters, setup_swap_info, _enable_swap_info,
// del_from_avail_list, reinsert_swap_info).
//
//   type       the lowest that no area has
//   priority   what was asked for; else one less than the lowest so far: -2, -3, … in the order in which areas came
//   clusters   one with a slot that may not be used (the header's; beyond the end in the last one) begins on the nonfull list, the others
//              on the free list, by number
//   avail      areas with room by priority; a new one behind its equals (plist_add)
// An area that is on keeps nothing of what the device held before.
#include <algorithm>

#include "engine/swap/swap.h"
#include "engine/trace/swap_events.h"

namespace pw {
namespace {

u32 lowest_free_type(const Swap& swap) {
  u32 type = 0;
  while (type < swap.areas.size() && swap.areas[type].is_used) ++type;
  return type;
}

void setup_clusters(SwapArea& area) {
  const u32 clusters = (area.max + kSwapCluster - 1) / kSwapCluster;
  area.slots.assign(area.max, SwapSlot{});
  area.slots.mut(0).flags = kSlotBad;
  area.clusters.assign(clusters, SwapCluster{});
  area.clusters.mut(0).count = 1;
  area.clusters.mut(clusters - 1).count += clusters * kSwapCluster - area.max;
  for (u32 i = 0; i < clusters; ++i) push_cluster(area, i, area.clusters[i].count != 0 ? ClusterList::kNonfull : ClusterList::kFree);
}

void add_to_avail(Swap& swap, u32 type) {
  const i32 prio = swap.areas[type].prio;
  const auto behind = [&](u32 other) { return swap.areas[other].prio < prio; };
  swap.avail.insert(std::find_if(swap.avail.begin(), swap.avail.end(), behind), type);
}

void remove_from_avail(Swap& swap, u32 type) {
  swap.avail.erase(std::remove(swap.avail.begin(), swap.avail.end(), type), swap.avail.end());
}

// All slots at once, used ones too: each that is freed while the area goes adds one again, so that the sum is right when it has gone.
void count_pages(Swap& swap, const SwapArea& area, bool is_on) {
  const i64 pages = is_on ? area.pages : -static_cast<i64>(area.pages);
  swap.nr_swap_pages += pages;
  swap.total_swap_pages += pages;
}

// flush_percpu_swap_cluster, once the area is empty: until then a CPU may stand in it, and finds that it may not take a slot there.
void forget_cpu_clusters(Swap& swap, u32 type) {
  for (CpuCluster& cluster : swap.cpu_clusters) {
    if (cluster.type == type) cluster = CpuCluster{};
  }
}

}  // namespace

Result<u32> enable_swap(Swap& swap, Trace& trace, const std::string& name, i32 prio) {
  const SwapDevice* device = find_swap_device(swap, name);
  if (device == nullptr) return fail(Errno::kENOENT, "there is no such device: mkswap makes one");
  if (find_swap_area(swap, name) != kMaxSwapfiles) return fail(Errno::kEBUSY, "the device is on as swap already");
  const u32 type = lowest_free_type(swap);
  if (type == kMaxSwapfiles) return fail(Errno::kEPERM, "as many areas are on as there can be (MAX_SWAPFILES)");
  SwapArea area;
  area.is_used = true;
  area.is_writeok = true;
  area.name = name;
  area.kind = device->kind;
  area.prio = prio >= 0 ? prio : --swap.least_priority;
  area.max = device->pages;
  area.pages = device->pages - 1;
  setup_clusters(area);
  if (type == swap.areas.size()) swap.areas.push_back(std::move(area));
  else swap.areas[type] = std::move(area);
  count_pages(swap, swap.areas[type], true);
  add_to_avail(swap, type);
  trace.emit(EventId::kSwapon, type, swap.areas[type].pages);
  return type;
}

void stop_swap(Swap& swap, u32 type) {
  SwapArea& area = swap.areas[type];
  PW_ASSERT(area.is_used && area.is_writeok, "an area that is on is stopped");
  area.is_writeok = false;
  area.is_offlist = true;
  remove_from_avail(swap, type);
  count_pages(swap, area, false);
  // Default priorities close up behind it.
  if (area.prio < 0) {
    for (SwapArea& other : swap.areas) {
      if (other.is_used && other.prio < area.prio) ++other.prio;
    }
    ++swap.least_priority;
  }
}

void resume_swap(Swap& swap, u32 type) {
  SwapArea& area = swap.areas[type];
  if (area.prio < 0) area.prio = --swap.least_priority;
  area.is_writeok = true;
  area.is_offlist = area.inuse == area.pages;
  count_pages(swap, area, true);
  if (!area.is_offlist) add_to_avail(swap, type);
}

void release_swap(SwapCx& cx, u32 type) {
  const SwapArea& area = cx.swap.areas[type];
  PW_ASSERT(!area.is_writeok && area.inuse == 0, "an area goes when no slot of it is in use");
  const u32 pages = area.pages;
  cx.swap.areas[type] = SwapArea{};
  forget_cpu_clusters(cx.swap, type);
  cx.trace.emit(EventId::kSwapoff, Reason::kSwapEmptied, type, pages);
}

}  // namespace pw
