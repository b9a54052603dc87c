// mmput and exit_mmap (kernel/fork.c, mm/mmap.c): the last user of an address space takes it down.
//
// Pages first, then the areas leave their trees while the tables go, then one flush, then the frames. Pages that an LRU batch still
// holds survive until that batch is drained.
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/unmap.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

void free_areas(Cx& cx, MmId mm, const std::vector<VmaId>& areas) {
  for (const VmaId id : areas) {
    if (cx.m.vmas[id].has(kVmAccount)) uncharge_pages(cx.m, cx.m.vmas[id].pages());
    account_area(cx.m, mm, cx.m.vmas[id].flags, -static_cast<i64>(cx.m.vmas[id].pages()));
    free_area(cx, id);
  }
}

void exit_mmap(Cx& cx, MmId mm) {
  Span span(cx.trace, EventId::kExitMmap, mm.v);
  std::vector<VmaId> areas;
  for_each_vma(cx.m.nodes, cx.m.mms[mm].tree, [&](VmaId id) { areas.push_back(id); });
  Gather gather;
  gather.mm = mm;
  gather.is_whole_mm = true;
  for (const VmaId id : areas) zap_range(cx, gather, id, cx.m.vmas[id].range());
  for (const VmaId id : areas) leave_trees(cx, id);
  if (!areas.empty()) {
    const AddrRange covered{cx.m.vmas[areas.front()].start, cx.m.vmas[areas.back()].end};
    free_tables(cx, gather, covered, 0, 0);
  }
  finish_gather(cx, gather);
  erase_all(cx.m.nodes, cx.m.mms.mut(mm).tree);
  cx.m.mms.mut(mm).map_count = 0;
  free_areas(cx, mm, areas);
}

}  // namespace

bool leave_mm(Cx& cx, MmId mm) {
  PW_ASSERT(cx.m.mms[mm].users > 0, "an address space has a user until its last is gone");
  if (--cx.m.mms.mut(mm).users > 0) return false;
  exit_mmap(cx, mm);
  return true;
}

void free_mm(Cx& cx, MmId mm) {
  forget_mm(cx.m.tlb, mm);
  const Pfn pgd = cx.m.mms[mm].pgd;
  cx.m.mms.free(mm);
  free_table(cx.m.pt, cx.m.phys, cx.trace, cx.cpu, pgd);
}

}  // namespace pw
