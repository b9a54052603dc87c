#include "engine/reclaim/scan.h"

#include <algorithm>

#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

constexpr u32 kPagesPerGigabyteShift = 30 - kPageShift;

u64 isqrt(u64 value) {
  u64 root = 0;
  while ((root + 1) * (root + 1) <= value) ++root;
  return root;
}

u32 list_of(LruKind kind, bool is_active) {
  return static_cast<u32>(kind == kLruAnon ? (is_active ? LruList::kActiveAnon : LruList::kInactiveAnon)
                                           : (is_active ? LruList::kActiveFile : LruList::kInactiveFile));
}

LruKind kind_of_list(u32 list) { return list == list_of(kLruAnon, false) || list == list_of(kLruAnon, true) ? kLruAnon : kLruFile; }

struct Balance {
  ScanBalance balance;
  ReasonCode reason;
};

// The first that holds.
Balance choose_balance(const ScanControl& sc, i64 nr_swap_pages) {
  if (!sc.may_swap || nr_swap_pages <= 0) return {ScanBalance::kFile, Reason::kScanNoSwap};
  if (sc.is_group && sc.swappiness == 0) return {ScanBalance::kFile, Reason::kScanNotSwappy};
  if (sc.priority == 0 && sc.swappiness != 0) return {ScanBalance::kEqual, Reason::kScanDesperate};
  if (sc.file_is_tiny) return {ScanBalance::kAnon, Reason::kScanFileTiny};
  if (sc.cache_trim_mode) return {ScanBalance::kFile, Reason::kScanCacheTrim};
  return {ScanBalance::kFraction, Reason::kScanFraction};
}

// apply_proportional_protection: of a group that is protected only the rest is looked at.
u64 leave_protected(const ScanControl& sc, u64 pages) {
  if (sc.protection.min == 0 && sc.protection.low == 0) return pages;
  const bool is_low = !sc.memcg_low_reclaim && sc.protection.low > sc.protection.min;
  const u64 left_alone = is_low ? sc.protection.low : sc.protection.min;
  const u64 size = std::max(sc.protection.usage, left_alone);
  return std::max<u64>(pages - pages * left_alone / (size + 1), kSwapClusterMax);
}

// A group that was removed is scraped out: its shares are rounded up.
u64 share_of(const ScanControl& sc, u64 weighted, u64 denominator) {
  if (denominator == 0) return 0;
  return sc.is_online ? weighted / denominator : (weighted + denominator - 1) / denominator;
}

}  // namespace

void pressure_balance(u32 swappiness, u64 anon_cost, u64 file_cost, u64 (&fraction)[2]) {
  const u64 anon = 2 * anon_cost + file_cost;
  const u64 file = anon_cost + 2 * file_cost;
  const u64 total = anon + file;
  fraction[kLruAnon] = swappiness * (total + 1) / (anon + 1);
  fraction[kLruFile] = (kMaxSwappiness - swappiness) * (total + 1) / (file + 1);
}

ScanCount get_scan_count(const ScanControl& sc, const Lruvec& lruvec, i64 nr_swap_pages) {
  ScanCount count;
  const Balance chosen = choose_balance(sc, nr_swap_pages);
  count.balance = chosen.balance;
  count.reason = chosen.reason;
  pressure_balance(sc.swappiness, sc.cost[kLruAnon], sc.cost[kLruFile], count.fraction);
  const u64 denominator = count.fraction[kLruAnon] + count.fraction[kLruFile];
  for (u32 list = 0; list < 4; ++list) {
    const LruKind kind = kind_of_list(list);
    const u64 size = leave_protected(sc, lruvec.list[list].count);
    u64 pages = size >> sc.priority;
    if (pages == 0 && !sc.is_online) pages = std::min<u64>(size, kSwapClusterMax);
    switch (count.balance) {
      case ScanBalance::kEqual: count.nr[list] = pages; break;
      case ScanBalance::kFraction: count.nr[list] = share_of(sc, pages * count.fraction[kind], denominator); break;
      case ScanBalance::kAnon: count.nr[list] = kind == kLruAnon ? pages : 0; break;
      case ScanBalance::kFile: count.nr[list] = kind == kLruFile ? pages : 0; break;
    }
  }
  return count;
}

bool is_inactive_low(u64 inactive_pages, u64 active_pages) {
  const u64 gigabytes = (inactive_pages + active_pages) >> kPagesPerGigabyteShift;
  const u64 ratio = gigabytes == 0 ? 1 : isqrt(10 * gigabytes);
  return inactive_pages * ratio < active_pages;
}

bool is_inactive_low(const Lruvec& lruvec, LruKind kind) {
  return is_inactive_low(lruvec.flushed.pages[list_of(kind, false)], lruvec.flushed.pages[list_of(kind, true)]);
}

void prepare_scan_control(ScanControl& sc, const Lruvec& lruvec, u64 free_pages, u64 high_pages) {
  for (const LruKind kind : {kLruAnon, kLruFile}) {
    sc.cost[kind] = lruvec.cost[kind];
    const bool has_refaults = lruvec.flushed.workingset_activate[kind] != lruvec.refaults[kind];
    sc.may_deactivate[kind] = sc.force_deactivate || has_refaults || is_inactive_low(lruvec, kind);
  }
  const u64 inactive_file = lruvec.flushed.pages[list_of(kLruFile, false)];
  sc.cache_trim_mode = (inactive_file >> sc.priority) != 0 && !sc.may_deactivate[kLruFile] && !sc.no_cache_trim_mode;
  if (sc.is_group) return;
  const u64 file = inactive_file + lruvec.flushed.pages[list_of(kLruFile, true)];
  const u64 inactive_anon = lruvec.flushed.pages[list_of(kLruAnon, false)];
  sc.file_is_tiny = file + free_pages <= high_pages && !sc.may_deactivate[kLruAnon] && (inactive_anon >> sc.priority) != 0;
}

}  // namespace pw
