// TLBs: hits, replacement, flushes of one page, a range and everything, and who is interrupted.
#include "engine/trace/pgtable_events.h"
#include "tests/unit/pgtable/pgtable_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

struct TlbMachine {
  Tlb tlb;
  EventLog log;
  Trace trace{&log};
  MmId mm{1};
  u32 mask = 0;

  explicit TlbMachine(u32 cpus = 2) { tlb.cpus = cpus; }
  void run_on(u32 cpu) { switch_mm(tlb, trace, cpu, mm, &mask); }
  void fill(u32 cpu, u64 vpn) { tlb_fill(tlb, cpu, mm, vpn, make_pte(Pfn(static_cast<u32>(vpn)), kPteP)); }
  bool holds(u32 cpu, u64 vpn) {
    const TlbEntry* entry = tlb_lookup(tlb, cpu, mm, vpn);
    return entry != nullptr && entry->vpn == vpn;
  }
};

AddrRange pages(u64 first, u64 count) { return AddrRange{first << 12, (first + count) << 12}; }

}  // namespace

TEST_CASE("tlb: hits and misses are counted, spaces are kept apart", "[tlb]") {
  TlbMachine m;
  REQUIRE_FALSE(m.holds(0, 5));
  m.fill(0, 5);
  REQUIRE(m.holds(0, 5));
  REQUIRE_FALSE(m.holds(1, 5));
  REQUIRE(tlb_lookup(m.tlb, 0, MmId(2), 5) == nullptr);
  REQUIRE(m.tlb.cpu[0].stat.hits == 1);
  REQUIRE(m.tlb.cpu[0].stat.misses == 2);
  REQUIRE(m.tlb.cpu[1].stat.misses == 1);
}

TEST_CASE("tlb: a page has one entry; filling again replaces it", "[tlb]") {
  TlbMachine m;
  m.fill(0, 5);
  tlb_fill(m.tlb, 0, m.mm, 5, make_pte(Pfn(99), kPteP | kPteD));
  REQUIRE(pte_pfn(tlb_lookup(m.tlb, 0, m.mm, 5)->pte) == Pfn(99));
  u32 entries = 0;
  for (const TlbEntry& entry : m.tlb.cpu[0].entry) entries += entry.mm.valid() ? 1 : 0;
  REQUIRE(entries == 1);
}

TEST_CASE("tlb: a full set replaces its entries in turn", "[tlb]") {
  TlbMachine m;
  for (u64 i = 0; i < kTlbWays; ++i) m.fill(0, i * kTlbSets);
  for (u64 i = 0; i < kTlbWays; ++i) REQUIRE(m.holds(0, i * kTlbSets));
  m.fill(0, 10 * kTlbSets);
  REQUIRE_FALSE(m.holds(0, 0));
  REQUIRE(m.holds(0, kTlbSets));
  m.fill(0, 11 * kTlbSets);
  REQUIRE_FALSE(m.holds(0, kTlbSets));
  REQUIRE(m.holds(0, 10 * kTlbSets));
  m.fill(0, 1);  // another set is untouched by that
  REQUIRE(m.holds(0, 1));
}

TEST_CASE("tlb: a short range is dropped page by page", "[tlb]") {
  TlbMachine m;
  m.run_on(0);
  m.fill(0, 10);
  m.fill(0, 11);
  m.fill(0, 20);
  flush_tlb_range(m.tlb, m.trace, 0, m.mm, m.mask, pages(10, 2));
  REQUIRE_FALSE(m.holds(0, 10));
  REQUIRE_FALSE(m.holds(0, 11));
  REQUIRE(m.holds(0, 20));
  REQUIRE(m.tlb.cpu[0].stat.local_flush_one == 2);
  REQUIRE(m.tlb.cpu[0].stat.remote_flush == 0);
}

TEST_CASE("tlb: 33 pages are still dropped one by one, 34 are not", "[tlb]") {
  TlbMachine m;
  m.run_on(0);
  m.fill(0, 1000);
  flush_tlb_range(m.tlb, m.trace, 0, m.mm, m.mask, pages(0, 33));
  REQUIRE(m.holds(0, 1000));
  REQUIRE(m.tlb.cpu[0].stat.local_flush_all == 0);
  tlb_fill(m.tlb, 0, MmId(2), 7, Pte{});
  flush_tlb_range(m.tlb, m.trace, 0, m.mm, m.mask, pages(0, 34));
  REQUIRE_FALSE(m.holds(0, 1000));
  REQUIRE(tlb_lookup(m.tlb, 0, MmId(2), 7) != nullptr);  // other spaces keep theirs
  REQUIRE(m.tlb.cpu[0].stat.local_flush_all == 1);
  REQUIRE(m.log.last_reason(EventId::kFlushTlbRange) == Reason::kFlushWholeMm);
}

