// Files of a group are written (mm/memcontrol.c: memory_max_write and its kin, user_proactive_reclaim; mm/memcontrol-v1.c:
// mem_cgroup_write, mem_cgroup_reset, mem_cgroup_swappiness_write, mem_cgroup_oom_control_write, mem_cgroup_force_empty_write,
// mem_cgroup_move_charge_write; mm/page_counter.c: page_counter_memparse; kernel/cgroup/cgroup.c: cgroup_procs_write).
#include <algorithm>

#include "engine/kernel/cgroup.h"
#include "engine/kernel/group_reclaim.h"
#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/trace/memcg_events.h"

namespace pw {
namespace {

constexpr u64 kAnonOnlySwappiness = 201;  // SWAPPINESS_ANON_ONLY: swappiness=max of memory.reclaim

struct CgroupWrite {
  Kernel& k;
  Running& self;
  MemcgId group;
  std::string file;
  std::string text;  // without blanks around it
  Memcg& memcg() { return k.m.phys.memcg; }
  MemCgroup& own() { return k.m.phys.memcg.groups[group]; }
  MemcgCx cx() { return memcg_cx(k.m.phys, self.cx().trace, self.cx().cpu); }
};

std::string stripped(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
}

Error bad_number() { return fail(Errno::kEINVAL, "that is no number that this file takes"); }

// simple_strtoull with base 0. The rest of the text stands behind *end; a number too large for 64 bits becomes the largest.
u64 parse_digits(const std::string& text, std::size_t* end) {
  std::size_t at = 0;
  u64 base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const bool is_hex = text[1] == 'x' || text[1] == 'X';
    base = is_hex ? 16 : 8;
    at = is_hex ? 2 : 1;
  }
  u64 value = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    const u64 digit = c >= '0' && c <= '9' ? static_cast<u64>(c - '0') : c >= 'a' && c <= 'f' ? static_cast<u64>(c - 'a' + 10)
                      : c >= 'A' && c <= 'F' ? static_cast<u64>(c - 'A' + 10) : base;
    if (digit >= base) break;
    value = value > (~u64{0} - digit) / base ? ~u64{0} : value * base + digit;
  }
  *end = at;
  return value;
}

// memparse: bytes with K, M, G, T, P or E behind them.
u64 parse_size(const std::string& text, std::size_t* end) {
  u64 value = parse_digits(text, end);
  const std::string units = "KMGTPE";
  const char unit = *end < text.size() ? static_cast<char>(text[*end] & ~0x20) : '\0';
  const std::size_t power = unit == '\0' ? std::string::npos : units.find(unit);
  if (power == std::string::npos) return value;
  ++*end;
  for (std::size_t i = 0; i <= power; ++i) value = value > (~u64{0} >> 10) ? ~u64{0} : value << 10;
  return value;
}

// page_counter_memparse: a size in pages, rounded down; "max" (v2) or "-1" (v1) for none.
Result<u64> parse_pages(const CgroupWrite& w) {
  if (w.text == (w.k.m.phys.memcg.is_v1 ? "-1" : "max")) return kCounterMax;
  std::size_t end = 0;
  const u64 bytes = parse_size(w.text, &end);
  if (end != w.text.size()) return fail(Errno::kEINVAL, "that is no size");
  return std::min(bytes / kPageSize, kCounterMax);
}

Result<u64> parse_number(const std::string& text) {
  std::size_t end = 0;
  const u64 value = parse_digits(text, &end);
  if (text.empty() || end != text.size()) return bad_number();
  return value;
}

// ---- cgroup.procs ----------------------------------------------------------------------------------------------------------------
// cgroup_attach_task: all threads of the process. A vforked child shares its parent's address space, whose owner stays the parent.
Status attach(CgroupWrite& w) {
  const Result<u64> pid = parse_number(w.text);
  if (!pid.ok()) return pid.error();
  const Pid target = pid.value() == 0 ? w.self.pid() : static_cast<Pid>(std::min<u64>(pid.value(), kMaxTasks));
  if (!is_running(w.k, target)) return fail(Errno::kESRCH, "no running process has this pid: `ps` lists them");
  const Task& task = w.k.tasks[target];
  ThreadGroup& process = w.k.groups.mut(task.group);
  const MemcgId from = process.memcg;
  process.memcg = w.group;
  const bool is_owner = w.k.tasks[process.leader].vfork_parent == 0;
  if (is_owner) w.k.m.mms.mut(task.mm).memcg = w.group;
  w.self.cx().trace.emit(EventId::kCgroupAttach, process.leader, from, w.group);
  return ok_status();
}

// ---- v2 --------------------------------------------------------------------------------------------------------------------------
// BYTES [swappiness=N|max].
Status reclaim_by_hand(CgroupWrite& w) {
  const std::size_t blank = w.text.find(' ');
  const std::string size = w.text.substr(0, blank);
  std::size_t end = 0;
  const u64 bytes = parse_size(size, &end);
  if (size.empty() || end != size.size()) return fail(Errno::kEINVAL, "that is no size");
  KernelGroupReclaimer reclaimer(w.self.cx());
  if (blank != std::string::npos) {
    const std::string option = stripped(w.text.substr(blank));
    const std::string key = "swappiness=";
    if (option.compare(0, key.size(), key) != 0) return fail(Errno::kEINVAL, "memory.reclaim takes a size and swappiness=");
    const Result<u64> value = option == "swappiness=max" ? Result<u64>(kAnonOnlySwappiness) : parse_number(option.substr(key.size()));
    if (!value.ok()) return value.error();
    if (value.value() > 200 && option != "swappiness=max") return bad_number();
    reclaimer.set_swappiness(static_cast<u32>(value.value()));
  }
  return reclaim_on_demand(
      bytes / kPageSize, [&](u64 pages) { return reclaimer.try_to_free(w.group, pages, true); },
      [&] { lru_add_drain_all(w.k.m.phys, w.self.cx().trace); });
}

