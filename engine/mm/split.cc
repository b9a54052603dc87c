// __split_vma (mm/vma.c): one area becomes two that share everything but their range.
//
//   before   |AAAAAAAAAAAA|      one chain: A is on the trees of its anon_vmas once
//   after    |aaaa|AAAAAAAA|     the new half is put on the same trees; pgoff of the upper half moves by the distance
// The kernel's own areas ([vvar], [vvar_vclock], [vdso]) are never cut: special_mapping_split refuses, so whoever would cut asks first.
// The sum pgoff + (address - start) stays what it was for every page, so page->index needs no change.
#include "engine/file/i_mmap.h"
#include "engine/mm/area.h"
#include "engine/trace/mm_events.h"

namespace pw {

bool is_map_count_full(const Memory& m, MmId mm) { return m.mms[mm].map_count >= m.sysctl.max_map_count; }

bool is_special_mapping(const Memory& m, const Vma& vma) {
  return vma.file.valid() && kind_of(m.files, vma.file) == FileKind::kSpecial;
}

bool maps_unread_file(const Memory& m, const Vma& vma) {
  return vma.file.valid() && kind_of(m.files, vma.file) != FileKind::kShmem;
}

// special_mapping_split
Status may_split(const Memory& m, VmaId id) {
  if (!is_special_mapping(m, m.vmas[id])) return ok_status();
  return fail(Errno::kEINVAL, "the kernel's own areas, as [vdso], are never cut");
}

VmaId split_area(Cx& cx, VmaId id, u64 addr, NewHalf half) {
  const Vma old = cx.m.vmas[id];
  PW_ASSERT(old.start < addr && addr < old.end && is_page_aligned(addr), "an area is cut inside");
  Span span(cx.trace, EventId::kSplitVma, id.v, addr, VmaId::kNone);
  const AddrRange below{old.start, addr};
  const AddrRange above{addr, old.end};
  const u64 above_pgoff = linear_page_index(old, addr);

  // vm_area_dup: anon_vma is copied with the rest, the chain is not; clone_anon_vma makes it.
  Vma half_area = old;
  half_area.avc_head = half_area.avc_tail = AvcId();
  half_area.avc_count = 0;
  const AddrRange new_range = half == NewHalf::kBelow ? below : above;
  half_area.start = new_range.start;
  half_area.end = new_range.end;
  if (half == NewHalf::kAbove) half_area.pgoff = above_pgoff;
  get_file_area(cx.m.files, half_area.file);
  const VmaId new_id = cx.m.vmas.alloc(half_area);
  clone_anon_vma(cx.m.rmap, cx.m.vmas, cx.trace, new_id, id);

  // vma_prepare and vma_complete: the new half joins the inode's tree before the old one leaves it and comes back.
  link_mapping(cx.m.files, cx.m.vmas, new_id);
  remove_from_interval_trees(cx.m.rmap, cx.m.vmas, id);
  unlink_mapping(cx.m.files, cx.m.vmas, id);
  Vma& kept = cx.m.vmas.mut(id);
  const AddrRange kept_range = half == NewHalf::kBelow ? above : below;
  kept.start = kept_range.start;
  kept.end = kept_range.end;
  if (half == NewHalf::kBelow) kept.pgoff = above_pgoff;
  link_mapping(cx.m.files, cx.m.vmas, id);
  insert_into_interval_trees(cx.m.rmap, cx.m.vmas, id);

  Mm& mm = cx.m.mms.mut(old.mm);
  const bool is_new_below = half == NewHalf::kBelow;
  cut_vma(cx.m.nodes, mm.tree, old.range(), addr, is_new_below ? new_id : id, is_new_below ? id : new_id);
  ++mm.map_count;
  span.set(2, new_id.v);
  return new_id;
}

}  // namespace pw
