// The buddy lists: splitting, merging, order of lists, exhaustion, and a model that knows only which frames are taken.
#include <algorithm>
#include <set>

#include "engine/phys/buddy.h"
#include "engine/trace/phys_events.h"
#include "tests/support/random.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

std::vector<u32> list_of(const Phys& phys, u32 zone, u32 order) {
  std::vector<u32> frames;
  for (u32 pfn = phys.node.zones[zone].free_area[order].head; pfn != Pfn::kNone; pfn = phys.pages[pfn].next) frames.push_back(pfn);
  return frames;
}

std::vector<std::vector<u32>> all_lists(const Phys& phys) {
  std::vector<std::vector<u32>> lists;
  for (u32 zone = 0; zone < kZones; ++zone) {
    for (u32 order = 0; order < kOrders; ++order) {
      lists.push_back(list_of(phys, zone, order));
      std::sort(lists.back().begin(), lists.back().end());
    }
  }
  return lists;
}

}  // namespace

TEST_CASE("buddy: a split keeps the lower half and returns the upper ones", "[phys]") {
  PhysMachine m(1ull << 30);
  // 0x1400 begins a block of order 10; order 8 is wanted, so halves of orders 9 and 8 go back.
  const Pfn pfn = m.alloc(0, 8);
  REQUIRE(pfn.v == 0x1400);
  REQUIRE(list_of(m.phys, 1, 8) == std::vector<u32>{0x1500});
  REQUIRE(list_of(m.phys, 1, 9) == std::vector<u32>{0x1600});
  REQUIRE(m.log.count(EventId::kExpand, Phase::kInstant) == 1);
  REQUIRE(m.page(pfn).order == 8);
  REQUIRE(m.page(pfn).refcount == 1);
  require_sound(m.phys);
}

TEST_CASE("buddy: freeing merges all the way back", "[phys]") {
  PhysMachine m;
  const auto before = all_lists(m.phys);
  const Pfn pfn = m.alloc(0, 3);
  REQUIRE(all_lists(m.phys) != before);
  REQUIRE(m.put(pfn));
  REQUIRE(all_lists(m.phys) == before);
  REQUIRE(m.log.count(EventId::kFreeOnePage, Phase::kInstant) == 1);
  require_sound(m.phys);
}

TEST_CASE("buddy: blocks of the largest order do not merge", "[phys]") {
  PhysMachine m;
  const Pfn first = m.alloc(0, kMaxOrder);
  const Pfn second = m.alloc(0, kMaxOrder);
  REQUIRE(second.v == first.v + 1024);
  m.put(first);
  m.put(second);
  REQUIRE(m.log.count(EventId::kFreeOnePage, Phase::kInstant) == 0);
  require_sound(m.phys);
}

TEST_CASE("buddy: a block whose parent's buddy is free waits at the tail", "[phys]") {
  PhysMachine m(1ull << 30);
  Zone& zone = m.phys.node.zones[1];
  const Pfn a = take_block(m.phys, m.trace, zone, 4);  // 0x1400; its parent's buddy, order 5 at 0x1420, is free
  const Pfn b = take_block(m.phys, m.trace, zone, 4);  // 0x1410
  const Pfn c = take_block(m.phys, m.trace, zone, 4);  // 0x1420
  const Pfn d = take_block(m.phys, m.trace, zone, 4);  // 0x1430
  REQUIRE(d.v == a.v + 48);
  const Pfn e = take_block(m.phys, m.trace, zone, 4);  // 0x1440
  const Pfn f = take_block(m.phys, m.trace, zone, 4);
  free_block(m.phys, m.trace, zone, e, 4);
  free_block(m.phys, m.trace, zone, c, 4);  // parent's buddy (a+b) is taken: head
  REQUIRE(list_of(m.phys, 1, 4).front() == c.v);
  free_block(m.phys, m.trace, zone, d, 4);  // c and d merge to order 5
  REQUIRE(list_of(m.phys, 1, 5).front() == c.v);
  free_block(m.phys, m.trace, zone, a, 4);  // b is taken, but the parent's buddy c+d is free: tail
  REQUIRE(list_of(m.phys, 1, 4).back() == a.v);
  REQUIRE(list_of(m.phys, 1, 4).front() == e.v);
  free_block(m.phys, m.trace, zone, b, 4);
  free_block(m.phys, m.trace, zone, f, 4);
  require_sound(m.phys);
}

