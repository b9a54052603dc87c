#include "engine/import/read/known_tools.h"

#include "engine/import/read/scan.h"

namespace pw {
namespace {

struct KnownTool {
  const char* words;  // that only this tool prints; "*": anything
  const char* said;
};

#define PW_MAPS ": bring /proc/PID/maps"
#define PW_LOG ": bring a log of strace -f -y -o FILE PROGRAM"
#define PW_BOTH ": bring /proc/PID/maps or a log of strace -f -y -o FILE PROGRAM"
#define PW_SUMS ", which holds sums and no areas" PW_MAPS
#define PW_OTHER_SYSTEM ", whose memory is not Linux's: bring /proc/PID/maps of a Linux process"

constexpr KnownTool kTools[] = {
    // ---- calls ----
    {"SYSCALL[", "this is valgrind --trace-syscalls, whose numbers are not named" PW_LOG},
    {"strace.go:", "this is a log of gVisor, whose calls are not the kernel's" PW_LOG},
    {" > mmap addr=", "this is sysdig, whose calls are cut in two" PW_LOG},
    {"syscalls:sys_e*_",
     "this is perf script, whose calls are cut in two: bring what perf trace prints, or a log of strace -f -y -o FILE PROGRAM"},
    {"# tracer: ", "this is ftrace, whose calls are cut in two" PW_LOG},
    {"type=SYSCALL msg=audit(", "this is the audit log, whose numbers are not named" PW_LOG},
    {"Attach* probe", "this is bpftrace, which prints what its script says" PW_LOG},
    {"malloc(", "this is ltrace without -S, which holds calls of libraries alone" PW_LOG},
    {"= tracing: perf record", "this is perf record, which holds no calls" PW_LOG},
    {"page-faults: *:", "this is perf script, which holds no calls" PW_LOG},
    {"CALL  ", "this is kdump of a BSD, whose calls are not Linux's: bring a log of strace of a Linux program"},
    {"SYSCALL(args)", "this is dtruss of macOS, whose calls are not Linux's: bring a log of strace of a Linux program"},
    {"|MAP_ANON,", "this is truss of another system, whose calls are not Linux's: bring a log of strace of a Linux program"},
    {"\"PID\",\"Operation\"", "this is Process Monitor of Windows, whose calls are not Linux's: bring a log of strace of a Linux program"},
    {"Summary of events:", "this is perf trace -s, which holds sums and no calls" PW_LOG},
    {"% time     seconds  usecs/call", "this is strace -c, which holds sums and no calls: record without -c (or with -C)"},
    {"strace: *PTRACE_", "this is strace that may not trace, which holds no calls: bring a log recorded as root"},
    // ---- areas ----
    {"Process memory map follows:",
     "this is the memory map of a sanitizer, which tells no permissions: bring /proc/PID/maps of the process "
     "(ASAN_OPTIONS=sleep_before_dying=60 leaves time to copy it)"},
    {"SM=COW", "this is vmmap of macOS" PW_OTHER_SYSTEM},
    {"REGION TYPE", "this is vmmap of macOS" PW_OTHER_SYSTEM},
    {"BaseAddress*RegionSize", "this is a debugger of Windows" PW_OTHER_SYSTEM},
    {"PRT  RES PRES", "this is procstat of FreeBSD" PW_OTHER_SYSTEM},
    {" N0=", "this is numa_maps, which tells neither ends nor permissions: bring /proc/PID/maps of the same moment"},
    {"lr--------* -> ", "this is a list of map_files, which tells no permissions" PW_MAPS},
    {"0xffff*-0xffff", "this is /proc/vmallocinfo, which holds areas of the kernel itself" PW_MAPS},
    {"Program Headers:", "this is readelf, which shows a file and no process" PW_MAPS},
    {"linux-vdso.so.1 (0x", "this is ldd, which shows a file and no process" PW_MAPS},
    {"COMMAND*SIZE/OFF", "this is lsof, which tells no addresses" PW_MAPS},
    // ---- crashes ----
    {"ERROR: AddressSanitizer", "this is a report of a sanitizer, which holds no areas" PW_BOTH},
    {"#  SIG*at pc=", "this is the head of a crash report of Java, which holds no areas: bring all of hs_err_pidPID.log"},
    {"goroutine * [", "this is a crash report of Go, which holds no areas" PW_BOTH},
    {"#0  0x", "this is a backtrace, which holds no areas: bring what `info proc mappings` of gdb prints"},
    {"==* Memcheck", "this is valgrind, which holds no areas" PW_BOTH},
    {"==*== HEAP SUMMARY:", "this is valgrind, which holds no areas" PW_BOTH},
    {"invoked oom-killer:", "this is a report of the kernel's OOM killer, which holds no areas" PW_BOTH},
    {"Out of memory: Kill", "this is a report of the kernel's OOM killer, which holds no areas" PW_BOTH},
    {" segfault at * ip ", "this is the kernel's log, which holds no areas" PW_BOTH},
    // ---- sums ----
    {"[rollup]", "this is smaps_rollup, which holds sums and no areas: bring /proc/PID/smaps or /proc/PID/maps"},
    {"MemTotal:", "this is /proc/meminfo" PW_SUMS},
    {"VmPeak:", "this is /proc/PID/status" PW_SUMS},
    {"Max address space", "this is /proc/PID/limits" PW_SUMS},
    {"Node *, zone ", "this is /proc/buddyinfo" PW_SUMS},
    {"workingset_", "this is memory.stat of a cgroup" PW_SUMS},
    {"B Mem :", "this is top" PW_SUMS},
    {"PR  NI *VIRT", "this is top" PW_SUMS},
    {"PID*%MEM", "this is ps" PW_SUMS},
    {"PID User *PSS", "this is smem" PW_SUMS},
    {"buff/cache   available", "this is free" PW_SUMS},
    {"-/+ buffers/cache:", "this is free" PW_SUMS},
    {"-memory---", "this is vmstat" PW_SUMS},
    {"ALLOCATION FUNCTIONS", "this is heaptrack" PW_SUMS},
    {"Native Memory Tracking:", "this is jcmd VM.native_memory" PW_SUMS},
};

#undef PW_MAPS
#undef PW_LOG
#undef PW_BOTH
#undef PW_SUMS
#undef PW_OTHER_SYSTEM

constexpr const char* kHeadings[] = {
    "Mapped address spaces:", "Start Addr           End Addr", "Perm   Offset Device", "Address           Kbytes", "Address   Kbytes",
    "======= Memory map:",    "memory map (",                  "LEGEND: STACK | HEAP",   "Start              End",
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Its parts, cut at "*", one behind the other.
bool has_parts(std::string_view text, std::string_view parts) {
  for (u64 from = 0; from < parts.size();) {
    const u64 star = parts.find('*', from);
    const std::string_view part = parts.substr(from, star == std::string_view::npos ? star : star - from);
    const u64 at = text.find(part);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + part.size());
    from = star == std::string_view::npos ? parts.size() : star + 1;
  }
  return true;
}

// "total           132K", " 65536   56    56 KB", "mapped: 132K  writeable/private: …", "===== ==== ====="
bool is_sum(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.substr(0, 5) == "total" || text.substr(0, 8) == "mapped: ") return true;
  bool is_rule = !text.empty();
  bool is_sizes = text.size() > 3 && text.substr(text.size() - 3) == " KB";
  for (const char c : text) {
    is_rule = is_rule && (c == '=' || c == '-' || c == ' ');
    is_sizes = is_sizes && (is_decimal(c) || c == ' ' || c == 'K' || c == 'B');
  }
  return is_rule || is_sizes;
}

}  // namespace

