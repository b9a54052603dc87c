#include "engine/trace/memcg_events.h"
#include "tests/unit/memcg/memcg_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("memcg: 64 pages are charged at once, and the rest waits in the CPU's stock (try_charge_memcg)", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  REQUIRE(m.charge(a));
  CHECK(m.usage(a) == 64);
  CHECK(m.usage(0) == 64);
  CHECK(count_stock(m.memcg, a) == 63);
  for (u32 page = 1; page < 64; ++page) REQUIRE(m.charge(a));
  CHECK(m.usage(a) == 64);
  REQUIRE(m.charge(a));
  CHECK(m.usage(a) == 128);
  m.check();
  for (u32 page = 0; page < 65; ++page) uncharge_page(m.cx, a, Charge::kPage);
  CHECK(m.usage(a) == 63);  // pages go back to the counters, not to the stock
  drain_all_stock(m.cx, 0);
  CHECK(m.usage(a) == 0);
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].watermark == 128);
  m.check();
}

TEST_CASE("memcg: near the limit single pages are charged, and each try that fails is counted", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  m.memcg.groups[a][MemcgCounter::kMemory].max = 100;
  CHECK(m.charge_many(a, 100) == 100);
  CHECK(m.usage(a) == 100);
  CHECK(m.asked.empty());
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].failcnt == 36);  // of 64, once for each of the pages 65 to 100
  CHECK_FALSE(m.charge(a));
  CHECK(m.memcg.groups[a].events.oom == 1);
  CHECK(m.asked.size() == 18);  // MAX_RECLAIM_RETRIES, the one after which stocks were drained, and the first
  CHECK(m.usage(a) == 100);
  m.check();
}

TEST_CASE("memcg: what was charged ahead on another CPU is given back before a charge is refused", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  m.memcg.groups[a][MemcgCounter::kMemory].max = 64;
  m.cx.cpu = 1;
  REQUIRE(m.charge(a));
  m.cx.cpu = 0;
  REQUIRE(m.charge(a));
  CHECK(m.asked.size() == 1);
  CHECK(m.usage(a) == 2);
  m.check();
}

TEST_CASE("memcg: a charge asks for pages of the group whose maximum refused, and goes on when there is room", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a);
  m.memcg.groups[a][MemcgCounter::kMemory].max = 64;
  REQUIRE(m.charge_many(b, 64) == 64);
  m.can_take = 40;
  m.from = b;
  REQUIRE(m.charge(b));
  CHECK(m.asked == std::vector<u64>{1});
  CHECK(m.usage(b) == 33);
  CHECK(m.usage(a) == 33);
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].failcnt == 2);  // 64, then one
  CHECK(m.memcg.groups[b][MemcgCounter::kMemory].failcnt == 0);
  CHECK(m.memcg.groups[a].events.max == 1);
  m.check();
}

TEST_CASE("memcg: memory+swap that is full switches swapping off for the rest of the charge (v1)", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a");
  m.memcg.groups[a][MemcgCounter::kMemory].max = 128;
  m.memcg.groups[a][MemcgCounter::kMemsw].max = 148;
  REQUIRE(m.charge_many(a, 128) == 128);
  CHECK(m.usage(a, MemcgCounter::kMemsw) == 128);
  m.can_take = 32;
  m.from = a;
  REQUIRE(m.charge(a));
  CHECK(m.asked_to_swap == std::vector<bool>{false});  // the try of 64 failed there, the one of a single page did not
  m.check();
}

TEST_CASE("memcg: somebody is killed at the end, and then the charge is tried anew", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  m.memcg.groups[a][MemcgCounter::kMemory].max = 1;
  REQUIRE(m.charge(a));
  m.kills = 1;
  m.from = a;
  REQUIRE(m.charge(a));
  CHECK(m.memcg.groups[a].events.oom == 1);
  CHECK(m.usage(a) == 1);
  CHECK_FALSE(m.charge(a));
  REQUIRE(charge_page(m.cx, m, a, Charge::kPage, true));  // __GFP_NOFAIL
  CHECK(m.usage(a) == 2);
  m.check();
}

TEST_CASE("memcg: who passes memory.high gives back what it charged, and is not refused", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a);
  m.memcg.groups[a].high = 100;
  REQUIRE(m.charge_many(b, 64) == 64);
  CHECK(m.asked.empty());
  m.from = b;
  m.can_take = 5;
  REQUIRE(m.charge(b));
  CHECK(m.asked == std::vector<u64>{64});
  CHECK(m.memcg.groups[a].events.high == 1);
  CHECK(m.memcg.groups[b].events.high == 0);
  CHECK(m.usage(a) == 123);
  REQUIRE(m.charge_many(b, 63) == 63);  // out of the stock
  CHECK(m.asked.size() == 1);
  m.check();
}

TEST_CASE("memcg: tables are kernel memory, and go back to the stock", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a");
  REQUIRE(m.charge(a, Charge::kTable));
  CHECK(m.usage(a, MemcgCounter::kKmem) == 1);
  uncharge_page(m.cx, a, Charge::kTable);
  CHECK(m.usage(a, MemcgCounter::kKmem) == 0);
  CHECK(m.usage(a) == 64);
  CHECK(count_stock(m.memcg, a) == 64);
  REQUIRE(m.charge(a, Charge::kTable));
  charge_counter(m.memcg, a, MemcgCounter::kMemory, 2);
  charge_counter(m.memcg, a, MemcgCounter::kMemsw, 2);
  refill_stock(m.cx, a, 2);  // more than 64: all of it goes back
  CHECK(count_stock(m.memcg, a) == 0);
}

TEST_CASE("memcg: a CPU keeps stock for seven groups, and the eighth takes a place by chance", "[memcg]") {
  Groups m;
  std::vector<MemcgId> groups;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) groups.push_back(m.make(name));
  for (u32 i = 0; i < 7; ++i) REQUIRE(m.charge(groups[i]));
  for (u32 i = 0; i < 7; ++i) CHECK(count_stock(m.memcg, groups[i]) == 63);
  const Memcg before = m.memcg;
  REQUIRE(m.charge(groups[7]));
  u32 dropped = 0;
  for (u32 i = 0; i < 7; ++i) dropped += count_stock(m.memcg, groups[i]) == 0 ? 1 : 0;
  CHECK(dropped == 1);
  CHECK(count_stock(m.memcg, groups[7]) == 63);
  CHECK(m.memcg.rng != before.rng);
  m.check();
}