TEST_CASE("tlb: a shootdown reaches the CPUs that run the space, and no other", "[tlb]") {
  TlbMachine m(4);
  for (const u32 cpu : {0u, 1u, 2u}) {
    m.run_on(cpu);
    m.fill(cpu, 42);
  }
  u32 other_mask = 0;
  switch_mm(m.tlb, m.trace, 2, MmId(9), &other_mask);  // CPU 2 runs something else now
  REQUIRE(m.mask == 0b111);
  flush_tlb_page(m.tlb, m.trace, 0, m.mm, m.mask, (42 << 12) + 5);
  for (const u32 cpu : {0u, 1u, 2u}) REQUIRE_FALSE(m.holds(cpu, 42));
  REQUIRE(m.tlb.cpu[0].stat.remote_flush == 1);
  REQUIRE(m.tlb.cpu[1].stat.remote_received == 1);
  REQUIRE(m.tlb.cpu[2].stat.remote_received == 0);
  REQUIRE(m.tlb.cpu[3].stat.remote_received == 0);
  REQUIRE(m.log.count(EventId::kFlushTlbShootdown, Phase::kInstant) == 1);
}

TEST_CASE("tlb: flushing from a CPU that does not run the space", "[tlb]") {
  TlbMachine m;
  m.run_on(1);
  m.fill(1, 3);
  flush_tlb_mm(m.tlb, m.trace, 0, m.mm, m.mask);
  REQUIRE_FALSE(m.holds(1, 3));
  REQUIRE(m.tlb.cpu[0].stat.local_flush_all == 0);
  REQUIRE(m.tlb.cpu[1].stat.remote_received == 1);
}

TEST_CASE("tlb: switching keeps entries, forgetting drops them everywhere", "[tlb]") {
  TlbMachine m;
  m.run_on(0);
  m.run_on(1);
  m.run_on(0);
  REQUIRE(m.log.count(EventId::kSwitchMm, Phase::kInstant) == 2);  // the third changed nothing
  m.fill(0, 8);
  u32 other_mask = 0;
  switch_mm(m.tlb, m.trace, 0, MmId(2), &other_mask);
  REQUIRE(m.holds(0, 8));
  forget_mm(m.tlb, m.mm);
  REQUIRE_FALSE(m.holds(0, 8));
  REQUIRE_FALSE(m.tlb.cpu[1].loaded_mm.valid());
  REQUIRE(m.tlb.cpu[0].loaded_mm == MmId(2));
}

TEST_CASE("tlb: its contents are part of the hash", "[tlb]") {
  TlbMachine m;
  const u64 empty = hash_of(m.tlb);
  m.fill(0, 8);
  const u64 filled = hash_of(m.tlb);
  REQUIRE(filled != empty);
  m.holds(0, 8);
  REQUIRE(hash_of(m.tlb) != filled);  // a hit is counted
}

TEST_CASE("tlb: a full set never spills into the next one", "[tlb]") {
  // The way behind the last is the next set's first; in use, it must be stepped over, and the last set has none behind it.
  for (const u64 set : {u64{0}, u64{kTlbSets - 1}}) {
    TlbMachine m;
    const u64 next = (set + 1) % kTlbSets;
    m.fill(0, next);
    for (u64 i = 0; i < kTlbWays; ++i) m.fill(0, set + i * kTlbSets);
    m.fill(0, set + 20 * kTlbSets);
    REQUIRE(m.holds(0, set + 20 * kTlbSets));
    REQUIRE_FALSE(m.holds(0, set));
    for (u64 i = 1; i < kTlbWays; ++i) REQUIRE(m.holds(0, set + i * kTlbSets));
    REQUIRE(m.holds(0, next));
    u32 entries = 0;
    for (const TlbEntry& entry : m.tlb.cpu[0].entry) entries += entry.mm.valid() ? 1 : 0;
    REQUIRE(entries == kTlbWays + 1);
  }
}
