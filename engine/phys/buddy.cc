// The buddy lists: __rmqueue_smallest, expand and __free_one_page of mm/page_alloc.c.
//
// A free block of order n is 2^n frames, begins at a multiple of 2^n, and stands on the list of its zone and order; its first frame alone
// carries PG_buddy and the order. Splitting keeps the lower half:
//
//   order 2:  [ 0  1  2  3 ]   want order 0
//   order 1:          [ 2 3 ]  put back
//   order 0:    [ 1 ]          put back
//             0                handed out
//
// DIVERGES: one free list per order, while Linux keeps one per migrate type (unmovable, movable, reclaimable, ...) and lets an empty one
// steal pageblocks from another. No block is isolated, nothing is shuffled.
//
// Owns: P3 (aligned, whole, listed where it belongs), P4 (two free buddies of one order never coexist).
#include "engine/phys/buddy.h"

#include "engine/phys/frame_list.h"
#include "engine/trace/phys_events.h"

namespace pw {
namespace {

bool is_buddy_head(const Phys& phys, const Zone& zone, u32 pfn, u32 order) {
  if (pfn < zone.start_pfn || pfn + (1u << order) > zone.start_pfn + zone.spanned_pages) return false;
  const Page& page = phys.pages[pfn];
  return has_flag(page, kPgBuddy) && page.order == order;
}

void add_to_free_list(Phys& phys, Zone& zone, u32 pfn, u32 order, bool at_tail) {
  Page& page = phys.pages.mut(pfn);
  page.flags |= kPgBuddy;
  page.order = static_cast<u8>(order);
  FreeArea& area = zone.free_area[order];
  if (at_tail) {
    list_push_back(phys, area, pfn);
  } else {
    list_push_front(phys, area, pfn);
  }
  ++area.nr_free;
  zone.free_pages += 1u << order;
}

void del_from_free_list(Phys& phys, Zone& zone, u32 pfn, u32 order) {
  FreeArea& area = zone.free_area[order];
  list_erase(phys, area, pfn);
  Page& page = phys.pages.mut(pfn);
  page.flags &= ~static_cast<u32>(kPgBuddy);
  page.order = 0;
  --area.nr_free;
  zone.free_pages -= 1u << order;
}

// expand(): upper halves go to the head of their lists, so that the next request for a smaller block continues where this one began.
void expand(Phys& phys, Zone& zone, u32 pfn, u32 low, u32 high) {
  while (high > low) {
    --high;
    add_to_free_list(phys, zone, pfn + (1u << high), high, false);
  }
}

// buddy_merge_likely(): the block waits at the tail when its parent's buddy is free, since it will merge two orders up as soon as its own
// buddy returns, if nobody takes it before.
bool is_merge_likely(const Phys& phys, const Zone& zone, u32 pfn, u32 order) {
  if (order >= kMaxOrder - 1) return false;
  const u32 parent = pfn & ~(1u << order);
  return is_buddy_head(phys, zone, parent ^ (1u << (order + 1)), order + 1);
}

}  // namespace

Pfn take_block(Phys& phys, Trace& trace, Zone& zone, u32 order) {
  for (u32 from = order; from < kOrders; ++from) {
    const u32 pfn = zone.free_area[from].head;
    if (pfn == Pfn::kNone) continue;
    del_from_free_list(phys, zone, pfn, from);
    if (from > order) {
      expand(phys, zone, pfn, order, from);
      trace.emit(EventId::kExpand, pfn, from, order);
    }
    return Pfn(pfn);
  }
  return Pfn();
}

void free_block(Phys& phys, Trace& trace, Zone& zone, Pfn pfn, u32 order, FreeTo to) {
  u32 block = pfn.v;
  u32 merged = order;
  while (merged < kMaxOrder) {
    const u32 buddy = block ^ (1u << merged);
    if (!is_buddy_head(phys, zone, buddy, merged)) break;
    del_from_free_list(phys, zone, buddy, merged);
    block &= buddy;
    ++merged;
  }
  const bool at_tail = to == FreeTo::kTail || is_merge_likely(phys, zone, block, merged);
  add_to_free_list(phys, zone, block, merged, at_tail);
  if (merged > order) trace.emit(EventId::kFreeOnePage, pfn.v, order, merged, block);
}

}  // namespace pw
