// shrink_node, prepare_scan_control, reclaim_throttle, snapshot_refaults (mm/vmscan.c): one round of reclaim over a lruvec, of kswapd, of
// whoever allocates, or for a group's limit.
//
// What a round goes by is as old as the round: how much is free, what each kind has cost, which lists are short. The machine's reclaim has
// statistics folded in first; a group's reads them as they are, since Linux does so at most every two seconds.
// DIVERGES: when nothing could be taken and pages are on their way to a device, whoever reclaims waits until all of them are written. Linux
// sleeps for 20 to 100 ms, or until some are, and wakes with whatever is written by then.
#include <algorithm>

#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

void reclaim_throttle(Cx& cx) {
  if (cx.m.swap.writeback.empty()) return;
  Span span(cx.trace, EventId::kReclaimThrottle, cx.m.swap.writeback.size());
  SwapCx swap = swap_cx(cx);
  end_all_writeback(swap);
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
}

}  // namespace

u64 count_free_pages(const Phys& phys) {
  u64 pages = 0;
  for (const Zone& zone : phys.node.zones) pages += zone.free_pages;
  return pages;
}

u64 sum_high_watermarks(const Phys& phys, u32 at_least) {
  u64 pages = 0;
  for (const Zone& zone : phys.node.zones) {
    if (zone.managed_pages != 0) pages += std::max(zone.watermark[kWmarkHigh], at_least);
  }
  return pages;
}

void shrink_node(Cx& cx, ScanControl& sc, Lruvec& lruvec) {
  if (!sc.is_group) flush_lruvec_stats(lruvec);
  prepare_scan_control(sc, lruvec, count_free_pages(cx.m.phys), sum_high_watermarks(cx.m.phys));
  const u64 before = sc.nr_reclaimed;
  shrink_lruvec(cx, sc, lruvec);
  if (sc.nr_reclaimed != before) {
    cx.m.phys.node.kswapd_failures = 0;
    return;
  }
  if (sc.cache_trim_mode) sc.cache_trim_mode_failed = true;
  reclaim_throttle(cx);
}

void snapshot_refaults(Lruvec& lruvec) {
  for (const LruKind kind : {kLruAnon, kLruFile}) lruvec.refaults[kind] = lruvec.flushed.workingset_activate[kind];
}

}  // namespace pw
