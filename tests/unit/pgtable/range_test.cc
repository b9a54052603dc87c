// Visiting ranges, and freeing tables between floor and ceiling.
#include "engine/trace/pgtable_events.h"
#include <map>

#include "tests/support/random.h"
#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kPmd = 2ull << 20;
constexpr u64 kPud = 1ull << 30;
constexpr u64 kPgd = 1ull << 39;

std::vector<u64> visited(const TableMachine& m, u64 start, u64 end) {
  std::vector<u64> addrs;
  for_each_entry(m.pt, m.phys, m.pgd, AddrRange{start, end}, [&](u64 addr, PtePlace place, Pte pte) {
    REQUIRE(read_entry(m.pt, place) == pte);
    addrs.push_back(addr);
  });
  return addrs;
}

}  // namespace

TEST_CASE("for_each_entry: only what is there, in order, inside the range", "[pgtable]") {
  const u32 levels = GENERATE(4u, 5u);
  TableMachine m(levels);
  const std::vector<u64> addrs = {0x1000, kPmd - 0x1000, kPmd, kPud + 0x5000, 3 * kPgd, task_size(4) - 0x1000};
  for (const u64 addr : addrs) m.map(addr);
  REQUIRE(visited(m, 0, task_size(levels)) == addrs);
  REQUIRE(visited(m, 0x1000, 0x2000) == std::vector<u64>{0x1000});
  REQUIRE(visited(m, 0x2000, kPmd) == std::vector<u64>{kPmd - 0x1000});
  REQUIRE(visited(m, 0x2000, kPmd + 0x1000) == std::vector<u64>{kPmd - 0x1000, kPmd});
  REQUIRE(visited(m, 0x2000, 0x2000).empty());
  REQUIRE(visited(m, kPmd + 0x1000, kPud + 0x5000).empty());
}

TEST_CASE("for_each_entry: the visitor may clear what it sees", "[pgtable]") {
  TableMachine m;
  for (u64 i = 0; i < 1000; ++i) m.map(kPmd / 2 + i * 4096);
  u32 cleared = 0;
  for_each_entry(m.pt, m.phys, m.pgd, AddrRange{0, kPud}, [&](u64, PtePlace place, Pte) {
    write_entry(m.pt, place, Pte{});
    ++cleared;
  });
  REQUIRE(cleared == 1000);
  REQUIRE(visited(m, 0, kPud).empty());
}

TEST_CASE("free_pgd_range: alone in the address space, everything but the top goes", "[pgtable]") {
  const u32 levels = GENERATE(4u, 5u);
  TableMachine m(levels);
  m.map(kPud);
  m.unmap(kPud);
  REQUIRE(m.free_tables(kPud, kPud + 0x1000, 0, 0) == levels - 1);
  REQUIRE(m.phys.nr_page_tables == 1);
  REQUIRE(pte_none(read_entry(m.pt, m.phys, m.pgd, 0)));
  m.require_ok();
}

TEST_CASE("free_pgd_range: a neighbour keeps the tables it may use", "[pgtable]") {
  TableMachine m;
  const u64 start = 4 * kPmd + 0x10000;
  const u64 end = start + 0x4000;
  for (u64 addr = start; addr < end; addr += 4096) m.map(addr);
  for (u64 addr = start; addr < end; addr += 4096) m.unmap(addr);
  SECTION("floor in the same PTE table") {
    REQUIRE(m.free_tables(start, end, 4 * kPmd + 0x1000, 0) == 0);
  }
  SECTION("ceiling in the same PTE table") {
    REQUIRE(m.free_tables(start, end, 0, end + 0x1000) == 0);
  }
  SECTION("floor at the table's beginning, ceiling at its end: the PTE table goes, the PMD table stays") {
    REQUIRE(m.free_tables(start, end, 4 * kPmd, 5 * kPmd) == 1);
  }
  SECTION("neighbours in the next PMD entries") {
    REQUIRE(m.free_tables(start, end, 3 * kPmd + 0x1000, 5 * kPmd + 0x1000) == 1);
  }
  SECTION("floor 0, ceiling in the next PUD entry: PTE and PMD table go") {
    REQUIRE(m.free_tables(start, end, 0, kPud + 0x1000) == 2);
  }
  SECTION("ceiling exactly at the PUD entry's end") {
    REQUIRE(m.free_tables(start, end, 0, kPud) == 2);
  }
  SECTION("ceiling in the next PGD entry: all three go") {
    REQUIRE(m.free_tables(start, end, 0, kPgd + 0x1000) == 3);
  }
  m.require_ok();
}

