// zap_page_range_single_batched (mm/memory.c): the pages of a part of an area go, the area itself stays. With PT_RECLAIM (6.14 on,
// mm/pt_reclaim.c) a PTE table goes along when the whole 2 MiB that it maps are given up at once, empty or not; the tables above stay.
//
//   given up      |.........[==========|==========|=====].......|      2 MiB borders
//   tables              kept      goes       goes     kept
//
// A guard marker is not cleared, and keeps its table. Left out: the locks for which Linux may put the freeing off.
#include "engine/mm/account.h"
#include "engine/mm/madvise_parts.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

// The entry goes now, the table itself after the flush: a walk may still be on its way through it.
void unlink_table(Cx& cx, Gather& gather, PtePlace pmd, Pfn table, u64 addr) {
  write_entry(cx.m.pt, pmd, Pte{});
  --cx.m.mms.mut(gather.mm).nr_tables;
  gather.widen(addr);
  gather.tables.push_back(table);
  cx.trace.emit(EventId::kReclaimTable, table.v, addr);
}

}  // namespace

void zap_single(Cx& cx, Gather& gather, VmaId vma, AddrRange range, ReclaimTables reclaim) {
  update_hiwater_rss(cx.m, gather.mm);
  Span span(cx.trace, EventId::kZapSingle, range.start, range.end, 0);
  u64 pages = 0;
  for_each_pte_table(cx.m.pt, cx.m.phys, cx.m.mms[gather.mm].pgd, range, [&](AddrRange part, PtePlace pmd, Pfn table) {
    bool has_kept = false;
    pages += zap_range(cx, gather, vma, part, Markers::kKeep, &has_kept);
    const bool is_whole = part.end - part.start == level_size(2);
    if (reclaim == ReclaimTables::kYes && is_whole && !has_kept) unlink_table(cx, gather, pmd, table, part.start);
  });
  span.set(2, pages);
}

}  // namespace pw
