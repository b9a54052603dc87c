// MADV_WILLNEED of memory that has no file: madvise_willneed, swapin_walk_pmd_entry, shmem_swapin_range (mm/madvise.c).
//
// Pages that are in swap are read into the swap cache, and nothing is mapped: the next touch is a minor fault. Whoever calls empties this
// CPU's batches afterwards.
#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/madvise_parts.h"

namespace pw {
namespace {

// read_swap_cache_async. Another page may have been taken away for the frame, so what is to be read is asked for anew each time.
bool read_in(Cx& cx, SwpEntry entry) {
  const CachedSwap got = read_swap_cache(cx, entry);
  if (got.pfn.valid()) put_page(cx.m.phys, cx.trace, cx.cpu, got.pfn);
  return got.is_read;
}

bool read_entries(Cx& cx, MmId mm, AddrRange range) {
  bool has_read = false;
  std::vector<u64> swapped;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, range, [&](u64 addr, PtePlace, Pte pte) {
    if (pte_form(pte) == PteForm::kSwap) swapped.push_back(addr);
  });
  for (const u64 addr : swapped) {
    const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, addr);
    if (pte_form(pte) == PteForm::kSwap && read_in(cx, pte_to_swp_entry(pte))) has_read = true;
  }
  return has_read;
}

bool read_object(Cx& cx, InodeId inode, u64 first, u64 end) {
  bool has_read = false;
  std::vector<u64> swapped;
  if (first < end) {
    xa_for_each(cx.m.files.xa_nodes, cx.m.files.inodes[inode].i_pages, first, end - 1, [&](u64 index, XaEntry entry) {
      if (entry.is_value()) swapped.push_back(index);
    });
  }
  for (const u64 index : swapped) {
    const XaEntry entry = find_cached(cx.m.files, inode, index);
    if (entry.is_value() && read_in(cx, radix_to_swp_entry(entry.value()))) has_read = true;
  }
  return has_read;
}

}  // namespace

bool read_in_ahead(Cx& cx, VmaId id, AddrRange range) {
  const Vma vma = cx.m.vmas[id];
  if (!vma.file.valid()) return read_entries(cx, vma.mm, range);
  if (kind_of(cx.m.files, vma.file) != FileKind::kShmem) return false;
  const u64 first = linear_page_index(vma, range.start);
  return read_object(cx, mapped_inode(cx.m.files, vma), first, first + range.pages());
}

}  // namespace pw
