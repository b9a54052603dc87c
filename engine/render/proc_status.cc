// /proc/PID/status: who it is (fs/proc/array.c: task_state) and its memory (fs/proc/task_mmu.c: task_mem); /proc/PID/statm (task_statm),
// the same sums in pages on one line. A zombie has no memory lines.
#include "engine/kernel/thread_group.h"
#include "engine/kernel/vfork.h"
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string status_line(const char* label, u64 pages) {
  return std::string(label) + ":\t" + decimal_wide(pages << (kPageShift - 10), 8) + " kB\n";
}

// The program's own text is told from all executable areas by where execve put it.
u64 text_pages(const Mm& mm) { return to_pages(page_align_up(mm.end_code) - page_align_down(mm.start_code)); }

std::string memory_lines(const Mm& mm) {
  const u64 rss = count_rss(mm);
  const u64 text = text_pages(mm) < mm.exec_vm ? text_pages(mm) : mm.exec_vm;
  std::string out;
  out += status_line("VmPeak", mm.hiwater_vm > mm.total_vm ? mm.hiwater_vm : mm.total_vm);
  out += status_line("VmSize", mm.total_vm);
  out += status_line("VmLck", mm.locked_vm);
  out += status_line("VmPin", 0);
  out += status_line("VmHWM", mm.hiwater_rss > rss ? mm.hiwater_rss : rss);
  out += status_line("VmRSS", rss);
  out += status_line("RssAnon", mm.rss[kMmAnonPages]);
  out += status_line("RssFile", mm.rss[kMmFilePages]);
  out += status_line("RssShmem", mm.rss[kMmShmemPages]);
  out += status_line("VmData", mm.data_vm);
  out += status_line("VmStk", mm.stack_vm);
  out += status_line("VmExe", text);
  out += status_line("VmLib", mm.exec_vm - text);
  out += status_line("VmPTE", mm.nr_tables);
  out += status_line("VmSwap", mm.rss[kMmSwapEnts]);
  out += status_line("HugetlbPages", 0);
  return out + "CoreDumping:\t0\nTHP_enabled:\t1\nuntag_mask:\t0xffffffffffffffff\n";
}

// proc_task_name: a name may hold anything, but no line of its own (seq_escape_str of "\n\\").
std::string escaped_name(const std::string& comm) {
  std::string out;
  for (const char c : comm) out += c == '\n' ? std::string("\\n") : c == '\\' ? std::string("\\\\") : std::string(1, c);
  return out;
}

}  // namespace

std::string render_status(const Kernel& k, const Task& task) {
  std::string out = "Name:\t" + escaped_name(task.comm) + "\n";
  // wait_for_vfork_done sleeps in TASK_KILLABLE.
  const bool sleeps = find_vfork_child(k, task.pid) != 0;
  out += task.state == TaskState::kZombie ? "State:\tZ (zombie)\n" : sleeps ? "State:\tD (disk sleep)\n" : "State:\tR (running)\n";
  out += "Tgid:\t" + decimal(task.tgid) + "\n";
  out += "Pid:\t" + decimal(task.pid) + "\n";
  out += "PPid:\t" + decimal(parent_of(k, task)) + "\n";
  if (task.mm.valid()) out += memory_lines(k.m.mms[task.mm]);
  return out + "Threads:\t" + decimal(k.groups[task.group].nr_threads) + "\n";
}

// size, resident, shared, text, lib (always 0), data and stack, dirty (always 0).
std::string render_statm(const Kernel&, const Mm& mm) {
  const u64 shared = mm.rss[kMmFilePages] + mm.rss[kMmShmemPages];
  return decimal(mm.total_vm) + " " + decimal(shared + mm.rss[kMmAnonPages]) + " " + decimal(shared) + " " + decimal(text_pages(mm)) +
         " 0 " + decimal(mm.data_vm + mm.stack_vm) + " 0\n";
}

}  // namespace pw
