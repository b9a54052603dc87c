// Processes of the snapshot and their address spaces: areas, VMA trees, page tables.
#include <algorithm>
#include <string>

#include "engine/api/take_snapshot.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/thread_group.h"
#include "engine/render/accounting.h"
#include "engine/render/render.h"

namespace pw {
namespace {

void add_mm(const Kernel& k, MmId id, const Mm& mm, snapshot::mms_columns& out) {
  u32 loaded_on = 0;
  for (u32 cpu = 0; cpu < k.m.tlb.cpus; ++cpu) loaded_on |= k.m.tlb.cpu[cpu].loaded_mm == id ? 1u << cpu : 0;
  out.mm.push_back(id.v);
  out.pgd_pfn.push_back(mm.pgd.v);
  out.users.push_back(mm.users);
  out.map_count.push_back(mm.map_count);
  out.total_vm.push_back(static_cast<double>(mm.total_vm));
  out.data_vm.push_back(static_cast<double>(mm.data_vm));
  out.exec_vm.push_back(static_cast<double>(mm.exec_vm));
  out.stack_vm.push_back(static_cast<double>(mm.stack_vm));
  out.locked_vm.push_back(static_cast<double>(mm.locked_vm));
  out.start_brk.push_back(static_cast<double>(mm.start_brk));
  out.brk.push_back(static_cast<double>(mm.brk));
  out.rss_file.push_back(static_cast<double>(mm.rss[kMmFilePages]));
  out.rss_anon.push_back(static_cast<double>(mm.rss[kMmAnonPages]));
  out.rss_swap.push_back(static_cast<double>(mm.rss[kMmSwapEnts]));
  out.rss_shmem.push_back(static_cast<double>(mm.rss[kMmShmemPages]));
  out.hiwater_rss.push_back(static_cast<double>(mm.hiwater_rss));
  out.nr_tables.push_back(mm.nr_tables);
  out.mmap_base_vpn.push_back(pages_of(mm.mmap_base));
  out.stack_vpn.push_back(pages_of(mm.start_stack));
  out.tree_root.push_back(mm.tree.root.v);
  out.tree_height.push_back(static_cast<u8>(mm.tree.height));
  out.cpumask.push_back(mm.cpumask);
  out.loaded_on.push_back(loaded_on);
}

// Areas in a row that have one name, as those of a library, name the same bytes.
void add_name(const std::string& name, Snapshot& out) {
  std::vector<u8>& text = out.text.byte;
  snapshot::vmas_columns& vmas = out.vmas;
  const u32 start = vmas.name_start.empty() ? 0 : vmas.name_start.back();
  const u32 length = vmas.name_start.empty() ? 0 : vmas.name_length.back();
  const bool is_same = length == name.size() && std::equal(name.begin(), name.end(), text.data() + start);
  vmas.name_start.push_back(is_same ? start : static_cast<u32>(text.size()));
  vmas.name_length.push_back(static_cast<u16>(name.size()));
  if (!is_same) text.insert(text.end(), name.begin(), name.end());
}

void add_vma(const Kernel& k, VmaId id, snapshot::vmas_columns& out) {
  const Vma& vma = k.m.vmas[id];
  out.vma.push_back(id.v);
  out.mm.push_back(vma.mm.v);
  out.start_vpn.push_back(pages_of(vma.start));
  out.end_vpn.push_back(pages_of(vma.end));
  out.flags_lo.push_back(low_half(vma.flags));
  out.flags_hi.push_back(high_half(vma.flags));
  out.pgoff.push_back(static_cast<double>(vma.pgoff));
  out.anon_vma.push_back(vma.anon_vma.v);
  out.avc_head.push_back(vma.avc_head.v);
  out.avc_count.push_back(vma.avc_count);
}

// One past an inclusive last byte, in pages: 2^52 for the last byte of all.
double end_vpn_of(u64 last) { return static_cast<double>(to_pages(last)) + 1; }

void add_slots(NodeId id, const MapleNode& node, u64 first, snapshot::maple_slots_columns& out) {
  for (u32 slot = 0; slot < node.count; ++slot) {
    const bool is_gap = node.is_leaf() && node.slot[slot] == 0;
    const u64 last = node.pivot[slot];
    out.node.push_back(id.v);
    out.slot.push_back(static_cast<u8>(slot));
    out.start_vpn.push_back(pages_of(first));
    out.end_vpn.push_back(end_vpn_of(last));
    out.kind.push_back(!node.is_leaf() ? 2 : is_gap ? 0 : 1);
    out.target.push_back(!node.is_leaf() ? node.slot[slot] : is_gap ? VmaId::kNone : node.slot[slot] - 1);
    out.gap_pages.push_back(!node.is_leaf() ? pages_of(node.gap[slot]) : is_gap ? end_vpn_of(last) - pages_of(first) : 0);
    first = last + 1;
  }
}

void add_node(const Kernel& k, MmId mm, NodeId id, u64 first, u32 depth, Snapshot& out) {
  const MapleNode& node = k.m.nodes[id];
  snapshot::maple_nodes_columns& nodes = out.maple_nodes;
  nodes.node.push_back(id.v);
  nodes.mm.push_back(mm.v);
  nodes.type.push_back(static_cast<u8>(node.type));
  nodes.count.push_back(node.count);
  nodes.parent.push_back(node.parent.v);
  nodes.parent_slot.push_back(node.parent_slot);
  nodes.depth.push_back(static_cast<u8>(depth));
  nodes.start_vpn.push_back(pages_of(first));
  nodes.end_vpn.push_back(end_vpn_of(node.pivot[node.count - 1]));
  nodes.first_slot.push_back(static_cast<u32>(out.maple_slots.node.size()));
  add_slots(id, node, first, out.maple_slots);
  for (u32 slot = 0; slot < node.count && !node.is_leaf(); ++slot) {
    add_node(k, mm, NodeId(node.slot[slot]), first, depth + 1, out);
    first = node.pivot[slot] + 1;
  }
}

// Where a table hangs: the entry above that points to it.
struct TableAbove {
  Pfn pfn;
  u32 index = 0;
};

void add_table_row(MmId mm, Pfn pfn, u32 level, u64 base, TableAbove above, snapshot::tables_columns& out) {
  out.pfn.push_back(pfn.v);
  out.mm.push_back(mm.v);
  out.level.push_back(static_cast<u8>(level));
  out.base_vpn.push_back(pages_of(base));
  out.parent_pfn.push_back(above.pfn.v);
  out.parent_index.push_back(static_cast<u16>(above.index));
}

u32 add_entries(const Table& table, Pfn pfn, u32 level, u64 base, snapshot::ptes_columns& out) {
  u32 used = 0;
  for (u32 index = 0; index < kTableEntries; ++index) {
    const Pte entry = table.entry[index];
    if (pte_none(entry)) continue;
    ++used;
    out.table_pfn.push_back(pfn.v);
    out.index.push_back(static_cast<u16>(index));
    out.level.push_back(static_cast<u8>(level));
    out.entry_lo.push_back(low_half(entry.raw));
    out.entry_hi.push_back(high_half(entry.raw));
    out.pfn.push_back(pte_present(entry) ? pte_pfn(entry).v : Pfn::kNone);
    out.vpn.push_back(pages_of(base + level_size(level) * index));
  }
  return used;
}

void add_table(const Kernel& k, MmId mm, Pfn pfn, u32 level, u64 base, TableAbove above, Snapshot& out) {
  const Table& table = k.m.pt.tables[table_of(k.m.phys, pfn)];
  add_table_row(mm, pfn, level, base, above, out.tables);
  out.tables.first_pte.push_back(static_cast<u32>(out.ptes.index.size()));
  out.tables.used.push_back(static_cast<u16>(add_entries(table, pfn, level, base, out.ptes)));
  for (u32 index = 0; index < kTableEntries && level > 1; ++index) {
    const Pte entry = table.entry[index];
    if (!leads_to_table(entry)) continue;
    add_table(k, mm, pte_pfn(entry), level - 1, base + level_size(level) * index, TableAbove{pfn, index}, out);
  }
}

double limit_column(const Rlimit& limit) { return limit.soft == kRlimInfinity ? -1 : static_cast<double>(limit.soft); }

}  // namespace

void fill_spaces(const Kernel& k, Snapshot& out) {
  k.m.mms.for_each([&](MmId id, const Mm& mm) {
    add_mm(k, id, mm, out.mms);
    for (const VmaId vma : vmas_of(k, mm)) {
      add_vma(k, vma, out.vmas);
      add_name(vma_name(k, vma), out);
    }
    if (mm.tree.root.valid()) add_node(k, id, mm.tree.root, 0, 0, out);
    if (mm.pgd.valid()) add_table(k, id, mm.pgd, k.m.pt.levels, 0, TableAbove(), out);
  });
}

void fill_processes(const Kernel& k, Snapshot& out) {
  snapshot::tasks_columns& tasks = out.tasks;
  for (const Task& task : tasks_of(k)) {
    tasks.pid.push_back(task.pid);
    tasks.tgid.push_back(task.tgid);
    tasks.parent.push_back(parent_of(k, task));
    tasks.state.push_back(static_cast<u8>(task.state));
    tasks.mm.push_back(task.mm.v);
    tasks.cpu.push_back(static_cast<u8>(task.cpu));
    tasks.minflt.push_back(static_cast<double>(task.minflt));
    tasks.majflt.push_back(static_cast<double>(task.majflt));
    const Limits& limits = limits_of(k, task.pid);
    tasks.limit_as.push_back(limit_column(limits.as));
    tasks.limit_data.push_back(limit_column(limits.data));
    tasks.limit_stack.push_back(limit_column(limits.stack));
    tasks.limit_memlock.push_back(limit_column(limits.memlock));
    tasks.exit_code.push_back(task.state == TaskState::kZombie ? k.groups[task.group].exit_status >> 8 : 0);
    tasks.comm_start.push_back(static_cast<u32>(out.text.byte.size()));
    tasks.comm_length.push_back(static_cast<u8>(task.comm.size()));
    for (const char c : task.comm) out.text.byte.push_back(static_cast<u8>(c));
  }
}

}  // namespace pw
