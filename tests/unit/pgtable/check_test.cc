// Each invariant of page tables is broken on purpose, and a copy stays intact.
#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("check_pgtable: what is broken is named", "[pgtable]") {
  TableMachine m;
  m.map(0x1000);
  m.require_ok();
  const Pfn leaf = find_pte(m.pt, m.phys, m.pgd, 0x1000).table;
  SECTION("a table entered twice") {
    const Pte upper = read_entry(m.pt, m.phys, m.pgd, 0);
    write_entry(m.pt, m.phys, m.pgd, 1, upper);
    REQUIRE(has_rule(m.check(), "T2"));
  }
  SECTION("a frame that names no table") {
    m.phys.pages.mut(leaf.v).private_ = 500;
    REQUIRE(has_rule(m.check(), "T1"));
  }
  SECTION("two frames with one table") {
    m.phys.pages.mut(leaf.v).private_ = m.phys.pages[m.pgd.v].private_;
    REQUIRE(has_rule(m.check(), "T1"));
  }
  SECTION("a table that is held twice") {
    get_page(m.phys, leaf);
    REQUIRE(has_rule(m.check(), "T1"));
  }
  SECTION("odd bits in an upper entry") {
    write_entry(m.pt, m.phys, m.pgd, 0, pte_set(read_entry(m.pt, m.phys, m.pgd, 0), kPteNx));
    REQUIRE(has_rule(m.check(), "T3"));
  }
  SECTION("a frame outside memory") {
    write_entry(m.pt, m.phys, leaf, 9, make_pte(Pfn(1u << 20), kPteP));
    REQUIRE(has_rule(m.check(), "T4"));
  }
  SECTION("reserved bits") {
    write_entry(m.pt, m.phys, leaf, 9, Pte{make_pte(Pfn(4), kPteP).raw | 1ull << 52});
    REQUIRE(has_rule(m.check(), "T4"));
  }
  SECTION("more tables than frames") {
    m.pt.tables.alloc();
    CheckReport report;
    check_pgtable(m.pt, m.phys, CheckLevel::kQuick, report);
    REQUIRE(has_rule(report, "T5"));
  }
}

TEST_CASE("pgtable: a copy keeps its entries and hash", "[pgtable]") {
  TableMachine m;
  for (u64 i = 0; i < 100; ++i) m.map(i << 20);
  const PageTables copy = m.pt;
  const Phys phys_copy = m.phys;
  const u64 hash = hash_of(copy);
  for (u64 i = 0; i < 100; ++i) m.unmap(i << 20);
  m.free_tables(0, 100ull << 20, 0, 0);
  REQUIRE(hash_of(m.pt) != hash);
  REQUIRE(hash_of(copy) == hash);
  u32 seen = 0;
  for_each_entry(copy, phys_copy, m.pgd, AddrRange{0, 1ull << 30}, [&](u64, PtePlace, Pte) { ++seen; });
  REQUIRE(seen == 100);
}

namespace {

// Copies tables and memory at every event, and remembers their hashes.
struct Snapshots : TraceSink {
  const PageTables* pt = nullptr;
  const Phys* phys = nullptr;
  std::vector<std::pair<PageTables, Phys>> copies;
  std::vector<std::pair<u64, u64>> hashes;
  void on_event(const Event&) override {
    copies.emplace_back(*pt, *phys);
    hashes.emplace_back(hash_of(*pt), hash_of(*phys));
  }
};

}  // namespace

TEST_CASE("pgtable: snapshots taken at every event stay as they were", "[pgtable]") {
  TableMachine m(5);
  Snapshots sink;
  sink.pt = &m.pt;
  sink.phys = &m.phys;
  m.trace = Trace(&sink);
  for (const u64 addr : {0x1000ull, 1ull << 21, 1ull << 30, 1ull << 39, 1ull << 48}) m.map(addr);
  for (const u64 addr : {0x1000ull, 1ull << 21, 1ull << 30, 1ull << 39, 1ull << 48}) m.unmap(addr);
  m.free_tables(0, task_size(5), 0, 0);
  REQUIRE(m.phys.nr_page_tables == 1);
  REQUIRE(sink.copies.size() > 30);
  for (u32 i = 0; i < sink.copies.size(); ++i) {
    REQUIRE(hash_of(sink.copies[i].first) == sink.hashes[i].first);
    REQUIRE(hash_of(sink.copies[i].second) == sink.hashes[i].second);
  }
}
