// should_reclaim_retry (mm/page_alloc.c) and zone_reclaimable_pages (mm/vmscan.c): is it any use to reclaim once more?
//
//   something was taken                        the count of fruitless rounds begins anew
//   16 rounds in a row took nothing            no
//   some zone would be above its min watermark if all that can be taken there were free   yes
//   else                                       no: not even that would do
// Left out: costly orders, memory that is reserved for high orders.
#include "engine/reclaim/reclaim.h"
#include "engine/trace/reclaim_events.h"

namespace pw {

u64 zone_reclaimable_pages(const Memory& m, const Zone& zone) {
  const auto pages_of = [&](LruList list) { return u64{zone.lru_pages[static_cast<u32>(list)]}; };
  u64 pages = pages_of(LruList::kInactiveFile) + pages_of(LruList::kActiveFile);
  if (m.swap.nr_swap_pages > 0) pages += pages_of(LruList::kInactiveAnon) + pages_of(LruList::kActiveAnon);
  return pages == 0 ? zone.free_pages : pages;
}

bool should_reclaim_retry(Cx& cx, u32 order, bool has_progress, u32* fruitless) {
  *fruitless = has_progress ? 0 : *fruitless + 1;
  ReasonCode reason = *fruitless > kMaxReclaimRetries ? Reason::kRetryEnough : Reason::kRetryHopeless;
  u64 available = 0;
  for (u32 z = kZones; z-- > 0 && reason == Reason::kRetryHopeless;) {
    const Zone& zone = cx.m.phys.node.zones[z];
    if (zone.managed_pages == 0) continue;
    available = zone_reclaimable_pages(cx.m, zone) + zone.free_pages;
    if (is_watermark_ok(zone, order, kWmarkMin, available)) reason = has_progress ? Reason::kRetryProgress : Reason::kRetryPossible;
  }
  cx.trace.emit(EventId::kReclaimRetry, reason, *fruitless, available);
  return reason == Reason::kRetryProgress || reason == Reason::kRetryPossible;
}

}  // namespace pw
