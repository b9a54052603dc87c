#include "engine/api/take_snapshot.h"

#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "engine/render/counters.h"

namespace pw {
namespace {

void fill_machine(const Kernel& k, u32 command, u32 event, snapshot::machine_columns& out) {
  out.levels.push_back(static_cast<u8>(k.m.pt.levels));
  out.cpus.push_back(static_cast<u8>(k.config.cpus));
  out.mem_pages.push_back(static_cast<u32>(to_pages(k.config.mem_bytes)));
  out.end_pfn.push_back(k.m.phys.pages.size());
  out.zero_pfn.push_back(k.m.phys.zero_page.v);
  out.committed_pages.push_back(static_cast<double>(k.m.committed_pages));
  out.commit_limit_pages.push_back(static_cast<double>(vm_commit_limit(k.m)));
  out.ram_pages.push_back(static_cast<double>(total_ram_pages(k.m.phys)));
  out.overcommit_memory.push_back(static_cast<u8>(k.m.sysctl.overcommit_memory));
  out.max_map_count.push_back(k.m.sysctl.max_map_count);
  out.task_size_vpn.push_back(pages_of(task_size(k.m.pt.levels)));
  out.command.push_back(command);
  out.event.push_back(event);
}

}  // namespace

void fill_rmap(const Kernel& k, Snapshot& out) {
  snapshot::anon_vmas_columns& rows = out.anon_vmas;
  snapshot::avcs_columns& avcs = out.avcs;
  k.m.rmap.anon_vmas.for_each([&](AnonVmaId id, const AnonVma& one) {
    rows.anon_vma.push_back(id.v);
    rows.root.push_back(one.root.v);
    rows.parent.push_back(one.parent.v);
    rows.refcount.push_back(one.refcount);
    rows.num_children.push_back(one.num_children);
    rows.num_active_vmas.push_back(one.num_active_vmas);
    rows.rb_root.push_back(one.rb_root.v);
    for_each_avc(k.m.rmap, k.m.vmas, id, 0, ~u64{0}, [&](AvcId avc_id) {
      const Avc& avc = k.m.rmap.avcs[avc_id];
      const Vma& vma = k.m.vmas[avc.vma];
      avcs.avc.push_back(avc_id.v);
      avcs.vma.push_back(avc.vma.v);
      avcs.anon_vma.push_back(id.v);
      avcs.same_vma_prev.push_back(avc.same_vma_prev.v);
      avcs.same_vma_next.push_back(avc.same_vma_next.v);
      avcs.rb_parent.push_back(avc.rb.parent.v);
      avcs.rb_left.push_back(avc.rb.left.v);
      avcs.rb_right.push_back(avc.rb.right.v);
      avcs.rb_red.push_back(avc.rb.is_red ? 1 : 0);
      avcs.first.push_back(static_cast<double>(vma.pgoff));
      avcs.last.push_back(static_cast<double>(vma.pgoff + vma.pages() - 1));
      avcs.subtree_last.push_back(static_cast<double>(avc.rb.subtree));
    });
  });
}

void fill_tlb(const Kernel& k, Snapshot& out) {
  snapshot::tlb_entries_columns& entries = out.tlb_entries;
  snapshot::tlb_stats_columns& stats = out.tlb_stats;
  for (u32 cpu = 0; cpu < k.m.tlb.cpus; ++cpu) {
    const CpuTlb& tlb = k.m.tlb.cpu[cpu];
    stats.cpu.push_back(static_cast<u8>(cpu));
    stats.loaded_mm.push_back(tlb.loaded_mm.v);
    stats.hits.push_back(static_cast<double>(tlb.stat.hits));
    stats.misses.push_back(static_cast<double>(tlb.stat.misses));
    stats.local_flush_one.push_back(static_cast<double>(tlb.stat.local_flush_one));
    stats.local_flush_all.push_back(static_cast<double>(tlb.stat.local_flush_all));
    stats.remote_flush.push_back(static_cast<double>(tlb.stat.remote_flush));
    stats.remote_received.push_back(static_cast<double>(tlb.stat.remote_received));
    for (u32 place = 0; place < kTlbSets * kTlbWays; ++place) {
      const TlbEntry& entry = tlb.entry[place];
      if (!entry.mm.valid()) continue;
      entries.cpu.push_back(static_cast<u8>(cpu));
      entries.place.push_back(static_cast<u8>(place));
      entries.mm.push_back(entry.mm.v);
      entries.vpn.push_back(static_cast<double>(entry.vpn));
      entries.entry_lo.push_back(low_half(entry.pte.raw));
      entries.entry_hi.push_back(high_half(entry.pte.raw));
    }
  }
}

Snapshot take_snapshot(const Kernel& k, u32 command, u32 event) {
  Snapshot out;
  fill_machine(k, command, event, out.machine);
  for (const u64 value : read_counters(k)) out.counters.value.push_back(static_cast<double>(value));
  fill_physical(k, out);
  fill_processes(k, out);
  fill_spaces(k, out);
  fill_rmap(k, out);
  fill_tlb(k, out);
  fill_swap(k, out);
  return out;
}

}  // namespace pw
