// Physical memory of the snapshot. Free blocks and reserved runs are stepped over whole, so the cost follows the frames in use, not the
// size of the machine.
#include <map>

#include "engine/api/take_snapshot.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/pressure.h"

namespace pw {
namespace {

void add_zone(const Zone& zone, u32 index, snapshot::zones_columns& out) {
  out.zone.push_back(static_cast<u8>(index));
  out.start_pfn.push_back(zone.start_pfn);
  out.spanned_pages.push_back(zone.spanned_pages);
  out.present_pages.push_back(zone.present_pages);
  out.managed_pages.push_back(zone.managed_pages);
  out.free_pages.push_back(zone.free_pages);
  out.watermark_min.push_back(zone.watermark[kWmarkMin]);
  out.watermark_low.push_back(zone.watermark[kWmarkLow]);
  out.watermark_high.push_back(zone.watermark[kWmarkHigh]);
  out.pcp_batch.push_back(zone.pcp_batch);
  out.pcp_high.push_back(zone.pcp_high);
}

void add_free_lists(const Kernel& k, u32 index, Snapshot& out) {
  const Zone& zone = k.m.phys.node.zones[index];
  for (u32 order = 0; order < kOrders; ++order) {
    const FreeArea& area = zone.free_area[order];
    out.free_areas.zone.push_back(static_cast<u8>(index));
    out.free_areas.order.push_back(static_cast<u8>(order));
    out.free_areas.nr_free.push_back(area.nr_free);
    for (u32 pfn = area.head; pfn != Pfn::kNone; pfn = k.m.phys.pages[pfn].next) {
      out.free_blocks.pfn.push_back(pfn);
      out.free_blocks.order.push_back(static_cast<u8>(order));
      out.free_blocks.zone.push_back(static_cast<u8>(index));
    }
  }
}

void add_lists(const Kernel& k, Snapshot& out) {
  for (u32 index = 0; index < kZones; ++index) {
    const Zone& zone = k.m.phys.node.zones[index];
    if (zone.spanned_pages == 0) continue;
    add_zone(zone, index, out.zones);
    add_free_lists(k, index, out);
    for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
      out.pcp.zone.push_back(static_cast<u8>(index));
      out.pcp.cpu.push_back(static_cast<u8>(cpu));
      out.pcp.count.push_back(zone.pcp[cpu].count);
      out.pcp.head_pfn.push_back(zone.pcp[cpu].head);
    }
  }
  for (u32 list = 0; list < kLruLists; ++list) {
    const LruHead& head = k.m.phys.node.lruvec.list[list];
    out.lru.list.push_back(static_cast<u8>(list));
    out.lru.count.push_back(static_cast<u32>(sum_lru(k.m.phys, static_cast<LruList>(list))));
    out.lru.head_pfn.push_back(head.head);
    out.lru.tail_pfn.push_back(head.tail);
  }
}

void add_pressure(const Kernel& k, Snapshot& out) {
  const Pressure pressure = pressure_of(k);
  const Node& node = k.m.phys.node;
  out.pressure.swappiness.push_back(static_cast<u8>(k.m.sysctl.swappiness));
  out.pressure.reason.push_back(static_cast<u16>(pressure.reason));
  out.pressure.kswapd_failures.push_back(node.kswapd_failures);
  for (const LruKind kind : {kLruAnon, kLruFile}) {
    out.scan.cost.push_back(static_cast<double>(node.lruvec.cost[kind]));
    out.scan.weight.push_back(static_cast<double>(pressure.weight[kind]));
  }
}

void add_lru_lists(const Kernel& k, MemcgId group, Snapshot& out) {
  const std::string path = memcg_path(k.m.phys.memcg, group);
  const u32 start = static_cast<u32>(out.text.byte.size());
  for (const char c : path) out.text.byte.push_back(static_cast<u8>(c));
  for (u32 list = 0; list < kLruLists; ++list) {
    const LruList name = static_cast<LruList>(list);
    const std::vector<u32> frames = listed_frames(k.m.phys, group, name);
    out.lru_lists.group.push_back(group);
    out.lru_lists.list.push_back(static_cast<u8>(list));
    out.lru_lists.count.push_back(static_cast<u32>(frames.size()));
    out.lru_lists.is_low.push_back(is_short_list(lruvec_of_group(k.m.phys, group), name) ? 1 : 0);
    out.lru_lists.path_start.push_back(start);
    out.lru_lists.path_length.push_back(static_cast<u16>(path.size()));
    out.lru_pages.pfn.insert(out.lru_pages.pfn.end(), frames.begin(), frames.end());
  }
}

using BatchCpus = std::map<u32, u8>;  // by frame: 1 + the CPU; of several the first

BatchCpus add_batches(const Kernel& k, Snapshot& out) {
  BatchCpus cpus;
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) {
    for (u32 kind = 0; kind < kBatchKinds; ++kind) {
      const FolioBatch& batch = k.m.phys.batches[cpu][kind];
      for (u32 i = 0; i < batch.count; ++i) {
        out.batch_pages.cpu.push_back(static_cast<u8>(cpu));
        out.batch_pages.kind.push_back(static_cast<u8>(kind));
        out.batch_pages.pfn.push_back(batch.pfn[i]);
        cpus.insert({batch.pfn[i], static_cast<u8>(cpu + 1)});
      }
    }
  }
  return cpus;
}

