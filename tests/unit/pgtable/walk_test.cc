// A translation as the processor does it.
#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("walk: every level is recorded", "[pgtable]") {
  const u32 levels = GENERATE(4u, 5u);
  TableMachine m(levels);
  const u64 addr = 0x7f1234567000;
  m.map(addr, Pfn(321));
  const Walk walk = walk_tables(m.pt, m.phys, m.pgd, addr + 0x123);
  REQUIRE(walk.canonical);
  REQUIRE(walk.steps == levels);
  REQUIRE(walk.present);
  REQUIRE(pte_pfn(walk.pte) == Pfn(321));
  REQUIRE(walk.step[0].table == m.pgd);
  for (u32 i = 0; i < levels; ++i) {
    REQUIRE(walk.step[i].level == levels - i);
    REQUIRE(walk.step[i].index == table_index(addr, levels - i));
    if (i > 0) REQUIRE(walk.step[i].table == pte_pfn(walk.step[i - 1].entry));
  }
}

TEST_CASE("walk: it stops at the first empty entry", "[pgtable]") {
  TableMachine m;
  m.map(0x1000);
  REQUIRE(walk_tables(m.pt, m.phys, m.pgd, 1ull << 39).steps == 1);
  REQUIRE(walk_tables(m.pt, m.phys, m.pgd, 1ull << 30).steps == 2);
  REQUIRE(walk_tables(m.pt, m.phys, m.pgd, 2ull << 20).steps == 3);
  const Walk walk = walk_tables(m.pt, m.phys, m.pgd, 0x2000);
  REQUIRE(walk.steps == 4);
  REQUIRE_FALSE(walk.present);
  REQUIRE(pte_none(walk.pte));
}

TEST_CASE("walk: PROT_NONE is present to Linux and not to the processor", "[pgtable]") {
  TableMachine m;
  m.map(0x1000, Pfn(3), kPteProtnone);
  const Walk walk = walk_tables(m.pt, m.phys, m.pgd, 0x1000);
  REQUIRE(walk.steps == 4);
  REQUIRE_FALSE(walk.present);
  REQUIRE(pte_present(walk.pte));
}

TEST_CASE("walk: a non-canonical address reads no table", "[pgtable]") {
  TableMachine m;
  const Walk walk = walk_tables(m.pt, m.phys, m.pgd, 1ull << 47);
  REQUIRE_FALSE(walk.canonical);
  REQUIRE(walk.steps == 0);
}
