// folio_check_references, folio_referenced (mm/vmscan.c, mm/rmap.c): was the page used since somebody last looked?
//
// Every entry that maps it is asked through the reverse map, and forgets (the accessed bit is cleared), in this order:
//
//   area read in one sweep or at random   passed over, whatever else it is (invalid_folio_referenced_vma)
//   area with VM_LOCKED                   ends the walk: the page is marked locked, and leaves for the unevictable list
//   else                                  one use more, if the accessed bit was set
//
//   not used                                  reclaim it
//   used through one entry, for the first time PG_referenced: one more round on the inactive list
//   … the second time, or through two entries  active
//   … an executable page of a file             active the first time
// DIVERGES: the processor's TLB keeps the old entry (Linux does not flush here either), so a use through it goes unseen; a real TLB forgets
// sooner than this one.
#include "engine/memory/reverse_walk.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

// invalid_folio_referenced_vma: an area read in one sweep or at random says nothing, nor one of a process outside the group whose pages are
// wanted (mm_match_cgroup).
bool is_asked(const Memory& m, const Vma& vma, MemcgId target) {
  if ((vma.flags & (kVmSeqRead | kVmRandRead)) != 0) return false;
  return is_memcg_below(m.phys.memcg, m.mms[vma.mm].memcg, target);
}

// folio_referenced_one. Whether the entry said that it was used.
bool forget_use(Cx& cx, const RmapVisit& visit) {
  const Vma& vma = cx.m.vmas[visit.vma];
  if (!pte_young(visit.pte)) return false;
  const PtePlace place = find_pte(cx.m.pt, cx.m.phys, cx.m.mms[vma.mm].pgd, visit.addr);
  write_entry(cx.m.pt, place, pte_mkold(visit.pte));
  cx.trace.emit(EventId::kFolioReferencedOne, visit.vma.v, visit.addr, pte_mkold(visit.pte).raw);
  return true;
}

}  // namespace

Referenced folio_referenced(Cx& cx, Pfn pfn, MemcgId target) {
  Referenced result;
  if (page_mapcount(cx.m.phys.pages[pfn.v]) == 0) return result;
  const RmapWalk walk = walk_rmap(cx.m, cx.trace, pfn);
  for (const RmapVisit& visit : walk.visits) {
    if (!visit.maps_page || !is_asked(cx.m, cx.m.vmas[visit.vma], target)) continue;
    if (cx.m.vmas[visit.vma].has(kVmLocked)) {
      result.is_locked = true;
      mlock_folio(cx.m.phys, cx.trace, cx.cpu, pfn);
      return result;
    }
    if (!forget_use(cx, visit)) continue;
    ++result.entries;
    result.is_executable = result.is_executable || cx.m.vmas[visit.vma].has(kVmExec);
  }
  return result;
}

FolioRef check_references(Cx& cx, Pfn pfn, MemcgId target) {
  const Referenced found = folio_referenced(cx, pfn, target);
  if (found.is_locked) return FolioRef::kActivate;
  Page& page = cx.m.phys.pages.mut(pfn.v);
  const bool was_referenced = has_flag(page, kPgReferenced);
  page.flags &= ~static_cast<u32>(kPgReferenced);
  if (found.entries == 0) return FolioRef::kReclaim;
  page.flags |= kPgReferenced;
  if (was_referenced || found.entries > 1) return FolioRef::kActivate;
  return found.is_executable && is_file_lru(page) ? FolioRef::kActivate : FolioRef::kKeep;
}

}  // namespace pw
