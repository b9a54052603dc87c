// Tables: the path to a PTE, made and found, with 4 and 5 levels.
#include "engine/trace/pgtable_events.h"
#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("tables: address arithmetic", "[pgtable]") {
  REQUIRE(table_index(0x7fffffffe000, 4) == 255);
  REQUIRE(table_index(0x7fffffffe000, 3) == 511);
  REQUIRE(table_index(0x7fffffffe000, 1) == 510);
  REQUIRE(level_size(1) == 4096);
  REQUIRE(level_size(2) == 2ull << 20);
  REQUIRE(level_size(5) == 1ull << 48);
  REQUIRE(task_size(4) == 0x7ffffffff000);
  REQUIRE(task_size(5) == 0xfffffffffff000);
  REQUIRE(std::string(level_name(4, 4)) == "pgd");
  REQUIRE(std::string(level_name(4, 5)) == "p4d");
  REQUIRE(std::string(level_name(1, 5)) == "pte");
}

TEST_CASE("tables: canonical addresses", "[pgtable]") {
  REQUIRE(is_canonical(0x00007fffffffffff, 4));
  REQUIRE_FALSE(is_canonical(0x0000800000000000, 4));
  REQUIRE_FALSE(is_canonical(0xffff7fffffffffff, 4));
  REQUIRE(is_canonical(0xffff800000000000, 4));
  REQUIRE(is_canonical(0x0000800000000000, 5));
  REQUIRE(is_canonical(0x00ffffffffffffff, 5));
  REQUIRE_FALSE(is_canonical(0x0100000000000000, 5));
  REQUIRE(is_canonical(0xff00000000000000, 5));
}

TEST_CASE("tables: a path is made once and found again", "[pgtable]") {
  const u32 levels = GENERATE(4u, 5u);
  CAPTURE(levels);
  TableMachine m(levels);
  const u64 addr = 0x7f0000123000;
  REQUIRE_FALSE(find_pte(m.pt, m.phys, m.pgd, addr).valid());
  REQUIRE(pte_none(read_pte(m.pt, m.phys, m.pgd, addr)));
  REQUIRE(m.map(addr, Pfn(77)) == levels - 1);
  REQUIRE(m.map(addr + 4096, Pfn(78)) == 0);
  REQUIRE(m.map(addr + (2ull << 20), Pfn(79)) == 1);
  REQUIRE(m.map(addr + (1ull << 30), Pfn(80)) == 2);
  REQUIRE(m.map(0x1000, Pfn(81)) == 3);
  REQUIRE(pte_pfn(read_pte(m.pt, m.phys, m.pgd, addr)) == Pfn(77));
  REQUIRE(pte_pfn(read_pte(m.pt, m.phys, m.pgd, addr + 4096)) == Pfn(78));
  REQUIRE(pte_none(read_pte(m.pt, m.phys, m.pgd, addr + 8192)));
  REQUIRE(m.phys.nr_page_tables == levels - 1 + 1 + 2 + 3 + 1);
  REQUIRE(m.log.count(EventId::kPteAlloc, Phase::kInstant) == 4);
  REQUIRE(m.log.count(EventId::kP4dAlloc, Phase::kInstant) == (levels == 5 ? 1 : 0));
  m.require_ok();
}

TEST_CASE("tables: five levels reach above 2^48", "[pgtable]") {
  TableMachine m(5);
  const u64 addr = 0x00f0000000000000;
  REQUIRE(m.map(addr, Pfn(9)) == 4);
  REQUIRE(m.map(0x1000, Pfn(8)) == 4);  // another P4D
  REQUIRE(pte_pfn(read_pte(m.pt, m.phys, m.pgd, addr)) == Pfn(9));
}

TEST_CASE("tables: out of memory half way leaves what was built", "[pgtable]") {
  TableMachine m;
  m.frames.left = 2;
  u32 added = 0;
  const u64 addr = 0x400000;
  REQUIRE_FALSE(alloc_pte(m.pt, m.phys, m.trace, m.frames, m.pgd, addr, &added).valid());
  REQUIRE(added == 2);
  REQUIRE(m.phys.nr_page_tables == 3);
  m.require_ok();
  m.frames.left = 1;
  REQUIRE(alloc_pte(m.pt, m.phys, m.trace, m.frames, m.pgd, addr, &added).valid());
  REQUIRE(added == 3);
  REQUIRE(m.free_tables(addr, addr + 4096, 0, 0) == 3);
  m.require_ok();
}

TEST_CASE("tables: a table used again is empty", "[pgtable]") {
  TableMachine m;
  m.map(0x1000, Pfn(5));
  const Pfn leaf = find_pte(m.pt, m.phys, m.pgd, 0x1000).table;
  m.unmap(0x1000);
  write_entry(m.pt, m.phys, leaf, 200, Pte{0xdead000});  // left behind on purpose
  REQUIRE(m.free_tables(0x1000, 0x2000, 0, 0) == 3);
  m.map(0x1000, Pfn(5));
  u32 seen = 0;
  for_each_entry(m.pt, m.phys, m.pgd, AddrRange{0, task_size(4)}, [&](u64, PtePlace, Pte) { ++seen; });
  REQUIRE(seen == 1);
}

TEST_CASE("tables: entries to tables carry _PAGE_TABLE", "[pgtable]") {
  TableMachine m;
  m.map(0x1000);
  REQUIRE(pte_bits(read_entry(m.pt, m.phys, m.pgd, 0)) == 0x67);
}
