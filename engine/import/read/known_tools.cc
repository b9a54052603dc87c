#include "engine/import/read/known_tools.h"

#include "engine/import/read/scan.h"

namespace pw {
namespace {

struct KnownTool {
  const char* words;  // that only this tool prints
  const char* said;
};

constexpr KnownTool kTools[] = {
    {"Process memory map follows:",
     "this is the memory map of a sanitizer, which tells no permissions: bring /proc/PID/maps of the process "
     "(ASAN_OPTIONS=sleep_before_dying=60 leaves time to copy it)"},
    {"[rollup]", "this is smaps_rollup, which holds sums and no areas: bring /proc/PID/smaps or /proc/PID/maps"},
    {"SM=COW", "this is vmmap of macOS, whose memory is not Linux's: bring /proc/PID/maps of a Linux process"},
    {"REGION TYPE", "this is vmmap of macOS, whose memory is not Linux's: bring /proc/PID/maps of a Linux process"},
    {" N0=", "this is numa_maps, which tells neither ends nor permissions: bring /proc/PID/maps of the same moment"},
    {"SYSCALL[", "this is valgrind --trace-syscalls, whose numbers are not named: bring a log of strace -f -y -o FILE PROGRAM"},
    {"MemTotal:", "this is /proc/meminfo, which holds sums and no areas: bring /proc/PID/maps"},
    {"MiB Mem :", "this is top, which holds sums and no areas: bring /proc/PID/maps"},
    {"buff/cache   available", "this is free, which holds sums and no areas: bring /proc/PID/maps"},
    {"PRT  RES PRES", "this is procstat of FreeBSD, whose memory is not Linux's: bring /proc/PID/maps of a Linux process"},
    {"strace.go:", "this is a log of gVisor, whose calls are not the kernel's: bring a log of strace -f -y -o FILE PROGRAM"},
    {" > mmap addr=", "this is sysdig, whose calls are cut in two: bring a log of strace -f -y -o FILE PROGRAM"},
    {"malloc(", "this is ltrace without -S, which holds calls of libraries alone: bring a log of strace -f -y -o FILE PROGRAM"},
    {"= tracing: perf record", "this is perf record, which holds no calls: bring a log of strace -f -y -o FILE PROGRAM"},
    {"CALL  ", "this is kdump of a BSD, whose calls are not Linux's: bring a log of strace of a Linux program"},
    {"Summary of events:", "this is perf trace -s, which holds sums and no calls: bring a log of strace -f -y -o FILE PROGRAM"},
    {"% time     seconds  usecs/call", "this is strace -c, which holds sums and no calls: record without -c (or with -C)"},
    {"VmPeak:", "this is /proc/PID/status, which holds sums and no areas: bring /proc/PID/maps"},
    {"invoked oom-killer:", "this is a report of the kernel's OOM killer, which holds no areas: bring /proc/PID/maps or a log of strace"},
    {"Mem-Info:", "this is a report of the kernel's OOM killer, which holds no areas: bring /proc/PID/maps or a log of strace"},
};

constexpr const char* kHeadings[] = {
    "Mapped address spaces:", "Start Addr           End Addr", "Perm   Offset Device", "Address           Kbytes", "Address   Kbytes",
    "======= Memory map:",    "memory map (",                  "LEGEND: STACK | HEAP",   "Start              End",
};

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

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
    if (has(line, tool.words)) return tool.said;
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
