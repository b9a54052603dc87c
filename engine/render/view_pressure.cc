// Text twin of pressure: zones against their watermarks, how reclaim would divide its looks between the lists, and what was free after the
// last commands, with who was awake meanwhile.
//
//   zone   free  min  low  high
//   DMA32  1208  242  302   362  above high
#include <algorithm>

#include "engine/phys/phys.h"
#include "engine/reclaim/parts.h"
#include "engine/render/pressure.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

const char* level_of(const Zone& zone) {
  if (zone.free_pages < zone.watermark[kWmarkMin]) return "below min: only for those who may not wait";
  if (zone.free_pages < zone.watermark[kWmarkLow]) return "below low: a request that finds no other zone wakes kswapd";
  return zone.free_pages < zone.watermark[kWmarkHigh] ? "below high: kswapd goes on, if it is awake" : "above high";
}

std::vector<std::string> row_of(const char* name, std::initializer_list<u64> numbers, const char* last) {
  std::vector<std::string> row{name};
  for (const u64 number : numbers) row.push_back(decimal(number));
  row.emplace_back(last);
  return row;
}

std::string zone_table(const Phys& phys) {
  TextTable table({"zone", "free", "min", "low", "high", ""});
  for (u32 i = 0; i < kZones; ++i) {
    const Zone& zone = phys.node.zones[i];
    if (zone.managed_pages == 0) continue;
    table.add(row_of(zone_name(static_cast<ZoneId>(i)),
                     {zone.free_pages, zone.watermark[kWmarkMin], zone.watermark[kWmarkLow], zone.watermark[kWmarkHigh]}, level_of(zone)));
  }
  return table.text({1, 2, 3, 4});
}

std::string kswapd_line(u32 failures) {
  if (failures == 0) return "kswapd: asleep\n";
  return "kswapd: asleep, after " + counted(failures, "run", "runs") + " in a row that took nothing; after " +
         decimal(kMaxReclaimRetries) + " it is not woken\n";
}

std::string scan_table(const Kernel& k) {
  const Pressure pressure = pressure_of(k);
  const Lruvec& lruvec = k.m.phys.node.lruvec;
  const u64 all = std::max<u64>(1, pressure.weight[kLruAnon] + pressure.weight[kLruFile]);
  TextTable table({"pages", "inactive", "active", "swappiness", "cost", "share", ""});
  for (const LruKind kind : {kLruAnon, kLruFile}) {
    const bool is_anon = kind == kLruAnon;
    const u32 swappiness = k.m.sysctl.swappiness;
    table.add(row_of(is_anon ? "anonymous" : "of files",
                     {lruvec[is_anon ? LruList::kInactiveAnon : LruList::kInactiveFile].count,
                      lruvec[is_anon ? LruList::kActiveAnon : LruList::kActiveFile].count,
                      is_anon ? swappiness : kMaxSwappiness - swappiness, lruvec.cost[kind],
                      (100 * pressure.weight[kind] + all / 2) / all},
                     "%"));
  }
  return std::string("reclaim would look at: ") + reason_info(pressure.reason).sentence + "\n" + table.text({1, 2, 3, 4, 5});
}

std::string history_table(const std::vector<PressureStep>& steps) {
  if (steps.empty()) return "";
  TextTable table({"", "command", "left free", "kswapd ran", "direct reclaim", ""});
  for (const PressureStep& step : steps) table.add(row_of("", {step.command, step.free, step.kswapd, step.direct}, ""));
  return table.text({1, 2, 3, 4});
}

}  // namespace

Pressure pressure_of(const Kernel& k) {
  const Phys& phys = k.m.phys;
  Lruvec lruvec = phys.node.lruvec;
  flush_lruvec_stats(lruvec);
  ScanControl sc;
  sc.swappiness = k.m.sysctl.swappiness;
  prepare_scan_control(sc, lruvec, count_free_pages(phys), sum_high_watermarks(phys));
  const ScanCount count = get_scan_count(sc, lruvec, k.m.swap.nr_swap_pages);
  Pressure pressure{count.reason, {1, 1}};
  for (const LruKind kind : {kLruAnon, kLruFile}) {
    if (count.balance == ScanBalance::kFraction) pressure.weight[kind] = count.fraction[kind];
  }
  if (count.balance == ScanBalance::kFile) pressure.weight[kLruAnon] = 0;
  if (count.balance == ScanBalance::kAnon) pressure.weight[kLruFile] = 0;
  return pressure;
}

std::string view_pressure(const Kernel& k, const std::vector<PressureStep>& steps) {
  return zone_table(k.m.phys) + kswapd_line(k.m.phys.node.kswapd_failures) + scan_table(k) + history_table(steps);
}

}  // namespace pw
