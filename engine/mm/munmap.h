// munmap, and the three steps of taking areas away, which mmap with MAP_FIXED takes as well.
#pragma once

#include <vector>

#include "engine/mm/mm.h"

namespace pw {

Status do_munmap(Cx& cx, MmId mm, u64 addr, u64 length);

// struct vma_munmap_struct: what a range holds, cut so that whole areas lie inside it.
struct Detached {
  AddrRange range;
  std::vector<VmaId> areas;  // ascending
  u64 pages = 0;
  u64 accounted_pages = 0;   // of VM_ACCOUNT areas
};

// vms_gather_munmap_vmas: the only step that may fail (ENOMEM: the area limit; EPERM: a sealed area). No mapping has gone then, but an
// area in front of a sealed one may have been cut, and stays so.
Result<Detached> gather_areas(Cx& cx, MmId mm, AddrRange range);
// vms_clear_ptes: the areas leave the tree, their pages and page tables go.
void unmap_areas(Cx& cx, MmId mm, const Detached& detached);
// vms_complete_munmap_vmas: sums, and the areas themselves.
void free_detached(Cx& cx, MmId mm, const Detached& detached);

}  // namespace pw
