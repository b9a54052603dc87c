// Frames and who is charged for them (mm/memcontrol.c: mem_cgroup_charge, mem_cgroup_uncharge, __memcg_kmem_charge_page,
// memcg_reparent_objcgs): struct page says the group from its charge until it is freed, whichever process maps it meanwhile, and stands on
// that group's lists. Of a block of several frames the first says it.
//
// Owns: P12 (a frame that says a group is in use, and the group is there).
#include "engine/phys/lru_list.h"
#include "engine/phys/lruvecs.h"

namespace pw {
namespace {

Charge charge_of(const Page& page) { return page.type == PageType::kTable ? Charge::kTable : Charge::kPage; }

}  // namespace

bool charge_frame(Phys& phys, Trace& trace, u32 cpu, GroupReclaimer& reclaimer, Pfn pfn, MemcgId memcg, bool is_nofail) {
  PW_ASSERT(phys.pages[pfn.v].memcg == 0 && phys.pages[pfn.v].order == 0, "a single frame is charged once");
  MemcgCx cx = memcg_cx(phys, trace, cpu);
  if (!charge_page(cx, reclaimer, memcg, charge_of(phys.pages[pfn.v]), is_nofail)) return false;
  phys.pages.mut(pfn.v).memcg = memcg;
  return true;
}

void uncharge_frame(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  const MemcgId memcg = phys.pages[pfn.v].memcg;
  if (memcg == 0) return;
  const Charge charge = charge_of(phys.pages[pfn.v]);
  phys.pages.mut(pfn.v).memcg = 0;
  MemcgCx cx = memcg_cx(phys, trace, cpu);
  uncharge_page(cx, memcg, charge);
}

Result<MemcgId> add_group(Phys& phys, Trace& trace, u32 cpu, MemcgId parent, const std::string& name, const MemcgBirth& birth) {
  MemcgCx cx = memcg_cx(phys, trace, cpu);
  const Result<MemcgId> id = make_memcg(cx, parent, name, birth);
  if (!id.ok()) return id;
  phys.memcg_lruvecs.resize(phys.memcg.groups.size() - 1);
  phys.memcg_lruvecs[id.value() - 1u] = Lruvec{};
  return id;
}

void remove_group(Phys& phys, Trace& trace, u32 cpu, MemcgId memcg) {
  const MemcgId parent = phys.memcg.groups[memcg].parent;
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (page.memcg == memcg && page.type == PageType::kTable) phys.pages.mut(pfn).memcg = parent;
  }
  MemcgCx cx = memcg_cx(phys, trace, cpu);
  remove_memcg(cx, memcg);
}

MemcgId swap_out_charge(Phys& phys, Pfn pfn) {
  const MemcgId memcg = phys.pages[pfn.v].memcg;
  if (memcg == 0) return 0;
  PW_ASSERT(!has_flag(phys.pages[pfn.v], kPgLru), "a page that goes is on no list of its group");
  phys.pages.mut(pfn.v).memcg = 0;
  return move_charge_to_slot(phys.memcg, memcg);
}

void flush_stats(Phys& phys) {
  flush_lruvec_stats(phys.node.lruvec);
  if (!has_groups(phys.memcg)) return;
  for (Lruvec& lruvec : phys.memcg_lruvecs) flush_lruvec_stats(lruvec);
  for (u32 id = 1; id < phys.memcg.groups.size(); ++id) {
    const MemCgroup& group = phys.memcg.groups[id];
    if (!group.is_used) continue;
    const Lruvec& own = phys.memcg_lruvecs[id - 1];
    for_each_above(phys, group.parent, [&](Lruvec& above) {
      for (u32 list = 0; list < 4; ++list) above.flushed.pages[list] += own.list[list].count;
      for (u32 kind = 0; kind < 2; ++kind) above.flushed.workingset_activate[kind] += own.workingset_activate[kind];
    });
  }
}

u64 sum_lru(const Phys& phys, LruList list) {
  u64 pages = phys.node.lruvec[list].count;
  for (const Lruvec& lruvec : phys.memcg_lruvecs) pages += lruvec[list].count;
  return pages;
}

}  // namespace pw
