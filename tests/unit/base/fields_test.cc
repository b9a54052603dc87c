// What follows from a struct's list of fields: hash, equality, the bytes that a copy holds; over every kind of value that state is made of.
#include <catch2/catch.hpp>

#include "engine/base/fields_bytes.h"
#include "engine/base/fields_compare.h"
#include "engine/base/fields_hash.h"
#include "engine/base/id_index.h"
#include "engine/base/pool.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace pw;

namespace {

enum class Colour : u8 { kRed = 1, kBlue = 2 };

struct Point {
  u32 x = 1;
  i32 y = -2;
  PW_FIELDS(Point, x, y);
};
struct Padded {
  u8 small = 3;
  u64 large = 4;
  PW_FIELDS(Padded, small, large);
};
class Everything {
 public:
  u16 number = 5;
  Colour colour = Colour::kRed;
  bool flag = false;
  Pfn pfn{7};
  u64 sum = 8;  // of something
  Point row[3];
  Padded padded[2][2];
  std::string text = "text";
  std::vector<Point> list{Point(), Point()};
  std::map<u64, std::string> names{{1, "one"}};
  std::shared_ptr<const Padded> shared = std::make_shared<const Padded>();
  CowTable<Point, 4> table;
  Pool<std::vector<u32>, VmaId, 2> pool;
  IdIndex<VmaId> index;

  void set_hidden(u32 value) { hidden_ = value; }
  PW_FIELDS(Everything, number, colour, flag, pfn, derived(sum), row, padded, text, list, names, shared, table, pool, derived(index),
            hidden_);

 private:
  u32 hidden_ = 9;
};

// The change is seen by equality under this name, and by the hash exactly when `is_hashed`.
template <class Change>
void require_seen(const std::string& difference, bool is_hashed, Change change) {
  CAPTURE(difference);
  Everything before;
  before.table.resize(6);
  before.pool.alloc({1, 2});
  Everything after = before;
  REQUIRE(is_equal(before, after, nullptr));
  REQUIRE(find_difference(before, after).empty());
  REQUIRE(hash_of(before) == hash_of(after));
  change(after);
  REQUIRE_FALSE(is_equal(before, after, nullptr));
  REQUIRE(find_difference(before, after) == difference);
  REQUIRE((hash_of(before) != hash_of(after)) == is_hashed);
}

}  // namespace

TEST_CASE("fields: every kind of value is compared by name and hashed", "[base]") {
  require_seen("number: 5 and 6", true, [](Everything& e) { e.number = 6; });
  require_seen("colour: 1 and 2", true, [](Everything& e) { e.colour = Colour::kBlue; });
  require_seen("flag: 0 and 1", true, [](Everything& e) { e.flag = true; });
  require_seen("pfn.v: 7 and 4294967295", true, [](Everything& e) { e.pfn = Pfn(); });
  require_seen("row[2].y: -2 and -3", true, [](Everything& e) { e.row[2].y = -3; });
  require_seen("padded[1][0].small: 3 and 4", true, [](Everything& e) { e.padded[1][0].small = 4; });
  require_seen("text: \"text\" and \"texts\"", true, [](Everything& e) { e.text += 's'; });
  require_seen("list[1].x: 1 and 0", true, [](Everything& e) { e.list[1].x = 0; });
  require_seen("list.size(): 2 and 3", true, [](Everything& e) { e.list.emplace_back(); });
  require_seen("names[0].second: \"one\" and \"two\"", true, [](Everything& e) { e.names[1] = "two"; });
  require_seen("names.size(): 1 and 2", true, [](Everything& e) { e.names[9] = ""; });
  require_seen("shared.large: 4 and 5", true, [](Everything& e) { e.shared = std::make_shared<const Padded>(Padded{3, 5}); });
  require_seen("shared: something and nothing", true, [](Everything& e) { e.shared = nullptr; });
  require_seen("table[5].x: 1 and 2", true, [](Everything& e) { e.table.mut(5).x = 2; });
  require_seen("table.size(): 6 and 7", true, [](Everything& e) { e.table.resize(7); });
  require_seen("pool.slots_[0].item[1]: 2 and 3", true, [](Everything& e) { e.pool.mut(VmaId(0))[1] = 3; });
  require_seen("hidden_: 9 and 10", true, [](Everything& e) { e.set_hidden(10); });
}

TEST_CASE("fields: what is derived is compared and not hashed", "[base]") {
  require_seen("sum: 8 and 9", false, [](Everything& e) { e.sum = 9; });
  require_seen("index.ids_.size(): 0 and 1", false, [](Everything& e) { e.index.insert(1, VmaId(2)); });
}

