// __remove_mapping (mm/vmscan.c): the last step. The page leaves the swap cache, where a shadow of it stays, or its object, if nobody else
// has come to hold or dirty it meanwhile.
#include "engine/file/page_cache.h"
#include "engine/memory/workingset.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

// DIVERGES: a page of an object that was promised alone (VM_NORESERVE) is promised no more from here on; 6.18 settles that at the object's
// next change (shmem_recalc_inode).
void drop_from_object(Cx& cx, Pfn pfn) {
  const InodeId inode = inode_of(cx.m.phys.pages[pfn.v]);
  delete_from_page_cache(cx.m.files, cx.m.phys, cx.trace, cx.cpu, pfn);
  if (!cx.m.files.inodes[inode].is_accounted) --cx.m.committed_pages;
}

}  // namespace

bool remove_mapping(Cx& cx, Pfn pfn, MemcgId target) {
  const Page& page = cx.m.phys.pages[pfn.v];
  const ReasonCode reason = page.refcount != 2                 ? Reason::kRemoveHeld
                            : has_flag(page, kPgDirty) ? Reason::kRemoveDirty
                                                       : Reason::kRemoveYes;
  Span span(cx.trace, EventId::kRemoveMapping, pfn.v);
  span.because(reason);
  if (reason != Reason::kRemoveYes) return false;
  if (!has_flag(cx.m.phys.pages[pfn.v], kPgSwapcache)) {
    drop_from_object(cx, pfn);
    return true;
  }
  SwapCx swap = swap_cx(cx);
  const u64 shadow = workingset_eviction(cx.m, pfn, target);
  memcg1_swapout(swap, pfn, swap_entry_of(page));
  delete_from_swap_cache(swap, pfn, shadow);
  return true;
}

}  // namespace pw
