// S1 … S8 (engine/swap/README.md); S9, who names a slot, stands where page tables and objects are known (mm/check.cc).
#include <algorithm>

#include "engine/swap/swap.h"

namespace pw {
namespace {

std::string name_of(u32 type, u32 offset) { return "slot " + std::to_string(type) + ":" + std::to_string(offset); }

void check_slot(const Swap& swap, const Phys& phys, u32 type, u32 offset, CheckReport& report) {
  const SwapSlot& slot = swap.areas[type].slots[offset];
  const std::string name = name_of(type, offset);
  const bool has_cache = (slot.flags & kSlotHasCache) != 0;
  if ((slot.flags & kSlotBad) != 0) {
    if (slot.count != 0 || slot.flags != kSlotBad || slot.table != 0) report.broken("S1", "a slot that may not be used is not: " + name);
    return;
  }
  if (!slot.is_used() && (slot.content.valid() || slot.table != 0)) report.broken("S2", "a free slot holds nothing: " + name);
  if ((slot.flags & kSlotZero) != 0 && slot.content.valid()) report.broken("S6", "a page of zeros is not written: " + name);
  const Pfn pfn = find_swap_cached(swap, SwpEntry{type, offset});
  if (pfn.valid() != has_cache) report.broken("S4", "SWAP_HAS_CACHE says that a page is cached: " + name);
  if (!pfn.valid()) return;
  const Page& page = phys.pages[pfn.v];
  if (!has_flag(page, kPgSwapcache) || !(swap_entry_of(page) == SwpEntry{type, offset})) {
    report.broken("S4", "a cached page knows its slot: " + name);
  }
}

// S3: counts, and every cluster on the list that it names, once.
void check_clusters(const SwapArea& area, u32 type, CheckReport& report) {
  std::vector<u32> used(area.clusters.size(), 0);
  for (u32 offset = 0; offset < area.clusters.size() * kSwapCluster; ++offset) {
    if (offset >= area.max || area.slots[offset].is_used()) ++used[offset / kSwapCluster];
  }
  std::vector<u32> met(area.clusters.size(), 0);
  for (u32 list = 1; list < kClusterLists; ++list) {
    u32 before = kNoCluster;
    for (u32 at = area.lists[list].head; at != kNoCluster && met[at] == 0; at = area.clusters[at].next) {
      ++met[at];
      const SwapCluster& cluster = area.clusters[at];
      const bool is_linked = cluster.prev == before && static_cast<u32>(cluster.list) == list;
      const bool is_free = list == static_cast<u32>(ClusterList::kFree);
      const bool is_full = list == static_cast<u32>(ClusterList::kFull);
      const bool is_right = is_free == (cluster.count == 0) && (!is_full || cluster.count == kSwapCluster);
      if (!is_linked || !is_right) {
        report.broken("S3", "cluster " + std::to_string(at) + " of area " + std::to_string(type) + " stands on the wrong list");
      }
      before = at;
    }
    if (before != area.lists[list].tail) report.broken("S3", "a list of clusters ends where it says");
  }
  for (u32 i = 0; i < area.clusters.size(); ++i) {
    if (met[i] == 1 && used[i] == area.clusters[i].count) continue;
    report.broken("S3", "cluster " + std::to_string(i) + " of area " + std::to_string(type) + " counts its slots, and is on one list");
  }
}

void check_area(const Swap& swap, const Phys& phys, u32 type, CheckReport& report) {
  const SwapArea& area = swap.areas[type];
  u32 inuse = 0;
  for (u32 offset = 0; offset < area.max; ++offset) {
    if (!area.slots[offset].is_in_hash()) continue;
    check_slot(swap, phys, type, offset, report);
    if (area.slots[offset].is_used() && (area.slots[offset].flags & kSlotBad) == 0) ++inuse;
  }
  report.expect(inuse == area.inuse, "S1", "inuse counts the used slots of an area");
  check_clusters(area, type, report);
  const u64 listed = static_cast<u64>(std::count(swap.avail.begin(), swap.avail.end(), type));
  report.expect(listed == (area.is_writeok && !area.is_offlist ? 1u : 0u), "S7", "an area with room is on the list of those, once");
}

// S5 and S8: what pages say of the cache.
void check_pages(const Swap& swap, const Phys& phys, CheckReport& report) {
  u32 cached = 0;
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (has_flag(page, kPgWriteback)) report.broken("S8", "a page is under way between two commands: frame " + std::to_string(pfn));
    if (!has_flag(page, kPgSwapcache)) continue;
    ++cached;
    const SwpEntry entry = swap_entry_of(page);
    if (!is_swap_slot(swap, entry) || find_swap_cached(swap, entry) != Pfn(pfn)) {
      report.broken("S4", "a page with PG_swapcache stands in the table of its slot: frame " + std::to_string(pfn));
    }
  }
  report.expect(cached == swap.nr_swapcache, "S5", "nr_swapcache counts the pages in the swap cache");
}

}  // namespace

std::map<u32, u32> count_slot_contents(const Swap& swap) {
  std::map<u32, u32> held;
  for (const SwapArea& area : swap.areas) {
    for (u32 offset = 0; offset < area.slots.size(); ++offset) {
      if (area.slots[offset].content.valid()) ++held[area.slots[offset].content.v];
    }
  }
  return held;
}

void check_swap(const Swap& swap, const Phys& phys, CheckLevel level, CheckReport& report) {
  i64 free = 0, total = 0;
  for (const SwapArea& area : swap.areas) {
    if (!area.is_used) continue;
    free += area.pages - area.inuse;
    total += area.pages;
  }
  report.expect(free == swap.nr_swap_pages && total == swap.total_swap_pages, "S1", "free and all slots are sums over the areas");
  report.expect(swap.writeback.empty(), "S8", "nothing is under way between two commands");
  if (level == CheckLevel::kQuick) return;
  for (u32 type = 0; type < swap.areas.size(); ++type) {
    if (swap.areas[type].is_used) check_area(swap, phys, type, report);
  }
  check_pages(swap, phys, report);
}

}  // namespace pw
