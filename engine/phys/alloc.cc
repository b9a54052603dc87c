// The front door of the allocator: get_page_from_freelist, rmqueue and free_frozen_pages of mm/page_alloc.c.
//
// A request tries the zones from the highest address downwards and takes the first whose free pages stay above a watermark: `low` in the
// first pass, `min` in the second. Every mask in use may take from every zone, so their zonelists are equal. What comes after a failure
// (kswapd, direct reclaim, draining other CPUs' lists, OOM) is not here: the caller's FrameSource does it or fails.
//
// Every frame leaves with one reference and zero content, as under __GFP_ZERO. DIVERGES: Linux zeroes only where the caller asks;
// sparse contents make zeroing free here.
//
// A block of order n is one folio: its first frame carries the reference and the order, the others are its tails with refcount 0.
#include "engine/phys/buddy.h"
#include "engine/phys/lru_list.h"
#include "engine/phys/pcp.h"
#include "engine/trace/phys_events.h"

namespace pw {
namespace {

// A zone above its high watermark needs no second look. That it is not is noticed here, not on the busier path of a free; from then on
// the per-CPU lists give back instead of growing.
bool may_take_from(Zone& zone, u32 order, Watermark mark) {
  if (!zone.is_below_high) {
    if (is_watermark_ok(zone, order, kWmarkHigh)) return true;
    zone.is_below_high = true;
  }
  return is_watermark_ok(zone, order, mark);
}

Pfn rmqueue(Phys& phys, Trace& trace, Zone& zone, u32 cpu, u32 order, ReasonCode* reason) {
  if (order != 0) {
    *reason = Reason::kFromBuddy;
    return take_block(phys, trace, zone, order);
  }
  bool refilled = false;
  const Pfn pfn = take_from_pcp(phys, trace, zone, cpu, &refilled);
  *reason = refilled ? Reason::kFromPcpRefilled : Reason::kFromPcp;
  return pfn;
}

bool has_zone_above(const Phys& phys, Watermark mark) {
  for (const Zone& zone : phys.node.zones) {
    if (zone.managed_pages != 0 && is_watermark_ok(zone, 0, mark)) return true;
  }
  return false;
}

// prep_new_page: frames on free lists are clean already, so only what differs is set.
void prep_new_page(Phys& phys, Pfn pfn, u32 order, PageType type) {
  for (u32 i = 1; i < 1u << order; ++i) phys.pages.mut(pfn.v + i).type = type;
  Page& page = phys.pages.mut(pfn.v);
  page.type = type;
  page.order = static_cast<u8>(order);
  page.refcount = 1;
  phys.stat.pgalloc[page.zone] += u64{1} << order;
  if (type != PageType::kTable) return;
  page.private_ = TableId::kNone;  // until pgtable/ gives it its entries
  phys.nr_page_tables += 1u << order;
}

// free_pages_prepare: nothing of the old owner may survive in a free frame.
void free_pages_prepare(Phys& phys, Pfn pfn, u32 order) {
  if (phys.pages[pfn.v].type == PageType::kTable) phys.nr_page_tables -= 1u << order;
  for (u32 i = 0; i < 1u << order; ++i) {
    const u32 frame = pfn.v + i;
    const Page& old = phys.pages[frame];
    PW_ASSERT(old.refcount == 0 && old.mapcount == -1, "a freed frame is neither held nor mapped");
    PW_ASSERT((old.flags & (kPgLru | kPgBuddy | kPgReserved)) == 0, "a freed frame is on no list");
    clear_mlocked(phys, Pfn(frame));
    clear_contents(phys, Pfn(frame));
    const u8 zone = phys.pages[frame].zone;
    Page& page = phys.pages.mut(frame);
    page = Page{};
    page.type = PageType::kFree;
    page.zone = zone;
  }
}

}  // namespace

const char* zone_name(ZoneId zone) {
  switch (zone) {
#define PW_ZONE(constant, name) case ZoneId::constant: return name;
#include "engine/phys/zones.def"
#undef PW_ZONE
  }
  return "";
}

bool is_balanced(const Phys& phys) { return has_zone_above(phys, kWmarkHigh); }
bool is_below_low(const Phys& phys) { return !has_zone_above(phys, kWmarkLow); }

bool is_watermark_ok(const Zone& zone, u32 order, Watermark mark, u64 free_pages) {
  const u64 unusable = (u64{1} << order) - 1;
  if (free_pages <= zone.watermark[mark] + zone.lowmem_reserve[static_cast<u32>(ZoneId::kNormal)] + unusable) return false;
  if (order == 0) return true;
  for (u32 o = order; o < kOrders; ++o) {
    if (zone.free_area[o].nr_free != 0) return true;
  }
  return false;
}

Pfn get_page_from_freelist(Phys& phys, Trace& trace, u32 cpu, const AllocRequest& request, Watermark mark, ReasonCode* reason) {
  PW_ASSERT((request.gfp & (kGfpBitDma | kGfpBitDma32)) == 0 && request.node == 0, "one zonelist serves every request");
  PW_ASSERT(request.order <= kMaxOrder, "order of an allocation");
  for (u32 z = kZones; z-- > 0;) {
    Zone& zone = phys.node.zones[z];
    if (zone.managed_pages == 0 || !may_take_from(zone, request.order, mark)) continue;
    const Pfn pfn = rmqueue(phys, trace, zone, cpu, request.order, reason);
    if (!pfn.valid()) continue;
    if (mark == kWmarkMin) *reason = Reason::kFromBelowLow;
    prep_new_page(phys, pfn, request.order, request.type);
    return pfn;
  }
  *reason = has_zone_above(phys, kWmarkMin) ? Reason::kNoBlock : Reason::kWatermarkMin;
  return Pfn();
}

void tell_allocation(Span& span, const Phys& phys, Pfn pfn, ReasonCode reason) {
  span.because(reason);
  if (!pfn.valid()) return;
  span.set(1, pfn.v);
  span.set(2, phys.pages[pfn.v].zone);
}

Pfn alloc_pages(Phys& phys, Trace& trace, u32 cpu, const AllocRequest& request) {
  Span span(trace, EventId::kAllocPages, request.order, Pfn::kNone, 0, cpu);
  ReasonCode reason = Reason::kNone;
  Pfn pfn = get_page_from_freelist(phys, trace, cpu, request, kWmarkLow, &reason);
  if (!pfn.valid()) pfn = get_page_from_freelist(phys, trace, cpu, request, kWmarkMin, &reason);
  tell_allocation(span, phys, pfn, reason);
  return pfn;
}

void free_pages(Phys& phys, Trace& trace, u32 cpu, Pfn pfn, u32 order) {
  PW_ASSERT(pfn.v < phys.pages.size() && phys.pages[pfn.v].order == order, "a block is freed whole");
  uncharge_frame(phys, trace, cpu, pfn);
  free_pages_prepare(phys, pfn, order);
  phys.stat.pgfree += u64{1} << order;
  Zone& zone = zone_of(phys, pfn);
  if (order == 0) {
    free_to_pcp(phys, trace, zone, cpu, pfn);
  } else {
    trace.emit(EventId::kFreePages, Reason::kToBuddy, pfn.v, order, phys.pages[pfn.v].zone, cpu);
    free_block(phys, trace, zone, pfn, order);
  }
}

u32 count_available(const Phys& phys) {
  u32 total = 0;
  for (const Zone& zone : phys.node.zones) {
    const u32 floor = zone.watermark[kWmarkMin] + zone.lowmem_reserve[static_cast<u32>(ZoneId::kNormal)];
    if (zone.free_pages <= floor) continue;
    total += zone.free_pages - floor;
    for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) total += zone.pcp[cpu].count;
  }
  return total;
}

}  // namespace pw
