// Swap of the snapshot. Free clusters are left out, so the cost follows the slots in use and not the size of the areas.
#include "engine/api/take_snapshot.h"

namespace pw {
namespace {

void add_swap_area(const SwapArea& area, u8 type, Snapshot& out) {
  snapshot::swap_areas_columns& rows = out.swap_areas;
  rows.area.push_back(type);
  rows.kind.push_back(static_cast<u8>(area.kind));
  rows.prio.push_back(area.prio);
  rows.pages.push_back(area.pages);
  rows.max.push_back(area.max);
  rows.inuse.push_back(area.inuse);
  rows.next.push_back(area.next);
  rows.clusters.push_back(area.clusters.size());
  rows.name_start.push_back(static_cast<u32>(out.text.byte.size()));
  rows.name_length.push_back(static_cast<u16>(area.name.size()));
  for (const char c : area.name) out.text.byte.push_back(static_cast<u8>(c));
}

void add_swap_slots(const SwapArea& area, u8 type, u32 cluster, snapshot::swap_slots_columns& out) {
  const u32 first = cluster * kSwapCluster;
  for (u32 offset = first; offset < first + kSwapCluster && offset < area.max; ++offset) {
    const SwapSlot& slot = area.slots[offset];
    if (!slot.is_used()) continue;
    const bool is_shadow = is_table_shadow(slot.table);
    out.area.push_back(type);
    out.flags.push_back(slot.flags);
    out.shadow.push_back(is_shadow ? 1 : 0);
    out.offset.push_back(offset);
    out.count.push_back(slot.count);
    out.pfn.push_back(slot.table == 0 || is_shadow ? Pfn::kNone : static_cast<u32>((slot.table >> 1) - 1));
  }
}

void add_swap_clusters(const SwapArea& area, u8 type, Snapshot& out) {
  for (const ClusterList list : {ClusterList::kNonfull, ClusterList::kFrag, ClusterList::kFull}) {
    for (u32 i = area.lists[static_cast<u32>(list)].head; i != kNoCluster; i = area.clusters[i].next) {
      out.swap_clusters.area.push_back(type);
      out.swap_clusters.list.push_back(static_cast<u8>(list));
      out.swap_clusters.cluster.push_back(i);
      out.swap_clusters.count.push_back(area.clusters[i].count);
      add_swap_slots(area, type, i, out.swap_slots);
    }
  }
}

}  // namespace

void fill_swap(const Kernel& k, Snapshot& out) {
  const Swap& swap = k.m.swap;
  for (u32 type = 0; type < swap.areas.size(); ++type) {
    if (!swap.areas[type].is_used) continue;
    add_swap_area(swap.areas[type], static_cast<u8>(type), out);
    add_swap_clusters(swap.areas[type], static_cast<u8>(type), out);
  }
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
    const CpuCluster& current = swap.cpu_clusters[cpu];
    if (current.type == kMaxSwapfiles || current.offset == 0) continue;
    out.swap_cpus.cpu.push_back(static_cast<u8>(cpu));
    out.swap_cpus.area.push_back(static_cast<u8>(current.type));
    out.swap_cpus.offset.push_back(current.offset);
  }
}

}  // namespace pw
