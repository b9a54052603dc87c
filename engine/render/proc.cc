// From a path to a file of /proc.
#include "engine/render/proc.h"

#include "engine/kernel/sysctl.h"
#include "engine/render/accounting.h"
#include "engine/render/cgroup_files.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct SystemFile {
  const char* name;
  std::string (*render)(const Kernel& k);
};
constexpr SystemFile kSystemFiles[] = {
    {"meminfo", render_meminfo}, {"vmstat", render_vmstat}, {"buddyinfo", render_buddyinfo}, {"swaps", render_swaps}};

// Opening these of a zombie works; there is nothing to read in them.
struct LongFile {
  const char* name;
  void (*render)(const Kernel& k, const Mm& mm, LineSink& out);
};
constexpr LongFile kLongFiles[] = {
    {"maps", render_maps}, {"smaps", render_smaps}, {"pagemap", render_pagemap}};

const Mm* mm_of_task(const Kernel& k, const Task& task) { return task.mm.valid() ? &k.m.mms[task.mm] : nullptr; }

Result<std::string> status_of(const Kernel& k, const Task& task) { return render_status(k, task); }
Result<std::string> stat_of(const Kernel& k, const Task& task) { return render_stat(k, task); }
Result<std::string> comm_of(const Kernel& k, const Task& task) { return render_comm(k, task); }
Result<std::string> cmdline_of(const Kernel& k, const Task& task) { return render_cmdline(k, task); }
Result<std::string> cgroup_of(const Kernel& k, const Task& task) { return render_cgroup(k, task); }
Result<std::string> limits_of(const Kernel& k, const Task& task) { return render_limits(k, task); }

Result<std::string> statm_of(const Kernel& k, const Task& task) {
  const Mm* mm = mm_of_task(k, task);
  return mm == nullptr ? std::string("0 0 0 0 0 0 0\n") : render_statm(k, *mm);
}

Result<std::string> smaps_rollup_of(const Kernel& k, const Task& task) {
  const Mm* mm = mm_of_task(k, task);
  if (mm == nullptr) return fail(Errno::kESRCH, "the process has ended and has no memory");
  return render_smaps_rollup(k, *mm);
}

// A few lines, made as one text.
struct ShortFile {
  const char* name;
  Result<std::string> (*render)(const Kernel& k, const Task& task);
};
constexpr ShortFile kShortFiles[] = {
    {"status", status_of}, {"statm", statm_of}, {"smaps_rollup", smaps_rollup_of}, {"limits", limits_of},
    {"stat", stat_of},     {"comm", comm_of},   {"cmdline", cmdline_of},
    {"cgroup", cgroup_of}};

// "12" or "self"; false when it is neither.
bool read_pid(const std::string& text, Pid self, Pid* pid) {
  *pid = self;
  if (text == "self") return true;
  u64 value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > kMaxTasks) return false;
    value = value * 10 + static_cast<u64>(c - '0');
  }
  *pid = static_cast<Pid>(value);
  return !text.empty();
}

Status put_text(const Result<std::string>& text, LineSink& out) {
  if (!text.ok()) return text.error();
  out.add(text.value());
  return ok_status();
}

Status print_process_file(const Kernel& k, Pid pid, const std::string& name, LineSink& out) {
  const Task* task = find_task(k, pid);
  if (task == nullptr) return fail(Errno::kENOENT, "no such process");
  for (const LongFile& file : kLongFiles) {
    if (name != file.name) continue;
    if (task->mm.valid()) file.render(k, k.m.mms[task->mm], out);
    return ok_status();
  }
  if (name == "numa_maps") {
    if (task->mm.valid()) render_numa_maps(k, *task, out);
    return ok_status();
  }
  for (const ShortFile& file : kShortFiles) {
    if (name == file.name) return put_text(file.render(k, *task), out);
  }
  return fail(Errno::kENOENT, "no such file of a process is modelled");
}

Status print_setting(const Kernel& k, const std::string& name, LineSink& out) {
  const SysctlName* setting = find_sysctl("vm." + name);
  if (setting == nullptr) return fail(Errno::kENOENT, "no such file of the system is modelled");
  out.add(decimal(read_sysctl(k.m, *setting)) + "\n");
  return ok_status();
}

}  // namespace

Status print_proc(const Kernel& k, Pid pid, const std::string& path, LineSink& out) {
  if (is_cgroup_path(path)) return print_cgroup_file(k, path, out);
  const std::string prefix = "/proc/";
  if (path.compare(0, prefix.size(), prefix) != 0) return fail(Errno::kENOENT, "only files below /proc, and those of groups, are modelled");
  const std::string rest = path.substr(prefix.size());
  const std::string::size_type slash = rest.find('/');
  if (slash == std::string::npos) {
    for (const SystemFile& file : kSystemFiles) {
      if (rest == file.name) return put_text(file.render(k), out);
    }
    return fail(Errno::kENOENT, "no such file of the system is modelled");
  }
  const std::string settings = "sys/vm/";
  if (rest.compare(0, settings.size(), settings) == 0) return print_setting(k, rest.substr(settings.size()), out);
  Pid whose = 0;
  if (!read_pid(rest.substr(0, slash), pid, &whose)) return fail(Errno::kENOENT, "not a process number");
  return print_process_file(k, whose, rest.substr(slash + 1), out);
}

