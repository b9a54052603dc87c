// Short lists: processes, TLBs, and the boot line.
#include "engine/kernel/thread_group.h"
#include "engine/kernel/vfork.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/render.h"
#include "engine/render/text.h"

namespace pw {
namespace {

std::string state_word(const Kernel& k, const Task& task) {
  if (task.state == TaskState::kZombie) return "zombie";
  return find_vfork_child(k, task.pid) == 0 ? "running" : "in vfork";
}

}  // namespace

std::string render_ps(const Kernel& k) {
  TextTable table({"PID", "TGID", "PPID", "STATE", "CPU", "MM", "VMAS", "SIZE", "RSS", "MINFLT", "COMM"});
  for (const Task& task : tasks_of(k)) {
    const Mm* mm = mm_of(k, task.pid);
    const std::string none = "-";
    table.add({decimal(task.pid), decimal(task.tgid), decimal(parent_of(k, task)), state_word(k, task),
               decimal(task.cpu), mm != nullptr ? id_text(task.mm.v) : none, mm != nullptr ? decimal(mm->map_count) : none,
               mm != nullptr ? decimal(mm->total_vm) : none, mm != nullptr ? decimal(count_rss(*mm)) : none, decimal(task.minflt),
               task.comm});
  }
  return table.text({0, 1, 2, 4, 5, 6, 7, 8, 9});
}

std::string render_tlb(const Kernel& k) {
  std::string out;
  for (u32 cpu = 0; cpu < k.m.tlb.cpus; ++cpu) {
    const CpuTlb& tlb = k.m.tlb.cpu[cpu];
    out += "CPU " + decimal(cpu) + ": CR3 is that of mm " + id_text(tlb.loaded_mm.v) + "; " + decimal(tlb.stat.hits) + " hits, " +
           decimal(tlb.stat.misses) + " misses; flushed here: " + decimal(tlb.stat.local_flush_one) + " pages, " +
           decimal(tlb.stat.local_flush_all) + " whole; shootdowns: " + decimal(tlb.stat.remote_flush) + " sent, " +
           decimal(tlb.stat.remote_received) + " received\n";
    TextTable table({"  place", "mm", "address", "frame", "bits"});
    for (u32 place = 0; place < kTlbSets * kTlbWays; ++place) {
      const TlbEntry& entry = tlb.entry[place];
      if (!entry.mm.valid()) continue;
      table.add({"  " + decimal(place / kTlbWays) + "." + decimal(place % kTlbWays), id_text(entry.mm.v), hex(entry.vpn << kPageShift),
                 pfn_text(pte_pfn(entry.pte)), pte_bits_text(entry.pte)});
    }
    if (!table.is_empty()) out += table.text();
  }
  return out;
}

std::string render_boot(const BootConfig& config) {
  std::string out = "boot mem=" + size_text(config.mem_bytes) + " cpus=" + decimal(config.cpus) + " levels=" + decimal(config.levels) +
                    " seed=" + decimal(config.seed);
  if (config.segv_kills) out += " segv=kill";
  if (config.pkeys) out += " pkeys=on";
  if (config.cgroup_v1) out += " cgroup=v1";
  if (config.root) out += " root=on";
  return out;
}

}  // namespace pw
