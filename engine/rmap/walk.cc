// From a frame up to all who map it (rmap_walk_anon in mm/rmap.c, page_vma_mapped_walk in mm/page_vma_mapped.c).
//
// page.mapping names an anon_vma, page.index an offset; every area on that anon_vma's tree that covers the offset may map the page,
// and where it would is simple arithmetic. Whether it does only its page table tells: after a copy-on-write the child's area is
// still on the tree, and is visited in vain. That is the price for not writing to every page at fork. A page of the page cache names its
// inode, and the areas on its i_mmap tree are asked in the same way (rmap_walk_file). A frame that no PTE maps is not walked:
// folio_lock_anon_vma_read() refuses it, since its anon_vma may have died with the last area. Left out: looking for migration entries
// (PVMW_MIGRATION), and stopping early, which some of Linux's walkers do when they have found as many PTEs as the mapcount says.
#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/rmap/rmap.h"
#include "engine/trace/file_events.h"
#include "engine/trace/rmap_events.h"

namespace pw {
namespace {

// What stands in the page table where the area would map the page.
RmapVisit visit_area(const VmaPool& vmas, const PageTables& pt, const Phys& phys, const PgdLookup& mms, VmaId vma, Pfn pfn,
                     Reason* reason) {
  RmapVisit visit;
  visit.vma = vma;
  const Vma& area = vmas[visit.vma];
  visit.addr = vma_address(area, phys.pages[pfn.v].index);
  PW_ASSERT(visit.addr != kNoAddress, "an area found by the interval tree covers the page's index");
  const PtePlace place = find_pte(pt, phys, mms.pgd_of(area.mm), visit.addr);
  if (!place.valid()) {
    *reason = Reason::kRmapNoTable;
    return visit;
  }
  visit.pte = read_entry(pt, phys, place.table, place.index);
  switch (pte_form(visit.pte)) {
    case PteForm::kPresent:
      visit.maps_page = pte_pfn(visit.pte) == pfn;
      *reason = visit.maps_page ? Reason::kRmapMaps : Reason::kRmapOtherFrame;
      break;
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: *reason = Reason::kRmapEntryEmpty; break;
  }
  return visit;
}

// rmap_walk_file: the inode's i_mmap tree names the areas over that offset.
void walk_file(RmapWalk& walk, const Files& files, const VmaPool& vmas, const PageTables& pt, const Phys& phys, const PgdLookup& mms,
               Trace& trace, Pfn pfn) {
  Span span(trace, EventId::kFileRmapWalk, pfn.v, walk.inode.v);
  const u64 index = phys.pages[pfn.v].index;
  for_each_mapping(files, vmas, walk.inode, index, index, [&](VmaId id) {
    Reason reason = Reason::kNone;
    walk.visits.push_back(visit_area(vmas, pt, phys, mms, id, pfn, &reason));
    const RmapVisit& visit = walk.visits.back();
    ++(visit.maps_page ? walk.found : walk.in_vain);
    trace.emit(EventId::kFileRmapVisit, reason, pfn.v, id.v, visit.addr);
  });
  span.set(2, walk.found);
  span.set(3, walk.in_vain);
}

}  // namespace

RmapWalk rmap_walk(const Rmap& rmap, const Files& files, const VmaPool& vmas, const PageTables& pt, const Phys& phys, const PgdLookup& mms,
                   Trace& trace, Pfn pfn) {
  RmapWalk walk;
  const Page page = phys.pages[pfn.v];
  walk.inode = inode_of(page);
  if (walk.inode.valid()) {
    walk_file(walk, files, vmas, pt, phys, mms, trace, pfn);
    return walk;
  }
  if (!is_anon_mapping(page) || page.mapcount < 0) {
    trace.emit(EventId::kRmapSkipped, is_anon_mapping(page) ? Reason::kRmapNotMapped : Reason::kRmapNotAnon, pfn.v);
    return walk;
  }
  walk.anon_vma = anon_vma_of(page);
  Span span(trace, EventId::kRmapWalk, pfn.v, walk.anon_vma.v);
  const u64 index = page.index;
  for_each_avc(rmap, vmas, walk.anon_vma, index, index, [&](AvcId avc) {
    Reason reason = Reason::kNone;
    walk.visits.push_back(visit_area(vmas, pt, phys, mms, rmap.avcs[avc].vma, pfn, &reason));
    walk.visits.back().avc = avc;
    const RmapVisit& visit = walk.visits.back();
    ++(visit.maps_page ? walk.found : walk.in_vain);
    trace.emit(EventId::kRmapVisit, reason, pfn.v, visit.vma.v, visit.addr, avc.v);
  });
  span.set(2, walk.found);
  span.set(3, walk.in_vain);
  return walk;
}

}  // namespace pw
