// Invariants of physical memory, P1 … P11 (engine/phys/README.md).
// kQuick reads counters and list heads only: O(zones x orders + CPUs).
#include <map>
#include <set>
#include <string>

#include "engine/phys/lru_list.h"

namespace pw {
namespace {

enum Place : u8 { kNowhere = 0, kInBlock, kInPcp, kInLru };

struct Recount {
  std::vector<u8> place;    // by pfn
  std::vector<u32> batches;  // by pfn: in how many batch entries
};

void broken_frame(CheckReport& report, const char* rule, u32 pfn, const char* what) {
  report.broken(rule, "frame " + std::to_string(pfn) + ": " + what);
}

void check_counters(const Phys& phys, CheckReport& report) {
  for (const Zone& zone : phys.node.zones) {
    u64 free_pages = 0;
    for (u32 order = 0; order < kOrders; ++order) {
      const FreeArea& area = zone.free_area[order];
      free_pages += u64{area.nr_free} << order;
      report.expect((area.nr_free == 0) == (area.head == Pfn::kNone), "P1", "an empty free list has no head");
    }
    report.expect(free_pages == zone.free_pages, "P1", "free_pages is the sum over the free lists");
    report.expect(zone.free_pages <= zone.managed_pages, "P1", "no more free pages than managed ones");
    for (u32 cpu = 0; cpu < kMaxCpus; ++cpu) {
      const PerCpuPages& pcp = zone.pcp[cpu];
      report.expect((pcp.count == 0) == (pcp.head == Pfn::kNone), "P5", "an empty per-CPU list has no head");
      report.expect(cpu < phys.config.cpus || pcp.count == 0, "P5", "a CPU that does not exist keeps no frames");
    }
  }
  for (const auto& batches : phys.batches) {
    for (const FolioBatch& batch : batches) report.expect(batch.count < kBatchPages, "P7", "a full batch is emptied at once");
  }
  report.expect(phys.pages[phys.zero_page.v].type == PageType::kZero, "P9", "the zero page is where it was");
}

// Visits a list in order and checks its links; `visit(pfn)`. Returns its length; stops when it is longer than memory.
template <class List, class Visit>
u32 walk_list(const Phys& phys, const List& list, CheckReport& report, Visit visit) {
  u32 length = 0;
  u32 prev = Pfn::kNone;
  for (u32 pfn = list.head; pfn != Pfn::kNone && length <= phys.pages.size(); pfn = phys.pages[pfn].next) {
    if (phys.pages[pfn].prev != prev) broken_frame(report, "P2", pfn, "prev does not answer next");
    visit(pfn);
    prev = pfn;
    ++length;
  }
  report.expect(list.tail == prev, "P2", "a list's tail is its last frame");
  return length;
}

void claim(Recount& recount, u32 pfn, Place place, CheckReport& report) {
  if (recount.place[pfn] != kNowhere) broken_frame(report, "P2", pfn, "on two lists");
  recount.place[pfn] = place;
}

bool is_clean(const Page& page) {
  return page.refcount == 0 && page.mapcount == -1 && page.mapping == 0 && page.index == 0 && page.private_ == 0 &&
         !page.content.valid();
}

void check_block(const Phys& phys, const Zone& zone, u32 pfn, u32 order, Recount& recount, CheckReport& report) {
  const u32 size = 1u << order;
  if ((pfn & (size - 1)) != 0 || pfn < zone.start_pfn || pfn + size > zone.start_pfn + zone.spanned_pages) {
    broken_frame(report, "P3", pfn, "a free block is misaligned or leaves its zone");
    return;
  }
  for (u32 i = pfn; i < pfn + size; ++i) {
    const Page& page = phys.pages[i];
    claim(recount, i, kInBlock, report);
    if (page.type != PageType::kFree || !is_clean(page)) broken_frame(report, "P3", i, "inside a free block, but not free and clean");
    const bool is_head_right = i == pfn ? page.flags == kPgBuddy && page.order == order : page.flags == 0 && page.order == 0;
    if (!is_head_right) broken_frame(report, "P3", i, "PG_buddy and order belong to the first frame of a block alone");
  }
  const u32 buddy = pfn ^ size;
  if (order == kMaxOrder || buddy < zone.start_pfn || buddy >= zone.start_pfn + zone.spanned_pages) return;
  const Page& other = phys.pages[buddy];
  if (has_flag(other, kPgBuddy) && other.order == order) broken_frame(report, "P4", pfn, "its buddy is free too and was not merged");
}

void check_zone(const Phys& phys, const Zone& zone, Recount& recount, CheckReport& report) {
  const u64 z = static_cast<u64>(&zone - phys.node.zones);
  for (u32 order = 0; order < kOrders; ++order) {
    const auto check_one = [&](u32 pfn) { check_block(phys, zone, pfn, order, recount, report); };
    const u32 length = walk_list(phys, zone.free_area[order], report, check_one);
    report.expect(length == zone.free_area[order].nr_free, "P2", "nr_free is the length of the free list");
  }
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    const u32 length = walk_list(phys, zone.pcp[cpu], report, [&](u32 pfn) {
      const Page& page = phys.pages[pfn];
      claim(recount, pfn, kInPcp, report);
      const bool is_right = page.type == PageType::kPcp && page.zone == z && page.flags == 0 && is_clean(page);
      if (!is_right) broken_frame(report, "P5", pfn, "on a per-CPU list, but not free, clean and of that zone");
    });
    report.expect(length == zone.pcp[cpu].count, "P5", "a per-CPU list's count is its length");
  }
}

// Of the batch entries those that stand for a page on its way to the LRU; there is one such entry at most for a page.
bool waits_for_lru(BatchKind kind, u8 step) {
  return kind == BatchKind::kLruAdd || (kind == BatchKind::kMlock && static_cast<MlockStep>(step) == MlockStep::kMlockNew);
}

// What is on the LRU when it is put into a batch stays there, since the batch's own reference keeps it from being freed.
void check_entry(const Page& page, BatchKind kind, u32 pfn, CheckReport& report) {
  if (kind == BatchKind::kLruAdd || kind == BatchKind::kMlock) return;
  if (!has_flag(page, kPgLru)) broken_frame(report, "P11", pfn, "waits to change its LRU list and is on none");
  if (kind == BatchKind::kLruLazyfree && !is_anon_mapping(page)) broken_frame(report, "P11", pfn, "only anonymous pages are freed lazily");
}

void check_batch(const Phys& phys, BatchKind kind, u32 cpu, std::vector<u8>& waiting, Recount& recount, CheckReport& report) {
  const FolioBatch& batch = batch_of(phys, kind, cpu);
  for (u32 i = 0; i < batch.count; ++i) {
    const u32 pfn = batch.pfn[i];
    ++recount.batches[pfn];
    check_entry(phys.pages[pfn], kind, pfn, report);
    if (!waits_for_lru(kind, batch.step[i])) continue;
    if (++waiting[pfn] > 1) broken_frame(report, "P7", pfn, "waits twice");
    if (has_flag(phys.pages[pfn], kPgLru)) broken_frame(report, "P7", pfn, "waits for the LRU and is on it");
  }
}

// Each zone's share of the lists.
void check_zone_lru(const Phys& phys, CheckReport& report) {
  u32 counted[kZones][kLruLists]{};
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (has_flag(page, kPgLru)) ++counted[page.zone][static_cast<u32>(lru_list_of(page))];
  }
  for (u32 z = 0; z < kZones; ++z) {
    const bool is_right = std::equal(std::begin(counted[z]), std::end(counted[z]), std::begin(phys.node.zones[z].lru_pages));
    report.expect(is_right, "P6", "a zone counts its pages on each list");
  }
}

