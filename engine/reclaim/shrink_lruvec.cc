// shrink_lruvec, shrink_inactive_list, shrink_active_list, isolate_lru_folios, move_folios_to_lru (mm/vmscan.c): the lists of a lruvec, so
// much of each as get_scan_count says, 32 pages a step.
//
//   inactive   pages are taken off the old end; those that shrink_folio_list keeps come back at the young end, of the active list where
//              they earned it. Only when the whole step is put back does the list age by what was activated
//   active     taken off the old end and put at the young end of the inactive list, used or not: their use is forgotten, and they get
//              another round there. Executable pages of files that were used stay
// Once enough was had, the kind with less left is dropped and the other goes on only so far as it was to be scanned in proportion.
#include <algorithm>

#include "engine/memory/workingset.h"
#include "engine/phys/lruvecs.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

LruKind kind_of(LruList list) { return list == LruList::kInactiveAnon || list == LruList::kActiveAnon ? kLruAnon : kLruFile; }
bool is_active_list(LruList list) { return list == LruList::kActiveAnon || list == LruList::kActiveFile; }
u32 at(LruList list) { return static_cast<u32>(list); }

// isolate_lru_folios: oldest first, each with a reference.
std::vector<Pfn> isolate(Cx& cx, Lruvec& lruvec, LruList list, u64 pages) {
  std::vector<Pfn> isolated;
  while (isolated.size() < pages && lruvec[list].tail != Pfn::kNone) {
    const Pfn pfn(lruvec[list].tail);
    folio_isolate_lru(cx.m.phys, pfn);
    isolated.push_back(pfn);
  }
  return isolated;
}

// move_folios_to_lru. How many became or stayed active.
u64 put_back(Cx& cx, MemcgId group, const std::vector<Pfn>& pages) {
  u64 active = 0;
  for (const Pfn pfn : pages) {
    if (has_flag(cx.m.phys.pages[pfn.v], kPgMlocked)) {
      folio_putback_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
      continue;
    }
    const bool is_active = has_flag(cx.m.phys.pages[pfn.v], kPgActive);
    if (put_back_isolated(cx.m.phys, cx.trace, cx.cpu, pfn)) continue;  // nobody else held it, so it is free
    if (is_active) ++active;
  }
  age_nonresident(cx.m.phys, group, active);
  return active;
}

u64 shrink_inactive_list(Cx& cx, ScanControl& sc, MemcgId group, LruList list, u64 pages) {
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  Span span(cx.trace, EventId::kShrinkInactiveList, at(list), pages, 0);
  const std::vector<Pfn> isolated = isolate(cx, lruvec_of_group(cx.m.phys, group), list, pages);
  if (isolated.empty()) return 0;
  const LruKind kind = kind_of(list);
  (sc.is_kswapd ? cx.m.stat.pgscan_kswapd : cx.m.stat.pgscan_direct) += isolated.size();
  (kind == kLruAnon ? cx.m.stat.pgscan_anon : cx.m.stat.pgscan_file) += isolated.size();
  const u64 written_before = cx.m.stat.nr_vmscan_write;
  const Shrunk shrunk = shrink_folio_list(cx, isolated, References::kAsk, sc.is_group ? sc.target : MemcgId{0});
  const u64 reclaimed = shrunk.reclaimed;
  sc.nr_scanned += shrunk.scanned;
  put_back(cx, group, shrunk.kept);
  (sc.is_kswapd ? cx.m.stat.pgsteal_kswapd : cx.m.stat.pgsteal_direct) += reclaimed;
  (kind == kLruAnon ? cx.m.stat.pgsteal_anon : cx.m.stat.pgsteal_file) += reclaimed;
  lru_note_cost(cx.m.phys, group, kind, cx.m.stat.nr_vmscan_write - written_before, isolated.size() - reclaimed);
  span.set(2, reclaimed);
  return reclaimed;
}

void shrink_active_list(Cx& cx, const ScanControl& sc, MemcgId group, LruList list, u64 pages) {
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  Span span(cx.trace, EventId::kShrinkActiveList, at(list), pages, 0);
  const std::vector<Pfn> isolated = isolate(cx, lruvec_of_group(cx.m.phys, group), list, pages);
  std::vector<Pfn> active;
  std::vector<Pfn> inactive;
  for (const Pfn pfn : isolated) {
    if (has_flag(cx.m.phys.pages[pfn.v], kPgMlocked)) {
      folio_putback_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
      continue;
    }
    const Referenced found = folio_referenced(cx, pfn, sc.is_group ? sc.target : MemcgId{0});
    const bool stays = found.entries != 0 && found.is_executable && is_file_lru(cx.m.phys.pages[pfn.v]);
    if (!stays) {
      Page& page = cx.m.phys.pages.mut(pfn.v);
      page.flags = (page.flags & ~static_cast<u32>(kPgActive)) | kPgWorkingset;
    }
    (stays ? active : inactive).push_back(pfn);
  }
  put_back(cx, group, active);
  put_back(cx, group, inactive);
  cx.m.stat.pgrefill += isolated.size();
  cx.m.phys.stat.pgdeactivate += inactive.size();
  lru_note_cost(cx.m.phys, group, kind_of(list), 0, active.size());
  span.set(2, inactive.size());
}

