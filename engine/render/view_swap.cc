// Text twin of swap: every area that is on, its clusters by the list that they stand on, and its slots as runs of alike ones.
//
//   slots 0:1..4   named by 1 entry each, a shadow in the swap cache, the page on the device
//   slot  0:5      named by 2 entries, frame 0x1a3 in the swap cache
#include "engine/render/line_sink.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

constexpr u32 kMaxSlotRows = 4096;  // of one area's clusters, and of its runs

std::string area_line(const SwapArea& area, u32 type) {
  std::string out = "area " + decimal(type) + ": " + area.name + ", " + swap_kind_word(area.kind) + ", priority " +
                    std::to_string(area.prio) + ": " + decimal(area.inuse) + " of " + counted(area.pages, "slot", "slots") + " in use";
  return area.next != 0 ? out + ", goes on at " + swap_text(SwpEntry{type, area.next}) + "\n" : out + "\n";
}

std::string cpu_lines(const Kernel& k, u32 type) {
  std::string out;
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
    const CpuCluster& current = k.m.swap.cpu_clusters[cpu];
    if (current.type != type || current.offset == 0) continue;
    out += "  CPU " + decimal(cpu) + " goes on at " + swap_text(SwpEntry{type, current.offset}) + "\n";
  }
  return out;
}

std::string left_out(u32 rows) {
  return rows > kMaxSlotRows ? "  … and " + counted(rows - kMaxSlotRows, "more row", "more rows") + "\n" : "";
}

std::string cluster_table(const SwapArea& area) {
  TextTable table({"  cluster", "list", "in use"});
  u32 rows = 0;
  for (const ClusterList list : {ClusterList::kNonfull, ClusterList::kFrag, ClusterList::kFull}) {
    for (u32 i = area.lists[static_cast<u32>(list)].head; i != kNoCluster; i = area.clusters[i].next) {
      if (++rows <= kMaxSlotRows) table.add({"  " + decimal(i), cluster_list_name(list), decimal(area.clusters[i].count) + " of 512"});
    }
  }
  std::string out = table.is_empty() ? "" : table.text() + left_out(rows);
  const u32 free = area.clusters.size() - rows;
  return free == 0 ? out : out + "  " + counted(free, "free cluster", "free clusters") + "\n";
}

// Slots that say the same stand in one row; frames that follow one another do, too.
bool is_alike(const SwapSlot& a, const SwapSlot& b) {
  if (a.count != b.count || a.flags != b.flags || a.content.valid() != b.content.valid()) return false;
  if (a.table == 0) return b.table == 0;
  return is_table_shadow(a.table) ? is_table_shadow(b.table) : b.table == a.table + 2;
}

std::string run_text(u32 first, u32 last, std::string (*text)(u64)) {
  return first == last ? text(first) : text(first) + ".." + text(last);
}

std::string named_text(const SwapSlot& slot) {
  if ((slot.flags & kSlotBad) != 0) return "the header";
  if ((slot.flags & kSlotShmem) != 0) return "an object";
  return slot.count == 0 ? "nobody" : counted(slot.count, "entry", "entries");
}

std::string cache_text(const SwapSlot& slot, u32 count) {
  if (slot.table == 0) return "-";
  if (is_table_shadow(slot.table)) return "shadow";
  const u32 pfn = static_cast<u32>((slot.table >> 1) - 1);
  return (count == 1 ? "frame " : "frames ") + run_text(pfn, pfn + count - 1, hex);
}

std::string device_text(const SwapSlot& slot) {
  if ((slot.flags & kSlotZero) != 0) return "zeros";
  return slot.content.valid() ? "the page" : "-";
}

std::string slot_table(const SwapArea& area, u32 type) {
  TextTable table({"  slots", "count", "named by", "in memory", "on the device"});
  u32 rows = 0;
  for (u32 first = 0; first < area.max;) {
    const SwapSlot& slot = area.slots[first];
    u32 end = first + 1;
    while (end < area.max && slot.is_used() && is_alike(area.slots[end - 1], area.slots[end])) ++end;
    if (slot.is_used() && ++rows <= kMaxSlotRows) {
      table.add({"  " + decimal(type) + ":" + run_text(first, end - 1, decimal), decimal(end - first), named_text(slot),
                 cache_text(slot, end - first), device_text(slot)});
    }
    first = end;
  }
  return table.text({1}) + left_out(rows);
}

}  // namespace

void view_swap(const Kernel& k, LineSink& out) {
  const Swap& swap = k.m.swap;
  out.add("swap: " + std::to_string(swap.nr_swap_pages) + " of " + std::to_string(swap.total_swap_pages) +
          " slots free; in the swap cache: " + counted(swap.nr_swapcache, "page", "pages") + "\n");
  for (u32 type = 0; type < swap.areas.size(); ++type) {
    const SwapArea& area = swap.areas[type];
    if (!area.is_used) continue;
    out.add(area_line(area, type) + cpu_lines(k, type) + cluster_table(area) + slot_table(area, type));
  }
}

}  // namespace pw
