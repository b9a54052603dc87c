// What a page knows of its mappings: mapcount, mapping, index, exclusiveness (mm/rmap.c, include/linux/rmap.h).
//
//   _mapcount   PTEs that map it, less one
//   mapping     the anon_vma to ask, tagged as anonymous
//   index       where in the area
// `mapping` and `index` are written once, at the first mapping, and stay: fork and split do not touch them, which is why the areas
// on the anon_vma's tree are only candidates. Nor does the last unmapping clear them; freeing the frame does. Left out: large
// folios, pinned pages (fork would have to copy those at once), KSM, memory-control statistics. Of a page of the page cache
// `mapping` and `index` are written when it enters the cache; here only PTEs are counted. Owns phys.nr_anon_mapped
// (NR_ANON_MAPPED): frames with an anonymous mapping and a PTE at least.
#include "engine/rmap/rmap.h"
#include "engine/trace/file_events.h"
#include "engine/trace/rmap_events.h"

namespace pw {

void folio_add_new_anon_rmap(Rmap& rmap, Phys& phys, const VmaPool& vmas, Trace& trace, Pfn pfn, VmaId vma, u64 addr, RmapMode mode) {
  const Vma& area = vmas[vma];
  const bool is_exclusive = mode == RmapMode::kExclusive;
  const AnonVmaId anon_vma = is_exclusive ? area.anon_vma : rmap.anon_vmas[area.anon_vma].root;
  PW_ASSERT(area.range().contains(addr), "the page lies inside its area");
  PW_ASSERT(anon_vma.valid(), "the area was prepared before its first page");
  const u64 index = linear_page_index(area, addr);
  {
    Page& page = phys.pages.mut(pfn.v);
    PW_ASSERT(page.type == PageType::kNone && page.mapcount == -1, "a new anonymous page is mapped by nobody");
    // What may be dropped needs no swap behind it, so it is aged with the pages of files (VM_DROPPABLE).
    if (!area.has(kVmDroppable)) page.flags |= kPgSwapbacked;
    if (is_exclusive) page.flags |= kPgAnonExclusive;
    page.mapping = anon_mapping_of(anon_vma);
    page.index = index;
    page.mapcount = 0;
  }
  ++phys.nr_anon_mapped;
  trace.emit(EventId::kAddNewAnonRmap, pfn.v, vma.v, page_align_down(addr), anon_vma.v);
}

void folio_add_anon_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma, RmapMode mode) {
  i32 mapped = 0;
  {
    Page& page = phys.pages.mut(pfn.v);
    PW_ASSERT(is_anon_mapping(page), "the new entry maps an anonymous page");
    if (mode == RmapMode::kExclusive) page.flags |= kPgAnonExclusive;
    ++page.mapcount;
    mapped = page_mapcount(page);
  }
  if (mapped == 1) ++phys.nr_anon_mapped;
  trace.emit(EventId::kAddAnonRmap, pfn.v, static_cast<u64>(mapped));
  if (vmas[vma].has(kVmLocked)) mlock_folio(phys, trace, cpu, pfn);  // mlock_vma_folio
}

// folio_try_dup_anon_rmap_pte: it never fails here, since nothing pins pages.
void folio_dup_anon_rmap(Phys& phys, Trace& trace, Pfn pfn) {
  i32 mapped = 0;
  {
    Page& page = phys.pages.mut(pfn.v);
    PW_ASSERT(is_anon_mapping(page) && page.mapcount >= 0, "the copied entry maps an anonymous page");
    page.flags &= ~static_cast<u32>(kPgAnonExclusive);
    ++page.mapcount;
    mapped = page_mapcount(page);
  }
  trace.emit(EventId::kDupAnonRmap, pfn.v, static_cast<u64>(mapped));
}

void folio_add_file_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma) {
  i32 mapped = 0;
  {
    Page& page = phys.pages.mut(pfn.v);
    PW_ASSERT(page.mapping != 0 && !is_anon_mapping(page), "the new entry maps a page of the page cache");
    ++page.mapcount;
    mapped = page_mapcount(page);
  }
  trace.emit(EventId::kAddFileRmap, pfn.v, static_cast<u64>(mapped));
  if (vmas[vma].has(kVmLocked)) mlock_folio(phys, trace, cpu, pfn);  // mlock_vma_folio
}

void folio_remove_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, u32 cpu, Pfn pfn, VmaId vma) {
  i32 mapped = 0;
  const bool is_anon = is_anon_mapping(phys.pages[pfn.v]);
  {
    Page& page = phys.pages.mut(pfn.v);
    PW_ASSERT(page.mapcount >= 0, "the removed entry mapped the page");
    --page.mapcount;
    mapped = page_mapcount(page);
  }
  if (mapped == 0 && is_anon) --phys.nr_anon_mapped;
  trace.emit(EventId::kRemoveRmap, pfn.v, static_cast<u64>(mapped));
  if (vmas[vma].has(kVmLocked)) munlock_folio(phys, trace, cpu, pfn);  // munlock_vma_folio
}

// Linux asks for the folio lock, so that two areas never move one page at once. The exclusive mark is the caller's, as in do_wp_page().
void folio_move_anon_rmap(Phys& phys, const VmaPool& vmas, Trace& trace, Pfn pfn, VmaId vma) {
  const AnonVmaId to = vmas[vma].anon_vma;
  const AnonVmaId from = anon_vma_of(phys.pages[pfn.v]);
  PW_ASSERT(from.valid() && to.valid(), "an anonymous page moves to a prepared area");
  if (from != to) phys.pages.mut(pfn.v).mapping = anon_mapping_of(to);
  trace.emit(EventId::kMoveAnonRmap, from == to ? Reason::kMoveSame : Reason::kMoveToOwn, pfn.v, vma.v, from.v, to.v);
}

u64 vma_address(const Vma& vma, u64 index) {
  if (index < vma.pgoff || index - vma.pgoff >= vma.pages()) return kNoAddress;
  return vma.start + ((index - vma.pgoff) << kPageShift);
}

}  // namespace pw
