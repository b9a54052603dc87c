// From a frame up to all who map it (rmap_walk_anon in mm/rmap.c, page_vma_mapped_walk in mm/page_vma_mapped.c).
//
// page.mapping names an anon_vma, page.index an offset; every area on that anon_vma's tree that covers the offset may map the page,
// and where it would is simple arithmetic. Whether it does only its page table tells: after a copy-on-write the child's area is
// still on the tree, and is visited in vain. That is the price for not writing to every page at fork. A page of the page cache names its
// inode, and the areas on its i_mmap tree are asked in the same way (rmap_walk_file). A frame that no PTE maps is not walked:
// folio_lock_anon_vma_read() refuses it, since its anon_vma may have died with the last area. Left out: looking for migration entries
// (PVMW_MIGRATION), and stopping early, which some of Linux's walkers do when they have found as many PTEs as the mapcount says.
#include <algorithm>

#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/rmap/rmap.h"
#include "engine/trace/file_events.h"
#include "engine/trace/rmap_events.h"

namespace pw {
namespace {

// What stands in the page table where the area would map the page.
ReasonCode look_at_entry(const PageTables& pt, PtePlace place, Pfn pfn, RmapVisit& visit) {
  if (!place.valid()) return Reason::kRmapNoTable;
  visit.pte = read_entry(pt, place);
  switch (pte_form(visit.pte)) {
    case PteForm::kPresent:
      visit.maps_page = pte_pfn(visit.pte) == pfn;
      return visit.maps_page ? Reason::kRmapMaps : Reason::kRmapOtherFrame;
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: break;
  }
  return Reason::kRmapEntryEmpty;
}

// So many page tables are walked together: a page of a thousand sharers is one of a thousand trees of tables, none of which is in the
// host's cache.
constexpr u32 kWalkedTogether = 8;

struct Tables {
  const VmaPool& vmas;
  const PageTables& pt;
  const Phys& phys;
  const PgdLookup& mms;
};

// Visits the areas that walk.visits names, in order: report(visit, reason) for each.
template <class Report>
void visit_areas(RmapWalk& walk, const Tables& in, Pfn pfn, Report report) {
  const u64 index = in.phys.pages[pfn.v].index;
  PteQuery queries[kWalkedTogether];
  const u32 count = static_cast<u32>(walk.visits.size());
  for (u32 first = 0; first < count; first += kWalkedTogether) {
    const u32 together = std::min(count - first, kWalkedTogether);
    for (u32 i = 0; i < together; ++i) {
      RmapVisit& visit = walk.visits[first + i];
      const Vma& area = in.vmas[visit.vma];
      visit.addr = vma_address(area, index);
      PW_ASSERT(visit.addr != kNoAddress, "an area found by the interval tree covers the page's index");
      queries[i].pgd = in.mms.pgd_of(area.mm);
      queries[i].addr = visit.addr;
    }
    find_ptes(in.pt, in.phys, queries, together);
    for (u32 i = 0; i < together; ++i) {
      RmapVisit& visit = walk.visits[first + i];
      const ReasonCode reason = look_at_entry(in.pt, queries[i].place, pfn, visit);
      ++(visit.maps_page ? walk.found : walk.in_vain);
      report(visit, reason);
    }
  }
}

void add_visit(RmapWalk& walk, VmaId vma, AvcId avc) {
  RmapVisit visit;
  visit.vma = vma;
  visit.avc = avc;
  walk.visits.push_back(visit);
}

// rmap_walk_file: the inode's i_mmap tree names the areas over that offset.
void walk_file(RmapWalk& walk, const Files& files, const Tables& in, Trace& trace, Pfn pfn) {
  Span span(trace, EventId::kFileRmapWalk, pfn.v, walk.inode.v);
  const u64 index = in.phys.pages[pfn.v].index;
  for_each_mapping(files, in.vmas, walk.inode, index, index, [&](VmaId id) { add_visit(walk, id, AvcId()); });
  visit_areas(walk, in, pfn, [&](const RmapVisit& visit, ReasonCode reason) {
    trace.emit(EventId::kFileRmapVisit, reason, pfn.v, visit.vma.v, visit.addr);
  });
  span.set(2, walk.found);
  span.set(3, walk.in_vain);
}

// rmap_walk_anon
void walk_anon(RmapWalk& walk, const Rmap& rmap, const Tables& in, Trace& trace, Pfn pfn) {
  Span span(trace, EventId::kRmapWalk, pfn.v, walk.anon_vma.v);
  const u64 index = in.phys.pages[pfn.v].index;
  for_each_avc(rmap, in.vmas, walk.anon_vma, index, index, [&](AvcId avc) { add_visit(walk, rmap.avcs[avc].vma, avc); });
  visit_areas(walk, in, pfn, [&](const RmapVisit& visit, ReasonCode reason) {
    trace.emit(EventId::kRmapVisit, reason, pfn.v, visit.vma.v, visit.addr, visit.avc.v);
  });
  span.set(2, walk.found);
  span.set(3, walk.in_vain);
}

}  // namespace

RmapWalk rmap_walk(const Rmap& rmap, const Files& files, const VmaPool& vmas, const PageTables& pt, const Phys& phys, const PgdLookup& mms,
                   Trace& trace, Pfn pfn) {
  RmapWalk walk;
  const Tables in{vmas, pt, phys, mms};
  const Page& page = phys.pages[pfn.v];
  walk.inode = inode_of(page);
  if (walk.inode.valid()) {
    walk_file(walk, files, in, trace, pfn);
  } else if (is_anon_mapping(page) && page.mapcount >= 0) {
    walk.anon_vma = anon_vma_of(page);
    walk_anon(walk, rmap, in, trace, pfn);
  } else {
    trace.emit(EventId::kRmapSkipped, is_anon_mapping(page) ? Reason::kRmapNotMapped : Reason::kRmapNotAnon, pfn.v);
  }
  return walk;
}

}  // namespace pw