TEST_CASE("fields: a pool's free list decides future ids, so it is hashed", "[base]") {
  Pool<u32, VmaId> a, b;
  for (Pool<u32, VmaId>* pool : {&a, &b}) {
    for (u32 i = 0; i < 3; ++i) pool->alloc(i);
  }
  REQUIRE(a == b);
  a.free(VmaId(0));
  a.free(VmaId(2));
  b.free(VmaId(2));
  b.free(VmaId(0));
  CHECK(a.live_count() == b.live_count());
  CHECK(find_difference(a, b) == "slots_[0].next_free: 4294967295 and 2");
  CHECK(hash_of(a) != hash_of(b));
}

namespace {

// The first of `span` equal entries; one of value 7 says nothing.
struct Run {
  u32 value = 0;
  u32 span = 1;
  u32 note = 0;
  u32 hash_span() const { return span; }
  bool is_in_hash() const { return value != 7; }
  PW_FIELDS(Run, value, span, note);
};

}  // namespace

namespace {

struct Early {
  u32 number = 3;
  PW_FIELDS(Early, number);
};
struct Late {
  u32 number = 3;
  u16 small = 0;
  std::vector<u32> list;
  PW_FIELDS(Late, number, sparse(small), sparse(list));
};

}  // namespace

TEST_CASE("fields: what is sparse is hashed where it is not empty, and changes nothing where it is", "[base]") {
  STATIC_REQUIRE_FALSE(is_plain<Late>());
  Late late;
  CHECK(hash_of(late) == hash_of(Early()));
  late.small = 1;
  Hasher small;
  small.add_u32(3);
  small.add_u8(1);
  small.add_number(1, 2);
  CHECK(hash_of(late) == small.digest());
  CHECK(find_difference(late, Late()) == "small: 1 and 0");
  late.small = 0;
  late.list = {5};
  Hasher list;
  list.add_u32(3);
  list.add_u8(2);
  list.add_u32(1);
  list.add_u32(5);
  CHECK(hash_of(late) == list.digest());
}

TEST_CASE("fields: an item that stands for the next ones is hashed in their place", "[base]") {
  CowTable<Run, 4> table;
  table.resize(8);
  table.mut(1).span = 3;
  const u64 hash = hash_of(table);
  for (const u32 inside : {2u, 3u}) {
    table.mut(inside).value = 1;
    CHECK(hash_of(table) == hash);
  }
  for (const u32 outside : {0u, 1u, 4u, 7u}) {
    CowTable<Run, 4> other = table;
    other.mut(outside).value = 1;
    CAPTURE(outside);
    CHECK(hash_of(other) != hash);
  }
  CowTable<Run, 4> left_out = table;
  left_out.mut(0).value = 7;
  const u64 without = hash_of(left_out);
  left_out.mut(0).note = 1;
  CHECK(hash_of(left_out) == without);
  CHECK(without != hash);
}

TEST_CASE("fields: numbers in a row are hashed as they are one by one, and padding never is", "[base]") {
  STATIC_REQUIRE(is_plain<Point[3]>());
  STATIC_REQUIRE_FALSE(is_plain<Padded>());
  Hasher hasher;
  hasher.add_u32(1);
  hasher.add_u32(static_cast<u32>(-2));
  CHECK(hash_of(Point()) == hasher.digest());
  Hasher padded;
  padded.add_u8(3);
  padded.add_u64(4);
  CHECK(hash_of(Padded()) == padded.digest());
}

TEST_CASE("fields: a version holds what the one before it does not share", "[base]") {
  CHECK(added_bytes(Point(), Point()) == 0);
  CHECK(added_bytes(std::string(10, 'x'), std::string()) == 0);
  CHECK(added_bytes(std::string(100, 'x'), std::string()) >= 100);
  CHECK(added_bytes(std::vector<u64>(10), {}) >= 80);
  CHECK(added_bytes(std::vector<std::string>{std::string(100, 'x')}, {}) >= 100 + sizeof(std::string));

  using Texts = Pool<std::string, VmaId, 1>;
  Texts pool;
  for (u32 i = 0; i < 4; ++i) pool.alloc(std::string(1000, 'x'));
  const u64 alone = added_bytes(pool, Texts());
  CHECK(alone >= 4000);
  const Texts copy = pool;
  CHECK(added_bytes(pool, copy) < 100);
  pool.mut(VmaId(1))[0] = 'y';
  CHECK(added_bytes(pool, copy) > 1000);
  CHECK(added_bytes(pool, copy) < alone / 2);
  CHECK(added_bytes(copy, pool) > 1000);

  using Shared = std::shared_ptr<const std::string>;
  const Shared text = std::make_shared<const std::string>(500, 'x');
  CHECK(added_bytes(text, Shared()) > 500);
  CHECK(added_bytes(text, Shared(text)) == 0);
}
