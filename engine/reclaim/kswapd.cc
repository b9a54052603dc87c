// kswapd: balance_pgdat, pgdat_balanced, kswapd_shrink_node (mm/vmscan.c).
//
// Woken when every zone is below its low watermark, it takes pages until one is at its high watermark, and sleeps. A round wants as many
// as all high watermarks together; the priority rises when a round looked at fewer than that, or took none. After 16 fruitless runs it
// gives up, until somebody else has taken a page.
// DIVERGES: it is a thread of its own in Linux and runs beside whoever woke it; here it runs at once, to its end, on the CPU of the
// allocation that woke it. Left out: boosted watermarks, higher orders, compaction, throttled waiters.
#include <algorithm>

#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

constexpr u32 kMaxReclaimRetries = 16;  // MAX_RECLAIM_RETRIES

u64 sum_high_watermarks(const Phys& phys, u32 at_least) {
  u64 pages = 0;
  for (const Zone& zone : phys.node.zones) {
    if (zone.managed_pages != 0) pages += std::max(zone.watermark[kWmarkHigh], at_least);
  }
  return pages;
}

u64 count_free(const Phys& phys) {
  u64 pages = 0;
  for (const Zone& zone : phys.node.zones) pages += zone.free_pages;
  return pages;
}

// kswapd_age_node: some ageing first, so that pages have a chance to be used between two looks.
void age_node(Cx& cx, Lruvec& lruvec) {
  if (cx.m.swap.total_swap_pages > 0 && is_inactive_low(lruvec, kLruAnon)) age_active_anon(cx, lruvec);
}

// kswapd_shrink_node. Whether as much was looked at as would do.
bool shrink_node(Cx& cx, ScanControl& sc, Lruvec& lruvec) {
  sc.nr_to_reclaim = sum_high_watermarks(cx.m.phys, kSwapClusterMax);
  flush_lruvec_stats(lruvec);
  prepare_scan_control(sc, lruvec, count_free(cx.m.phys), sum_high_watermarks(cx.m.phys, 0));
  const u64 before = sc.nr_reclaimed;
  shrink_lruvec(cx, sc, lruvec);
  wait_for_writeback(cx, sc, before);
  if (sc.nr_reclaimed != before) cx.m.phys.node.kswapd_failures = 0;
  return sc.nr_scanned >= sc.nr_to_reclaim;
}

}  // namespace

bool can_reclaim(const Memory& m) {
  const Lruvec& lruvec = m.phys.node.lruvec;
  const bool has_file = lruvec[LruList::kInactiveFile].count + lruvec[LruList::kActiveFile].count != 0;
  return has_file || m.swap.total_swap_pages > 0;
}

ReclaimGoal machine_goal(const Memory& m) {
  ReclaimGoal goal;
  goal.swappiness = m.sysctl.swappiness;
  goal.free_pages = count_free(m.phys);
  goal.high_pages = sum_high_watermarks(m.phys, 0);
  return goal;
}

void run_kswapd(Cx& cx) {
  if (cx.m.phys.node.kswapd_failures >= kMaxReclaimRetries) return;
  ++cx.m.stat.pageoutrun;
  Lruvec& lruvec = cx.m.phys.node.lruvec;
  Span span(cx.trace, EventId::kBalancePgdat, count_free(cx.m.phys), 0, 0);
  ScanControl sc;
  sc.is_kswapd = true;
  sc.swappiness = cx.m.sysctl.swappiness;
  while (sc.priority >= 1 && !is_balanced(cx.m.phys)) {
    const u64 before = sc.nr_reclaimed;
    sc.nr_scanned = 0;
    age_node(cx, lruvec);
    const bool is_enough = shrink_node(cx, sc, lruvec);
    if (!is_enough || sc.nr_reclaimed == before) --sc.priority;
  }
  if (sc.nr_reclaimed == 0) ++cx.m.phys.node.kswapd_failures;
  for (const LruKind kind : {kLruAnon, kLruFile}) lruvec.refaults[kind] = lruvec.flushed.workingset_activate[kind];
  span.because(is_balanced(cx.m.phys) ? Reason::kKswapdBalanced : Reason::kKswapdGaveUp);
  span.set(1, sc.nr_reclaimed);
  span.set(2, count_free(cx.m.phys));
}

}  // namespace pw
