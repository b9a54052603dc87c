// Per-CPU lists: a stack with batches at its cold end.
#include "engine/trace/phys_events.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("pcp: what was freed last is handed out first, on that CPU", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc(0);
  const Pfn b = m.alloc(0);
  m.put(a, 0);
  m.put(b, 0);
  REQUIRE(m.alloc(1) != b);
  REQUIRE(m.alloc(0) == b);
  REQUIRE(m.alloc(0) == a);
  REQUIRE(m.log.last_reason(EventId::kAllocPages) == Reason::kFromPcp);
}

TEST_CASE("pcp: a frame freed on another CPU goes to that CPU's list", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc(0);
  m.put(a, 1);
  REQUIRE(m.page(a).type == PageType::kPcp);
  REQUIRE(m.alloc(1) == a);
}

TEST_CASE("pcp: refills double while nothing is freed, up to 32 batches", "[phys]") {
  PhysMachine m;
  std::vector<u64> refills;
  for (u32 i = 0; i < 200; ++i) m.alloc(0);
  for (const Event& event : m.log.events) {
    const bool is_refill = event.id == static_cast<u16>(EventId::kRmqueueBulk) && event.phase == static_cast<u8>(Phase::kEnd);
    if (is_refill) refills.push_back(event.arg[2]);
  }
  REQUIRE(refills == std::vector<u64>{1, 2, 4, 8, 16, 32, 32, 32, 32, 32, 32});
}

TEST_CASE("pcp: a free halves the exponent of the next refill", "[phys]") {
  PhysMachine m;
  Pfn last;
  for (u32 i = 0; i < 63; ++i) last = m.alloc(0);  // 1 + 2 + ... + 32
  const PerCpuPages& pcp = m.phys.node.zones[1].pcp[0];
  REQUIRE(pcp.count == 0);
  REQUIRE(pcp.alloc_factor == 5);
  m.put(last, 0);
  REQUIRE(pcp.alloc_factor == 2);
  REQUIRE(m.alloc(0) == last);
  m.alloc(0);
  REQUIRE(pcp.count == 3);  // four came
}

TEST_CASE("pcp: frames come in the order of their addresses", "[phys]") {
  PhysMachine m(1ull << 30);
  REQUIRE(m.phys.node.zones[1].pcp_batch == 63);
  const Pfn first = m.alloc(0);
  for (u32 i = 1; i < 63; ++i) REQUIRE(m.alloc(0).v == first.v + i);
  REQUIRE(m.log.count(EventId::kRmqueueBulk, Phase::kEnd) == 1);
}

TEST_CASE("pcp: frames on the lists are not counted as free", "[phys]") {
  PhysMachine m(1ull << 30);
  const u32 before = m.phys.node.zones[1].free_pages;
  m.alloc(0);
  REQUIRE(m.phys.node.zones[1].free_pages == before - 63);
  REQUIRE(m.phys.node.zones[1].pcp[0].count == 62);
}

TEST_CASE("pcp: a list at its limit gives frames back from the cold end", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> taken;
  for (u32 i = 0; i < 1000; ++i) taken.push_back(m.alloc(0));
  for (const Pfn pfn : taken) m.put(pfn, 1);
  const Zone& zone = m.phys.node.zones[1];
  REQUIRE(m.log.count(EventId::kFreePcpBulk, Phase::kEnd) > 0);
  REQUIRE(m.log.last_reason(EventId::kFreePcpBulk) == Reason::kPcpOverHigh);
  REQUIRE(zone.pcp[1].count < zone.pcp_high_max);
  REQUIRE(zone.pcp[1].count > 0);
  // The hot end was kept, the first freed are back in the buddy lists.
  REQUIRE(zone.pcp[1].head == taken.back().v);
  REQUIRE(m.page(taken[0]).type == PageType::kFree);
  require_sound(m.phys);
}

TEST_CASE("pcp: below the high watermark the limit shrinks, above it recovers", "[phys]") {
  PhysMachine m(32ull << 20, 1);
  std::vector<Pfn> taken;
  for (Pfn pfn = m.alloc(0); pfn.valid(); pfn = m.alloc(0)) taken.push_back(pfn);
  REQUIRE(m.phys.node.zones[1].is_below_high);
  for (const Pfn pfn : taken) m.put(pfn, 0);
  REQUIRE_FALSE(m.phys.node.zones[1].is_below_high);
  require_sound(m.phys);
}

TEST_CASE("pcp: drain empties one CPU's lists only", "[phys]") {
  PhysMachine m(1ull << 30);
  m.alloc(0);
  m.alloc(1);
  drain_pcp(m.phys, m.trace, 0);
  REQUIRE(m.phys.node.zones[1].pcp[0].count == 0);
  REQUIRE(m.phys.node.zones[1].pcp[1].count == 62);
  require_sound(m.phys);
}

TEST_CASE("pcp: counters of /proc/vmstat", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc(0);
  const Pfn b = m.alloc(0, 3);
  REQUIRE(m.phys.stat.pgalloc[1] == 9);
  m.put(a);
  m.put(b);
  REQUIRE(m.phys.stat.pgfree == 9);
}