TEST_CASE("buddy: watermarks end an allocation without changing anything", "[phys]") {
  PhysMachine m(32ull << 20);
  std::vector<Pfn> taken;
  for (Pfn pfn = m.alloc(); pfn.valid(); pfn = m.alloc()) taken.push_back(pfn);
  REQUIRE(taken.size() > 6000);
  for (const Zone& zone : m.phys.node.zones) {
    if (zone.managed_pages == 0) continue;
    REQUIRE(zone.free_pages <= zone.watermark[kWmarkMin] + zone.lowmem_reserve[2]);
    REQUIRE(zone.free_pages > 0);
  }
  REQUIRE(count_available(m.phys) == 0);
  require_sound(m.phys);
  const u64 hash = hash_of(m.phys);
  REQUIRE_FALSE(m.alloc().valid());
  REQUIRE_FALSE(m.alloc(1).valid());
  REQUIRE_FALSE(m.alloc(0, 2).valid());
  REQUIRE(hash_of(m.phys) == hash);
  REQUIRE(m.log.last_reason(EventId::kAllocPages) == Reason::kWatermarkMin);
}

TEST_CASE("buddy: lower zones are used when higher ones are at their low watermark", "[phys]") {
  PhysMachine m;
  bool used_dma = false;
  bool below_low = false;
  for (Pfn pfn = m.alloc(); pfn.valid(); pfn = m.alloc()) {
    if (m.page(pfn).zone == 0 && !used_dma) {
      used_dma = true;
      const Zone& dma32 = m.phys.node.zones[1];
      REQUIRE(dma32.free_pages <= dma32.watermark[kWmarkLow]);
      REQUIRE(dma32.free_pages > dma32.watermark[kWmarkMin]);
    }
    below_low = below_low || m.log.last_reason(EventId::kAllocPages) == Reason::kFromBelowLow;
    m.log.events.clear();
  }
  REQUIRE(used_dma);
  REQUIRE(below_low);
}

TEST_CASE("buddy: no block of the order, though there are frames", "[phys]") {
  PhysMachine m(32ull << 20);
  std::vector<Pfn> taken;
  for (Pfn pfn = m.alloc(); pfn.valid(); pfn = m.alloc()) taken.push_back(pfn);
  // Every second frame comes back: plenty of memory, no two neighbours.
  std::sort(taken.begin(), taken.end());
  for (const Pfn pfn : taken) {
    if (pfn.v % 2 == 0) m.put(pfn);
  }
  m.drain_all();
  REQUIRE(m.alloc().valid());
  REQUIRE_FALSE(m.alloc(0, 8).valid());
  REQUIRE(m.log.last_reason(EventId::kAllocPages) == Reason::kNoBlock);
}

TEST_CASE("buddy: all memory taken and given back is whole again", "[phys]") {
  PhysMachine m(32ull << 20);
  const auto before = all_lists(m.phys);
  std::vector<Pfn> taken;
  for (u32 round = 0; round < 2; ++round) {
    taken.clear();
    for (Pfn pfn = m.alloc(round); pfn.valid(); pfn = m.alloc(round)) taken.push_back(pfn);
    Random random(round + 1);
    for (u32 i = static_cast<u32>(taken.size()); i > 1; --i) std::swap(taken[i - 1], taken[random.below(i)]);
    for (const Pfn pfn : taken) m.put(pfn, random.below(2));
    m.drain_all();
    REQUIRE(all_lists(m.phys) == before);
    require_sound(m.phys);
  }
}

TEST_CASE("buddy: random blocks never overlap and everything stays sound", "[phys]") {
  const u64 seed = GENERATE(1, 2, 3, 4);
  CAPTURE(seed);
  PhysMachine m(32ull << 20, 3);
  m.trace = Trace();
  const auto before = all_lists(m.phys);
  Random random(seed);
  std::vector<std::pair<Pfn, u32>> blocks;
  std::vector<bool> taken(m.phys.pages.size());
  for (u32 step = 0; step < 4000; ++step) {
    const bool wants_more = random.below(1000) < (step / 1000 % 2 == 0 ? 700u : 300u);
    if (wants_more || blocks.empty()) {
      const u32 order = random.one_in(3) ? random.below(kOrders) : 0;
      const Pfn pfn = m.alloc(random.below(3), order);
      if (!pfn.valid()) continue;
      REQUIRE(pfn.v % (1u << order) == 0);
      for (u32 i = 0; i < 1u << order; ++i) {
        REQUIRE_FALSE(taken[pfn.v + i]);
        taken[pfn.v + i] = true;
      }
      blocks.emplace_back(pfn, order);
    } else {
      const u32 victim = random.below(static_cast<u32>(blocks.size()));
      const auto block = blocks[victim];
      blocks[victim] = blocks.back();
      blocks.pop_back();
      for (u32 i = 0; i < 1u << block.second; ++i) taken[block.first.v + i] = false;
      REQUIRE(m.put(block.first, random.below(3)));
    }
    if (step % 500 == 0) require_sound(m.phys);
  }
  for (const auto& block : blocks) m.put(block.first, random.below(3));
  m.drain_all();
  require_sound(m.phys);
  REQUIRE(all_lists(m.phys) == before);
}
