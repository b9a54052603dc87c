// Which slot a page gets (mm/swapfile.c: folio_alloc_swap, swap_alloc_fast, swap_alloc_slow, cluster_alloc_swap_entry,
// alloc_swap_scan_cluster, swap_reclaim_full_clusters).
//
//   fast   a solid-state area: this CPU goes on in its cluster
//   slow   areas by priority; the one asked moves behind its equals, so that areas of one priority take turns
//            rotational      the area's one current cluster, from where it stopped
//            nonfull         the first, from its lowest slot; a cluster that has none left goes on to the full list, and the next is tried
//            free            the first
//            (swap more than half used: a full cluster first gives up what only the swap cache holds)
//            frag            the first
// A rotational area is asked anew for every page, so two of one priority alternate page by page. Where the search found a slot it goes on
// with the next one in that cluster; with none left there, the next search begins anew.
// When the last slot of an area is given out and swap is more than half used, a worker goes over the full clusters, as many as there are
// slots in use for, and frees what only the swap cache holds (swap_reclaim_work). DIVERGES: it runs when the command ends; in Linux beside
// it, or soon after.
// Left out: orders above 0 and what is stolen from their clusters; discard.
#include <algorithm>

#include "engine/swap/faults.h"
#include "engine/swap/swap.h"
#include "engine/trace/swap_events.h"