TEST_CASE("free_pgd_range: a long range across many tables", "[pgtable]") {
  TableMachine m;
  // Two neighbours, one at each end, in the same PTE tables as the range's ends.
  const u64 start = kPud - 3 * kPmd + 0x5000;
  const u64 end = kPud + 2 * kPmd + 0x5000;
  m.map(start - 0x1000);
  m.map(end);
  for (u64 addr = start; addr < end; addr += kPmd / 2) m.map(addr);
  for (u64 addr = start; addr < end; addr += kPmd / 2) m.unmap(addr);
  const u32 before = m.phys.nr_page_tables;
  // PTE tables: six, of which the first and last are the neighbours' too.
  REQUIRE(m.free_tables(start, end, start, end) == 4);
  REQUIRE(m.phys.nr_page_tables == before - 4);
  REQUIRE(visited(m, 0, task_size(4)) == std::vector<u64>{start - 0x1000, end});
  m.require_ok();
}

TEST_CASE("free_pgd_range: an empty range and one without tables free nothing", "[pgtable]") {
  TableMachine m;
  m.map(0x1000);
  REQUIRE(m.free_tables(kPgd, 2 * kPgd, 0, 0) == 0);
  REQUIRE(m.free_tables(0x1000, 0x2000, 0x3000, 0) == 0);
  REQUIRE(m.log.count(EventId::kFreeTable, Phase::kInstant) == 0);
}

TEST_CASE("free_pgd_range: tables may be unlinked first and freed after a flush", "[pgtable]") {
  TableMachine m;
  m.map(kPud);
  m.unmap(kPud);
  std::vector<Pfn> removed;
  REQUIRE(free_page_tables(m.pt, m.phys, m.trace, 0, m.pgd, AddrRange{kPud, kPud + 0x1000}, 0, 0, &removed) == 3);
  REQUIRE(m.phys.nr_page_tables == 4);
  REQUIRE(visited(m, 0, task_size(4)).empty());
  REQUIRE(pte_none(read_entry(m.pt, m.phys, m.pgd, 0)));
  for (const Pfn table : removed) free_table(m.pt, m.phys, m.trace, 0, table);
  REQUIRE(m.phys.nr_page_tables == 1);
  m.require_ok();
}

TEST_CASE("free_pgd_range: random areas, freed with their neighbours as floor and ceiling, leave exactly what is needed", "[pgtable]") {
  const u32 levels = GENERATE(4u, 5u);
  const u64 seed = GENERATE(21, 22, 23);
  TableMachine m(levels);
  m.trace = Trace();
  Random random(seed);
  std::map<u64, u64> areas;  // start to end
  // Sizes and places that share tables at every level.
  for (u32 step = 0; step < 300; ++step) {
    if (areas.size() < 12) {
      const u64 unit = random.one_in(3) ? kPud : (random.one_in(2) ? kPmd : 4096);
      const u64 start = 0x1000 + random.below(600) * unit / 2 / 4096 * 4096;
      const u64 end = start + (1 + random.below(40)) * 4096 * (random.one_in(4) ? 100 : 1);
      const auto next = areas.lower_bound(start);
      const bool is_taken = (next != areas.end() && next->first < end) || (next != areas.begin() && std::prev(next)->second > start);
      if (is_taken) continue;
      areas[start] = end;
      for (u64 addr = start; addr < end; addr += 4096) m.map(addr);
      continue;
    }
    auto victim = areas.begin();
    std::advance(victim, random.below(static_cast<u32>(areas.size())));
    const u64 start = victim->first, end = victim->second;
    for (u64 addr = start; addr < end; addr += 4096) m.unmap(addr);
    const u64 floor = victim == areas.begin() ? 0 : std::prev(victim)->second;
    const u64 ceiling = std::next(victim) == areas.end() ? 0 : std::next(victim)->first;
    m.free_tables(start, end, floor, ceiling);
    areas.erase(victim);
    // Expected: per level, the number of distinct tables that the remaining areas touch.
    u32 expected = 1;
    for (u32 level = 1; level < levels; ++level) {
      u64 last_table = ~u64{0};
      for (const auto& area : areas) {
        const u64 first = area.first / level_size(level + 1), last = (area.second - 1) / level_size(level + 1);
        expected += static_cast<u32>(last - first) + (first == last_table ? 0 : 1);
        last_table = last;
      }
    }
    REQUIRE(m.phys.nr_page_tables == expected);
  }
  m.require_ok();
}
