// The arithmetic of reclaim against figures worked out by hand from 6.18 (get_scan_count, lru_note_cost, inactive_is_low in mm/vmscan.c and
// mm/swap.c).
#include <catch2/catch.hpp>

#include "engine/reclaim/scan.h"
#include "engine/trace/reclaim_events.h"

using namespace pw;

namespace {

Lruvec lruvec_with(u32 inactive_anon, u32 active_anon, u32 inactive_file, u32 active_file) {
  Lruvec lruvec;
  lruvec[LruList::kInactiveAnon].count = inactive_anon;
  lruvec[LruList::kActiveAnon].count = active_anon;
  lruvec[LruList::kInactiveFile].count = inactive_file;
  lruvec[LruList::kActiveFile].count = active_file;
  flush_lruvec_stats(lruvec);
  return lruvec;
}

u64 of(const ScanCount& count, LruList list) { return count.nr[static_cast<u32>(list)]; }

}  // namespace

TEST_CASE("scan: shares by swappiness and costs", "[reclaim]") {
  struct Row {
    u32 swappiness;
    u64 anon_cost, file_cost, ap, fp, of_anon, of_file;
  };
  // The first columns and results stand in 6.18's own arithmetic; the last two are of 1,000 pages of each kind.
  for (const Row& row : {Row{60, 0, 0, 60, 140, 300, 700}, Row{60, 43, 0, 89, 413, 177, 822}, Row{60, 588, 0, 89, 419, 175, 824},
                         Row{60, 0, 588, 179, 209, 461, 538}, Row{60, 500, 500, 119, 279, 298, 701}, Row{100, 0, 0, 100, 100, 500, 500},
                         Row{100, 1000, 0, 149, 299, 332, 667}, Row{20, 100, 900, 54, 284, 159, 840}, Row{1, 0, 0, 1, 199, 5, 995},
                         Row{200, 77, 0, 299, 0, 1000, 0}}) {
    INFO("swappiness " << row.swappiness << " costs " << row.anon_cost << " " << row.file_cost);
    u64 fraction[2];
    pressure_balance(row.swappiness, row.anon_cost, row.file_cost, fraction);
    CHECK(fraction[kLruAnon] == row.ap);
    CHECK(fraction[kLruFile] == row.fp);
    ScanControl sc;
    sc.swappiness = row.swappiness;
    sc.is_group = true;
    sc.cost[kLruAnon] = row.anon_cost;
    sc.cost[kLruFile] = row.file_cost;
    sc.priority = 1;
    const ScanCount count = get_scan_count(sc, lruvec_with(2000, 0, 2000, 0), 1);
    CHECK(of(count, LruList::kInactiveAnon) == row.of_anon);
    CHECK(of(count, LruList::kInactiveFile) == row.of_file);
  }
}

TEST_CASE("scan: the first case that holds decides", "[reclaim]") {
  const Lruvec lruvec = lruvec_with(4096, 8192, 4096, 8192);
  ScanControl sc;
  CHECK(get_scan_count(sc, lruvec, 0).reason == Reason::kScanNoSwap);
  CHECK(of(get_scan_count(sc, lruvec, 0), LruList::kInactiveAnon) == 0);
  CHECK(of(get_scan_count(sc, lruvec, 0), LruList::kInactiveFile) == 1);
  sc.swappiness = 0;
  sc.is_group = true;
  CHECK(get_scan_count(sc, lruvec, 9).reason == Reason::kScanNotSwappy);
  sc.is_group = false;  // the machine itself may still have to swap
  CHECK(get_scan_count(sc, lruvec, 9).reason == Reason::kScanFraction);
  sc.swappiness = 60;
  sc.priority = 0;
  const ScanCount all = get_scan_count(sc, lruvec, 9);
  CHECK(all.reason == Reason::kScanDesperate);
  CHECK(of(all, LruList::kActiveAnon) == 8192);
  CHECK(of(all, LruList::kActiveFile) == 8192);
  sc.priority = 3;
  sc.file_is_tiny = true;
  CHECK(of(get_scan_count(sc, lruvec, 9), LruList::kActiveAnon) == 1024);
  CHECK(of(get_scan_count(sc, lruvec, 9), LruList::kActiveFile) == 0);
  sc.file_is_tiny = false;
  sc.cache_trim_mode = true;
  CHECK(of(get_scan_count(sc, lruvec, 9), LruList::kInactiveFile) == 512);
  CHECK(of(get_scan_count(sc, lruvec, 9), LruList::kInactiveAnon) == 0);
}

TEST_CASE("scan: a list is low by a ratio that grows with memory", "[reclaim]") {
  constexpr u64 kGigabyte = 1 << 18;
  CHECK_FALSE(is_inactive_low(100, 100));
  CHECK(is_inactive_low(100, 101));
  struct Row {
    u64 gigabytes, ratio;
  };
  for (const Row& row : {Row{1, 3}, Row{2, 4}, Row{10, 10}, Row{100, 31}}) {
    const u64 inactive = row.gigabytes * kGigabyte / (row.ratio + 1) + 1;
    CHECK_FALSE(is_inactive_low(inactive, inactive * row.ratio));
    CHECK(is_inactive_low(inactive, inactive * row.ratio + 1));
  }
}

TEST_CASE("scan: costs add up, pages written for 32 each, and halve past a quarter of the lists", "[reclaim]") {
  Lruvec lruvec = lruvec_with(253, 0, 0, 0);
  // A group of 253 fresh pages at swappiness 60: 2, 3, 5, 11 and 22 pages met that were used.
  struct Row {
    u64 met, cost;
  };
  for (const Row& row : {Row{2, 2}, Row{3, 5}, Row{5, 10}, Row{11, 21}, Row{22, 43}}) {
    lru_note_cost(lruvec, kLruAnon, 0, row.met);
    CHECK(lruvec.cost[kLruAnon] == row.cost);
  }
  lru_note_cost(lruvec, kLruFile, 0, 20);
  CHECK(lruvec.cost[kLruAnon] == 43);
  lru_note_cost(lruvec, kLruAnon, 1, 0);  // 63 + 32 pass 253 / 4
  CHECK(lruvec.cost[kLruAnon] == 37);
  CHECK(lruvec.cost[kLruFile] == 10);
}

TEST_CASE("scan: what may be deactivated, and when pages of files alone are looked at", "[reclaim]") {
  Lruvec lruvec = lruvec_with(50, 100, 4096, 100);
  ScanControl sc;
  sc.priority = 5;
  prepare_scan_control(sc, lruvec, 0, 0);
  CHECK(sc.may_deactivate[kLruAnon]);
  CHECK_FALSE(sc.may_deactivate[kLruFile]);
  CHECK(sc.cache_trim_mode);
  CHECK_FALSE(sc.file_is_tiny);
  ++lruvec.workingset_activate[kLruFile];
  flush_lruvec_stats(lruvec);
  prepare_scan_control(sc, lruvec, 0, 0);
  CHECK(sc.may_deactivate[kLruFile]);
  CHECK_FALSE(sc.cache_trim_mode);
  lruvec = lruvec_with(4096, 100, 10, 0);
  prepare_scan_control(sc, lruvec, 20, 30);
  CHECK(sc.file_is_tiny);
  prepare_scan_control(sc, lruvec, 21, 30);
  CHECK_FALSE(sc.file_is_tiny);
}
