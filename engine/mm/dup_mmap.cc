// fork's copy of an address space: dup_mm (kernel/fork.c), dup_mmap (mm/mmap.c).
//
// The struct is copied whole, then what no child inherits is as in a new one (dup_mm, mm_init).
// Area by area in address order: charge, duplicate, join the parent's trees (anon_vma_fork), then copy page-table entries if the
// area ever had an anonymous page (vma_needs_copy). An area with VM_DONTCOPY is left out, one with VM_WIPEONFORK starts without pages.
// Out of memory half-way: what was copied is taken down again, and the parent is as before but for entries that became read-only, which
// its next store sets right.
// DIVERGES: Linux copies the maple tree node by node (__mt_dup) and then replaces its entries; here the child's tree is built by
// insertion, so it may be cut into nodes at other places than the parent's.
#include <algorithm>

#include "engine/file/i_mmap.h"
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/copy_page_range.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

VmaId dup_area(Cx& cx, MmId child, VmaId from) {
  Vma copy = cx.m.vmas[from];
  copy.mm = child;
  copy.anon_vma = AnonVmaId();
  copy.avc_head = copy.avc_tail = AvcId();
  copy.avc_count = 0;
  copy.flags &= ~kVmLockedMask;
  get_file_area(cx.m.files, copy.file);
  const VmaId id = cx.m.vmas.alloc(copy);
  const bool is_wiped = copy.has(kVmWipeOnFork);
  const bool has_chain = cx.m.vmas[from].anon_vma.valid() && !is_wiped;
  const ReasonCode unchained = is_wiped ? Reason::kForkWiped : Reason::kForkNoAnonVma;
  cx.trace.emit(EventId::kDupVma, has_chain ? Reason::kForkChain : unchained, from.v, id.v, copy.start);
  if (has_chain) fork_anon_vma(cx.m.rmap, cx.m.vmas, cx.trace, id, from);
  link_mapping_after(cx.m.files, cx.m.vmas, id, from);
  insert_vma(cx.m.nodes, cx.m.mms.mut(child).tree, copy.range(), id);
  ++cx.m.mms.mut(child).map_count;
  return id;
}

Status dup_areas(Cx& cx, MmId parent, MmId child) {
  std::vector<VmaId> areas;
  for_each_vma(cx.m.nodes, cx.m.mms[parent].tree, [&](VmaId id) { areas.push_back(id); });
  for (const VmaId from : areas) {
    const Vma area = cx.m.vmas[from];
    if (area.has(kVmDontCopy)) {
      cx.trace.emit(EventId::kForkSkip, from.v, area.start, area.end);
      continue;
    }
    if (area.has(kVmAccount)) {
      const Status charged = charge_pages(cx, parent, area.pages());
      if (!charged.ok()) return charged;
    }
    const VmaId to = dup_area(cx, child, from);
    account_area(cx.m, child, area.flags, static_cast<i64>(area.pages()));
    if (!area.has(kVmWipeOnFork) && !copy_page_range(cx, from, to)) return fail(Errno::kENOMEM, "no frame for the child's page tables");
  }
  return ok_status();
}

// Chain nodes cost no frames here (slab is not built yet), and nested forks make them grow with the square of the depth.
constexpr u64 kMaxChains = 1u << 20;

bool would_exceed_chains(const Memory& m, MmId parent) {
  u64 chains = m.rmap.avcs.live_count();
  for_each_vma(m.nodes, m.mms[parent].tree, [&](VmaId id) { chains += m.vmas[id].avc_count + 1u; });
  return chains > kMaxChains || m.vmas.live_count() + m.mms[parent].map_count > kMaxChains;
}

}  // namespace

Mm inherit_mm(const Mm& parent, const Mm& fresh) {
  Mm mm = parent;
  mm.pgd = fresh.pgd;
  mm.users = fresh.users;
  mm.tree = fresh.tree;
  mm.map_count = fresh.map_count;
  mm.total_vm = fresh.total_vm;
  mm.data_vm = fresh.data_vm;
  mm.exec_vm = fresh.exec_vm;
  mm.stack_vm = fresh.stack_vm;
  mm.locked_vm = fresh.locked_vm;
  std::copy(std::begin(fresh.rss), std::end(fresh.rss), mm.rss);
  mm.hiwater_rss = fresh.hiwater_rss;
  mm.hiwater_vm = fresh.hiwater_vm;
  mm.nr_tables = fresh.nr_tables;
  mm.nr_tables_start = fresh.nr_tables_start;
  mm.def_flags = fresh.def_flags;
  mm.cpumask = fresh.cpumask;
  return mm;
}

Result<MmId> dup_mm(Cx& cx, MmId parent) {
  if (would_exceed_chains(cx.m, parent)) return fail(Errno::kENOMEM, "the model holds at most 1,048,576 anon_vma_chains");
  const Result<MmId> made = create_mm(cx);
  if (!made.ok()) return made;
  const MmId child = made.value();
  Span span(cx.trace, EventId::kDupMmap, parent.v, child.v);
  cx.m.mms.mut(child) = inherit_mm(Mm(cx.m.mms[parent]), Mm(cx.m.mms[child]));
  const Status status = dup_areas(cx, parent, child);
  // The parent lost rights to write: no TLB may still grant them.
  flush_tlb_mm(cx.m.tlb, cx.trace, cx.cpu, parent, cx.m.mms[parent].cpumask);
  if (!status.ok()) {
    if (leave_mm(cx, child)) free_mm(cx, child);
    return status.error();
  }
  Mm& mm = cx.m.mms.mut(child);
  mm.hiwater_rss = count_rss(mm);
  mm.hiwater_vm = mm.total_vm;
  mm.nr_tables_start = mm.nr_tables;
  return child;
}

}  // namespace pw
