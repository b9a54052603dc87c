// copy_page_range, copy_present_ptes, copy_nonpresent_pte (mm/memory.c).
//
//   parent's entry   RW set       ->  RW cleared on both sides, D waits in SAVED_DIRTY
//   child's entry    A cleared (pte_mkold), else the same
//   the page         one more reference, one more PTE, PageAnonExclusive cleared: from now on a store must ask who else is there
//   the zero page    entry copied, nothing counted
//   swapped out      both entries name the slot, which counts one more; neither is exclusive
//   migrating        both entries may only read where the page arrives, unless the area is shared
//   a marker         copied as it is, but for that of userfaultfd, which does not follow a fork here
//   a shared object  its areas keep RW; the child's entry is clean, too. Copied only when the area had guard markers
// An area without an anon_vma that never had guard markers (VM_COPY_ON_FORK) has nothing that the child could not fault in by itself,
// so its entries, of the zero page too, are not copied.
// Left out: pinned pages (copied at once), sharing of page tables, the continuation pages of a swap map that counts past its width.
#include "engine/mm/copy_page_range.h"

#include "engine/mm/account.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

struct Copy {
  MmId parent;
  MmId child;
  bool is_cow = false;
  u64 pages = 0;      // entries copied
  u64 anon_pages = 0; // … of them not the zero page, and not yet in the child's RSS
  VmaId to;
};

bool is_object_page(const Memory& m, Pte pte) { return !pte_special(pte) && !is_anon_mapping(m.phys.pages[pte_pfn(pte).v]); }

// __copy_present_ptes for a page of the page cache.
void copy_object_page(Cx& cx, Copy& copy, u64 addr, PtePlace dst, Pte old) {
  const Pte child_entry = pte_mkclean(pte_mkold(old));
  get_page(cx.m.phys, pte_pfn(old));
  write_entry(cx.m.pt, dst, child_entry);
  add_rss(cx.m, copy.child, mm_counter(cx.m.phys.pages[pte_pfn(old).v]), 1);
  folio_add_file_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, pte_pfn(old), copy.to);
  cx.trace.emit(EventId::kCopyPte, Reason::kCopyObjectPage, addr, old.raw, child_entry.raw);
  ++copy.pages;
}

void copy_one(Cx& cx, Copy& copy, u64 addr, PtePlace src, PtePlace dst, Pte old) {
  const bool was_writable = pte_write(old);
  const Pte shared = copy.is_cow && was_writable ? pte_wrprotect(old) : old;
  const Pte child_entry = pte_mkold(shared);
  ReasonCode reason = was_writable ? Reason::kCowShared : Reason::kSharedReadOnly;
  if (pte_special(old)) {
    reason = Reason::kZeroShared;
  } else {
    get_page(cx.m.phys, pte_pfn(old));
    ++copy.anon_pages;
  }
  if (shared != old) write_entry(cx.m.pt, src, shared);
  write_entry(cx.m.pt, dst, child_entry);
  if (!pte_special(old)) folio_dup_anon_rmap(cx.m.phys, cx.trace, pte_pfn(old));
  cx.trace.emit(EventId::kCopyPte, reason, addr, shared.raw, child_entry.raw);
  ++copy.pages;
}

// `pte` in both processes; the parent's is written only where it is not what stood there.
void copy_absent(Cx& cx, Copy& copy, ReasonCode reason, u64 addr, PtePlace src, PtePlace dst, Pte pte) {
  if (read_entry(cx.m.pt, src) != pte) write_entry(cx.m.pt, src, pte);
  write_entry(cx.m.pt, dst, pte);
  cx.trace.emit(EventId::kCopyNonpresentPte, reason, addr, pte.raw, pte.raw);
  ++copy.pages;
}

void copy_swapped(Cx& cx, Copy& copy, u64 addr, PtePlace src, PtePlace dst, Pte old) {
  SwapCx swap = swap_cx(cx);
  swap_duplicate(swap, pte_to_swp_entry(old));
  add_rss(cx.m, copy.child, kMmSwapEnts, 1);
  copy_absent(cx, copy, Reason::kCopySwapped, addr, src, dst, pte_swp_clear_exclusive(old));
}

