// Text twin of the limits and the commit gauge: what each process uses of what it may use, and what is promised in all.
//
// A bar shows the share of the limit; without a limit there is none to draw. In mode 0 the gauge's end is CommitLimit as well, but nothing
// enforces it: one call alone may not ask for more than all memory.
#include "engine/kernel/rlimit.h"
#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "engine/render/accounting.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

constexpr u64 kBarCells = 24;

// Rounded up, so that what is used at all is seen; a full bar means the limit is reached.
std::string bar(u64 used, u64 limit) {
  u64 cells = 0;
  if (limit == 0) {
    cells = used == 0 ? 0 : kBarCells;
  } else {
    const u64 share = used < limit ? used : limit;
    // Both are page counts below 2^52, so nothing overflows.
    cells = (share * kBarCells + limit - 1) / limit;
    if (used < limit && cells == kBarCells) --cells;
  }
  return "[" + std::string(static_cast<u32>(cells), '#') + std::string(static_cast<u32>(kBarCells - cells), '.') + "]";
}

// Kibibytes as /proc counts them, since pages of a limit may be cut short.
std::string kilobytes(u64 pages) { return decimal(pages << (kPageShift - 10)) + " kB"; }

void add_limit(TextTable& table, RlimitId id, u64 used_pages, const Rlimit& limit) {
  const bool is_finite = limit.soft != kRlimInfinity;
  table.add({std::string("  ") + rlimit_name(id), kilobytes(used_pages), is_finite ? limit_text(limit.soft) : "unlimited",
             limit_text(limit.hard), is_finite ? bar(used_pages, to_pages(limit.soft)) : ""});
}

// RLIMIT_STACK bounds each growing area by itself; the largest is shown.
u64 largest_stack(const Kernel& k, const Mm& mm) {
  u64 pages = 0;
  for (const VmaId id : vmas_of(k, mm)) {
    const Vma& vma = k.m.vmas[id];
    if (vma.has(kVmGrowsDown) && vma.pages() > pages) pages = vma.pages();
  }
  return pages;
}

std::string process_block(const Kernel& k, const Task& task) {
  const Mm& mm = k.m.mms[task.mm];
  const Limits& limits = limits_of(k, task.pid);
  TextTable table({"process " + decimal(task.pid) + " (" + task.comm + ")", "used", "soft limit", "hard limit", ""});
  add_limit(table, RlimitId::kAs, mm.total_vm, limits.as);
  add_limit(table, RlimitId::kData, mm.data_vm, limits.data);
  add_limit(table, RlimitId::kStack, largest_stack(k, mm), limits.stack);
  add_limit(table, RlimitId::kMemlock, mm.locked_vm, limits.memlock);
  const u32 max = k.m.sysctl.max_map_count;
  table.add({"  areas", decimal(mm.map_count), decimal(max), "", bar(mm.map_count, max)});
  table.add({"  heap", kilobytes(to_pages(page_align_up(mm.brk) - mm.start_brk)), "", "", hex(mm.start_brk) + " to " + hex(mm.brk)});
  return table.text({1, 2, 3});
}

std::string commit_block(const Kernel& k) {
  static const char* const kModes[] = {"refuses only what is obviously too much", "promises everything", "has a limit"};
  const VmSysctl& sysctl = k.m.sysctl;
  const u64 ram = total_ram_pages(k.m.phys);
  const u64 limit = vm_commit_limit(k.m);
  TextTable table({"promised memory", "", ""});
  table.add({"  Committed_AS", kilobytes(k.m.committed_pages), bar(k.m.committed_pages, limit)});
  table.add({"  CommitLimit", kilobytes(limit), sysctl.overcommit_memory == kOvercommitNever ? "enforced" : "not enforced"});
  table.add({"  MemTotal", kilobytes(ram), sysctl.overcommit_memory == kOvercommitGuess ? "the most one call may ask for" : ""});
  return table.text({1}) + "vm.overcommit_memory = " + decimal(sysctl.overcommit_memory) + ": " + kModes[sysctl.overcommit_memory] + "\n";
}

}  // namespace

std::string view_limits(const Kernel& k) {
  std::string out;
  for (const Task& task : tasks_of(k)) {
    const bool is_process = task.state == TaskState::kRunning && (task.pid == task.tgid || mm_of(k, task.tgid) != mm_of(k, task.pid));
    if (is_process) out += process_block(k, task);
  }
  return out + commit_block(k);
}

}  // namespace pw
