// zap_pte_range, zap_nonpresent_ptes, free_pgtables (mm/memory.c), mmu_gather (mm/mmu_gather.c).
//
//   present     cleared; the page leaves the reverse map and waits in the gather for the flush
//   swap        cleared; the claim on the slot is given back, and the process has one page less there
//   migration   cleared; the page has left the reverse map already
//   marker      guard and userfaultfd markers stay where the area stays (the latter only in areas over files); a poisoned one goes
// No TLB knows an entry that is not present, so only the first kind is flushed.
//
// Left out: the gather's bounded batches (Linux flushes early after some ten thousand pages). Since 6.13 nothing here drains the
// LRU batches: a page that a batch still holds is freed when that batch is drained. DIVERGES: page-table frames are freed right
// after the flush; Linux waits for an RCU grace period as well.
#include "engine/mm/unmap.h"

#include "engine/mm/account.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// Whoever reads in one sweep, or here and there, does not make a page worth keeping by it.
bool vma_has_recency(const Vma& vma) { return (vma.flags & (kVmSeqRead | kVmRandRead)) == 0; }

// A page of the page cache outlives the entry, so it is told what the entry knew.
void tell_page(Cx& cx, VmaId vma, Pte pte) {
  if (pte_dirty(pte)) folio_mark_dirty(cx.m.phys, cx.trace, pte_pfn(pte));
  if (pte_young(pte) && vma_has_recency(cx.m.vmas[vma])) folio_mark_accessed(cx.m.phys, cx.trace, cx.cpu, pte_pfn(pte));
}

void zap_one(Cx& cx, Gather& gather, VmaId vma, u64 addr, PtePlace place, Pte pte) {
  write_entry(cx.m.pt, place, Pte{});
  gather.widen(addr);
  if (!pte_special(pte)) {
    const Page& page = cx.m.phys.pages[pte_pfn(pte).v];
    const RssCounter counter = mm_counter(page);
    if (!is_anon_mapping(page)) tell_page(cx, vma, pte);
    add_rss(cx.m, gather.mm, counter, -1);
    gather.pages.push_back(pte_pfn(pte));
  }
  cx.trace.emit(EventId::kZapPte, addr, pte.raw);
  if (!pte_special(pte)) folio_remove_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, pte_pfn(pte), vma);
}

void drop_absent(Cx& cx, u64 addr, PtePlace place, Pte pte) {
  write_entry(cx.m.pt, place, Pte{});
  cx.trace.emit(EventId::kZapPte, addr, pte.raw);
}

void drop_migration(Cx& cx, MmId mm, u64 addr, PtePlace place, Pte pte) {
  add_rss(cx.m, mm, mm_counter(cx.m.phys.pages[migration_pfn(pte).v]), -1);
  drop_absent(cx, addr, place, pte);
}

bool is_marker_kept(const Vma& vma, Pte pte, Markers markers) {
  switch (marker_of(pte)) {
    case Marker::kPoisoned: return false;
    case Marker::kGuard: return markers == Markers::kKeep;
    case Marker::kUffdWp: return markers == Markers::kKeep && vma.file.valid();
  }
  return false;
}

}  // namespace

u64 zap_range(Cx& cx, Gather& gather, VmaId vma, AddrRange range, Markers markers, bool* has_kept) {
  u64 pages = 0;
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[gather.mm].pgd, range, [&](u64 addr, PtePlace place, Pte pte) {
    expect_small(place);
    switch (pte_form(pte)) {
      case PteForm::kNone: return;
      case PteForm::kPresent: zap_one(cx, gather, vma, addr, place, pte); break;
      case PteForm::kSwap: drop_swap_entry(cx, gather.mm, addr, place, pte); break;
      case PteForm::kMigration: drop_migration(cx, gather.mm, addr, place, pte); break;
      case PteForm::kMarker:
        if (is_marker_kept(cx.m.vmas[vma], pte, markers)) *has_kept = true;
        else drop_absent(cx, addr, place, pte);
        return;
    }
    ++pages;
  });
  return pages;
}

void drop_swap_entry(Cx& cx, MmId mm, u64 addr, PtePlace place, Pte pte) {
  write_entry(cx.m.pt, place, Pte{});
  add_rss(cx.m, mm, kMmSwapEnts, -1);
  cx.trace.emit(EventId::kFreeSwapEntry, addr, pte.raw);
  SwapCx swap = swap_cx(cx);
  free_swap_and_cache(swap, pte_to_swp_entry(pte));
}

void free_tables(Cx& cx, Gather& gather, AddrRange range, u64 floor, u64 ceiling) {
  const Pfn pgd = cx.m.mms[gather.mm].pgd;
  const u32 unlinked = free_page_tables(cx.m.pt, cx.m.phys, cx.trace, cx.cpu, pgd, range, floor, ceiling, &gather.tables);
  // __pte_free_tlb and its kin widen the range to the table's own start: a walk may be on its way through it.
  if (unlinked != 0) gather.widen(range.start & ~(level_size(2) - 1));
  cx.m.mms.mut(gather.mm).nr_tables -= unlinked;
}

void free_swap_cache(Cx& cx, Pfn pfn) {
  const Page& page = cx.m.phys.pages[pfn.v];
  if (!has_flag(page, kPgSwapcache) || page_mapcount(page) != 0 || has_flag(page, kPgLocked)) return;
  SwapCx swap = swap_cx(cx);
  folio_free_swap(swap, pfn);
}

void free_page_and_swap_cache(Cx& cx, Pfn pfn) {
  free_swap_cache(cx, pfn);
  put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
}

void finish_gather(Cx& cx, Gather& gather) {
  Span span(cx.trace, EventId::kTlbFinish, gather.pages.size(), gather.tables.size());
  const u32 cpumask = cx.m.mms[gather.mm].cpumask;
  const bool has_cleared = !gather.flushed.is_empty();
  if (has_cleared && gather.is_whole_mm) {
    flush_tlb_mm(cx.m.tlb, cx.trace, cx.cpu, gather.mm, cpumask);
  } else if (has_cleared) {
    flush_tlb_range(cx.m.tlb, cx.trace, cx.cpu, gather.mm, cpumask, gather.flushed);
  }
  for (const Pfn table : gather.tables) free_table(cx.m.pt, cx.m.phys, cx.trace, cx.cpu, table);
  for (const Pfn pfn : gather.pages) free_page_and_swap_cache(cx, pfn);
  gather.pages.clear();
  gather.tables.clear();
  gather.flushed = AddrRange{};
}

}  // namespace pw
