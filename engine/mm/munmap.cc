// munmap: do_vmi_munmap, vms_gather_munmap_vmas, vms_complete_munmap_vmas (mm/vma.c).
//
// Everything that can fail happens while gathering: arguments, the area limit, the two cuts. From there on nothing can.
//
//   before   |AAAAAA|  |BBB|CCCCCC|        munmap of [   )
//                [           )
//   cut      |AA|AAAA| |BBB|CC|CCCC|
//   after    |AA|              |CCCC|
#include "engine/mm/munmap.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/unmap.h"

namespace pw {
namespace {

// The one case where cutting needs one area more than the limit allows: a hole in the middle of an area.
bool would_exceed_map_count(const Memory& m, MmId mm, VmaId first, AddrRange range) {
  const Vma& vma = m.vmas[first];
  return vma.start < range.start && range.end < vma.end && is_map_count_full(m, mm);
}

void cut_borders(Cx& cx, MmId mm, AddrRange range) {
  const VmaId first = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, range.start);
  if (first.valid() && cx.m.vmas[first].start < range.start) split_area(cx, first, range.start, NewHalf::kBelow);
  const VmaId last = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, range.end - 1);
  if (last.valid() && cx.m.vmas[last].end > range.end) split_area(cx, last, range.end, NewHalf::kAbove);
}

std::vector<VmaId> areas_in(const Memory& m, MmId mm, AddrRange range) {
  std::vector<VmaId> areas;
  u64 addr = range.start;
  for (;;) {
    const VmaId id = find_vma(m.nodes, m.mms[mm].tree, addr);
    if (!id.valid() || m.vmas[id].start >= range.end) return areas;
    areas.push_back(id);
    addr = m.vmas[id].end;
  }
}

}  // namespace

Result<Detached> gather_areas(Cx& cx, MmId mm, AddrRange range) {
  Detached detached;
  detached.range = range;
  const VmaId first = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, range);
  if (!first.valid()) return detached;
  if (would_exceed_map_count(cx.m, mm, first, range)) {
    return fail(Errno::kENOMEM, "cutting a hole would make more than 65530 areas (vm.max_map_count)");
  }
  cut_borders(cx, mm, range);
  detached.areas = areas_in(cx.m, mm, range);
  for (const VmaId id : detached.areas) {
    const Vma& vma = cx.m.vmas[id];
    if (vma.has(kVmAccount)) detached.accounted_pages += vma.pages();
  }
  return detached;
}

void unmap_areas(Cx& cx, MmId mm, const Detached& detached) {
  if (detached.areas.empty()) return;
  const AddrRange covered{cx.m.vmas[detached.areas.front()].start, cx.m.vmas[detached.areas.back()].end};
  for (const VmaId id : detached.areas) erase_vma(cx.m.nodes, cx.m.mms.mut(mm).tree, cx.m.vmas[id].range());
  cx.m.mms.mut(mm).map_count -= static_cast<u32>(detached.areas.size());
  const Neighbours around = find_neighbours(cx.m, mm, covered);

  Span span(cx.trace, EventId::kUnmapRegion, covered.start, covered.end, 0);
  update_hiwater_rss(cx.m, mm);
  Gather gather;
  gather.mm = mm;
  u64 pages = 0;
  for (const VmaId id : detached.areas) pages += zap_range(cx, gather, cx.m.vmas[id].range());
  span.set(2, pages);
  // free_pgtables unlinks the areas from their trees before the tables go.
  for (const VmaId id : detached.areas) unlink_anon_vmas(cx.m.rmap, cx.m.vmas, cx.trace, id);
  const u64 floor = around.prev.valid() ? cx.m.vmas[around.prev].end : 0;
  const u64 ceiling = around.next.valid() ? cx.m.vmas[around.next].start : 0;
  free_tables(cx, gather, covered, floor, ceiling);
  finish_gather(cx, gather);
}

void free_detached(Cx& cx, MmId mm, const Detached& detached) {
  for (const VmaId id : detached.areas) {
    account_area(cx.m, mm, cx.m.vmas[id].flags, -static_cast<i64>(cx.m.vmas[id].pages()));
    free_area(cx, id);
  }
  uncharge_pages(cx.m, detached.accounted_pages);
}

Status do_munmap(Cx& cx, MmId mm, u64 addr, u64 length) {
  const u64 top = cx.m.mms[mm].task_size;
  if (!is_page_aligned(addr)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if (addr > top || length > top - addr) return fail(Errno::kEINVAL, "the range ends above the user address space");
  const AddrRange range{addr, addr + page_align_up(length)};
  if (range.is_empty()) return fail(Errno::kEINVAL, "length is 0");
  Span span(cx.trace, EventId::kDoMunmap, range.start, range.end);
  const Result<Detached> detached = gather_areas(cx, mm, range);
  if (!detached.ok()) return detached.error();
  unmap_areas(cx, mm, detached.value());
  free_detached(cx, mm, detached.value());
  return ok_status();
}

}  // namespace pw