const char* known_tool(std::string_view line) {
  const bool is_old_gdb = has(line, "Start Addr") && has(line, "objfile") && !has(line, "Perms");
  if (is_old_gdb) return "this is gdb before version 12, which tells no permissions: bring what `shell cat /proc/PID/maps` prints there";
  for (const KnownTool& tool : kTools) {
    // What a comment of a script speaks of is not what it is.
    const bool may_be = line.substr(0, 1) != "#" || tool.words[0] == '#';
    if (may_be && has_parts(line, tool.words)) return tool.said;
  }
  return nullptr;
}

unsigned process_of_heading(std::string_view line) {
  u32 pid = 0;
  const u64 proc = line.find("/proc/");
  if (proc != std::string_view::npos) {
    Scan scan{line, proc + 6};
    if (scan.decimal(&pid) && (scan.take("/maps") || scan.take("/smaps"))) return pid;
  }
  Scan scan{line};
  if (scan.take("process ") && scan.decimal(&pid) && scan.at_end()) return pid;
  scan.at = 0;
  return scan.decimal(&pid) && scan.take(":   ") ? pid : 0;
}

bool is_heading(std::string_view line) {
  for (const char* const heading : kHeadings) {
    if (has(line, heading)) return true;
  }
  return is_sum(line);
}

}  // namespace pw
