#include "tests/unit/memcg/memcg_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("memcg: groups are found by their path, and have the lowest free number", "[memcg]") {
  Groups m;
  CHECK(find_memcg(m.memcg, "") == 0);
  CHECK(find_memcg(m.memcg, "a") == kNoMemcg);
  const MemcgId a = m.make("a"), b = m.make("b", a), c = m.make("c");
  CHECK(std::vector<MemcgId>{a, b, c} == std::vector<MemcgId>{1, 2, 3});
  CHECK(find_memcg(m.memcg, "a/b") == b);
  CHECK(find_memcg(m.memcg, "b") == kNoMemcg);
  CHECK(memcg_path(m.memcg, b) == "/a/b");
  CHECK(memcg_path(m.memcg, 0) == "/");
  CHECK(is_memcg_below(m.memcg, b, a));
  CHECK(is_memcg_below(m.memcg, b, 0));
  CHECK_FALSE(is_memcg_below(m.memcg, a, b));
  remove_memcg(m.cx, b);
  CHECK(m.make("d") == b);
  m.check();
}

TEST_CASE("memcg: a removed group stays while something says it, and holds the one above", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a);
  REQUIRE(m.charge(b));
  REQUIRE(m.charge(b, Charge::kTable));
  remove_memcg(m.cx, b);
  m.check();
  CHECK(m.memcg.groups[b].pages == 1);   // the table became the parent's
  CHECK(m.memcg.groups[a].tables == 1);
  CHECK(m.usage(b) == 1);
  CHECK(m.usage(a) == 2);
  CHECK(find_online(m.memcg, b) == a);
  uncharge_page(m.cx, a, Charge::kTable);
  remove_memcg(m.cx, a);
  CHECK(m.memcg.groups[a].is_used);
  uncharge_page(m.cx, b, Charge::kPage);
  CHECK_FALSE(m.memcg.groups[b].is_used);
  CHECK_FALSE(m.memcg.groups[a].is_used);
  CHECK(m.usage(0) == 0);
  m.check();
}

TEST_CASE("memcg: tables of a group below the root are nobody's charge after it", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a");
  REQUIRE(m.charge(a, Charge::kTable));
  remove_memcg(m.cx, a);
  CHECK_FALSE(m.memcg.groups[a].is_used);
  CHECK(m.usage(0) == 0);
  CHECK(m.usage(0, MemcgCounter::kKmem) == 0);
  m.check();
}

TEST_CASE("memcg: in v1 a page's charge becomes its slot's, of a group that has a folder", "[memcg]") {
  Groups m(true);
  const MemcgId a = m.make("a"), b = m.make("b", a);
  REQUIRE(m.charge(b));
  REQUIRE(m.charge(b));
  CHECK(move_charge_to_slot(m.memcg, b) == b);
  CHECK(m.usage(b) == 63);
  CHECK(m.usage(b, MemcgCounter::kMemsw) == 64);
  remove_memcg(m.cx, b);
  CHECK(move_charge_to_slot(m.memcg, b) == a);
  CHECK(m.usage(b, MemcgCounter::kMemsw) == 1);
  CHECK(m.usage(a, MemcgCounter::kMemsw) == 2);
  CHECK(m.usage(a) == 0);
  m.check();
  uncharge_slot(m.memcg, b);
  CHECK_FALSE(m.memcg.groups[b].is_used);
  uncharge_slot(m.memcg, a);
  CHECK(m.usage(0, MemcgCounter::kMemsw) == 0);
  m.check();
}

TEST_CASE("memcg: in v2 a slot is a charge of its own, and memory.swap.max refuses", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a);
  m.memcg.groups[a][MemcgCounter::kSwap].max = 2;
  CHECK(charge_slot(m.memcg, b) == b);
  CHECK(swap_pages_left(m.memcg, b, 100) == 1);
  CHECK(is_swap_half_used(m.memcg, b));
  CHECK(charge_slot(m.memcg, b) == b);
  CHECK(charge_slot(m.memcg, b) == kNoMemcg);
  CHECK(m.usage(b, MemcgCounter::kSwap) == 2);
  CHECK(m.memcg.groups[a].events.swap_max == 1);
  CHECK(m.memcg.groups[b].events.swap_max == 0);
  CHECK(m.memcg.groups[b].events.swap_fail == 1);
  CHECK(charge_slot(m.memcg, 0) == 0);
  m.check();
  uncharge_slot(m.memcg, b);
  uncharge_slot(m.memcg, b);
  m.check();
}
