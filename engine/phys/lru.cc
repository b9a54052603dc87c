// LRU lists (mm/swap.c, include/linux/mm_inline.h): where pages stand in the order in which reclaim would look at them.
//
// A page comes onto its list through a batch of its CPU (batch.cc). The unevictable list is a list in name alone: Linux counts its pages
// and links none, since their links' place holds mlock_count, and so does this. MGLRU is off, as on a kernel without CONFIG_LRU_GEN.
//
// Owns: P6 (lists and PG_lru).
#include "engine/phys/buddy.h"
#include "engine/phys/frame_list.h"
#include "engine/phys/lru_list.h"
#include "engine/phys/lruvecs.h"
#include "engine/trace/phys_events.h"

namespace pw {

const char* lru_name(LruList list) {
  switch (list) {
#define PW_LRU_LIST(constant, name) case LruList::constant: return name;
#include "engine/phys/lru_lists.def"
#undef PW_LRU_LIST
  }
  return "";
}

LruList lru_list_of(const Page& page) {
  if (has_flag(page, kPgUnevictable)) return LruList::kUnevictable;
  const bool is_active = has_flag(page, kPgActive);
  if (has_flag(page, kPgSwapbacked)) return is_active ? LruList::kActiveAnon : LruList::kInactiveAnon;
  return is_active ? LruList::kActiveFile : LruList::kInactiveFile;
}

namespace {

enum class End : u8 { kYoung, kOld };

void insert_at(Phys& phys, Pfn pfn, End end) {
  Page& page = phys.pages.mut(pfn.v);
  PW_ASSERT(!has_flag(page, kPgLru), "a frame is put on the LRU once");
  page.flags |= kPgLru;
  const LruList name = lru_list_of(page);
  LruHead& list = lruvec_of(phys, pfn)[name];
  ++list.count;
  ++zone_of(phys, pfn).lru_pages[static_cast<u32>(name)];
  if (name == LruList::kUnevictable) return;
  if (end == End::kYoung) list_push_front(phys, list, pfn.v);
  else list_push_back(phys, list, pfn.v);
}

}  // namespace

void lru_insert(Phys& phys, Pfn pfn) { insert_at(phys, pfn, End::kYoung); }
void lru_insert_tail(Phys& phys, Pfn pfn) { insert_at(phys, pfn, End::kOld); }

void lru_erase(Phys& phys, Pfn pfn) {
  const LruList name = lru_list_of(phys.pages[pfn.v]);
  LruHead& list = lruvec_of(phys, pfn)[name];
  if (name != LruList::kUnevictable) list_erase(phys, list, pfn.v);
  --list.count;
  --zone_of(phys, pfn).lru_pages[static_cast<u32>(name)];
  phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgLru);
}

void lru_move(Phys& phys, Pfn pfn, u32 cleared) {
  lru_erase(phys, pfn);
  phys.pages.mut(pfn.v).flags &= ~cleared;
  lru_insert(phys, pfn);
}

void lru_forget(Phys& phys, Pfn pfn) {
  lru_erase(phys, pfn);
  Page& page = phys.pages.mut(pfn.v);
  page.flags &= ~static_cast<u32>(kPgActive | kPgUnevictable);
  page.mlock_count = 0;
}

// A page that was locked while it waited here comes onto the unevictable list with a count of 0: nobody knows by now how many areas
// locked it, and an estimate too low errs on the side of letting the page go.
void lru_add(Phys& phys, Pfn pfn) {
  Page& page = phys.pages.mut(pfn.v);
  const bool was_unevictable = has_flag(page, kPgUnevictable);
  page.flags &= ~static_cast<u32>(kPgUnevictable);
  if (is_evictable(page)) {
    if (was_unevictable) ++phys.stat.unevictable_rescued;
  } else {
    page.flags &= ~static_cast<u32>(kPgActive);
    page.flags |= kPgUnevictable;
    page.mlock_count = 0;
    if (!was_unevictable) ++phys.stat.unevictable_culled;
  }
  lru_insert(phys, pfn);
}

void folio_add_lru(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  const u32 count = batch_add(phys, BatchKind::kLruAdd, cpu, pfn);
  trace.emit(EventId::kFolioAddLru, pfn.v, cpu, count, static_cast<u64>(phys.pages[pfn.v].refcount));
  empty_if_full(phys, trace, BatchKind::kLruAdd, cpu);
}

void folio_isolate_lru(Phys& phys, Pfn pfn) {
  get_page(phys, pfn);
  lru_erase(phys, pfn);
}

void folio_putback_lru(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  folio_add_lru(phys, trace, cpu, pfn);
  put_page(phys, trace, cpu, pfn);
}

bool put_back_isolated(Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  if (phys.pages[pfn.v].refcount == 1) {
    phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgActive | kPgUnevictable);
    return put_page(phys, trace, cpu, pfn);
  }
  lru_insert(phys, pfn);
  return put_page(phys, trace, cpu, pfn);
}

void flush_lruvec_stats(Lruvec& lruvec) {
  for (u32 list = 0; list < 4; ++list) lruvec.flushed.pages[list] = lruvec.list[list].count;
  for (u32 kind = 0; kind < 2; ++kind) lruvec.flushed.workingset_activate[kind] = lruvec.workingset_activate[kind];
}

void lru_note_cost(Lruvec& lruvec, LruKind kind, u64 pages_io, u64 pages_rotated) {
  const u64 cost = pages_io * kSwapClusterMax + pages_rotated;
  if (cost == 0) return;
  lruvec.cost[kind] += cost;
  u64 pages = 0;
  for (const u64 list : lruvec.flushed.pages) pages += list;
  if (lruvec.cost[kLruAnon] + lruvec.cost[kLruFile] <= pages / 4) return;
  lruvec.cost[kLruAnon] /= 2;
  lruvec.cost[kLruFile] /= 2;
}

void lru_note_cost(Phys& phys, MemcgId memcg, LruKind kind, u64 pages_io, u64 pages_rotated) {
  for_each_above(phys, memcg, [&](Lruvec& lruvec) { lru_note_cost(lruvec, kind, pages_io, pages_rotated); });
}

void lru_note_cost_refault(Phys& phys, Pfn pfn) {
  lru_note_cost(phys, phys.pages[pfn.v].memcg, has_flag(phys.pages[pfn.v], kPgSwapbacked) ? kLruAnon : kLruFile, 1, 0);
}

}  // namespace pw
