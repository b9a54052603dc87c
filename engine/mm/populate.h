// Faulting pages in without anybody touching them: populate_vma_page_range, __mm_populate, faultin_page_range
// (mm/gup.c). The walk itself is fault_in_pages() of gup.h.
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// One area's range, faulted in as its flags ask for and marked accessed; this CPU's batches are emptied after it. Pages done; or, when not
// even the first could be had, ENOMEM (no frame) or EFAULT (also: the area allows no access).
Result<u64> populate_vma_page_range(Cx& cx, VmaId vma, AddrRange range);
// __mm_populate: every area of the range, and nothing where none is. kOk, or the error of the first page that could not be had.
Errno populate_areas(Cx& cx, MmId mm, AddrRange range);
// mm_populate, after mmap, brk, mremap and mlockall: errors are passed over, area by area.
void mm_populate(Cx& cx, MmId mm, AddrRange range);
// faultin_page_range, for MADV_POPULATE_READ and MADV_POPULATE_WRITE. ENOMEM: no area, or no frame; EINVAL: the area forbids it; EFAULT: a
// guard marker, or the end of an object. What came before stays.
Errno faultin_page_range(Cx& cx, MmId mm, AddrRange range, bool is_write);

}  // namespace pw
