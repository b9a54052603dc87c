// Text twin of physical memory: zones with watermarks and free blocks by order, and frames as runs of one owner.
#include "engine/render/names.h"
#include "engine/render/rmap_text.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

std::string zone_block(const Kernel& k, u32 index) {
  const Zone& zone = k.m.phys.node.zones[index];
  std::string out = std::string("zone ") + zone_name(static_cast<ZoneId>(index)) + ": frames " + hex(zone.start_pfn) + ".." +
                    hex(zone.start_pfn + zone.spanned_pages - 1) + ", managed " + decimal(zone.managed_pages) + ", free " +
                    decimal(zone.free_pages) + "; watermarks min " + decimal(zone.watermark[kWmarkMin]) + ", low " +
                    decimal(zone.watermark[kWmarkLow]) + ", high " + decimal(zone.watermark[kWmarkHigh]) + "\n";
  out += "  free blocks by order:";
  for (u32 order = 0; order < kOrders; ++order) out += " " + decimal(order) + ":" + decimal(zone.free_area[order].nr_free);
  out += "\n  per-CPU lists:";
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
    out += " CPU " + decimal(cpu) + ": " + decimal(zone.pcp[cpu].count) + (cpu + 1 < k.m.phys.config.cpus ? "," : "");
  }
  return out + " (batch " + decimal(zone.pcp_batch) + ", high " + decimal(zone.pcp_high) + ")\n";
}

// "; mlock batches: CPU 0: 2, CPU 1: 0". Of all but lru_add only what waits is worth a word.
std::string batch_text(const Kernel& k, BatchKind kind) {
  u32 waiting = 0;
  std::string out = std::string("; ") + batch_name(kind) + " batches:";
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
    const u32 count = batch_of(k.m.phys, kind, cpu).count;
    waiting += count;
    out += " CPU " + decimal(cpu) + ": " + decimal(count) + (cpu + 1 < k.m.phys.config.cpus ? "," : "");
  }
  return waiting != 0 || kind == BatchKind::kLruAdd ? out : "";
}

std::string lru_lines(const Kernel& k) {
  std::string out = "LRU lists:";
  for (u32 i = 0; i < kLruLists; ++i) {
    const u64 count = sum_lru(k.m.phys, static_cast<LruList>(i));
    if (count != 0) out += std::string(" ") + lru_name(static_cast<LruList>(i)) + " " + decimal(count);
  }
  if (out.back() == ':') out += " empty";
  for (u32 kind = 0; kind < kBatchKinds; ++kind) out += batch_text(k, static_cast<BatchKind>(kind));
  return out + "\n";
}

// A run's owner: what its frames are used for, and for anonymous ones the anon_vma and the number of PTEs.
std::string owner_text(const Page& page) {
  std::string text = page_owner_name(page_owner(page));
  if (is_anon_mapping(page)) text += ", anon_vma " + id_text(anon_vma_of(page).v) + ", mapcount " + std::to_string(page_mapcount(page));
  return text;
}

bool is_same_owner(const Page& a, const Page& b) {
  return page_owner(a) == page_owner(b) && a.mapping == b.mapping && (!is_anon_mapping(a) || a.mapcount == b.mapcount);
}

std::string frame_runs(const Kernel& k) {
  const CowTable<Page, 256>& pages = k.m.phys.pages;
  TextTable table({"  frames", "count", "used for"});
  for (u32 start = 0; start < pages.size();) {
    u32 end = start + 1;
    while (end < pages.size() && is_same_owner(pages[start], pages[end])) ++end;
    const std::string span = end - start == 1 ? hex(start) : hex(start) + ".." + hex(end - 1);
    table.add({"  " + span, decimal(end - start), owner_text(pages[start])});
    start = end;
  }
  return table.text({1});
}

}  // namespace

std::string view_memory(const Kernel& k) {
  std::string out;
  for (u32 i = 0; i < kZones; ++i) {
    if (k.m.phys.node.zones[i].present_pages != 0) out += zone_block(k, i);
  }
  return out + lru_lines(k) + frame_runs(k);
}

}  // namespace pw