Result<std::string> render_proc(const Kernel& k, Pid pid, const std::string& path) {
  TextSink sink;
  const Status status = print_proc(k, pid, path, sink);
  if (!status.ok()) return status.error();
  return sink.text;
}

const std::vector<ProcFile>& proc_files() {
  static const std::vector<ProcFile> kFiles = {
      {"/proc/PID/maps", "the areas of an address space",
       "One line an area. Anonymous areas have offset, device and inode 0; the first stack is called [stack].\n"
       "Shared memory without a file is a nameless one, /dev/zero (deleted), on device 00:01."},
      {"/proc/PID/smaps", "what each area holds",
       "Every line that the kernel prints. KSM, AnonHugePages, ShmemPmdMapped, FilePmdMapped, Shared_Hugetlb, Private_Hugetlb and\n"
       "THPeligible are 0: their systems are not built. Swap counts entries, SwapPss a share of each slot that several name."},
      {"/proc/PID/smaps_rollup", "what all areas hold together",
       "The sums of smaps, and Pss by kind of page: Pss_Anon, Pss_File, Pss_Shmem."},
      {"/proc/PID/status", "a process and its memory in totals",
       "Name, State, Tgid, Pid, PPid, every line from VmPeak to HugetlbPages, CoreDumping, THP_enabled, untag_mask, Threads. VmPin\n"
       "and HugetlbPages are 0. Left out: signals, credentials, CPU sets, context switches."},
      {"/proc/PID/statm", "the same totals in pages, on one line",
       "size, resident, shared, text, lib (always 0), data and stack, dirty (always 0)."},
      {"/proc/PID/stat", "a process on one line of 52 numbers",
       "pid, (comm), state, ppid, and from there what is modelled: 10 minflt, 12 majflt, 20 num_threads, 23 vsize, 24 rss, 25 rsslim,\n"
       "26 startcode, 27 endcode, 28 startstack, 38 exit_signal, 39 processor, 45 start_data, 46 end_data, 47 start_brk, 52 exit_code.\n"
       "All others are 0, but for tpgid -1 and priority 20. Faults of threads that have ended are not in 10 and 12."},
      {"/proc/PID/comm", "the name of the program", "At most 15 bytes of it."},
      {"/proc/PID/cmdline", "the program that was executed",
       "Its path and a zero byte, shown as \\x00. The arguments that follow there in Linux are not kept; a zombie has none."},
      {"/proc/PID/numa_maps", "the pages of each area by node",
       "Everything the kernel prints on a machine with one node: policy, name, pages by kind."},
      {"/proc/PID/limits", "what a process may use at most",
       "Max data size, Max stack size, Max locked memory, Max address space. The twelve other limits bound nothing that is modelled."},
      {"/proc/PID/cgroup", "the group that it stands in",
       "One line: 0::PATH, and on a machine booted with cgroup=v1 1:memory:PATH. The files of a group stand in its folder: help cgset."},
      {"/proc/PID/pagemap", "the frame of every page",
       "The kernel's file is binary, 64 bits a page: frame number, 56 mapped once only, 58 guard, 61 file or shared, 62 swapped (or\n"
       "guard), 63 present; of a swapped page the type in bits 0-4 and the offset in 5-54. Here every entry that is not empty is one\n"
       "decoded row."},
      {"/proc/meminfo", "memory in totals",
       "MemTotal, MemFree, MemAvailable, SwapCached, Active, Inactive (of each kind and in sum), Unevictable, Mlocked, SwapTotal,\n"
       "SwapFree, AnonPages, PageTables, CommitLimit, Committed_AS. Left out with their systems: page cache, slab, huge pages, vmalloc,\n"
       "kernel stacks."},
      {"/proc/vmstat", "counters",
       "Free, anonymous and locked pages, LRU lists, workingset_*_anon, page tables, nr_swapcached, nr_vmscan_write, pswpin, pswpout,\n"
       "pgalloc_*, pgfree, pgactivate, pgdeactivate, pglazyfree, pglazyfreed, pgrefill, pgsteal_*, pgscan_*, pageoutrun,\n"
       "pgrotated, pgfault, pgmajfault, pgreuse, unevictable_pgs_*, swap_ra, swap_ra_hit, swpin_zero,\n"
       "swpout_zero. The others follow with their systems."},
      {"/proc/swaps", "the swap areas that are on",
       "Everything the kernel prints: one line an area, by type; Size and Used in KiB. Used counts slots that an entry names or the swap\n"
       "cache holds."},
      {"/proc/buddyinfo", "free blocks by zone and order", "Everything the kernel prints: one line a zone, one column an order."},
#define PW_SYSCTL(name, place, least, most, about) \
  {"/proc/sys/vm/" #name, about, "A number. `echo NUMBER > FILE` sets it, as sysctl does."},
#include "engine/kernel/sysctls.def"
#undef PW_SYSCTL
  };
  return kFiles;
}

}  // namespace pw
