// The table whose copies share chunks: against a vector, and what a write copies.
#include "engine/base/cow_table.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/random.h"

namespace pw {
namespace {

using Words = CowTable<u32, 4>;

std::vector<u32> contents_of(const Words& table) {
  std::vector<u32> items;
  for (u32 i = 0; i < table.size(); ++i) items.push_back(table[i]);
  return items;
}

struct Unlike {
  u32 branches = 0;
  u32 chunks = 0;
};
Unlike count_unlike(const Words& now, const Words& before) {
  Unlike count;
  now.for_each_unlike(before, [&count] { ++count.branches; }, [&count](u32) { ++count.chunks; });
  return count;
}

}  // namespace

TEST_CASE("cow table: any order of writes gives what a vector gives, and older copies stay as they were") {
  test::Random random(11);
  Words table;
  std::vector<u32> model;
  std::vector<Words> copies;
  std::vector<std::vector<u32>> models;
  for (u32 step = 0; step < 3000; ++step) {
    const u32 what = random.below(20);
    const u32 size = static_cast<u32>(model.size());
    if (what == 0) {
      const u32 to = random.below(1500);
      table.resize(to);
      model.resize(to);
    } else if (what == 1 && size > 0) {
      const u32 from = random.below(size), to = from + random.below(size - from + 1);
      table.fill(from, to, step);
      for (u32 i = from; i < to; ++i) model[i] = step;
    } else if (what == 2 && step % 50 == 0) {
      table.assign(900, step);
      model.assign(900, step);
    } else if (what < 6) {
      table.push_back(step);
      model.push_back(step);
    } else if (size > 0) {
      const u32 at = random.below(size);
      table.mut(at) = step;
      model[at] = step;
    }
    if (step % 61 != 0) continue;
    copies.push_back(table);
    models.push_back(model);
  }
  CHECK((contents_of(table) == model));
  u32 wrong = 0;
  for (u32 i = 0; i < copies.size(); ++i) wrong += contents_of(copies[i]) == models[i] ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("cow table: a write behind a copy copies one branch and one chunk") {
  Words table;
  table.resize(100000);
  const Words before = table;
  CHECK(count_unlike(table, before).branches == 0);
  table.mut(5) = 1;
  table.mut(6) = 1;
  CHECK(count_unlike(table, before).branches == 1);
  CHECK(count_unlike(table, before).chunks == 1);
  CHECK(count_unlike(before, table).chunks == 1);
  CHECK(table.shares_chunk(before, 8));
  CHECK_FALSE(table.shares_chunk(before, 4));
  CHECK_FALSE(table.is_chunk_shared(5));
  CHECK(table.is_chunk_shared(8));
  table.mut(99999) = 1;
  CHECK(count_unlike(table, before).branches == 2);
  CHECK(count_unlike(table, before).chunks == 2);
}

TEST_CASE("cow table: equal items over many chunks are one chunk, and count once") {
  Words table;
  table.assign(100000, 7);
  CHECK(count_unlike(table, Words()).chunks == 1);
  table.mut(50000) = 8;
  CHECK(count_unlike(table, Words()).chunks == 2);
  CHECK(table[50001] == 7);
  CHECK(table[99999] == 7);
}

}  // namespace pw
