// vm_area_alloc, vm_area_free (kernel/fork.c, mm/vma_init.c), vma_link (mm/vma.c).
#include "engine/mm/area.h"

#include "engine/file/i_mmap.h"
#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/mm_events.h"

namespace pw {

// fput: the last area of a shared object takes its pages, and what was promised for them, along.
void put_area_file(Cx& cx, FileId file) { take_back(cx, put_file_area(cx.m.files, cx.m.phys, cx.trace, cx.cpu, file)); }

void take_back(Cx& cx, const Released& released) {
  uncharge_pages(cx.m, released.promised_pages);
  SwapCx swap = swap_cx(cx);
  for (const u64 value : released.swap_values) free_swap_and_cache(swap, radix_to_swp_entry(value));
}

void leave_trees(Cx& cx, VmaId id) {
  unlink_anon_vmas(cx.m.rmap, cx.m.vmas, cx.trace, id);
  unlink_mapping(cx.m.files, cx.m.vmas, id);
}

VmaId create_area(Cx& cx, MmId mm, AddrRange range, u64 flags, u64 pgoff, FileId file) {
  Vma vma;
  vma.mm = mm;
  vma.start = range.start;
  vma.end = range.end;
  vma.flags = flags;
  vma.pgoff = pgoff;
  vma.file = file;
  get_file_area(cx.m.files, file);
  const VmaId id = cx.m.vmas.alloc(vma);
  insert_vma(cx.m.nodes, cx.m.mms.mut(mm).tree, range, id);
  ++cx.m.mms.mut(mm).map_count;
  link_mapping(cx.m.files, cx.m.vmas, id);
  cx.trace.emit(EventId::kVmaAlloc, id.v, range.start, range.end);
  return id;
}

void free_area(Cx& cx, VmaId id) {
  PW_ASSERT(!cx.m.vmas[id].avc_head.valid(), "an area left its trees before it is freed");
  const FileId file = cx.m.vmas[id].file;
  cx.m.vmas.free(id);
  cx.trace.emit(EventId::kVmaFree, id.v);
  put_area_file(cx, file);
}

}  // namespace pw
