// How much of which list: the arithmetic of reclaim (mm/vmscan.c: get_scan_count, calculate_pressure_balance, inactive_is_low,
// prepare_scan_control). Numbers in, numbers out.
#pragma once

#include "engine/reclaim/reclaim.h"

namespace pw {

inline constexpr i32 kDefPriority = 12;     // DEF_PRIORITY
inline constexpr u32 kMaxSwappiness = 200;

// struct scan_control.
struct ScanControl {
  u64 nr_to_reclaim = kSwapClusterMax;
  i32 priority = kDefPriority;
  MemcgId target = 0;      // sc->target_mem_cgroup: the tree whose pages are wanted
  u32 proactive_swappiness = kOwnSwappiness;
  u32 swappiness = 60;     // of the group that is asked now, as are the next three
  Protection protection;
  bool is_online = true;
  bool is_group = false;   // a group's limit, and not the machine's memory (cgroup_reclaim)
  bool is_kswapd = false;
  bool may_swap = true;
  bool may_deactivate[2]{};
  bool force_deactivate = false;
  bool skipped_deactivate = false;
  bool cache_trim_mode = false;
  bool no_cache_trim_mode = false;      // it was tried and took nothing, so not again …
  bool cache_trim_mode_failed = false;  // … as some round found
  bool file_is_tiny = false;
  bool memcg_full_walk = false;   // not only until there is enough
  bool memcg_low_reclaim = false;  // memory.low protects no longer
  bool memcg_low_skipped = false;  // … and did so far
  u64 cost[2]{};
  u64 nr_scanned = 0;
  u64 nr_reclaimed = 0;
};

enum class ScanBalance : u8 { kEqual, kFraction, kAnon, kFile };
struct ScanCount {
  ScanBalance balance = ScanBalance::kFraction;
  ReasonCode reason = Reason::kNone;
  u64 fraction[2]{};  // of the sum of both, with kFraction
  u64 nr[4]{};        // pages of each list, in the order of LruList
};
// What the pages of one kind cost, against the other's: shares by swappiness and costs.
void pressure_balance(u32 swappiness, u64 anon_cost, u64 file_cost, u64 (&fraction)[2]);
ScanCount get_scan_count(const ScanControl& sc, const Lruvec& lruvec, i64 nr_swap_pages);

// inactive * ratio < active, the ratio by the size of both: 1 below a gigabyte, then the root of ten times the gigabytes.
bool is_inactive_low(u64 inactive_pages, u64 active_pages);
bool is_inactive_low(const Lruvec& lruvec, LruKind kind);

// Which kind may be deactivated, and what is to be left alone (prepare_scan_control). `free_pages`, `high_pages`: of the machine, all
// zones.
void prepare_scan_control(ScanControl& sc, const Lruvec& lruvec, u64 free_pages, u64 high_pages);

}  // namespace pw
