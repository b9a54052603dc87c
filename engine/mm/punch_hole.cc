// MADV_REMOVE of an object: shmem_fallocate with FALLOC_FL_PUNCH_HOLE, unmap_mapping_range, shmem_truncate_range (mm/shmem.c, mm/memory.c).
//
//   1. every area over that part of the object loses its entries, whichever process has it (i_mmap, in tree order), and is flushed
//   2. the pages, and what of them is in swap, leave the object; what was promised for them alone is given back
// The next touch finds zeros. Named files have no contents yet, so nothing goes there.
#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/mm/area.h"
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

// What an area shows of the pages first … last.
AddrRange shown_range(const Vma& vma, u64 first, u64 last) {
  const u64 from = first < first_offset(vma) ? first_offset(vma) : first;
  const u64 to = last > last_offset(vma) ? last_offset(vma) : last;
  return AddrRange{vma.start + (from - vma.pgoff) * kPageSize, vma.start + (to + 1 - vma.pgoff) * kPageSize};
}

// unmap_mapping_range.
void unmap_mapping(Cx& cx, InodeId inode, u64 first, u64 last) {
  std::vector<VmaId> areas;
  for_each_mapping(cx.m.files, cx.m.vmas, inode, first, last, [&](VmaId id) { areas.push_back(id); });
  for (const VmaId id : areas) {
    Gather gather;
    gather.mm = cx.m.vmas[id].mm;
    zap_single(cx, gather, id, shown_range(cx.m.vmas[id], first, last), ReclaimTables::kNo);
    if (!gather.flushed.is_empty()) finish_gather(cx, gather);
  }
}

}  // namespace

void punch_hole(Cx& cx, VmaId id, AddrRange range) {
  const InodeId inode = mapped_inode(cx.m.files, cx.m.vmas[id]);
  const u64 first = linear_page_index(cx.m.vmas[id], range.start);
  Span span(cx.trace, EventId::kPunchHole, inode.v, first, range.pages(), 0);
  unmap_mapping(cx, inode, first, first + range.pages() - 1);
  Released released;
  const u64 promised = promised_pages(cx.m.files.inodes[inode]);
  DroppedPages dropped = drop_pages(cx.m.files, cx.m.phys, cx.trace, cx.cpu, inode, first, first + range.pages() - 1);
  released.promised_pages = promised - promised_pages(cx.m.files.inodes[inode]);
  released.swap_values = std::move(dropped.swap_values);
  take_back(cx, released);
  span.set(3, dropped.frames);
}

}  // namespace pw
