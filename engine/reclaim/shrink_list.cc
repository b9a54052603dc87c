// shrink_folio_list (mm/vmscan.c): page by page, can it be taken?
//
//   PG_locked by somebody         kept, as it is
//   locked in memory              active again, and to the unevictable list when it is put back
//   used since the last look      kept or active, by how often (references.cc); MADV_PAGEOUT does not ask
//   under writeback               active; PG_reclaim asks for it to be rotated when it is written
//   anonymous, without a slot     it gets one; active if there is none
//   mapped                        unmapped from everyone (unmap.cc); active if somebody keeps it
//   pinned                        active
//   dirty                         written (pageout.cc): at once, or later and kept until then; of a file, or droppable (MAP_DROPPABLE):
//                                 active. The latter is mapped by nobody any more, so it is free once it is put back
//   lazily freed                  dropped, if nobody but reclaim holds it
//   else                          leaves its cache (remove.cc), and is free after the flush
// Freed pages are gathered, 31 at a time: their frames may be used anew only when every TLB was told.
// Left out: pages of files, demotion, large folios, congestion.
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

struct Shrinking {
  Cx& cx;
  References references;
  TlbBatch batch;
  std::vector<Pfn> freed;  // folio_batch of frames that wait for the flush
  std::vector<Pfn> kept;   // in the order in which they were met
  MemcgId target = 0;  // for whose need
  u64 scanned = 0;     // all but those that somebody had locked
  u64 reclaimed = 0;
};

// What a page comes to. kFree: nobody but the caller's reference holds it.
enum class Fate : u8 { kFree, kKeep, kActivate };

struct Verdict {
  Fate fate = Fate::kKeep;
  ReasonCode reason = Reason::kNone;
};

bool is_flagged(const Shrinking& s, Pfn pfn, u32 flags) { return has_flag(s.cx.m.phys.pages[pfn.v], flags); }

// Up to the moment when nobody maps it. kFree: go on.
Verdict take_from_tables(Shrinking& s, Pfn pfn) {
  const Page& page = s.cx.m.phys.pages[pfn.v];
  const bool is_anon = is_anon_mapping(page);
  if (is_anon && has_flag(page, kPgSwapbacked) && !has_flag(page, kPgSwapcache)) {
    if (is_maybe_pinned(page)) return {Fate::kKeep, Reason::kShrinkPinned};
    SwapCx swap = swap_cx(s.cx);
    if (!folio_alloc_swap(swap, pfn)) return {Fate::kActivate, Reason::kShrinkNoSlot};
    folio_mark_dirty(s.cx.m.phys, s.cx.trace, pfn);
  }
  if (page_mapcount(s.cx.m.phys.pages[pfn.v]) != 0) {
    try_to_unmap(s.cx, s.batch, pfn);
    if (page_mapcount(s.cx.m.phys.pages[pfn.v]) != 0) return {Fate::kActivate, Reason::kShrinkUnmapFailed};
  }
  return is_maybe_pinned(s.cx.m.phys.pages[pfn.v]) ? Verdict{Fate::kActivate, Reason::kShrinkPinned} : Verdict{Fate::kFree};
}

// kFree: it is clean now.
Verdict write_out(Shrinking& s, Pfn pfn) {
  if (!is_flagged(s, pfn, kPgDirty)) return {Fate::kFree};
  if (is_file_lru(s.cx.m.phys.pages[pfn.v])) {
    s.cx.m.phys.pages.mut(pfn.v).flags |= kPgReclaim;
    return {Fate::kActivate, is_anon_mapping(s.cx.m.phys.pages[pfn.v]) ? Reason::kShrinkDroppable : Reason::kShrinkFileDirty};
  }
  flush_batch_dirty(s.cx, s.batch);
  switch (pageout(s.cx, pfn)) {
    case Pageout::kKeep: return {Fate::kKeep, Reason::kShrinkHeld};
    case Pageout::kActivate: return {Fate::kActivate, Reason::kShrinkNoSlot};
    case Pageout::kSuccess:
      if (is_flagged(s, pfn, kPgWriteback)) return {Fate::kKeep, Reason::kShrinkWriteback};
      if (is_flagged(s, pfn, kPgDirty)) return {Fate::kKeep, Reason::kShrinkDirty};
      return {Fate::kFree};
    case Pageout::kClean: return {Fate::kFree};
  }
  return {};
}