namespace pw {
namespace {

struct Found {
  u32 offset = 0;  // 0: none
  ReasonCode reason = Reason::kSlotNone;
};

u32 cluster_of(u32 offset) { return offset / kSwapCluster; }

void remember_next(SwapCx& cx, u32 type, u32 next) {
  SwapArea& area = cx.swap.areas[type];
  if (area.is_solid_state()) cx.swap.cpu_clusters[cx.cpu] = CpuCluster{type, next};
  else area.next = next;
}

// del_from_avail_list, once the last slot is taken.
void take_off_when_full(Swap& swap, u32 type) {
  SwapArea& area = swap.areas[type];
  if (area.inuse != area.pages) return;
  area.is_offlist = true;
  area.has_reclaim_work = area.has_reclaim_work || vm_swap_full(swap);
  swap.avail.erase(std::remove(swap.avail.begin(), swap.avail.end(), type), swap.avail.end());
}

// cluster_alloc_range. False: the area is going (SWP_WRITEOK).
bool take_slot(SwapCx& cx, u32 type, u32 offset) {
  SwapArea& area = cx.swap.areas[type];
  if (!area.is_writeok) return false;
  area.slots.mut(offset).flags = kSlotHasCache;
  ++area.clusters.mut(cluster_of(offset)).count;
  ++area.inuse;
  --cx.swap.nr_swap_pages;
  take_off_when_full(cx.swap, type);
  return true;
}

bool is_cache_only(const SwapSlot& slot) { return slot.count == 0 && (slot.flags & ~kSlotZero) == kSlotHasCache; }

// cluster_is_usable, for whoever goes on in a cluster: not one that is full, nor one that was emptied and stands among the free ones.
bool is_usable(const SwapCluster& cluster) { return cluster.list != ClusterList::kFree && cluster.list != ClusterList::kFull; }

// cluster_scan_range and cluster_reclaim_range: a slot that only the cache holds is taken from it when swap is getting full.
bool try_slot(SwapCx& cx, u32 type, u32 offset) {
  const SwapSlot& slot = cx.swap.areas[type].slots[offset];
  if (!slot.is_used()) return true;
  if (!is_cache_only(slot) || !vm_swap_full(cx.swap)) return false;
  return try_to_reclaim_swap(cx, SwpEntry{type, offset}, ReclaimSwap::kAnyway);
}

// The first slot from `offset` on that can be had in its cluster; 0: none. A cluster that gave up its last page on the way is no longer
// looked at.
u32 find_in_cluster(SwapCx& cx, u32 type, u32 offset, u32 end) {
  const u32 cluster = cluster_of(offset);
  for (; offset < end && is_usable(cx.swap.areas[type].clusters[cluster]); ++offset) {
    if (try_slot(cx, type, offset) && is_usable(cx.swap.areas[type].clusters[cluster])) return offset;
  }
  return 0;
}

// alloc_swap_scan_cluster: from `offset` to the end of its cluster, which is put on the list it belongs on.
u32 scan_cluster(SwapCx& cx, u32 type, u32 offset) {
  const u32 cluster = cluster_of(offset);
  const u32 end = std::min((cluster + 1) * kSwapCluster, cx.swap.areas[type].max);
  u32 found = find_in_cluster(cx, type, offset, end);
  if (found != 0 && !take_slot(cx, type, found)) found = 0;
  SwapArea& area = cx.swap.areas[type];
  const bool has_more = found != 0 && area.clusters[cluster].count < kSwapCluster && found + 1 < end;
  relocate_cluster(area, cluster);
  remember_next(cx, type, has_more ? found + 1 : 0);
  return found;
}

u32 scan_list(SwapCx& cx, u32 type, ClusterList list, bool all) {
  do {
    const u32 cluster = pop_cluster(cx.swap.areas[type], list);
    if (cluster == kNoCluster) return 0;
    const u32 found = scan_cluster(cx, type, cluster * kSwapCluster);
    if (found != 0) return found;
  } while (all);
  return 0;
}

// A cluster of the full list: whatever only the cache holds there is freed. False: there is none.
bool reclaim_full_cluster(SwapCx& cx, u32 type) {
  const u32 cluster = pop_cluster(cx.swap.areas[type], ClusterList::kFull);
  if (cluster == kNoCluster) return false;
  Span span(cx.trace, EventId::kReclaimFullClusters, type, cluster, 0);
  const u32 end = std::min((cluster + 1) * kSwapCluster, cx.swap.areas[type].max);
  u32 freed = 0;
  for (u32 offset = cluster * kSwapCluster; offset < end; ++offset) {
    if (!is_cache_only(cx.swap.areas[type].slots[offset])) continue;
    if (try_to_reclaim_swap(cx, SwpEntry{type, offset}, ReclaimSwap::kAnyway)) ++freed;
  }
  span.set(2, freed);
  if (cx.swap.areas[type].clusters[cluster].list == ClusterList::kOff) relocate_cluster(cx.swap.areas[type], cluster);
  return true;
}

// Where the last search stopped, if its cluster still is one from which slots may be taken.
u32 go_on_at(SwapCx& cx, u32 type, u32 offset) {
  return offset != 0 && is_usable(cx.swap.areas[type].clusters[cluster_of(offset)]) ? scan_cluster(cx, type, offset) : 0;
}

Found find_slot_in(SwapCx& cx, u32 type) {
  Found found;
  if (!cx.swap.areas[type].is_solid_state()) found = Found{go_on_at(cx, type, cx.swap.areas[type].next), Reason::kSlotCurrent};
  if (found.offset == 0) found = Found{scan_list(cx, type, ClusterList::kNonfull, true), Reason::kSlotNonfull};
  if (found.offset == 0) found = Found{scan_list(cx, type, ClusterList::kFree, false), Reason::kSlotFreeCluster};
  if (found.offset == 0 && vm_swap_full(cx.swap)) reclaim_full_cluster(cx, type);
  if (found.offset == 0) found = Found{scan_list(cx, type, ClusterList::kFrag, false), Reason::kSlotFrag};
  return found.offset == 0 ? Found{} : found;
}

Found alloc_fast(SwapCx& cx, SwpEntry* entry) {
  const CpuCluster at = cx.swap.cpu_clusters[cx.cpu];
  if (at.offset == 0) return Found{};
  entry->type = at.type;
  return Found{go_on_at(cx, at.type, at.offset), Reason::kSlotCurrent};
}

// plist_requeue: behind all others of its priority.
void requeue(Swap& swap, u32 type) {
  const auto at = std::find(swap.avail.begin(), swap.avail.end(), type);
  auto behind = at + 1;
  while (behind != swap.avail.end() && swap.areas[*behind].prio == swap.areas[type].prio) ++behind;
  std::rotate(at, at + 1, behind);
}

Found alloc_slow(SwapCx& cx, SwpEntry* entry) {
  const std::vector<u32> in_turn = cx.swap.avail;
  for (const u32 type : in_turn) {
    if (cx.swap.areas[type].is_offlist) continue;
    requeue(cx.swap, type);
    const Found found = find_slot_in(cx, type);
    entry->type = type;
    if (found.offset != 0) return found;
  }
  return Found{};
}

// mem_cgroup_try_charge_swap (v2). False: the page's group may use no more swap, and the slot is free again.
bool charge_to_group(SwapCx& cx, Pfn pfn, SwpEntry entry) {
  const MemcgId memcg = cx.phys.pages[pfn.v].memcg;
  if (memcg == 0 || cx.phys.memcg.is_v1) return true;
  const MemcgId charged = charge_slot(cx.phys.memcg, memcg);
  if (charged == kNoMemcg) {
    put_swap_folio(cx, entry);
    return false;
  }
  slot_mut(cx.swap, entry).memcg = charged;
  return true;
}

}  // namespace

u32 alloc_slot_in(SwapCx& cx, u32 type) { return find_slot_in(cx, type).offset; }

void run_reclaim_work(SwapCx& cx) {
  for (u32 type = 0; type < cx.swap.areas.size(); ++type) {
    if (!cx.swap.areas[type].has_reclaim_work) continue;
    cx.swap.areas[type].has_reclaim_work = false;
    const u32 clusters = std::max(cx.swap.areas[type].inuse / kSwapCluster, 1u);
    for (u32 i = 0; i < clusters && reclaim_full_cluster(cx, type); ++i) {
    }
  }
}

bool folio_alloc_swap(SwapCx& cx, Pfn pfn) {
  PW_ASSERT(has_flag(cx.phys.pages[pfn.v], kPgLocked), "a page that gets a slot is locked");
  SwpEntry entry;
  Span span(cx.trace, EventId::kFolioAllocSwap, pfn.v, 0, 0);
  Found found;
  if (!is_slot_refused()) {
    found = alloc_fast(cx, &entry);
    if (found.offset == 0) found = alloc_slow(cx, &entry);
  }
  span.because(found.offset == 0 ? Reason::kSlotNone : found.reason);
  if (found.offset == 0) return false;
  entry.offset = found.offset;
  if (!charge_to_group(cx, pfn, entry)) {
    span.because(Reason::kSlotGroupFull);
    return false;
  }
  span.set(1, swp_to_radix_entry(entry));
  span.set(2, cluster_of(found.offset));
  add_to_swap_cache(cx, pfn, entry);
  return true;
}

}  // namespace pw
