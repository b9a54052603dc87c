// The XArray: the shape that Linux's has after the same calls, and a map that does the same with no structure at all.
#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "engine/base/fields_bytes.h"
#include "engine/base/xarray.h"
#include "tests/support/random.h"

namespace pw::test {
namespace {

struct ArrayBench {
  XaNodePool nodes;
  XArray xa;

  void store(u64 index, u32 object) { xa_store(nodes, xa, index, XaEntry::of_object(object)); }
  void store_value(u64 index, u64 value) { xa_store(nodes, xa, index, XaEntry::of_value(value)); }
  XaEntry load(u64 index) const { return xa_load(nodes, xa, index); }
  u32 top_shift() const { return nodes[xa.head.node()].shift; }

  std::string broken(XaCount* count = nullptr) const {
    CheckReport report;
    std::vector<bool> seen(nodes.capacity(), false);
    const XaCount found = check_xarray(nodes, xa, "array", seen, report);
    if (count != nullptr) *count = found;
    if (found.nodes != nodes.live_count()) report.broken("leak", "nodes that hang nowhere");
    return report.ok() ? "" : report.messages()[0];
  }
  bool breaks(const std::string& rule) const { return broken().rfind(rule + ":", 0) == 0; }
};

}  // namespace

TEST_CASE("xarray: one entry at index 0 needs no node", "[xarray]") {
  ArrayBench b;
  b.store(0, 7);
  CHECK(b.nodes.live_count() == 0);
  CHECK(b.load(0).object() == 7);
  CHECK(b.load(1).is_none());
  CHECK(xa_erase(b.nodes, b.xa, 0).object() == 7);
  CHECK(b.load(0).is_none());
  CHECK(xa_erase(b.nodes, b.xa, 0).is_none());
}

TEST_CASE("xarray: it grows at the top and shrinks back", "[xarray]") {
  ArrayBench b;
  b.store(0, 1);
  b.store(63, 2);
  CHECK(b.nodes.live_count() == 1);
  CHECK(b.top_shift() == 0);
  b.store(64, 3);
  CHECK(b.nodes.live_count() == 3);
  CHECK(b.top_shift() == 6);
  b.store(u64{1} << 20, 4);  // 4 levels, and a path of 3 nodes below the new top
  CHECK(b.top_shift() == 18);
  CHECK(b.nodes.live_count() == 8);
  CHECK(b.broken() == "");
  xa_erase(b.nodes, b.xa, u64{1} << 20);
  CHECK(b.top_shift() == 6);
  CHECK(b.nodes.live_count() == 3);
  xa_erase(b.nodes, b.xa, 64);
  CHECK(b.top_shift() == 0);
  xa_erase(b.nodes, b.xa, 63);
  CHECK(b.nodes.live_count() == 0);
  CHECK(b.load(0).object() == 1);
}

TEST_CASE("xarray: an empty one that gets a high index first makes that path alone", "[xarray]") {
  ArrayBench b;
  b.store(100, 5);
  CHECK(b.nodes.live_count() == 2);
  CHECK(b.load(100).object() == 5);
  CHECK(b.load(36).is_none());
  b.store(~u64{0}, 6);
  CHECK(b.top_shift() == 60);
  CHECK(b.load(~u64{0}).object() == 6);
  CHECK(xa_find(b.nodes, b.xa, 101, ~u64{0}).index == ~u64{0});
  CHECK_FALSE(xa_find(b.nodes, b.xa, 101, ~u64{0} - 1).is_there());
  CHECK(b.broken() == "");
  xa_erase(b.nodes, b.xa, 100);
  xa_erase(b.nodes, b.xa, ~u64{0});
  CHECK(b.nodes.live_count() == 0);
}

TEST_CASE("xarray: values stand beside objects and are counted", "[xarray]") {
  ArrayBench b;
  b.store(1, 9);
  b.store_value(2, 0x7fffffffffffffff);
  CHECK(b.load(2).is_value());
  CHECK(b.load(2).value() == 0x7fffffffffffffff);
  CHECK(b.nodes[b.xa.head.node()].nr_values == 1);
  b.store(2, 4);  // an object in the place of the value
  CHECK(b.nodes[b.xa.head.node()].nr_values == 0);
  CHECK(b.nodes[b.xa.head.node()].count == 2);
  CHECK(b.broken() == "");
}

TEST_CASE("xarray: a mark is seen from the top, and goes with the last that has it", "[xarray]") {
  ArrayBench b;
  for (u64 index : {5, 6, 70, 5000}) b.store(index, 1);
  xa_set_mark(b.nodes, b.xa, 6, XaMark::k1);
  xa_set_mark(b.nodes, b.xa, 5000, XaMark::k1);
  xa_set_mark(b.nodes, b.xa, 7, XaMark::k1);  // nothing there
  CHECK_FALSE(xa_get_mark(b.nodes, b.xa, 7, XaMark::k1));
  CHECK(xa_find_marked(b.nodes, b.xa, 0, 9999, XaMark::k1).index == 6);
  CHECK(xa_find_marked(b.nodes, b.xa, 7, 9999, XaMark::k1).index == 5000);
  CHECK_FALSE(xa_find_marked(b.nodes, b.xa, 0, 9999, XaMark::k0).is_there());
  xa_erase(b.nodes, b.xa, 5000);
  CHECK_FALSE(xa_find_marked(b.nodes, b.xa, 7, 9999, XaMark::k1).is_there());
  CHECK(b.xa.marks == 2);
  xa_clear_mark(b.nodes, b.xa, 6, XaMark::k1);
  CHECK(b.xa.marks == 0);
  CHECK(b.broken() == "");
}

TEST_CASE("xarray: a mark of the entry in the head goes along when it grows", "[xarray]") {
  ArrayBench b;
  b.store(0, 1);
  xa_set_mark(b.nodes, b.xa, 0, XaMark::k2);
  b.store(4096, 2);
  CHECK(xa_get_mark(b.nodes, b.xa, 0, XaMark::k2));
  CHECK_FALSE(xa_get_mark(b.nodes, b.xa, 4096, XaMark::k2));
  xa_erase(b.nodes, b.xa, 4096);
  CHECK(xa_get_mark(b.nodes, b.xa, 0, XaMark::k2));
  CHECK(b.broken() == "");
}

namespace {

struct ModelEntry {
  XaEntry entry;
  u32 marks = 0;
};
using Model = std::map<u64, ModelEntry>;

u64 some_index(Random& random, u64 span) {
  const u32 dice = random.below(20);
  if (dice == 0) return ~u64{0} - random.below(3);
  return dice == 1 ? u64{1} << (6 * random.below(10)) : random.next() % span;
}

void change(ArrayBench& b, Model& model, Random& random, u64 index) {
  const u32 dice = random.below(10);
  const XaMark mark = static_cast<XaMark>(random.below(3));
  const u32 bit = 1u << static_cast<u32>(mark);
  const auto there = model.find(index);
  const XaEntry before = there == model.end() ? XaEntry() : there->second.entry;
  if (dice < 5) {
    const XaEntry entry = random.below(3) == 0 ? XaEntry::of_value(random.next() >> 1) : XaEntry::of_object(random.below(1u << 30));
    REQUIRE(xa_store(b.nodes, b.xa, index, entry) == before);
    model[index].entry = entry;
  } else if (dice < 8) {
    REQUIRE(xa_erase(b.nodes, b.xa, index) == before);
    model.erase(index);
  } else if (dice == 8) {
    xa_set_mark(b.nodes, b.xa, index, mark);
    if (there != model.end()) there->second.marks |= bit;
  } else {
    xa_clear_mark(b.nodes, b.xa, index, mark);
    if (there != model.end()) there->second.marks &= ~bit;
  }
}

// The first at or behind `first` that has the marks asked for.
u64 expected(const Model& model, u64 first, u64 last, u32 marks) {
  for (auto at = model.lower_bound(first); at != model.end() && at->first <= last; ++at) {
    if ((at->second.marks & marks) == marks) return at->first;
  }
  return 0;
}

void compare(const ArrayBench& b, const Model& model, Random& random, u64 span) {
  const u64 first = some_index(random, span);
  const u64 last = random.below(4) == 0 ? first + random.below(100) : ~u64{0};
  const XaFound any = xa_find(b.nodes, b.xa, first, last);
  REQUIRE(any.index == expected(model, first, last, 0));
  const XaMark mark = static_cast<XaMark>(random.below(3));
  REQUIRE(xa_find_marked(b.nodes, b.xa, first, last, mark).index == expected(model, first, last, 1u << static_cast<u32>(mark)));
  const auto there = model.find(first);
  REQUIRE(b.load(first) == (there == model.end() ? XaEntry() : there->second.entry));
  REQUIRE(xa_get_mark(b.nodes, b.xa, first, mark) == (there != model.end() && (there->second.marks >> static_cast<u32>(mark) & 1) != 0));
}

void compare_all(const ArrayBench& b, const Model& model) {
  XaCount count;
  REQUIRE(b.broken(&count) == "");
  auto at = model.begin();
  xa_for_each(b.nodes, b.xa, 0, ~u64{0}, [&](u64 index, XaEntry entry) {
    REQUIRE(at != model.end());
    REQUIRE((at->first == index && at->second.entry == entry));
    ++at;
  });
  REQUIRE(at == model.end());
  REQUIRE(count.objects + count.values == model.size());
}

}  // namespace

TEST_CASE("xarray: random changes agree with a map", "[xarray]") {
  for (u64 seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    ArrayBench b;
    Model model;
    Random random(seed);
    const u64 span = seed % 3 == 0 ? 100 : seed % 3 == 1 ? 5000 : u64{1} << 40;
    for (u32 step = 0; step < 2000; ++step) {
      const bool is_known = !model.empty() && random.below(2) == 0;  // else most erasures find nothing
      const auto near = model.lower_bound(some_index(random, span));
      change(b, model, random, is_known && near != model.end() ? near->first : some_index(random, span));
      compare(b, model, random, span);
      if (step % 50 == 0) compare_all(b, model);
    }
    compare_all(b, model);
    xa_destroy(b.nodes, b.xa);
    CHECK(b.nodes.live_count() == 0);
  }
}

// What makes a copy of the machine cheap: a store copies the nodes on its way that it changes, and no others.
TEST_CASE("xarray: a store beside a copy leaves the copy alone", "[xarray]") {
  ArrayBench b;
  for (u64 index = 0; index < 100000; ++index) b.store(index, 3);
  const ArrayBench copy = b;
  b.store(50000, 4);
  xa_erase(b.nodes, b.xa, 50001);
  CHECK(copy.load(50000).object() == 3);
  CHECK(copy.load(50001).object() == 3);
  CHECK(added_bytes(b.nodes, copy.nodes) < 64u << 10);
  CHECK(copy.broken() == "");
  CHECK(b.broken() == "");
}

TEST_CASE("check_xarray: broken on purpose", "[xarray]") {
  ArrayBench b;
  for (u64 index : {1, 2, 70, 5000}) b.store(index, 1);
  xa_set_mark(b.nodes, b.xa, 70, XaMark::k0);
  REQUIRE(b.broken() == "");
  const XaNodeId top = b.xa.head.node();
  const XaNodeId middle = b.nodes[top].slots[0].node();
  const XaNodeId leaf = b.nodes[middle].slots[0].node();
  SECTION("X1: count") {
    ++b.nodes.mut(leaf).count;
    CHECK(b.breaks("X1"));
  }
  SECTION("X1: values") {
    b.nodes.mut(leaf).slots[2] = XaEntry::of_value(1);
    CHECK(b.breaks("X1"));
  }
  SECTION("X2: a wrong way back") {
    b.nodes.mut(leaf).offset = 5;
    CHECK(b.breaks("X2"));
  }
  SECTION("X2: an object above the leaves") {
    b.nodes.mut(top).slots[9] = XaEntry::of_object(1);
    CHECK(b.breaks("X2"));
  }
  SECTION("X2: a node in two places") {
    b.nodes.mut(middle).slots[5] = XaEntry::of_node(leaf);
    CHECK(b.breaks("X2"));
  }
  SECTION("X3") {
    b.nodes.mut(top).slots[1] = XaEntry();
    b.nodes.mut(top).count = 1;
    CHECK(b.breaks("X3"));
  }
  SECTION("X4: a mark above that nobody below has") {
    b.nodes.mut(top).marks[1] = 1;
    CHECK(b.breaks("X4"));
  }
  SECTION("X4: a mark where nothing is") {
    b.nodes.mut(leaf).marks[2] = 8;
    CHECK(b.breaks("X4"));
  }
  SECTION("X4: on the array") {
    b.xa.marks = 0;
    CHECK(b.breaks("X4"));
  }
}

}  // namespace pw::test