void check_lruvec(const Phys& phys, const Lruvec& lruvec, Recount& recount, CheckReport& report) {
  for (u32 list = 0; list < static_cast<u32>(LruList::kUnevictable); ++list) {
    const u32 length = walk_list(phys, lruvec.list[list], report, [&](u32 pfn) {
      const Page& page = phys.pages[pfn];
      claim(recount, pfn, kInLru, report);
      if (!has_flag(page, kPgLru) || static_cast<u32>(lru_list_of(page)) != list) broken_frame(report, "P6", pfn, "on the wrong LRU list");
      if (&lruvec_of(phys, Pfn(pfn)) != &lruvec) broken_frame(report, "P12", pfn, "on a list of another group");
    });
    report.expect(length == lruvec.list[list].count, "P6", "an LRU list's count is its length");
  }
}

void check_lru(const Phys& phys, Recount& recount, CheckReport& report) {
  check_lruvec(phys, phys.node.lruvec, recount, report);
  for (const Lruvec& lruvec : phys.memcg_lruvecs) check_lruvec(phys, lruvec, recount, report);
  std::vector<u8> waiting(phys.pages.size());
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    for (u32 kind = 0; kind < kBatchKinds; ++kind) check_batch(phys, static_cast<BatchKind>(kind), cpu, waiting, recount, report);
  }
}

Place place_of_type(const Page& page) {
  if (page.type == PageType::kFree) return kInBlock;
  if (page.type == PageType::kPcp) return kInPcp;
  return has_flag(page, kPgLru) && !has_flag(page, kPgUnevictable) ? kInLru : kNowhere;
}

