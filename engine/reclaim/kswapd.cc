// kswapd: wakeup_kswapd, balance_pgdat, kswapd_shrink_node, kswapd_age_node (mm/vmscan.c).
//
// Woken when a request found every zone below its low watermark, it takes pages until one is at its high watermark, and sleeps. A round
// wants as many as all high watermarks together; the priority rises when a round looked at fewer than that, or took none. If no priority
// brought a page, it tries once more without sparing anonymous pages, where it did spare them (cache_trim_mode); then that is a failure.
// After 16 in a row it is not woken any more, until somebody takes a page (shrink_node.cc).
// DIVERGES: it is a thread of its own in Linux and runs beside whoever woke it; here it runs at once, to its end, on the CPU of the
// allocation that woke it. Left out: boosted watermarks, higher orders, compaction, throttled waiters.
#include <algorithm>

#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

// kswapd_age_node: some ageing first, so that pages have a chance to be used between two looks.
void age_node(Cx& cx, const ScanControl& sc) {
  if (cx.m.swap.total_swap_pages == 0 || !is_inactive_low(cx.m.phys.node.lruvec, kLruAnon)) return;
  MemcgWalk walk(cx.m.phys.memcg, 0, false);
  for (MemcgId group = walk.next(); group != kNoMemcg; group = walk.next()) age_active_anon(cx, sc, group);
}

// kswapd_shrink_node. Whether as much was looked at, or taken, as would do.
bool shrink_once(Cx& cx, ScanControl& sc) {
  const u64 before = sc.nr_reclaimed;
  sc.nr_to_reclaim = sum_high_watermarks(cx.m.phys, kSwapClusterMax);
  sc.nr_scanned = 0;
  shrink_node(cx, sc);
  return std::max(sc.nr_scanned, sc.nr_reclaimed - before) >= sc.nr_to_reclaim;
}

// Down the priorities. True: a zone is at its high watermark.
bool balance(Cx& cx, ScanControl& sc) {
  for (sc.priority = kDefPriority; sc.priority >= 1;) {
    if (is_balanced(cx.m.phys)) return true;
    const u64 before = sc.nr_reclaimed;
    age_node(cx, sc);
    const bool is_enough = shrink_once(cx, sc);
    if (!is_enough || sc.nr_reclaimed == before) --sc.priority;
  }
  return false;
}

}  // namespace

bool is_kswapd_hopeless(const Phys& phys) { return phys.node.kswapd_failures >= kMaxReclaimRetries; }

void run_kswapd(Cx& cx) {
  if (is_kswapd_hopeless(cx.m.phys) || is_balanced(cx.m.phys)) return;
  ++cx.m.stat.pageoutrun;
  Span span(cx.trace, EventId::kBalancePgdat, count_free_pages(cx.m.phys), 0, 0);
  ScanControl sc;
  sc.is_kswapd = true;
  bool is_done = balance(cx, sc);
  if (!is_done && sc.nr_reclaimed == 0 && sc.cache_trim_mode_failed) {
    sc.no_cache_trim_mode = true;
    is_done = balance(cx, sc);
  }
  if (!is_done && sc.nr_reclaimed == 0) ++cx.m.phys.node.kswapd_failures;
  snapshot_refaults(cx.m.phys, 0);
  span.because(is_balanced(cx.m.phys)           ? Reason::kKswapdBalanced
               : is_kswapd_hopeless(cx.m.phys) ? Reason::kKswapdHopeless
                                               : Reason::kKswapdGaveUp);
  span.set(1, sc.nr_reclaimed);
  span.set(2, count_free_pages(cx.m.phys));
}

}  // namespace pw
