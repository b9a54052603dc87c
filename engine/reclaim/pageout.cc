// pageout, writeout (mm/vmscan.c) and shmem_writeout (mm/shmem.c): a dirty page goes to its device.
//
//   not only the cache and reclaim hold it    kept: whoever else does might still write to it
//   clean after all                           nothing to write
//   of an object                              the object's array keeps the slot as a value, and the page moves to the swap cache; without a
//                                             slot it stays where it is, dirty and active
// Left out: pages of named files, which reclaim never writes (the flusher does).
#include "engine/file/page_cache.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

// is_page_cache_freeable.
bool is_only_cached(const Page& page) { return page.refcount == 2; }

// shmem_writeout, up to swap_writeout. False: no slot.
bool move_to_swap_cache(Cx& cx, Pfn pfn) {
  SwapCx swap = swap_cx(cx);
  if (cx.m.swap.total_swap_pages == 0 || !folio_alloc_swap(swap, pfn)) return false;
  const SwpEntry entry = swap_entry_of(cx.m.phys.pages[pfn.v]);
  swap_shmem_alloc(cx.m.swap, entry);
  swap_out_of_page_cache(cx.m.files, cx.m.phys, cx.trace, cx.cpu, pfn, swp_to_radix_entry(entry));
  return true;
}

Pageout tell(Span& span, Pageout result, ReasonCode reason) {
  span.because(reason);
  return result;
}

}  // namespace

Pageout pageout(Cx& cx, Pfn pfn) {
  Span span(cx.trace, EventId::kPageout, pfn.v);
  if (!is_only_cached(cx.m.phys.pages[pfn.v])) return tell(span, Pageout::kKeep, Reason::kPageoutHeld);
  if (!has_flag(cx.m.phys.pages[pfn.v], kPgDirty)) return tell(span, Pageout::kClean, Reason::kPageoutClean);
  cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgDirty);
  cx.m.phys.pages.mut(pfn.v).flags |= kPgReclaim;
  if (inode_of(cx.m.phys.pages[pfn.v]).valid() && !move_to_swap_cache(cx, pfn)) {
    cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgReclaim);
    cx.m.phys.pages.mut(pfn.v).flags |= kPgDirty;
    return tell(span, Pageout::kActivate, Reason::kPageoutNoSlot);
  }
  SwapCx swap = swap_cx(cx);
  const bool waits = swap_writeout(swap, pfn) == Writeout::kUnderWriteback;
  if (!waits) cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgReclaim);
  ++cx.m.stat.nr_vmscan_write;
  return tell(span, Pageout::kSuccess, waits ? Reason::kPageoutSent : Reason::kPageoutWritten);
}

}  // namespace pw
