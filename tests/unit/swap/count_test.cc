// Counts of slots, as the map of 6.18 has them byte by byte, and the number of pages that a fault reads at once.
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("swap counts: bytes of the map and of its continuations", "[swap]") {
  SwapSlot slot;
  const auto bytes_of = [&](u32 count, u8 flags) {
    slot.count = count;
    slot.flags = flags;
    return swap_map_bytes(slot);
  };
  CHECK(bytes_of(0, kSlotBad) == std::vector<u8>{0x3f});
  CHECK(bytes_of(0, kSlotHasCache) == std::vector<u8>{0x40});
  CHECK(bytes_of(1, 0) == std::vector<u8>{1});
  CHECK(bytes_of(62, kSlotHasCache) == std::vector<u8>{0x7e});
  CHECK(bytes_of(63, 0) == std::vector<u8>{0x80, 1});
  CHECK(bytes_of(125, 0) == std::vector<u8>{0x80 | 62, 1});
  CHECK(bytes_of(63 * 128, 0) == std::vector<u8>{0x80, 0x80, 1});
  CHECK(bytes_of(1, kSlotShmem | kSlotHasCache) == std::vector<u8>{0xff});
}

TEST_CASE("swap counts: a slot is free when neither an entry nor the cache holds it", "[swap]") {
  Machine m;
  Trace trace;
  SwapCx cx{m.k.m.swap, m.k.m.phys, trace, 0};
  const u32 type = turn_swap_on(m.k, "s", SwapKind::kDisk, 64);
  const u32 held = m.k.m.phys.contents.count_holders();
  const SwpEntry entry = store_in_swap(m.k, type, "bytes");
  swap_duplicate(cx, entry);
  swap_duplicate(cx, entry);
  forget_maker(m.k, entry);
  CHECK(m.k.m.swap.areas[type].inuse == 1);
  free_swap_and_cache(cx, entry);
  CHECK(swap_count(m.k.m.swap, entry) == 1);
  free_swap_and_cache(cx, entry);
  CHECK(m.k.m.swap.areas[type].inuse == 0);
  CHECK(m.k.m.phys.contents.count_holders() == held);
  m.check();
}

TEST_CASE("swap read-ahead: how many pages at once", "[swap]") {
  CHECK(swapin_nr_pages(10, 20, 0, 8, 0) == 1);
  CHECK(swapin_nr_pages(10, 11, 0, 8, 0) == 2);
  CHECK(swapin_nr_pages(10, 9, 0, 8, 0) == 2);
  CHECK(swapin_nr_pages(10, 20, 0, 8, 8) == 4);
  CHECK(swapin_nr_pages(10, 20, 1, 8, 0) == 4);
  CHECK(swapin_nr_pages(10, 20, 4, 8, 0) == 8);
  CHECK(swapin_nr_pages(10, 20, 7, 32, 8) == 16);
}
