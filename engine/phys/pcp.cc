// Per-CPU lists: rmqueue_bulk, free_pcppages_bulk, drain_pages of mm/page_alloc.c.
//
// Each CPU keeps a few free frames of each zone for itself, so that most requests need no lock. The list is a stack: what was freed last is
// still in the CPU's cache and is handed out first; refills and drains work in batches at the other end.
//
//   free -> [ hot ... cold ] -> free_pcppages_bulk -> buddy lists
//   alloc <-
//
// Frames here are no longer counted in NR_FREE_PAGES. They carry type kPcp and no PG_buddy, so they cannot merge.
//
// The list tunes itself. Allocations in a row double the next refill, up to 32 batches, and a free halves the exponent; `high` grows from
// high_min towards high_max while the zone has memory to spare, and shrinks when it falls below its high watermark (ZONE_BELOW_HIGH).
// DIVERGES: the decay of idle lists by the vmstat worker is left out, and so is the special treatment while reclaim runs.
//
// Owns: P5 (count equals the list's length; only kPcp frames of this zone on it).
#include "engine/phys/pcp.h"

#include <algorithm>

#include "engine/phys/buddy.h"
#include "engine/phys/frame_list.h"
#include "engine/trace/phys_events.h"

namespace pw {
namespace {

constexpr u32 kPcpBatchScaleMax = 5;  // CONFIG_PCP_BATCH_SCALE_MAX

// nr_pcp_alloc: how many frames a refill takes.
u32 nr_pcp_alloc(const Zone& zone, PerCpuPages& pcp) {
  pcp.high = std::clamp(pcp.high, zone.pcp_high, zone.pcp_high_max);
  if (pcp.high < zone.pcp_batch) return 1;
  const u32 batch = zone.pcp_batch << pcp.alloc_factor;
  if (zone.pcp_high != zone.pcp_high_max && !zone.is_below_high) pcp.high = std::min(pcp.high + batch, zone.pcp_high_max);
  const u32 held = pcp.count + zone.pcp_batch;
  const u32 most = std::max(pcp.high > held ? pcp.high - held : 0, zone.pcp_batch);
  if (batch <= most && pcp.alloc_factor < kPcpBatchScaleMax) ++pcp.alloc_factor;
  return std::min(batch, most);
}

// nr_pcp_high: how long the list may be just now. 0: not at all.
u32 nr_pcp_high(const Zone& zone, PerCpuPages& pcp) {
  const u32 high = std::clamp(pcp.high, zone.pcp_high, zone.pcp_high_max);
  pcp.high = high;
  if (high == 0 || zone.pcp_high == zone.pcp_high_max) return high;
  if (zone.is_below_high) {
    const u32 surplus = std::max(pcp.free_count, zone.pcp_batch);
    pcp.high = std::max(high > surplus ? high - surplus : 0, zone.pcp_high);
    return std::max(pcp.count, zone.pcp_high);
  }
  const u32 needed = pcp.free_count + zone.pcp_batch;
  if (pcp.count >= high && high < needed) pcp.high = std::clamp(needed, zone.pcp_high, zone.pcp_high_max);
  return high;
}

// nr_pcp_free: how many frames leave a list that has reached `high`; a batch stays, and frees in a row let more go at once.
u32 nr_pcp_free(const Zone& zone, const PerCpuPages& pcp, u32 high) {
  if (high < zone.pcp_batch) return 1;
  return std::min(std::max(pcp.free_count, zone.pcp_batch), std::max(high - zone.pcp_batch, zone.pcp_batch));
}

void rmqueue_bulk(Phys& phys, Trace& trace, Zone& zone, u32 cpu, u32 wanted) {
  Span span(trace, EventId::kRmqueueBulk, zone_index(phys, zone), cpu, 0);
  u32 taken = 0;
  for (; taken < wanted; ++taken) {
    const Pfn pfn = take_block(phys, trace, zone, 0);
    if (!pfn.valid()) break;
    phys.pages.mut(pfn.v).type = PageType::kPcp;
    // At the tail: the list ends up in the order of the buddy lists, which is that of rising addresses after a split.
    list_push_back(phys, zone.pcp[cpu], pfn.v);
    ++zone.pcp[cpu].count;
  }
  span.set(2, taken);
}

void free_pcppages_bulk(Phys& phys, Trace& trace, Zone& zone, u32 cpu, u32 wanted, ReasonCode reason) {
  const u32 count = std::min(wanted, zone.pcp[cpu].count);
  Span span(trace, EventId::kFreePcpBulk, zone_index(phys, zone), cpu, count);
  span.because(reason);
  for (u32 i = 0; i < count; ++i) {
    const u32 pfn = zone.pcp[cpu].tail;
    list_erase(phys, zone.pcp[cpu], pfn);
    --zone.pcp[cpu].count;
    phys.pages.mut(pfn).type = PageType::kFree;
    free_block(phys, trace, zone, Pfn(pfn), 0);
  }
}

}  // namespace

Pfn take_from_pcp(Phys& phys, Trace& trace, Zone& zone, u32 cpu, bool* refilled) {
  *refilled = zone.pcp[cpu].count == 0;
  zone.pcp[cpu].free_count >>= 1;
  if (*refilled) rmqueue_bulk(phys, trace, zone, cpu, nr_pcp_alloc(zone, zone.pcp[cpu]));
  const u32 pfn = zone.pcp[cpu].head;
  if (pfn == Pfn::kNone) return Pfn();
  list_erase(phys, zone.pcp[cpu], pfn);
  --zone.pcp[cpu].count;
  return Pfn(pfn);
}

void free_to_pcp(Phys& phys, Trace& trace, Zone& zone, u32 cpu, Pfn pfn) {
  phys.pages.mut(pfn.v).type = PageType::kPcp;
  list_push_front(phys, zone.pcp[cpu], pfn.v);
  ++zone.pcp[cpu].count;
  trace.emit(EventId::kFreePages, Reason::kToPcp, pfn.v, 0, phys.pages[pfn.v].zone, cpu);
  PerCpuPages& pcp = zone.pcp[cpu];
  pcp.alloc_factor >>= 1;
  if (pcp.free_count < zone.pcp_batch << kPcpBatchScaleMax) ++pcp.free_count;
  const u32 high = nr_pcp_high(zone, pcp);
  if (pcp.count < high) return;
  free_pcppages_bulk(phys, trace, zone, cpu, nr_pcp_free(zone, pcp, high), Reason::kPcpOverHigh);
  if (zone.is_below_high && is_watermark_ok(zone, 0, kWmarkHigh)) zone.is_below_high = false;
}

void drain_pcp(Phys& phys, Trace& trace, u32 cpu) {
  u32 count = 0;
  for (const Zone& zone : phys.node.zones) count += zone.pcp[cpu].count;
  Span span(trace, EventId::kDrainPages, cpu, count);
  for (Zone& zone : phys.node.zones) {
    if (zone.pcp[cpu].count != 0) free_pcppages_bulk(phys, trace, zone, cpu, zone.pcp[cpu].count, Reason::kPcpDrained);
  }
}

}  // namespace pw
