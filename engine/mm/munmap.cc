// munmap: do_vmi_munmap, vms_gather_munmap_vmas, vms_complete_munmap_vmas (mm/vma.c).
//
// Everything that can fail happens while gathering: arguments, the area limit, seals, what may not be cut, the two cuts. From there on
// nothing can. Each area is asked for its seal when the walk reaches it, so a cut made before stays (tried live on 6.18).
//
//   before   |AAAAAA|  |BBB|CCCCCC|        munmap of [   )
//                [           )
//   cut      |AA|AAAA| |BBB|CC|CCCC|
//   after    |AA|              |CCCC|
#include "engine/mm/munmap.h"

#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/seal.h"
#include "engine/mm/unmap.h"
#include "engine/trace/limits_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// The cut at the start, with the two refusals that come before it. A hole in the middle of an area is the one case where cutting needs
// an area more than the limit allows.
Status cut_start(Cx& cx, MmId mm, VmaId first, AddrRange range) {
  const Vma vma = cx.m.vmas[first];
  if (vma.start >= range.start) return ok_status();
  if (range.end < vma.end && is_map_count_full(cx.m, mm)) {
    return fail(Errno::kENOMEM, "cutting a hole would make more areas than vm.max_map_count");
  }
  const Status modifiable = refuse_sealed(cx, first, Reason::kSealedNoUnmap);
  if (!modifiable.ok()) return modifiable;
  const Status divisible = may_split(cx.m, first);
  if (!divisible.ok()) return divisible;
  split_area(cx, first, range.start, NewHalf::kBelow);
  return ok_status();
}

// One area of the range: whole, or cut at the end.
Status take_area(Cx& cx, VmaId id, Detached& detached) {
  const Status modifiable = refuse_sealed(cx, id, Reason::kSealedNoUnmap);
  if (!modifiable.ok()) return modifiable;
  if (cx.m.vmas[id].end > detached.range.end) {
    const Status divisible = may_split(cx.m, id);
    if (!divisible.ok()) return divisible;
    split_area(cx, id, detached.range.end, NewHalf::kAbove);
  }
  const Vma& vma = cx.m.vmas[id];
  detached.areas.push_back(id);
  detached.pages += vma.pages();
  if (vma.has(kVmAccount)) detached.accounted_pages += vma.pages();
  return ok_status();
}

}  // namespace

Result<Detached> gather_areas(Cx& cx, MmId mm, AddrRange range) {
  Detached detached;
  detached.range = range;
  const VmaId first = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, range);
  if (!first.valid()) return detached;
  const Status cut = cut_start(cx, mm, first, range);
  if (!cut.ok()) return cut.error();
  for (u64 addr = range.start; addr < range.end; addr = cx.m.vmas[detached.areas.back()].end) {
    const VmaId id = find_vma(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid() || cx.m.vmas[id].start >= range.end) break;
    const Status taken = take_area(cx, id, detached);
    if (!taken.ok()) return taken.error();
  }
  return detached;
}

void unmap_areas(Cx& cx, MmId mm, const Detached& detached) {
  if (detached.areas.empty()) return;
  const AddrRange covered{cx.m.vmas[detached.areas.front()].start, cx.m.vmas[detached.areas.back()].end};
  for (const VmaId id : detached.areas) erase_vma(cx.m.nodes, cx.m.mms.mut(mm).tree, cx.m.vmas[id].range());
  cx.m.mms.mut(mm).map_count -= static_cast<u32>(detached.areas.size());
  const Neighbours around = find_neighbours(cx.m.nodes, cx.m.mms[mm].tree, covered);

  Span span(cx.trace, EventId::kUnmapRegion, covered.start, covered.end, 0);
  update_hiwater_rss(cx.m, mm);
  Gather gather;
  gather.mm = mm;
  u64 pages = 0;
  for (const VmaId id : detached.areas) pages += zap_range(cx, gather, id, cx.m.vmas[id].range());
  span.set(2, pages);
  // free_pgtables unlinks the areas from their trees before the tables go.
  for (const VmaId id : detached.areas) leave_trees(cx, id);
  const u64 floor = around.prev.valid() ? cx.m.vmas[around.prev].end : 0;
  const u64 ceiling = around.next.valid() ? cx.m.vmas[around.next].start : 0;
  free_tables(cx, gather, covered, floor, ceiling);
  finish_gather(cx, gather);
}

void free_detached(Cx& cx, MmId mm, const Detached& detached) {
  for (const VmaId id : detached.areas) {
    const Vma vma = cx.m.vmas[id];
    account_area(cx.m, mm, vma.flags, -static_cast<i64>(vma.pages()));
    account_locked(cx.m, mm, vma.flags, -static_cast<i64>(vma.pages()));
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