u64 shrink_list(Cx& cx, ScanControl& sc, MemcgId group, LruList list, u64 pages) {
  if (!is_active_list(list)) return shrink_inactive_list(cx, sc, group, list, pages);
  if (sc.may_deactivate[kind_of(list)]) shrink_active_list(cx, sc, group, list, pages);
  else sc.skipped_deactivate = true;
  return 0;
}

// The lists in the order of `enum lru_list`.
constexpr LruList kInOrder[] = {LruList::kInactiveAnon, LruList::kActiveAnon, LruList::kInactiveFile, LruList::kActiveFile};

u64 rest_of(u64 now, u64 asked, u64 percentage) {
  const u64 goal = asked * (100 - percentage) / 100;
  return goal - std::min(goal, asked - now);
}

// False: one kind has nothing left, so this is the end.
bool scan_in_proportion(const u64 (&targets)[4], u64 (&nr)[4]) {
  const u32 ia = at(LruList::kInactiveAnon), aa = at(LruList::kActiveAnon), fi = at(LruList::kInactiveFile), fa = at(LruList::kActiveFile);
  const u64 anon = nr[ia] + nr[aa];
  const u64 file = nr[fi] + nr[fa];
  if (anon == 0 || file == 0) return false;
  const bool drops_anon = file > anon;
  const u64 target = (drops_anon ? targets[ia] + targets[aa] : targets[fi] + targets[fa]) + 1;
  const u64 percentage = (drops_anon ? anon : file) * 100 / target;
  nr[drops_anon ? ia : fi] = 0;
  nr[drops_anon ? aa : fa] = 0;
  for (const u32 other : {drops_anon ? fi : ia, drops_anon ? fa : aa}) nr[other] = rest_of(nr[other], targets[other], percentage);
  return true;
}

bool has_more(const u64 (&nr)[4]) {
  return nr[at(LruList::kInactiveAnon)] != 0 || nr[at(LruList::kActiveFile)] != 0 || nr[at(LruList::kInactiveFile)] != 0;
}

// How many were taken.
u64 shrink_lists(Cx& cx, ScanControl& sc, MemcgId group, const ScanCount& count) {
  Span span(cx.trace, EventId::kShrinkLruvec, count.nr[at(LruList::kInactiveAnon)], count.nr[at(LruList::kActiveAnon)],
            count.nr[at(LruList::kInactiveFile)] + count.nr[at(LruList::kActiveFile)], static_cast<u64>(sc.priority));
  span.because(count.reason);
  u64 nr[4];
  std::copy(std::begin(count.nr), std::end(count.nr), std::begin(nr));
  u64 reclaimed = 0;
  const bool is_whole = !sc.is_group && !sc.is_kswapd && sc.priority == kDefPriority;
  while (has_more(nr)) {
    for (const LruList list : kInOrder) {
      const u64 pages = std::min<u64>(nr[at(list)], kSwapClusterMax);
      nr[at(list)] -= pages;
      if (pages != 0) reclaimed += shrink_list(cx, sc, group, list, pages);
    }
    if (reclaimed < sc.nr_to_reclaim || is_whole) continue;
    if (!scan_in_proportion(count.nr, nr)) break;
  }
  return reclaimed;
}

}  // namespace

void age_active_anon(Cx& cx, const ScanControl& sc, MemcgId group) {
  shrink_active_list(cx, sc, group, LruList::kActiveAnon, kSwapClusterMax);
}

// A round at whose priority no list has a page to look at leaves no trace, since there may be hundreds of them.
void shrink_lruvec(Cx& cx, ScanControl& sc, MemcgId group) {
  const i64 slots = swap_pages_left(cx.m.phys.memcg, group, cx.m.swap.nr_swap_pages);
  const ScanCount count = get_scan_count(sc, lruvec_of_group(cx.m.phys, group), slots);
  if (has_more(count.nr)) sc.nr_reclaimed += shrink_lists(cx, sc, group, count);
  const bool is_low = is_inactive_low(lruvec_of_group(cx.m.phys, group), kLruAnon);
  if (cx.m.swap.total_swap_pages > 0 && is_low) age_active_anon(cx, sc, group);
}

}  // namespace pw
