// /proc/meminfo, /proc/vmstat and /proc/buddyinfo (fs/proc/meminfo.c, mm/vmstat.c): lines of systems that are not built are left out.
#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "engine/render/counters.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string kb_line(const char* label, u64 pages) {
  return pad_right(std::string(label) + ":", 16) + decimal_wide(pages << (kPageShift - 10), 8) + " kB\n";
}

std::string count_line(const char* name, u64 value) { return std::string(name) + " " + decimal(value) + "\n"; }

// calculate_totalreserve_pages (mm/page_alloc.c): what each zone never hands to user pages.
u64 count_reserve_pages(const Kernel& k) {
  u64 pages = 0;
  for (u32 i = 0; i < kZones; ++i) {
    const Zone& zone = k.m.phys.node.zones[i];
    u64 reserve = 0;
    for (u32 j = i; j < kZones; ++j) reserve = zone.lowmem_reserve[j] > reserve ? zone.lowmem_reserve[j] : reserve;
    reserve += zone.watermark[kWmarkHigh];
    pages += reserve < zone.managed_pages ? reserve : zone.managed_pages;
  }
  return pages;
}

// si_swapinfo. Below 0 only while an area goes.
u64 pages_or_zero(i64 pages) { return pages > 0 ? static_cast<u64>(pages) : 0; }

u64 lru_count(const Kernel& k, LruList list) { return sum_lru(k.m.phys, list); }

}  // namespace

std::string render_meminfo(const Kernel& k) {
  const u64 managed = total_ram_pages(k.m.phys);
  const u64 free = count_free_pages(k);
  const u64 reserve = count_reserve_pages(k);
  const u64 active = lru_count(k, LruList::kActiveAnon);
  const u64 inactive = lru_count(k, LruList::kInactiveAnon);
  const u64 active_file = lru_count(k, LruList::kActiveFile);
  const u64 inactive_file = lru_count(k, LruList::kInactiveFile);
  std::string out;
  out += kb_line("MemTotal", managed);
  out += kb_line("MemFree", free);
  // si_mem_available; there is no page cache and no slab to take from.
  out += kb_line("MemAvailable", free > reserve ? free - reserve : 0);
  out += kb_line("SwapCached", k.m.swap.nr_swapcache);
  out += kb_line("Active", active + active_file);
  out += kb_line("Inactive", inactive + inactive_file);
  out += kb_line("Active(anon)", active);
  out += kb_line("Inactive(anon)", inactive);
  out += kb_line("Active(file)", active_file);
  out += kb_line("Inactive(file)", inactive_file);
  out += kb_line("Unevictable", lru_count(k, LruList::kUnevictable));
  out += kb_line("Mlocked", k.m.phys.nr_mlock);
  out += kb_line("SwapTotal", pages_or_zero(k.m.swap.total_swap_pages));
  out += kb_line("SwapFree", pages_or_zero(k.m.swap.nr_swap_pages));
  out += kb_line("AnonPages", k.m.phys.nr_anon_mapped);
  out += kb_line("PageTables", k.m.phys.nr_page_tables);
  out += kb_line("CommitLimit", vm_commit_limit(k.m));
  return out + kb_line("Committed_AS", k.m.committed_pages);
}

namespace {

// Nothing is ever scanned: reclaim is not built.
std::string unevictable_lines(const PhysStat& stat) {
  std::string out;
  out += count_line("unevictable_pgs_culled", stat.unevictable_culled);
  out += count_line("unevictable_pgs_scanned", 0);
  out += count_line("unevictable_pgs_rescued", stat.unevictable_rescued);
  out += count_line("unevictable_pgs_mlocked", stat.unevictable_mlocked);
  out += count_line("unevictable_pgs_munlocked", stat.unevictable_munlocked);
  out += count_line("unevictable_pgs_cleared", stat.unevictable_cleared);
  return out + count_line("unevictable_pgs_stranded", stat.unevictable_stranded);
}

std::string swap_lines(const SwapStat& stat) {
  std::string out;
  out += count_line("swap_ra", stat.swap_ra);
  out += count_line("swap_ra_hit", stat.swap_ra_hit);
  out += count_line("swpin_zero", stat.swpin_zero);
  return out + count_line("swpout_zero", stat.swpout_zero);
}

}  // namespace

