// The VMA tree against a std::map, under random insertions, erasures and moves; find and gap search against brute force.
#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "tests/support/area_set.h"
#include "tests/support/random.h"

using namespace pw;
using namespace pw::test;

namespace {

struct Entry {
  u64 end;
  VmaId id;
};
using Model = std::map<u64, Entry>;  // by start

struct Playground {
  AreaSet areas;
  Model model;
  Random random;
  u64 low_page = 16;
  u32 pages = 4096;  // addresses in play; small, so that areas often touch

  explicit Playground(u64 seed) : random(seed) {}

  u64 some_addr() { return (low_page + random.below(pages)) * kPageSize; }
};

bool is_free(const Model& model, u64 start, u64 end) {
  auto next = model.lower_bound(start);
  if (next != model.end() && next->first < end) return false;
  return next == model.begin() || std::prev(next)->second.end <= start;
}

void insert_some(Playground& p) {
  const u64 start = p.some_addr();
  const u64 end = start + (1 + p.random.below(4)) * kPageSize;
  if (!is_free(p.model, start, end)) return;
  p.model[start] = Entry{end, p.areas.add(start, end)};
}

Model::iterator some_entry(Playground& p) {
  const auto found = p.model.lower_bound(p.some_addr());
  return found == p.model.end() ? p.model.begin() : found;
}

void erase_some(Playground& p) {
  if (p.model.empty()) return;
  const auto entry = some_entry(p);
  p.areas.remove(entry->second.id);
  p.model.erase(entry);
}

// A boundary goes anywhere between the neighbours: growing into gaps, shrinking, or both.
void move_some(Playground& p) {
  if (p.model.empty()) return;
  const auto entry = some_entry(p);
  const auto next = std::next(entry);
  const u64 floor = entry == p.model.begin() ? p.low_page * kPageSize : std::prev(entry)->second.end;
  const u64 ceiling = next == p.model.end() ? (p.low_page + p.pages + 8) * kPageSize : next->first;
  const u32 room = static_cast<u32>(to_pages(ceiling - floor));
  const u32 first = p.random.one_in(4) ? 0 : p.random.below(room);
  const u32 length = p.random.one_in(4) ? room - first : 1 + p.random.below(room - first);
  const u64 start = floor + first * kPageSize;
  const Entry moved{start + length * kPageSize, entry->second.id};
  p.areas.move(moved.id, AddrRange{start, moved.end});
  p.model.erase(entry);
  p.model[start] = moved;
}

VmaId brute_find(const Model& model, u64 addr) {
  for (const auto& [start, entry] : model) {
    if (entry.end > addr) return entry.id;
  }
  return VmaId();
}

VmaId brute_prev(const Model& model, u64 addr) {
  VmaId found;
  for (const auto& [start, entry] : model) {
    if (entry.end <= addr) found = entry.id;
  }
  return found;
}

VmaId brute_intersection(const Model& model, u64 start, u64 end) {
  for (const auto& [at, entry] : model) {
    if (entry.end > start && at < end) return entry.id;
  }
  return VmaId();
}

std::vector<AddrRange> list_gaps(const Model& model, u64 low, u64 high) {
  std::vector<AddrRange> gaps;
  u64 from = low;
  for (const auto& [start, entry] : model) {
    const u64 to = start < high ? start : high;
    if (from < to) gaps.push_back(AddrRange{from, to});
    from = entry.end > from ? entry.end : from;
  }
  if (from < high) gaps.push_back(AddrRange{from, high});
  return gaps;
}

u64 brute_gap(const Model& model, u64 low, u64 high, u64 size_bytes, bool is_topdown) {
  u64 found = 0;
  for (const AddrRange& gap : list_gaps(model, low, high)) {
    if (gap.size_bytes() < size_bytes) continue;
    if (!is_topdown) return gap.start;
    found = gap.end - size_bytes;
  }
  return found;
}

// Around an area or a free range.
void compare_neighbours(Playground& p, AddrRange range) {
  const Neighbours around = find_neighbours(p.areas.nodes, p.areas.tree, range);
  CHECK(around.prev == brute_prev(p.model, range.start));
  CHECK(around.next == brute_find(p.model, range.end));
}

void compare_lookups(Playground& p) {
  const NodePool& nodes = p.areas.nodes;
  const VmaTree& tree = p.areas.tree;
  const u64 addr = p.some_addr() + (p.random.one_in(2) ? 0 : p.random.below(4096));
  const u64 end = addr + 1 + p.random.below(5 * 4096);
  const VmaId up = brute_find(p.model, addr);
  CHECK(find_vma(nodes, tree, addr) == up);
  CHECK(find_vma_at(nodes, tree, addr) == (up.valid() && p.areas.vmas[up].start <= addr ? up : VmaId()));
  CHECK(find_vma_prev(nodes, tree, addr) == brute_prev(p.model, addr));
  CHECK(find_vma_intersection(nodes, tree, AddrRange{addr, end}) == brute_intersection(p.model, addr, end));
  if (!brute_intersection(p.model, addr, end).valid()) compare_neighbours(p, AddrRange{addr, end});
  if (up.valid()) compare_neighbours(p, p.areas.vmas[up].range());
}

void compare_gaps(Playground& p) {
  const u64 low = p.some_addr();
  const u64 high = low + p.random.below(p.pages) * kPageSize;
  const u64 size_bytes = (1 + p.random.below(p.random.one_in(3) ? 64 : 6)) * kPageSize;
  CAPTURE(low, high, size_bytes);
  CHECK(find_gap_topdown(p.areas.nodes, p.areas.tree, low, high, size_bytes) == brute_gap(p.model, low, high, size_bytes, true));
  CHECK(find_gap_bottomup(p.areas.nodes, p.areas.tree, low, high, size_bytes) == brute_gap(p.model, low, high, size_bytes, false));
}

bool equal_to_model(const Playground& p) {
  auto expected = p.model.begin();
  bool equal = true;
  for_each_vma(p.areas.nodes, p.areas.tree, [&](VmaId id) {
    equal = equal && expected != p.model.end() && expected->second.id == id;
    if (expected != p.model.end()) ++expected;
  });
  return equal && expected == p.model.end() && p.areas.tree.count == p.model.size();
}

// Of 100 steps so many insert and so many erase; the rest move.
// Invariants are checked after every `check_every` steps: with thousands of areas a full check costs what thousands of steps do.
void play(Playground& p, u32 steps, u32 inserts, u32 erases, u32 check_every = 1) {
  for (u32 step = 0; step < steps; ++step) {
    const u32 die = p.random.below(100);
    if (die < inserts) {
      insert_some(p);
    } else if (die < inserts + erases) {
      erase_some(p);
    } else {
      move_some(p);
    }
    if (step % check_every != 0) continue;
    CAPTURE(step);
    REQUIRE(first_broken(p.areas) == "");
    compare_lookups(p);
    if (step % 4 == 0) compare_gaps(p);
    if (step % 64 == 0) REQUIRE(equal_to_model(p));
  }
  REQUIRE(equal_to_model(p));
}

}  // namespace

