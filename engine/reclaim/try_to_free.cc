// do_try_to_free_pages (mm/vmscan.c): 32 pages are wanted. At priority 12 a 4096th of each list is looked at, at 11 twice as much, and so
// on down to all of it. If nothing came of that: once more over every group of the tree, then with active pages deactivated whatever their
// use, and at last with memory.low overridden.
// Left out: shrinkers, throttling but for writes, compaction.
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

void pass_over_priorities(Cx& cx, ScanControl& sc) {
  if (!sc.is_group) ++cx.m.stat.allocstall;
  for (sc.priority = kDefPriority; sc.priority >= 0; --sc.priority) {
    sc.nr_scanned = 0;
    shrink_node(cx, sc);
    if (sc.nr_reclaimed >= sc.nr_to_reclaim) break;
  }
  if (sc.priority < 0) sc.priority = 0;
  snapshot_refaults(cx.m.phys, sc.target);
}

// What is tried when a pass took nothing. False: no more.
bool try_harder(ScanControl& sc) {
  if (!sc.memcg_full_walk) return sc.memcg_full_walk = true;
  if (sc.skipped_deactivate) {
    sc.force_deactivate = true;
    sc.skipped_deactivate = false;
    return true;
  }
  if (!sc.memcg_low_skipped) return false;
  sc.force_deactivate = false;
  sc.memcg_low_reclaim = true;
  sc.memcg_low_skipped = false;
  return true;
}

}  // namespace

u64 try_to_free_pages(Cx& cx, const ReclaimGoal& goal) {
  ScanControl sc;
  sc.nr_to_reclaim = goal.pages;
  sc.target = goal.target;
  sc.proactive_swappiness = goal.swappiness;
  sc.is_group = goal.is_group;
  sc.may_swap = goal.may_swap;
  Span span(cx.trace, EventId::kTryToFreePages, goal.pages, 0, 0, 0);
  do pass_over_priorities(cx, sc);
  while (sc.nr_reclaimed == 0 && try_harder(sc));
  span.set(1, static_cast<u64>(sc.priority));
  span.set(2, sc.nr_scanned);
  span.set(3, sc.nr_reclaimed);
  return sc.nr_reclaimed;
}

}  // namespace pw
