// Per-CPU lists: rmqueue_bulk, free_pcppages_bulk, drain_pages of mm/page_alloc.c.
//
// Each CPU keeps a few free frames of each zone for itself, so that most requests need no lock. The list is a stack: what was freed last is
// still in the CPU's cache and is handed out first; refills and drains work in batches at the other end.
//
//   free -> [ hot ... cold ] -> free_pcppages_bulk -> buddy lists
//   alloc <-
//
// Frames here are no longer counted in NR_FREE_PAGES. They carry type kPcp and no PG_buddy, so they cannot merge.
// Owns: P5 (count equals the list's length; only kPcp frames of this zone on it).
#include "engine/phys/pcp.h"

#include <algorithm>

#include "engine/phys/buddy.h"
#include "engine/phys/frame_list.h"

namespace pw {
namespace {

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

void free_pcppages_bulk(Phys& phys, Trace& trace, Zone& zone, u32 cpu, u32 wanted, Reason reason) {
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
  if (*refilled) rmqueue_bulk(phys, trace, zone, cpu, zone.pcp_batch);
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
  if (zone.pcp[cpu].count >= zone.pcp_high) free_pcppages_bulk(phys, trace, zone, cpu, zone.pcp_batch, Reason::kPcpOverHigh);
}

void drain_pcp(Phys& phys, Trace& trace, u32 cpu) {
  u32 count = 0;
  for (const Zone& zone : phys.zones) count += zone.pcp[cpu].count;
  Span span(trace, EventId::kDrainPages, cpu, count);
  for (Zone& zone : phys.zones) {
    if (zone.pcp[cpu].count != 0) free_pcppages_bulk(phys, trace, zone, cpu, zone.pcp[cpu].count, Reason::kPcpDrained);
  }
}

}  // namespace pw
