// The advices one by one, for madvise.cc alone: each does its share of one area.
#pragma once

#include "engine/mm/madvise.h"
#include "engine/mm/unmap.h"

namespace pw {

// struct madvise_behavior: one call, over one range or several.
struct MadviseCall {
  MmId mm;
  u32 advice = 0;
  Gather gather;  // of MADV_DONTNEED and MADV_FREE: one flush for the whole call
};

// ---- zap_single.cc ----------------------------------------------------------------------------------------------------------------
// Whether PTE tables go when a zap empties all that they map (struct zap_details: reclaim_pt).
enum class ReclaimTables : u8 { kNo, kYes };
void zap_single(Cx& cx, Gather& gather, VmaId vma, AddrRange range, ReclaimTables reclaim);

// ---- lazyfree.cc, cold.cc -----------------------------------------------------------------------------------------------------------
void free_lazily(Cx& cx, Gather& gather, AddrRange range);
void make_cold(Cx& cx, MmId mm, AddrRange range);

// ---- punch_hole.cc ------------------------------------------------------------------------------------------------------------------
// vfs_fallocate(FALLOC_FL_PUNCH_HOLE) over what a range of an area maps: the pages leave all page tables and the object.
void punch_hole(Cx& cx, VmaId id, AddrRange range);

// ---- pageout.cc, willneed.cc --------------------------------------------------------------------------------------------------------
void page_out(Cx& cx, VmaId vma, AddrRange range);
// True: something was read.
bool read_in_ahead(Cx& cx, VmaId vma, AddrRange range);

// ---- guard.cc ---------------------------------------------------------------------------------------------------------------------
Status install_guards(Cx& cx, VmaId id, AddrRange range);
void remove_guards(Cx& cx, VmaId id, AddrRange range);

}  // namespace pw