void copy_migrating(Cx& cx, Copy& copy, u64 addr, PtePlace src, PtePlace dst, Pte old) {
  const Pfn pfn = migration_pfn(old);
  add_rss(cx.m, copy.child, mm_counter(cx.m.phys.pages[pfn.v]), 1);
  copy_absent(cx, copy, Reason::kCopyMigrating, addr, src, dst, copy.is_cow ? make_migration(pfn, Migration::kRead) : old);
}

// copy_pte_marker
void copy_marker(Cx& cx, PtePlace dst, Pte pte) {
  switch (marker_of(pte)) {
    case Marker::kPoisoned:
    case Marker::kGuard: write_entry(cx.m.pt, dst, pte); return;
    case Marker::kUffdWp: return;
  }
}

// p4d_alloc, pud_alloc, pmd_alloc, pte_alloc: the child gets a table wherever the parent has one, before anyone looks for entries in it.
Pfn alloc_child_table(Cx& cx, const Copy& copy, u64 addr, u32 level) {
  u32 tables_added = 0;
  const Pfn table = alloc_path(cx.m.pt, cx.m.phys, cx.trace, cx.frames, cx.m.mms[copy.child].pgd, addr, level, &tables_added);
  cx.m.mms.mut(copy.child).nr_tables += tables_added;
  return table;
}

// One leaf table's worth: [start, end) lies within one table on both sides.
void copy_leaf(Cx& cx, Copy& copy, u64 start, u64 end, PtePlace src, PtePlace dst) {
  for (u64 addr = start; addr < end; addr += kPageSize, ++src.index, ++dst.index) {
    const Pte pte = read_entry(cx.m.pt, src);
    switch (pte_form(pte)) {
      case PteForm::kNone: break;
      case PteForm::kPresent:
        if (is_object_page(cx.m, pte)) copy_object_page(cx, copy, addr, dst, pte);
        else copy_one(cx, copy, addr, src, dst, pte);
        break;
      case PteForm::kSwap: copy_swapped(cx, copy, addr, src, dst, pte); break;
      case PteForm::kMigration: copy_migrating(cx, copy, addr, src, dst, pte); break;
      case PteForm::kMarker: copy_marker(cx, dst, pte); break;
    }
  }
  // As in Linux, RSS is brought up to date once a table (add_mm_rss_vec).
  add_rss(cx.m, copy.child, kMmAnonPages, static_cast<i64>(copy.anon_pages));
  copy.anon_pages = 0;
}

u64 min_addr(u64 a, u64 b) { return a < b ? a : b; }

bool copy_range(Cx& cx, Copy& copy, AddrRange range) {
  u64 addr = range.start;
  while (addr < range.end) {
    const Walk walk = walk_tables(cx.m.pt, cx.m.phys, cx.m.mms[copy.parent].pgd, addr);
    // The walk stops at the first empty entry; skip all that this entry would map.
    const WalkStep& last = walk.step[walk.steps - 1];
    const u64 size = last.level == 1 ? level_size(2) : level_size(last.level);
    const u64 end = min_addr(range.end, (addr & ~(size - 1)) + size);
    const Pfn table = alloc_child_table(cx, copy, addr, last.level);
    if (!table.valid()) return false;
    if (last.level == 1) {
      copy_leaf(cx, copy, addr, end, place_in(cx.m.phys, last.table, last.index), place_in(cx.m.phys, table, last.index));
    }
    addr = end;
  }
  return true;
}

// vma_needs_copy. Entries of frames without a page behind them could not be faulted in again, so their tables are copied whether anything
// stands there or not: a child gets every leaf table that its parent has under [vvar].
bool vma_needs_copy(const Vma& area) { return area.anon_vma.valid() || area.has(kVmMaybeGuard | kVmPfnMap | kVmMixedMap); }

}  // namespace

bool copy_page_range(Cx& cx, VmaId from, VmaId to) {
  Span span(cx.trace, EventId::kCopyPageRange, from.v, to.v, 0);
  const Vma area = cx.m.vmas[from];
  if (!vma_needs_copy(area)) {
    span.because(Reason::kCopySkipped);
    return true;
  }
  span.because(Reason::kCopyNeeded);
  Copy copy;
  copy.is_cow = is_cow_mapping(area);
  copy.parent = area.mm;
  copy.child = cx.m.vmas[to].mm;
  copy.to = to;
  const bool complete = copy_range(cx, copy, area.range());
  span.set(2, copy.pages);
  return complete;
}

}  // namespace pw