std::string render_vmstat(const Kernel& k) {
  const PhysStat& stat = k.m.phys.stat;
  const u64 inactive = lru_count(k, LruList::kInactiveAnon);
  const u64 active = lru_count(k, LruList::kActiveAnon);
  const u64 inactive_file = lru_count(k, LruList::kInactiveFile);
  const u64 active_file = lru_count(k, LruList::kActiveFile);
  const u64 unevictable = lru_count(k, LruList::kUnevictable);
  std::string out;
  out += count_line("nr_free_pages", count_free_pages(k));
  out += count_line("nr_zone_inactive_anon", inactive);
  out += count_line("nr_zone_active_anon", active);
  out += count_line("nr_zone_inactive_file", inactive_file);
  out += count_line("nr_zone_active_file", active_file);
  out += count_line("nr_zone_unevictable", unevictable);
  out += count_line("nr_mlock", k.m.phys.nr_mlock);
  out += count_line("nr_inactive_anon", inactive);
  out += count_line("nr_active_anon", active);
  out += count_line("nr_inactive_file", inactive_file);
  out += count_line("nr_active_file", active_file);
  out += count_line("nr_unevictable", unevictable);
  out += count_line("workingset_refault_anon", k.m.stat.workingset_refault_anon);
  out += count_line("workingset_activate_anon", k.m.stat.workingset_activate_anon);
  out += count_line("workingset_restore_anon", k.m.stat.workingset_restore_anon);
  out += count_line("nr_anon_pages", k.m.phys.nr_anon_mapped);
  out += count_line("nr_vmscan_write", k.m.stat.nr_vmscan_write);
  out += count_line("nr_page_table_pages", k.m.phys.nr_page_tables);
  out += count_line("nr_swapcached", k.m.swap.nr_swapcache);
  out += count_line("pswpin", k.m.swap.stat.pswpin);
  out += count_line("pswpout", k.m.swap.stat.pswpout);
  out += count_line("pgalloc_dma", stat.pgalloc[0]);
  out += count_line("pgalloc_dma32", stat.pgalloc[1]);
  out += count_line("pgalloc_normal", stat.pgalloc[2]);
  out += count_line("pgfree", stat.pgfree);
  out += count_line("pgactivate", stat.pgactivate);
  out += count_line("pgdeactivate", stat.pgdeactivate);
  out += count_line("pglazyfree", stat.pglazyfree);
  out += count_line("pgfault", k.m.stat.pgfault);
  out += count_line("pgmajfault", k.m.stat.pgmajfault);
  out += count_line("pglazyfreed", k.m.stat.pglazyfreed);
  out += count_line("pgrefill", k.m.stat.pgrefill);
  out += count_line("pgsteal_kswapd", k.m.stat.pgsteal_kswapd);
  out += count_line("pgsteal_direct", k.m.stat.pgsteal_direct);
  out += count_line("pgscan_kswapd", k.m.stat.pgscan_kswapd);
  out += count_line("pgscan_direct", k.m.stat.pgscan_direct);
  out += count_line("pgscan_anon", k.m.stat.pgscan_anon);
  out += count_line("pgscan_file", k.m.stat.pgscan_file);
  out += count_line("pgsteal_anon", k.m.stat.pgsteal_anon);
  out += count_line("pgsteal_file", k.m.stat.pgsteal_file);
  out += count_line("pageoutrun", k.m.stat.pageoutrun);
  out += count_line("pgrotated", k.m.phys.stat.pgrotated);
  out += count_line("pgreuse", k.m.stat.pgreuse);
  out += unevictable_lines(stat);
  return out + swap_lines(k.m.swap.stat);
}

// frag_show_print: a zone without memory has no line; every number is six wide with a blank behind it.
std::string render_buddyinfo(const Kernel& k) {
  std::string out;
  for (u32 i = 0; i < kZones; ++i) {
    const Zone& zone = k.m.phys.node.zones[i];
    if (zone.present_pages == 0) continue;
    out += "Node 0, zone " + pad_left(zone_name(static_cast<ZoneId>(i)), 8) + " ";
    for (const FreeArea& area : zone.free_area) out += decimal_wide(area.nr_free, 6) + " ";
    out += "\n";
  }
  return out;
}

}  // namespace pw