void check_counts(const Phys& phys, u32 pfn, const Recount& recount, CheckReport& report) {
  const Page& page = phys.pages[pfn];
  if (page.mapcount < -1) broken_frame(report, "P8", pfn, "_mapcount below -1");
  if (page.type == PageType::kZero) return;  // mapped without being counted
  const i32 holders = page_mapcount(page) + static_cast<i32>(recount.batches[pfn]);
  if (page.refcount < holders) broken_frame(report, "P8", pfn, "fewer references than holders");
  const bool is_free = page.type == PageType::kFree || page.type == PageType::kPcp;
  if (!is_free && page.refcount < 1) broken_frame(report, "P8", pfn, "in use, but held by nobody");
}

// The frames behind the first of a higher-order folio.
void check_tails(const Phys& phys, u32 head, CheckReport& report) {
  for (u32 pfn = head + 1; pfn < head + (1u << phys.pages[head].order); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (page.type != phys.pages[head].type || page.refcount != 0 || page.mapcount != -1 || page.flags != 0) {
      broken_frame(report, "P8", pfn, "a tail frame has a life of its own");
    }
  }
}

// `held`: how many frames, and others who were told of, name each content.
void check_content_holders(const Phys& phys, const std::map<u32, u32>& held, CheckReport& report) {
  phys.contents.for_each([&](ContentId id, const PackedRuns&) {
    const auto found = held.find(id.v);
    if (found != held.end() && found->second == phys.contents.holders(id)) return;
    report.broken("P10", "content " + std::to_string(id.v) + " does not count who holds it");
  });
  check_contents(phys.contents, report);
}

void check_frames(const Phys& phys, const Recount& recount, std::map<u32, u32> held, CheckReport& report) {
  u32 managed[kZones]{};
  u32 tables = 0, mapped = 0, mlocked = 0, unevictable = 0;
  for (u32 pfn = 0; pfn < phys.pages.size();) {
    const Page& page = phys.pages[pfn];
    const bool is_free = page.type == PageType::kFree || page.type == PageType::kPcp;
    const u32 size = is_free ? 1 : 1u << page.order;
    if (recount.place[pfn] != place_of_type(page)) broken_frame(report, "P2", pfn, "on no list, or on one that its type does not allow");
    check_counts(phys, pfn, recount, report);
    if (size > 1) check_tails(phys, pfn, report);
    if (page.type != PageType::kReserved && page.type != PageType::kZero) managed[page.zone] += size;
    tables += page.type == PageType::kTable ? size : 0;
    mapped += page.mapcount >= 0 && is_anon_mapping(page) ? 1 : 0;
    if (page.content.valid()) {
      if (!phys.contents.is_live(page.content)) broken_frame(report, "P10", pfn, "its content is gone");
      ++held[page.content.v];
    }
    mlocked += has_flag(page, kPgMlocked) ? 1 : 0;
    unevictable += has_flag(page, kPgLru) && has_flag(page, kPgUnevictable) ? 1 : 0;
    if (page.mapping != 0 && !is_anon_mapping(page) && !has_flag(page, kPgSwapbacked)) {
      broken_frame(report, "P11", pfn, "a page of an object without PG_swapbacked");
    }
    if (page.memcg != 0 && (is_free || page.memcg >= phys.memcg.groups.size() || !phys.memcg.groups[page.memcg].is_used)) {
      broken_frame(report, "P12", pfn, "says a group, and is free or the group is gone");
    }
    if (page.mlock_count != 0 && !has_flag(page, kPgUnevictable)) {
      broken_frame(report, "P6", pfn, "counts locked areas off the unevictable list");
    }
    pfn += size;
  }
  for (u32 z = 0; z < kZones; ++z) report.expect(managed[z] == phys.node.zones[z].managed_pages, "P9", "managed_pages recounted");
  report.expect(tables == phys.nr_page_tables, "P9", "nr_page_tables recounted");
  report.expect(mapped == phys.nr_anon_mapped, "P9", "nr_anon_mapped recounted");
  report.expect(mlocked == phys.nr_mlock, "P9", "nr_mlock recounted");
  report.expect(unevictable == sum_lru(phys, LruList::kUnevictable), "P6", "the unevictable list counts its frames");
  check_content_holders(phys, held, report);
}

}  // namespace

void check_phys(const Phys& phys, CheckLevel level, CheckReport& report, const std::map<u32, u32>& held_elsewhere) {
  check_counters(phys, report);
  if (level == CheckLevel::kQuick) return;
  Recount recount;
  recount.place.resize(phys.pages.size());
  recount.batches.resize(phys.pages.size());
  for (const Zone& zone : phys.node.zones) check_zone(phys, zone, recount, report);
  check_lru(phys, recount, report);
  check_zone_lru(phys, report);
  check_frames(phys, recount, held_elsewhere, report);
}

}  // namespace pw
