// The map whose copies share nodes: against std::map, and what a write copies.
#include "engine/base/cow_map.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "engine/base/fields_bytes.h"
#include "tests/support/random.h"

namespace pw {
namespace {

using Numbers = CowMap<u32, u64>;

std::map<u32, u64> contents_of(const Numbers& map) {
  std::map<u32, u64> items;
  u32 count = 0;
  for (const auto& [key, value] : map) {
    items[key] = value;
    ++count;
  }
  CHECK(count == map.size());
  return items;
}

u32 count_unlike(const Numbers& now, const Numbers& before) {
  u32 nodes = 0;
  now.for_each_unlike(before, [&nodes](const std::pair<u32, u64>&) { ++nodes; });
  return nodes;
}

}  // namespace

TEST_CASE("cow map: any order of writes gives what std::map gives, and older copies stay as they were") {
  test::Random random(7);
  Numbers map;
  std::map<u32, u64> model;
  std::vector<Numbers> copies;
  std::vector<std::map<u32, u64>> models;
  for (u32 step = 0; step < 4000; ++step) {
    const u32 key = random.below(300);
    if (random.below(3) == 0) {
      CHECK(map.erase(key) == (model.erase(key) == 1));
    } else {
      map.set(key, step);
      model[key] = step;
    }
    if (step % 97 != 0) continue;
    copies.push_back(map);
    models.push_back(model);
  }
  CHECK((contents_of(map) == model));
  u32 wrong = 0;
  for (u32 i = 0; i < copies.size(); ++i) wrong += contents_of(copies[i]) == models[i] ? 0 : 1;
  CHECK(wrong == 0);
  CHECK((copies.back() == Numbers(copies.back())));
  CHECK_FALSE((copies.back() == copies.front()));
  for (u32 key = 0; key < 300; ++key) {
    const auto found = model.lower_bound(key);
    const auto at = map.begin_from(key);
    const auto end = map.end();
    REQUIRE((at != end) == (found != model.end()));
    if (found != model.end()) CHECK((*at).first == found->first);
  }
}

TEST_CASE("cow map: a write behind a copy copies the way down and no more, whatever the order of the keys") {
  for (const bool is_ascending : {true, false}) {
    Numbers map;
    for (u32 i = 0; i < 20000; ++i) map.set(is_ascending ? i : 20000 - i, i);
    u32 most = 0;
    for (u32 i = 0; i < 200; ++i) {
      const Numbers before = map;
      CHECK(count_unlike(map, before) == 0);
      map.set(30000 + i, i);
      const u32 copied = count_unlike(map, before);
      if (copied > most) most = copied;
    }
    CHECK(most >= 10);  // log2 of 20,000 is 14.3
    CHECK(most <= 24);
  }
}

TEST_CASE("cow map: a copy that is written by nobody costs nothing, one key what its way costs") {
  CowMap<std::string, u64> names;
  for (u32 i = 0; i < 1000; ++i) names.set("name" + std::to_string(i), i);
  const CowMap<std::string, u64> before = names;
  CHECK(added_bytes(names, before) == 0);
  names.set("another", 1);
  CHECK(added_bytes(names, before) > 0);
  CHECK(added_bytes(names, before) < 20 * (CowMap<std::string, u64>::node_bytes() + kBlockBytes));
}

}  // namespace pw
