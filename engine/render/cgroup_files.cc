// Files of groups (mm/memcontrol.c: memory_files, memory_stat_format; mm/memcontrol-v1.c: mem_cgroup_legacy_files, memcg1_stat_format;
// kernel/cgroup/cgroup.c: cgroup_procs_show, proc_cgroup_show).
//
// Numbers are those of the group with all below it; v1's memory.stat has its own first, and totals. They are counted when they are read.
// DIVERGES: Linux keeps statistics by CPU and folds them in after 64 changes a CPU or 2 s, so memory.stat may lag there; here it does not.
// Left out: keys of what is not modelled (slab, sockets, huge pages, zswap, percpu), and event counters by group (pgfault, pgscan, …).
#include "engine/render/cgroup_files.h"

#include <algorithm>

#include "engine/kernel/thread_group.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct GroupStat {
  u64 anon = 0, file = 0, shmem = 0, mapped = 0, dirty = 0, writeback = 0, swapcached = 0, tables = 0, slots = 0;
  u64 lru[kLruLists]{};
};

void count_page(const Page& page, GroupStat* stat) {
  if (page.type == PageType::kTable) {
    ++stat->tables;
    return;
  }
  const bool is_object = page.mapping != 0 && !is_anon_mapping(page);
  if (is_anon_mapping(page) && page.mapcount >= 0) ++stat->anon;
  if (is_object) ++stat->file;
  if (is_object && has_flag(page, kPgSwapbacked)) ++stat->shmem;
  if (is_object && page.mapcount >= 0) ++stat->mapped;
  if (is_object && has_flag(page, kPgDirty) && !has_flag(page, kPgSwapbacked)) ++stat->dirty;
  if (has_flag(page, kPgWriteback)) ++stat->writeback;
  if (has_flag(page, kPgSwapcache)) ++stat->swapcached;
}

bool is_in(const Memcg& memcg, MemcgId id, MemcgId group, bool with_children) {
  return with_children ? is_memcg_below(memcg, id, group) : id == group;
}

GroupStat count_group(const Kernel& k, MemcgId group, bool with_children) {
  GroupStat stat;
  const Phys& phys = k.m.phys;
  for (u32 pfn = 0; pfn < phys.pages.size(); pfn += phys.pages[pfn].hash_span()) {
    const Page& page = phys.pages[pfn];
    const bool is_used = page.type == PageType::kTable || page.type == PageType::kNone;
    if (is_used && is_in(phys.memcg, page.memcg, group, with_children)) count_page(page, &stat);
  }
  for (u32 id = 0; id == 0 || id < phys.memcg.groups.size(); ++id) {
    const MemcgId at = static_cast<MemcgId>(id);
    if (!is_in(phys.memcg, at, group, with_children)) continue;
    for (u32 list = 0; list < kLruLists; ++list) stat.lru[list] += lruvec_of_group(phys, at).list[list].count;
    if (id != 0) stat.slots += phys.memcg.groups[id].swap_slots;
  }
  return stat;
}

std::string row(const std::string& key, u64 value) { return key + " " + decimal(value) + "\n"; }
std::string bytes_row(const std::string& key, u64 pages) { return row(key, pages * kPageSize); }

// ---- memory.stat -----------------------------------------------------------------------------------------------------------------
std::string lru_rows(const GroupStat& stat, const std::string& prefix) {
  std::string out;
  for (u32 list = 0; list < kLruLists; ++list) out += bytes_row(prefix + lru_name(static_cast<LruList>(list)), stat.lru[list]);
  return out;
}

std::string stat_v2(const Kernel& k, MemcgId group) {
  const GroupStat stat = count_group(k, group, true);
  return bytes_row("anon", stat.anon) + bytes_row("file", stat.file) + bytes_row("kernel", stat.tables) +
         bytes_row("pagetables", stat.tables) + bytes_row("shmem", stat.shmem) + bytes_row("file_mapped", stat.mapped) +
         bytes_row("file_dirty", stat.dirty) + bytes_row("file_writeback", stat.writeback) + bytes_row("swapcached", stat.swapcached) +
         lru_rows(stat, "");
}

