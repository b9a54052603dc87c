// /proc/PID/status: who it is (fs/proc/array.c: task_state) and its memory (fs/proc/task_mmu.c: task_mem). A zombie has no memory lines.
#include "engine/kernel/clone.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string kb_line(const char* label, u64 pages) {
  return std::string(label) + ":\t" + decimal_wide(pages << (kPageShift - 10), 8) + " kB\n";
}

std::string memory_lines(const Mm& mm) {
  const u64 rss = count_rss(mm);
  std::string out;
  out += kb_line("VmPeak", mm.hiwater_vm > mm.total_vm ? mm.hiwater_vm : mm.total_vm);
  out += kb_line("VmSize", mm.total_vm);
  out += kb_line("VmHWM", mm.hiwater_rss > rss ? mm.hiwater_rss : rss);
  out += kb_line("VmRSS", rss);
  out += kb_line("RssAnon", mm.rss[kMmAnonPages]);
  out += kb_line("VmData", mm.data_vm);
  out += kb_line("VmStk", mm.stack_vm);
  // VmExe is the program's own text, which this machine's init does not have; other executable areas count as libraries.
  out += kb_line("VmExe", 0);
  out += kb_line("VmLib", mm.exec_vm);
  out += kb_line("VmPTE", mm.nr_tables);
  return out;
}

u64 count_threads(const Kernel& k, const Task& task) {
  u64 threads = 0;
  for (const Task& other : k.tasks) threads += other.state != TaskState::kFree && other.tgid == task.tgid ? 1 : 0;
  return threads;
}

}  // namespace

std::string render_status(const Kernel& k, const Task& task) {
  std::string out = "Name:\t" + task.comm + "\n";
  // wait_for_vfork_done sleeps in TASK_KILLABLE.
  const bool sleeps = find_vfork_child(k, task.pid) != 0;
  out += task.state == TaskState::kZombie ? "State:\tZ (zombie)\n" : sleeps ? "State:\tD (disk sleep)\n" : "State:\tR (running)\n";
  out += "Tgid:\t" + decimal(task.tgid) + "\n";
  out += "Pid:\t" + decimal(task.pid) + "\n";
  out += "PPid:\t" + decimal(task.parent) + "\n";
  if (task.mm.valid()) out += memory_lines(k.m.mms[task.mm]);
  return out + "Threads:\t" + decimal(count_threads(k, task)) + "\n";
}

}  // namespace pw
