// try_to_unmap and try_to_unmap_one (mm/rmap.c): the reverse map finds every entry of a page, and each is replaced.
//
//   anonymous, has a slot     by an entry of the swap form, exclusive if the page was; the slot counts one more
//   lazily freed              cleared, and the contents with it; not if it was stored to since, or somebody else holds the page
//   of an object              cleared: the object's array finds the page
// An area with VM_LOCKED refuses, and the page is marked locked again; so does an exclusive page that is pinned, as its writer would be cut
// off from it. The walk ends at the first refusal: what was replaced stays replaced.
// Left out: large folios, KSM, poisoned pages, userfaultfd, soft-dirty.
#include "engine/memory/rss.h"
#include "engine/memory/reverse_walk.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

// One entry, as it stands and as it was cleared.
struct Unmapping {
  Pfn pfn;
  VmaId vma;
  MmId mm;
  u64 addr = 0;
  PtePlace place;
  Pte was;
};

PtePlace place_of(const Memory& m, const RmapVisit& visit) {
  return find_pte(m.pt, m.phys, m.mms[m.vmas[visit.vma].mm].pgd, visit.addr);
}

// get_and_clear_ptes or ptep_clear_flush; PG_dirty keeps what the entry knew.
void clear_entry(Cx& cx, TlbBatch& batch, const Unmapping& one) {
  write_entry(cx.m.pt, one.place, Pte{});
  if (should_defer_flush(cx, one.mm)) defer_flush(batch, one.mm, one.was);
  else flush_tlb_page(cx.m.tlb, cx.trace, cx.cpu, one.mm, cx.m.mms[one.mm].cpumask, one.addr);
  if (pte_dirty(one.was)) folio_mark_dirty(cx.m.phys, cx.trace, one.pfn);
}

ReasonCode tell(Cx& cx, const Unmapping& one, ReasonCode reason) {
  cx.trace.emit(EventId::kTryToUnmapOne, reason, one.pfn.v, one.vma.v, one.addr, read_entry(cx.m.pt, one.place).raw);
  return reason;
}

// The entry is put back as it was: the walk ends.
ReasonCode give_up(Cx& cx, const Unmapping& one, ReasonCode reason) {
  write_entry(cx.m.pt, one.place, one.was);
  return tell(cx, one, reason);
}

// The page has one mapping less.
ReasonCode discard(Cx& cx, const Unmapping& one, ReasonCode reason) {
  tell(cx, one, reason);
  folio_remove_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, one.pfn, one.vma);
  put_page(cx.m.phys, cx.trace, cx.cpu, one.pfn);
  return reason;
}

ReasonCode unmap_lazyfree(Cx& cx, const Unmapping& one) {
  const Page& page = cx.m.phys.pages[one.pfn.v];
  const i32 expected = 1 + page_mapcount(page);  // whoever isolated it, and its entries
  if (has_flag(page, kPgDirty) && !cx.m.vmas[one.vma].has(kVmDroppable)) {
    cx.m.phys.pages.mut(one.pfn.v).flags |= kPgSwapbacked;
    return give_up(cx, one, Reason::kUnmapRedirtied);
  }
  if (page.refcount != expected) return give_up(cx, one, Reason::kUnmapHeld);
  add_rss(cx.m, one.mm, kMmAnonPages, -1);
  return discard(cx, one, Reason::kUnmapDropped);
}

ReasonCode unmap_to_swap(Cx& cx, const Unmapping& one) {
  const Page& page = cx.m.phys.pages[one.pfn.v];
  const bool is_exclusive = has_flag(page, kPgAnonExclusive);
  PW_ASSERT(has_flag(page, kPgSwapcache), "an anonymous page that is unmapped has a slot");
  if (is_exclusive && is_maybe_pinned(page)) return give_up(cx, one, Reason::kUnmapPinned);
  const SwpEntry entry = swap_entry_of(page);
  SwapCx swap = swap_cx(cx);
  swap_duplicate(swap, entry);
  cx.m.phys.pages.mut(one.pfn.v).flags &= ~static_cast<u32>(kPgAnonExclusive);
  add_rss(cx.m, one.mm, kMmAnonPages, -1);
  add_rss(cx.m, one.mm, kMmSwapEnts, 1);
  Pte swapped = swp_entry_to_pte(entry);
  if (is_exclusive) swapped = pte_swp_mkexclusive(swapped);
  write_entry(cx.m.pt, one.place, swapped);
  return discard(cx, one, is_exclusive ? Reason::kUnmapToSwapExclusive : Reason::kUnmapToSwap);
}

ReasonCode unmap_object_page(Cx& cx, const Unmapping& one) {
  add_rss(cx.m, one.mm, mm_counter(cx.m.phys.pages[one.pfn.v]), -1);
  return discard(cx, one, Reason::kUnmapCleared);
}

bool is_refusal(ReasonCode reason) {
  return reason == Reason::kUnmapRedirtied || reason == Reason::kUnmapHeld || reason == Reason::kUnmapPinned;
}

// try_to_unmap_one. False: it may not be, and the walk ends.
bool unmap_one(Cx& cx, TlbBatch& batch, const Unmapping& one) {
  if (cx.m.vmas[one.vma].has(kVmLocked)) {
    tell(cx, one, Reason::kUnmapLocked);
    mlock_folio(cx.m.phys, cx.trace, cx.cpu, one.pfn);
    return false;
  }
  clear_entry(cx, batch, one);
  update_hiwater_rss(cx.m, one.mm);
  const Page& page = cx.m.phys.pages[one.pfn.v];
  const ReasonCode reason = !is_anon_mapping(page)               ? unmap_object_page(cx, one)
                            : !has_flag(page, kPgSwapbacked) ? unmap_lazyfree(cx, one)
                                                             : unmap_to_swap(cx, one);
  return !is_refusal(reason);
}

}  // namespace

void try_to_unmap(Cx& cx, TlbBatch& batch, Pfn pfn) {
  Span span(cx.trace, EventId::kTryToUnmap, pfn.v, static_cast<u64>(page_mapcount(cx.m.phys.pages[pfn.v])), 0);
  const RmapWalk walk = walk_rmap(cx.m, cx.trace, pfn);
  u64 replaced = 0;
  for (const RmapVisit& visit : walk.visits) {
    if (!visit.maps_page) continue;
    const Unmapping one{pfn, visit.vma, cx.m.vmas[visit.vma].mm, visit.addr, place_of(cx.m, visit), visit.pte};
    if (!unmap_one(cx, batch, one)) break;
    ++replaced;
  }
  span.set(2, replaced);
}

}  // namespace pw
