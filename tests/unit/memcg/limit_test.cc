#include "tests/unit/memcg/memcg_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("memcg: v1 takes pages away before it sets a lower limit, 32 at a time", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a");
  REQUIRE(m.charge_many(a, 100) == 100);
  CHECK(m.usage(a) == 128);
  m.can_take = 64;
  m.from = a;
  REQUIRE(resize_max(m.cx, m, a, MemcgCounter::kMemory, 50).ok());
  CHECK(m.asked == std::vector<u64>{1, 1});
  CHECK(m.usage(a) == 36);  // 28 stood in stock
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].max == 50);
  CHECK(resize_max(m.cx, m, a, MemcgCounter::kMemory, 30).error().code == Errno::kEBUSY);
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].max == 50);
  m.check();
}

TEST_CASE("memcg: v1's limit of memory may not pass that of memory and swap", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a");
  CHECK(resize_max(m.cx, m, a, MemcgCounter::kMemsw, 50).error().code == Errno::kEINVAL);
  REQUIRE(resize_max(m.cx, m, a, MemcgCounter::kMemory, 40).ok());
  REQUIRE(resize_max(m.cx, m, a, MemcgCounter::kMemsw, 50).ok());
  CHECK(resize_max(m.cx, m, a, MemcgCounter::kMemory, 51).error().code == Errno::kEINVAL);
  CHECK(resize_max(m.cx, m, a, MemcgCounter::kMemsw, 39).error().code == Errno::kEINVAL);
  REQUIRE(m.charge_many(a, 40) == 40);
  CHECK(resize_max(m.cx, m, a, MemcgCounter::kMemsw, 40).ok());
}

TEST_CASE("memcg: v2 sets memory.max at once, asks for what is above it, and kills at last", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  REQUIRE(m.charge_many(a, 64) == 64);
  m.can_take = 32;
  m.from = a;
  m.kills = 2;
  set_memory_max(m.cx, m, a, 30);
  CHECK(m.memcg.groups[a][MemcgCounter::kMemory].max == 30);
  CHECK(m.asked.size() == 17);
  CHECK(m.asked[0] == 34);
  CHECK(m.asked[1] == 2);
  CHECK(m.usage(a) == 30);
  CHECK(m.memcg.groups[a].events.oom == 2);
  set_memory_max(m.cx, m, a, 20);  // nobody is left to be killed: the limit stands below the use
  CHECK(m.usage(a) == 30);
  m.check();
}

TEST_CASE("memcg: memory.high takes away and kills nobody", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a");
  REQUIRE(m.charge_many(a, 64) == 64);
  m.can_take = 10;
  m.from = a;
  set_memory_high(m.cx, m, a, 30);
  CHECK(m.usage(a) == 54);
  CHECK(m.asked.size() == 18);
  CHECK(m.memcg.groups[a].events.oom == 0);
}

TEST_CASE("memcg: memory.reclaim wants a quarter of what is left each time, and gives up after 16 fruitless tries", "[memcg]") {
  std::vector<u64> asked;
  u32 drained = 0;
  const auto give = [&](u64 each) {
    return [&asked, each](u64 pages) {
      asked.push_back(pages);
      return each;
    };
  };
  CHECK(reclaim_on_demand(100, give(40), [&] { ++drained; }).ok());
  CHECK(asked == std::vector<u64>{25, 15, 5});
  CHECK(drained == 0);
  asked.clear();
  CHECK(reclaim_on_demand(100, give(0), [&] { ++drained; }).error().code == Errno::kEAGAIN);
  CHECK(asked.size() == 17);
  CHECK(drained == 1);
}