// One run of up to eight bytes is shown as it is; of more it is said only that they are there.
constexpr u32 kShownBytes = 8;

void add_contents(const Kernel& k, u32 pfn, snapshot::frames_columns& out) {
  const ByteRuns runs = content_runs(k.m.phys, Pfn(pfn));
  const bool is_short = runs.size() == 1 && runs[0].bytes.size() <= kShownBytes;
  u64 bytes = 0;
  if (is_short) k.m.phys.contents.read(k.m.phys.pages[pfn].content, runs[0].offset, &bytes, static_cast<u32>(runs[0].bytes.size()));
  out.content.push_back(runs.empty() ? 0 : is_short ? 1 : 2);
  out.content_offset.push_back(is_short ? runs[0].offset : 0);
  out.content_length.push_back(is_short ? static_cast<u8>(runs[0].bytes.size()) : 0);
  out.content_lo.push_back(low_half(bytes));
  out.content_hi.push_back(high_half(bytes));
}

void add_frame(const Kernel& k, u32 pfn, const BatchCpus& batches, snapshot::frames_columns& out) {
  const Page& page = k.m.phys.pages[pfn];
  const bool is_on_lru = has_flag(page, kPgLru);
  const auto batch = page.type == PageType::kNone ? batches.find(pfn) : batches.end();
  out.pfn.push_back(pfn);
  out.type.push_back(static_cast<u8>(page_owner(page)));
  out.zone.push_back(page.zone);
  out.flags.push_back(page.flags);
  out.refcount.push_back(page.refcount);
  out.mapcount.push_back(page_mapcount(page));
  out.anon_vma.push_back(anon_vma_of(page).v);
  out.index.push_back(static_cast<double>(page.index));
  out.lru.push_back(is_on_lru ? static_cast<u8>(static_cast<u32>(lru_list_of(page)) + 1) : u8{0});
  out.batch_cpu.push_back(batch == batches.end() ? u8{0} : batch->second);
  add_contents(k, pfn, out);
}

u32 end_of_reserved(const Kernel& k, u32 pfn) {
  while (pfn < k.m.phys.pages.size() && k.m.phys.pages[pfn].type == PageType::kReserved) ++pfn;
  return pfn;
}

}  // namespace

void fill_physical(const Kernel& k, Snapshot& out) {
  add_lists(k, out);
  add_pressure(k, out);
  for (const MemcgId group : listed_groups(k)) add_lru_lists(k, group, out);
  const BatchCpus batches = add_batches(k, out);
  const CowTable<Page, 256>& pages = k.m.phys.pages;
  for (u32 pfn = 0; pfn < pages.size();) {
    const Page& page = pages[pfn];
    if (page.type == PageType::kReserved) {
      const u32 end = end_of_reserved(k, pfn);
      out.reserved.start_pfn.push_back(pfn);
      out.reserved.end_pfn.push_back(end);
      pfn = end;
    } else if (page.type == PageType::kFree) {
      pfn += has_flag(page, kPgBuddy) ? 1u << page.order : 1;
    } else {
      add_frame(k, pfn, batches, out.frames);
      ++pfn;
    }
  }
}

}  // namespace pw
