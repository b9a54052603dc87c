// Entries that are not present, against the bits that x86-64 gives them.
#include <catch2/catch.hpp>

#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("absent: a swap entry keeps type and offset, and is never present", "[pgtable]") {
  for (const u32 type : {0u, 1u, kMaxSwapfiles - 1}) {
    for (const u64 offset : {u64{0}, u64{1}, u64{0x12345}, kSwpOffsetMask}) {
      const Pte pte = swp_entry_to_pte(SwpEntry{type, offset});
      CHECK((pte.raw & (kPteP | kPteProtnone)) == 0);
      if (type == 0 && offset == kSwpOffsetMask) continue;  // all bits clear: no device is so large
      CHECK(pte_form(pte) == PteForm::kSwap);
      CHECK(pte_to_swp_entry(pte) == SwpEntry{type, offset});
      CHECK(radix_to_swp_entry(swp_to_radix_entry(SwpEntry{type, offset})) == SwpEntry{type, offset});
      CHECK(swp_to_radix_entry(SwpEntry{type, offset}) >> 63 == 0);
      CHECK(pte_swp_exclusive(pte_swp_mkexclusive(pte)));
      CHECK(pte_to_swp_entry(pte_swp_mkexclusive(pte)) == SwpEntry{type, offset});
      CHECK(pte_swp_clear_exclusive(pte_swp_mkexclusive(pte)) == pte);
    }
  }
  // Type 1, offset 2: bit 59, and all bits from 9 to 58 but bit 10.
  CHECK(swp_entry_to_pte(SwpEntry{1, 2}).raw == 0x0ffffffffffffa00ull);
}

TEST_CASE("absent: migrations name their frame and what it may become", "[pgtable]") {
  for (const Migration what : {Migration::kRead, Migration::kReadExclusive, Migration::kWrite}) {
    const Pte pte = make_migration(Pfn(0x3e06), what);
    CHECK(pte_form(pte) == PteForm::kMigration);
    CHECK(migration_of(pte) == what);
    CHECK(migration_pfn(pte) == Pfn(0x3e06));
  }
}

TEST_CASE("absent: markers, of which poison is asked for first", "[pgtable]") {
  for (const Marker marker : {Marker::kPoisoned, Marker::kGuard, Marker::kUffdWp}) {
    const Pte pte = make_pte_marker(marker);
    CHECK(pte_form(pte) == PteForm::kMarker);
    CHECK(marker_of(pte) == marker);
    CHECK(pte_is_guard(pte) == (marker == Marker::kGuard));
  }
  CHECK(marker_of(swp_entry_to_pte(SwpEntry{kSwpPteMarker, 7})) == Marker::kPoisoned);
  CHECK(marker_of(swp_entry_to_pte(SwpEntry{kSwpPteMarker, 5})) == Marker::kGuard);
}

TEST_CASE("absent: present entries and the zero page", "[pgtable]") {
  CHECK(pte_form(Pte{}) == PteForm::kNone);
  CHECK(pte_form(make_pte(Pfn(5), kPteP | kPteUs)) == PteForm::kPresent);
  CHECK(pte_form(make_pte(Pfn(5), kPteProtnone)) == PteForm::kPresent);
  CHECK(has_normal_page(make_pte(Pfn(5), kPteP)));
  CHECK_FALSE(has_normal_page(make_pte(Pfn(5), kPteP | kPteSpecial)));
  CHECK_FALSE(has_normal_page(make_pte_marker(Marker::kGuard)));
}

TEST_CASE("absent: T4 refuses bits that no absent entry has", "[pgtable]") {
  TableMachine m;
  m.map(0x200000);
  const PtePlace place = find_pte(m.pt, m.phys, m.pgd, 0x200000);
  const Pte swapped = swp_entry_to_pte(SwpEntry{0, 77});
  write_entry(m.pt, place, swapped);
  m.require_ok();
  write_entry(m.pt, place, Pte{swapped.raw | kPteD});
  CHECK_FALSE(m.check().ok());
}

TEST_CASE("for_each_entry: a leaf above the lowest level is visited once, with its level", "[pgtable]") {
  TableMachine m;
  m.map(0x200000);
  const Pfn pmd_table = alloc_path(m.pt, m.phys, m.trace, m.frames, m.pgd, 0x200000, 2, nullptr);
  write_entry(m.pt, m.phys, pmd_table, table_index(0x400000, 2), make_pte(Pfn(0x200), kPteP | kPteRw | kPteUs | kPtePs));
  std::vector<std::pair<u64, u32>> seen;
  const auto note = [&seen](u64 addr, PtePlace place, Pte) { seen.emplace_back(addr, place.level); };
  for_each_entry(m.pt, m.phys, m.pgd, AddrRange{0, 1ull << 30}, note);
  REQUIRE(seen == std::vector<std::pair<u64, u32>>{{0x200000, 1}, {0x400000, 2}});
  // From the middle of the large page: the first page of the range.
  seen.clear();
  for_each_entry(m.pt, m.phys, m.pgd, AddrRange{0x403000, 1ull << 30}, note);
  REQUIRE(seen == std::vector<std::pair<u64, u32>>{{0x403000, 2}});
  u32 tables = 0;
  for_each_pte_table(m.pt, m.phys, m.pgd, AddrRange{0, 1ull << 30}, [&](AddrRange, PtePlace, Pfn) { ++tables; });
  CHECK(tables == 1);
  CHECK_FALSE(find_pte(m.pt, m.phys, m.pgd, 0x400000).valid());
  const Walk walk = walk_tables(m.pt, m.phys, m.pgd, 0x403000);
  CHECK(walk.steps == 3);
  CHECK(walk.present);
  CHECK(pte_pfn(walk.pte) == Pfn(0x200));
}