std::string rows_v1(const GroupStat& stat, const std::string& prefix) {
  return bytes_row(prefix + "cache", stat.file) + bytes_row(prefix + "rss", stat.anon) + bytes_row(prefix + "shmem", stat.shmem) +
         bytes_row(prefix + "mapped_file", stat.mapped) + bytes_row(prefix + "dirty", stat.dirty) +
         bytes_row(prefix + "writeback", stat.writeback) + bytes_row(prefix + "swap", stat.slots) +
         bytes_row(prefix + "swapcached", stat.swapcached) + lru_rows(stat, prefix);
}

u64 least_max(const Memcg& memcg, MemcgId group, MemcgCounter which) {
  u64 pages = kCounterMax;
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) pages = std::min(pages, memcg.groups[at][which].max);
  return pages;
}

std::string stat_v1(const Kernel& k, MemcgId group) {
  const Memcg& memcg = k.m.phys.memcg;
  return rows_v1(count_group(k, group, false), "") +
         bytes_row("hierarchical_memory_limit", least_max(memcg, group, MemcgCounter::kMemory)) +
         bytes_row("hierarchical_memsw_limit", least_max(memcg, group, MemcgCounter::kMemsw)) +
         rows_v1(count_group(k, group, true), "total_");
}

// ---- files of one number ---------------------------------------------------------------------------------------------------------
std::string bytes_or_max(u64 pages) { return pages == kCounterMax ? "max\n" : decimal(pages * kPageSize) + "\n"; }
std::string bytes_line(u64 pages) { return decimal(pages * kPageSize) + "\n"; }

// v1's counters of the root count nothing of its own; mem_cgroup_usage adds up what is used there.
u64 usage_of(const Kernel& k, MemcgId group, MemcgCounter which) {
  const Memcg& memcg = k.m.phys.memcg;
  if (group != 0) return memcg.groups[group][which].usage;
  if (which == MemcgCounter::kKmem) return has_groups(memcg) ? memcg.groups[0][which].usage : 0;
  const GroupStat stat = count_group(k, 0, true);
  return stat.file + stat.anon + (which == MemcgCounter::kMemsw ? stat.slots : 0);
}

std::string counter_v1(const Kernel& k, MemcgId group, const std::string& file) {
  const MemcgCounter which = file.find(".memsw.") != std::string::npos  ? MemcgCounter::kMemsw
                             : file.find(".kmem.") != std::string::npos ? MemcgCounter::kKmem
                                                                        : MemcgCounter::kMemory;
  const PageCounter counter = has_groups(k.m.phys.memcg) ? k.m.phys.memcg.groups[group][which] : PageCounter();
  const std::string what = file.substr(file.rfind('.') + 1);
  if (what == "usage_in_bytes") return bytes_line(usage_of(k, group, which));
  if (what == "max_usage_in_bytes") return bytes_line(counter.watermark);
  if (what == "limit_in_bytes") return bytes_line(counter.max);
  return decimal(counter.failcnt) + "\n";
}

std::string print_v1(const Kernel& k, MemcgId group, const std::string& file) {
  const MemCgroup own = has_groups(k.m.phys.memcg) ? k.m.phys.memcg.groups[group] : MemCgroup();
  if (file == "memory.stat") return stat_v1(k, group);
  if (file == "memory.swappiness") return decimal(group == 0 ? k.m.sysctl.swappiness : own.swappiness) + "\n";
  if (file == "memory.use_hierarchy") return "1\n";
  if (file == "memory.move_charge_at_immigrate") return "0\n";
  if (file == "memory.oom_control") {
    return row("oom_kill_disable", own.oom_kill_disable ? 1 : 0) + row("under_oom", 0) + row("oom_kill", own.events.oom_kill);
  }
  return counter_v1(k, group, file);
}

std::string events_v2(const MemcgEvents& events) {
  return row("low", events.low) + row("high", events.high) + row("max", events.max) + row("oom", events.oom) +
         row("oom_kill", events.oom_kill) + row("oom_group_kill", events.oom_group_kill);
}