TEST_CASE("random histories of the tree equal a map's", "[vma][property]") {
  const u64 seed = GENERATE(1ull, 2ull, 3ull);
  CAPTURE(seed);
  Playground p(seed);
  play(p, 1500, 70, 10);  // grows
  CHECK(p.areas.tree.height >= 3);
  play(p, 1000, 30, 30);  // churns
  play(p, 1500, 10, 70);  // shrinks
  while (!p.model.empty()) {
    erase_some(p);
    REQUIRE(first_broken(p.areas) == "");
  }
  CHECK(p.areas.nodes.live_count() == 0);
}

TEST_CASE("thousands of areas", "[vma][property]") {
  Playground p(5);
  p.pages = 40000;
  play(p, 9000, 90, 4, 50);
  CHECK(p.areas.tree.count > 3000);
  play(p, 4000, 30, 35, 25);
  play(p, 9000, 4, 90, 50);
  CHECK(p.areas.tree.count < 1500);
}

TEST_CASE("crowded histories: hardly a gap", "[vma][property]") {
  Playground p(7);
  p.pages = 400;
  play(p, 2500, 60, 15);
  play(p, 1000, 15, 60);
}

TEST_CASE("areas in ascending, descending and alternating order", "[vma][property]") {
  const u32 stride = GENERATE(1u, 2u, 3u);  // 1: no gaps between
  const bool descends = GENERATE(false, true);
  AreaSet areas;
  std::vector<VmaId> ids;
  const u32 n = 400;
  for (u32 k = 0; k < n; ++k) {
    const u64 page = 16 + static_cast<u64>(descends ? n - k : k) * stride;
    ids.push_back(areas.add(page * kPageSize, (page + 1) * kPageSize));
    REQUIRE(first_broken(areas) == "");
  }
  for (u32 k = 0; k < n; k += 2) {
    areas.remove(ids[k]);
    REQUIRE(first_broken(areas) == "");
  }
  for (u32 k = 1; k < n; k += 2) {
    areas.remove(ids[k]);
    REQUIRE(first_broken(areas) == "");
  }
  CHECK(areas.nodes.live_count() == 0);
}

TEST_CASE("a copied tree is not touched by what happens to the original", "[vma][property]") {
  Playground p(11);
  play(p, 600, 70, 10);
  const Playground snapshot = p;
  play(p, 300, 30, 30);
  CHECK(first_broken(snapshot.areas) == "");
  CHECK(equal_to_model(snapshot));
}
