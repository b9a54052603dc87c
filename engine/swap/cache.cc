// The swap cache (mm/swap_state.c; __try_to_reclaim_swap and folio_free_swap of mm/swapfile.c): the page that is in memory for a slot.
//
// In 6.18 it is the table of each cluster: a folio, a shadow of one that went, or nothing for each slot. Who finds the page there need not
// read it, whichever process took it out. The page says PG_swapcache, has the slot in `private`, and the cache holds a reference; the slot
// says SWAP_HAS_CACHE. A shadow lives until the slot is freed.
//
// Owns: S4 (page and slot name each other), S5 (NR_SWAPCACHE).
#include "engine/swap/swap.h"
#include "engine/trace/swap_events.h"

namespace pw {
namespace {

bool is_only_cached(const SwapSlot& slot) { return slot.count == 0 && (slot.flags & kSlotHasCache) != 0; }

// folio_set_dirty, without an event of its own.
void mark_dirty(Phys& phys, Pfn pfn) { phys.pages.mut(pfn.v).flags |= kPgDirty; }

}  // namespace

Pfn find_swap_cached(const Swap& swap, SwpEntry entry) {
  if (!is_swap_slot(swap, entry)) return Pfn();
  const u64 table = slot_of(swap, entry).table;
  return table == 0 || is_table_shadow(table) ? Pfn() : Pfn(static_cast<u32>((table >> 1) - 1));
}

u64 find_swap_shadow(const Swap& swap, SwpEntry entry) {
  const u64 table = slot_of(swap, entry).table;
  return is_table_shadow(table) ? table >> 1 : 0;
}

void add_to_swap_cache(SwapCx& cx, Pfn pfn, SwpEntry entry) {
  PW_ASSERT(!find_swap_cached(cx.swap, entry).valid(), "one page is cached for a slot");
  SwapSlot& slot = slot_mut(cx.swap, entry);
  slot.table = table_of_folio(pfn);
  slot.flags |= kSlotHasCache;
  get_page(cx.phys, pfn);
  Page& page = cx.phys.pages.mut(pfn.v);
  page.flags |= kPgSwapcache;
  page.private_ = swp_to_radix_entry(entry);
  ++cx.swap.nr_swapcache;
  cx.trace.emit(EventId::kSwapCacheAdd, pfn.v, swp_to_radix_entry(entry), static_cast<u64>(cx.phys.pages[pfn.v].refcount));
}

void delete_from_swap_cache(SwapCx& cx, Pfn pfn, u64 shadow) {
  PW_ASSERT(has_flag(cx.phys.pages[pfn.v], kPgSwapcache) && !has_flag(cx.phys.pages[pfn.v], kPgWriteback),
            "a page leaves the swap cache that is there and not under way");
  const SwpEntry entry = swap_entry_of(cx.phys.pages[pfn.v]);
  slot_mut(cx.swap, entry).table = shadow == 0 ? 0 : shadow << 1 | 1;
  Page& page = cx.phys.pages.mut(pfn.v);
  page.flags &= ~static_cast<u32>(kPgSwapcache);
  page.private_ = 0;
  --cx.swap.nr_swapcache;
  cx.trace.emit(EventId::kSwapCacheDel, shadow == 0 ? Reason::kCacheNothing : Reason::kCacheShadow, pfn.v, swp_to_radix_entry(entry));
  put_swap_folio(cx, entry);
  put_page(cx.phys, cx.trace, cx.cpu, pfn);
}

bool folio_free_swap(SwapCx& cx, Pfn pfn) {
  const Page& page = cx.phys.pages[pfn.v];
  if (!has_flag(page, kPgSwapcache)) return false;
  const SwpEntry entry = swap_entry_of(page);
  const ReasonCode reason = has_flag(page, kPgWriteback)                ? Reason::kFreeSwapWriteback
                            : slot_of(cx.swap, entry).count != 0 ? Reason::kFreeSwapNamed
                                                                 : Reason::kFreeSwapYes;
  Span span(cx.trace, EventId::kFolioFreeSwap, pfn.v, swp_to_radix_entry(entry));
  span.because(reason);
  if (reason != Reason::kFreeSwapYes) return false;
  mark_dirty(cx.phys, pfn);
  delete_from_swap_cache(cx, pfn);
  return true;
}

bool try_to_reclaim_swap(SwapCx& cx, SwpEntry entry, ReclaimSwap how) {
  const Pfn pfn = find_swap_cached(cx.swap, entry);
  if (!pfn.valid()) return false;
  const Page& page = cx.phys.pages[pfn.v];
  Span span(cx.trace, EventId::kTryToReclaimSwap, pfn.v, swp_to_radix_entry(entry));
  const bool is_wanted = how == ReclaimSwap::kAnyway || page_mapcount(page) == 0 || vm_swap_full(cx.swap);
  if (has_flag(page, kPgWriteback | kPgLocked)) {
    span.because(Reason::kFreeSwapWriteback);
    return false;
  }
  span.because(is_wanted ? Reason::kCacheDropped : Reason::kCacheStillMapped);
  if (!is_wanted || !is_only_cached(slot_of(cx.swap, entry))) return false;
  mark_dirty(cx.phys, pfn);
  delete_from_swap_cache(cx, pfn);
  return true;
}

}  // namespace pw