std::string print_v2(const Kernel& k, MemcgId group, const std::string& file) {
  if (file == "memory.stat") return stat_v2(k, group);
  if (file == "cgroup.controllers") return "memory\n";
  const MemCgroup& own = k.m.phys.memcg.groups[group];
  const PageCounter& memory = own[MemcgCounter::kMemory];
  const PageCounter& swap = own[MemcgCounter::kSwap];
  if (file == "memory.current") return bytes_line(memory.usage);
  if (file == "memory.peak") return bytes_line(memory.watermark);
  if (file == "memory.min") return bytes_or_max(own.min);
  if (file == "memory.low") return bytes_or_max(own.low);
  if (file == "memory.high") return bytes_or_max(own.high);
  if (file == "memory.max") return bytes_or_max(memory.max);
  if (file == "memory.events") return events_v2(own.events);
  if (file == "memory.oom.group") return own.oom_group ? "1\n" : "0\n";
  if (file == "memory.swap.current") return bytes_line(swap.usage);
  if (file == "memory.swap.peak") return bytes_line(swap.watermark);
  if (file == "memory.swap.high") return bytes_or_max(own.swap_high);
  if (file == "memory.swap.max") return bytes_or_max(swap.max);
  return row("high", own.events.swap_high) + row("max", own.events.swap_max) + row("fail", own.events.swap_fail);
}

std::string procs_of(const Kernel& k, MemcgId group) {
  std::vector<Pid> pids;
  k.groups.for_each([&](GroupId, const ThreadGroup& one) {
    if (one.live != 0 && one.memcg == group) pids.push_back(one.leader);
  });
  std::sort(pids.begin(), pids.end());
  std::string out;
  for (const Pid pid : pids) out += decimal(pid) + "\n";
  return out;
}

}  // namespace

bool is_cgroup_path(const std::string& path) { return path.rfind("/sys/fs/cgroup", 0) == 0; }

Status print_cgroup_file(const Kernel& k, const std::string& path, LineSink& out) {
  const Memcg& memcg = k.m.phys.memcg;
  const CgroupPlace place = find_cgroup_place(memcg, path);
  if (place.group != kNoMemcg && place.rest.empty()) return fail(Errno::kEISDIR, "that is a folder");
  const CgroupFile* file = find_cgroup_file(memcg, place);
  if (file == nullptr) return fail(Errno::kENOENT, "no group has such a file");
  if (file->access[0] == 'w') return fail(Errno::kEINVAL, "the file can only be written");
  if (place.rest == "cgroup.procs") out.add(procs_of(k, place.group));
  else out.add(memcg.is_v1 ? print_v1(k, place.group, place.rest) : print_v2(k, place.group, place.rest));
  return ok_status();
}

std::vector<std::string> cgroup_folders(const Kernel& k) {
  const Memcg& memcg = k.m.phys.memcg;
  std::vector<std::string> folders = {cgroup_mount(memcg)};
  for (u32 id = 1; id < memcg.groups.size(); ++id) {
    if (!memcg.groups[id].is_online) continue;
    folders.push_back(cgroup_mount(memcg) + memcg_path(memcg, static_cast<MemcgId>(id)));
  }
  return folders;
}

std::vector<std::string> cgroup_paths(const Kernel& k) {
  const Memcg& memcg = k.m.phys.memcg;
  std::vector<std::string> paths;
  for (const std::string& folder : cgroup_folders(k)) {
    const MemcgId group = find_cgroup_place(memcg, folder).group;
    for (const CgroupFile* file = cgroup_files(); file->name != nullptr; ++file) {
      if (is_file_of(memcg, *file, group)) paths.push_back(folder + "/" + file->name);
    }
  }
  return paths;
}

std::string render_cgroup(const Kernel& k, const Task& task) {
  const std::string path = memcg_path(k.m.phys.memcg, k.groups[task.group].memcg);
  return (k.m.phys.memcg.is_v1 ? "1:memory:" : "0::") + path + "\n";
}

}  // namespace pw