Status write_v2(CgroupWrite& w) {
  if (w.file == "memory.reclaim") return reclaim_by_hand(w);
  if (w.file == "memory.oom.group") {
    const Result<u64> value = parse_number(w.text);
    if (!value.ok() || value.value() > 1) return bad_number();
    w.own().oom_group = value.value() != 0;
    return ok_status();
  }
  const Result<u64> pages = parse_pages(w);
  if (!pages.ok()) return pages.error();
  KernelGroupReclaimer reclaimer(w.self.cx());
  MemcgCx cx = w.cx();
  if (w.file == "memory.max") set_memory_max(cx, reclaimer, w.group, pages.value());
  else if (w.file == "memory.high") set_memory_high(cx, reclaimer, w.group, pages.value());
  else if (w.file == "memory.low") w.own().low = pages.value();
  else if (w.file == "memory.min") w.own().min = pages.value();
  else if (w.file == "memory.swap.high") w.own().swap_high = pages.value();
  else w.own()[MemcgCounter::kSwap].max = pages.value();
  return ok_status();
}

// ---- v1 --------------------------------------------------------------------------------------------------------------------------
MemcgCounter counter_of_file(const std::string& file) {
  if (file.find(".memsw.") != std::string::npos) return MemcgCounter::kMemsw;
  return file.find(".kmem.") != std::string::npos ? MemcgCounter::kKmem : MemcgCounter::kMemory;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Error not_of_root() { return fail(Errno::kEINVAL, "the root has no limit"); }

Status write_limit(CgroupWrite& w) {
  const Result<u64> pages = parse_pages(w);
  if (!pages.ok()) return pages.error();
  if (w.group == 0) return not_of_root();
  KernelGroupReclaimer reclaimer(w.self.cx());
  MemcgCx cx = w.cx();
  return resize_max(cx, reclaimer, w.group, counter_of_file(w.file), pages.value());
}

Status empty_by_force(CgroupWrite& w) {
  if (w.group == 0) return not_of_root();
  lru_add_drain_all(w.k.m.phys, w.self.cx().trace);
  KernelGroupReclaimer reclaimer(w.self.cx());
  MemcgCx cx = w.cx();
  force_empty(cx, reclaimer, w.group);
  return ok_status();
}

Status write_switch(CgroupWrite& w) {
  const Result<u64> value = parse_number(w.text);
  if (!value.ok()) return value.error();
  const u64 number = value.value();
  if (w.file == "memory.use_hierarchy") {
    return number == 1 ? ok_status() : Status(fail(Errno::kEINVAL, "groups always count in those above them"));
  }
  if (w.file == "memory.move_charge_at_immigrate") {
    return number == 0 ? ok_status() : Status(fail(Errno::kEINVAL, "charges do not move with a process any more"));
  }
  if (w.file == "memory.swappiness") {
    if (number > 200) return bad_number();
    if (w.group == 0) w.k.m.sysctl.swappiness = static_cast<u32>(number);
    else w.own().swappiness = static_cast<u32>(number);
    return ok_status();
  }
  if (w.group == 0 || number > 1) return fail(Errno::kEINVAL, "memory.oom_control takes 0 or 1, and the root has none");
  w.own().oom_kill_disable = number != 0;
  return ok_status();
}

Status write_v1(CgroupWrite& w) {
  if (w.file == "memory.force_empty") return empty_by_force(w);
  if (ends_with(w.file, "limit_in_bytes")) return write_limit(w);
  const bool resets = ends_with(w.file, "failcnt") || ends_with(w.file, "max_usage_in_bytes");
  if (!resets) return write_switch(w);
  if (!has_groups(w.memcg())) return ok_status();
  PageCounter& counter = w.own()[counter_of_file(w.file)];
  if (ends_with(w.file, "failcnt")) counter.failcnt = 0;
  else counter.watermark = counter.usage;
  return ok_status();
}

}  // namespace

Status cgroup_write(Kernel& k, Trace& trace, Pid pid, const std::string& path, const std::string& text) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const CgroupPlace place = find_cgroup_place(k.m.phys.memcg, path);
    if (place.group != kNoMemcg && place.rest.empty()) return fail(Errno::kEISDIR, "that is a folder");
    const CgroupFile* file = find_cgroup_file(k.m.phys.memcg, place);
    if (file == nullptr) return fail(Errno::kENOENT, "no group has such a file");
    if (file->access[0] == 'r' && file->access[1] == '\0') return fail(Errno::kEACCES, "the file can only be read");
    CgroupWrite w{k, self, place.group, place.rest, stripped(text)};
    Status status = w.file == "cgroup.procs" ? attach(w) : k.m.phys.memcg.is_v1 ? write_v1(w) : write_v2(w);
    return status;
  });
}

}  // namespace pw
