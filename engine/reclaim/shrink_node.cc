// shrink_node, shrink_node_memcgs, prepare_scan_control, reclaim_throttle, snapshot_refaults (mm/vmscan.c): one round of reclaim over the
// groups of a tree, of kswapd, of whoever allocates, or for a group's limit.
//
// What a round goes by is as old as the round: how much is free, what each kind has cost, which lists are short, in the whole tree. The
// machine's reclaim has statistics folded in first; a group's reads them as they are, since Linux does so at most every two seconds.
//
//   who wants a few pages      goes on behind the group that the last one asked last, until it has them
//   kswapd, or nothing came    every group of the tree
//   memory.min                 a group that uses no more is left alone
//   memory.low                 … as long as others have something to give
// DIVERGES: when nothing could be taken and pages are on their way to a device, whoever reclaims waits until all of them are written. Linux
// sleeps for 20 to 100 ms, or until some are, and wakes with whatever is written by then.
#include <algorithm>

#include "engine/phys/lruvecs.h"
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

// mem_cgroup_swappiness: v1 has one for each group.
u32 swappiness_of(const Cx& cx, const ScanControl& sc, MemcgId group) {
  if (sc.proactive_swappiness != kOwnSwappiness) return sc.proactive_swappiness;
  const Memcg& memcg = cx.m.phys.memcg;
  return memcg.is_v1 && group != 0 ? memcg.groups[group].swappiness : cx.m.sysctl.swappiness;
}

// False: the group is protected, and is left alone.
bool may_take_from(Cx& cx, ScanControl& sc, MemcgId group) {
  Memcg& memcg = cx.m.phys.memcg;
  sc.swappiness = swappiness_of(cx, sc, group);
  sc.is_online = is_memcg_online(memcg, group);
  sc.protection = protection_of(memcg, sc.target, group);
  if (group == 0 || group == sc.target) return true;
  const Protection& p = sc.protection;
  if (p.min >= p.usage) return false;
  if (p.low < p.usage) {
    if (!sc.memcg_low_reclaim && p.low > p.min) sc.memcg_low_skipped = true;  // a part of it is left alone
    return true;
  }
  if (!sc.memcg_low_reclaim) {
    sc.memcg_low_skipped = true;
    return false;
  }
  raise_event(memcg, group, &MemcgEvents::low);
  return true;
}

void shrink_node_memcgs(Cx& cx, ScanControl& sc) {
  const bool is_partial = !sc.is_kswapd && !sc.memcg_full_walk;
  MemcgWalk walk(cx.m.phys.memcg, sc.target, is_partial);
  for (MemcgId group = walk.next(); group != kNoMemcg; group = walk.next()) {
    if (may_take_from(cx, sc, group)) shrink_lruvec(cx, sc, group);
    if (is_partial && sc.nr_reclaimed >= sc.nr_to_reclaim) return;
  }
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

void shrink_node(Cx& cx, ScanControl& sc) {
  if (!sc.is_group) flush_stats(cx.m.phys);
  const Lruvec& lruvec = lruvec_of_group(cx.m.phys, sc.target);
  prepare_scan_control(sc, lruvec, count_free_pages(cx.m.phys), sum_high_watermarks(cx.m.phys));
  const u64 before = sc.nr_reclaimed;
  shrink_node_memcgs(cx, sc);
  if (sc.nr_reclaimed != before) {
    cx.m.phys.node.kswapd_failures = 0;
    return;
  }
  if (sc.cache_trim_mode) sc.cache_trim_mode_failed = true;
  reclaim_throttle(cx);
}

void snapshot_refaults(Phys& phys, MemcgId target) {
  Lruvec& lruvec = lruvec_of_group(phys, target);
  for (const LruKind kind : {kLruAnon, kLruFile}) lruvec.refaults[kind] = lruvec.flushed.workingset_activate[kind];
}

}  // namespace pw
