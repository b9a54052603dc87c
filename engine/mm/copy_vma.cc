// copy_vma (mm/vma.c): the area that takes a moved range in.
//
// Where the source never had an anonymous page, the page offset is free: it becomes the new address in pages, as if the range had been
// mapped there, and the range may merge with what stands around it, the source itself included. Once there was a page, its index counts
// from the old offset, so the offset goes along; the range merges then only where the offsets happen to run on, as when it comes back.
//
//   never faulted   [A pgoff 0x10]  --to 0x80-->  [A pgoff 0x80]     merges with a neighbour at 0x7f
//   faulted         [A pgoff 0x10]  --to 0x80-->  [A pgoff 0x10]     page->index stays right without being touched
// Left out: userfaultfd contexts, uprobes, vm_ops->open.
#include "engine/file/i_mmap.h"
#include "engine/mm/area.h"
#include "engine/mm/remap.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"

namespace pw {
namespace {

// vm_area_dup, then anon_vma_clone: on the same trees as the source, so the pages can be found in either place while they move.
VmaId dup_area_at(Cx& cx, VmaId source, AddrRange range, u64 pgoff) {
  Vma copy = cx.m.vmas[source];
  copy.start = range.start;
  copy.end = range.end;
  copy.pgoff = pgoff;
  copy.avc_head = copy.avc_tail = AvcId();
  copy.avc_count = 0;
  const MmId mm = copy.mm;
  get_file_area(cx.m.files, copy.file);
  const VmaId id = cx.m.vmas.alloc(copy);
  clone_anon_vma(cx.m.rmap, cx.m.vmas, cx.trace, id, source);
  insert_vma(cx.m.nodes, cx.m.mms.mut(mm).tree, range, id);
  ++cx.m.mms.mut(mm).map_count;
  link_mapping(cx.m.files, cx.m.vmas, id);
  cx.trace.emit(EventId::kVmaAlloc, id.v, range.start, range.end);
  return id;
}

// Areas with one offset are visited in the order in which they joined the tree, so one made just now comes last. A survivor of a merge
// may come first.
ReasonCode judge_rmap_order(const Memory& m, VmaId vma, VmaId target, bool is_merged) {
  const bool needs_locks = is_merged && m.vmas[target].pgoff <= m.vmas[vma].pgoff;
  return needs_locks ? Reason::kRmapLocksTaken : Reason::kRmapOrderKept;
}

}  // namespace

VmaId copy_vma(Cx& cx, Remap& remap) {
  const Vma area = cx.m.vmas[remap.vma];
  const AddrRange range = remap.new_range();
  const bool is_unfaulted = !area.file.valid() && !area.anon_vma.valid();
  const u64 pgoff = is_unfaulted ? to_pages(range.start) : linear_page_index(area, remap.addr);
  Span span(cx.trace, EventId::kCopyVma, remap.vma.v, VmaId::kNone, range.start, pgoff);
  span.because(is_unfaulted ? Reason::kPgoffReset : Reason::kPgoffKept);
  const VmaId merged = try_merge_copied(cx, remap.vma, range, pgoff);
  // The source may have become a part of the survivor.
  if (merged.valid() && cx.m.vmas[merged].range().contains(area.start)) remap.vma = merged;
  const VmaId target = merged.valid() ? merged : dup_area_at(cx, remap.vma, range, pgoff);
  span.set(1, target.v);
  cx.trace.emit(EventId::kRmapOrder, judge_rmap_order(cx.m, remap.vma, target, merged.valid()), remap.vma.v, target.v);
  return target;
}

}  // namespace pw