Verdict take_from_cache(Shrinking& s, Pfn pfn) {
  const Page& page = s.cx.m.phys.pages[pfn.v];
  if (is_anon_mapping(page) && !has_flag(page, kPgSwapbacked)) {
    if (page.refcount != 1) return {Fate::kKeep, Reason::kShrinkHeld};
    ++s.cx.m.stat.pglazyfreed;
    return {Fate::kFree, Reason::kShrinkLazyfreed};
  }
  return remove_mapping(s.cx, pfn, s.target) ? Verdict{Fate::kFree, Reason::kShrinkTaken} : Verdict{Fate::kKeep, Reason::kShrinkHeld};
}

Verdict judge(Shrinking& s, Pfn pfn) {
  if (is_flagged(s, pfn, kPgMlocked)) return {Fate::kActivate, Reason::kShrinkUnevictable};
  if (is_flagged(s, pfn, kPgWriteback)) {
    s.cx.m.phys.pages.mut(pfn.v).flags |= kPgReclaim;
    return {Fate::kActivate, Reason::kShrinkUnderWriteback};
  }
  const FolioRef used = s.references == References::kAsk ? check_references(s.cx, pfn, s.target) : FolioRef::kReclaim;
  if (used == FolioRef::kActivate) return {Fate::kActivate, Reason::kShrinkUsedAgain};
  if (used == FolioRef::kKeep) return {Fate::kKeep, Reason::kShrinkUsedOnce};
  const Verdict unmapped = take_from_tables(s, pfn);
  if (unmapped.fate != Fate::kFree) return unmapped;
  const Verdict written = write_out(s, pfn);
  return written.fate == Fate::kFree ? take_from_cache(s, pfn) : written;
}

// try_to_unmap_flush, then free_unref_folios.
void free_gathered(Shrinking& s) {
  flush_batch(s.cx, s.batch);
  for (const Pfn pfn : s.freed) put_page(s.cx.m.phys, s.cx.trace, s.cx.cpu, pfn);
  s.freed.clear();
}

// activate_locked: a page that is no candidate gives its slot back when swap is getting full, or when it is locked in memory.
void activate(Shrinking& s, Pfn pfn) {
  const bool is_mlocked = is_flagged(s, pfn, kPgMlocked);
  const bool is_full = vm_swap_full(s.cx.m.swap) || is_swap_half_used(s.cx.m.phys.memcg, s.cx.m.phys.pages[pfn.v].memcg);
  if (is_flagged(s, pfn, kPgSwapcache) && (is_full || is_mlocked)) {
    SwapCx swap = swap_cx(s.cx);
    folio_free_swap(swap, pfn);
  }
  if (is_mlocked) return;
  s.cx.m.phys.pages.mut(pfn.v).flags |= kPgActive;
  ++s.cx.m.phys.stat.pgactivate;
}

// Direct reclaim may run inside a fault that holds a page locked.
void shrink_one(Shrinking& s, Pfn pfn) {
  Span span(s.cx.trace, EventId::kShrinkFolio, pfn.v);
  if (!folio_trylock(s.cx.m.phys, pfn)) {
    span.because(Reason::kShrinkLocked);
    s.kept.push_back(pfn);
    return;
  }
  ++s.scanned;
  const Verdict verdict = judge(s, pfn);
  span.because(verdict.reason);
  if (verdict.fate == Fate::kActivate) activate(s, pfn);
  folio_unlock(s.cx.m.phys, pfn);
  if (verdict.fate != Fate::kFree) {
    s.kept.push_back(pfn);
    return;
  }
  ++s.reclaimed;
  s.freed.push_back(pfn);
  if (s.freed.size() == kBatchPages) free_gathered(s);
}

}  // namespace

Shrunk shrink_folio_list(Cx& cx, const std::vector<Pfn>& isolated, References references, MemcgId target) {
  Span span(cx.trace, EventId::kShrinkFolioList, isolated.size(), 0);
  Shrinking s{cx, references, {}, {}, {}, target, 0, 0};
  for (const Pfn pfn : isolated) shrink_one(s, pfn);
  free_gathered(s);
  span.set(1, s.reclaimed);
  return Shrunk{std::move(s.kept), s.scanned, s.reclaimed};
}

}  // namespace pw
