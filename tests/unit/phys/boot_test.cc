// Boot: zones, reserved frames, watermarks, free lists. Expected figures are worked out by hand from the rules of mm/page_alloc.c.
#include "engine/base/fields_bytes.h"
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("boot: every size of machine is sound and accounts for every frame", "[phys]") {
  const u64 mib = GENERATE(32, 64, 1024, 5120, 16384);
  CAPTURE(mib);
  const Phys phys = boot_phys(PhysConfig{mib << 20, 2});
  require_sound(phys);
  const u32 frames = static_cast<u32>(mib << 8);
  REQUIRE(phys.pages.size() == frames);
  u32 present = 0, managed = 0;
  for (const Zone& zone : phys.node.zones) {
    present += zone.present_pages;
    managed += zone.managed_pages;
    REQUIRE(zone.free_pages == zone.managed_pages);
  }
  // All but frame 0 and the firmware hole is present; of that, 4 MiB of kernel and 64 bytes a frame are not managed.
  REQUIRE(present == frames - 1 - 0x60);
  REQUIRE(managed == present - 1024 - frames / 64);
}

TEST_CASE("boot: zones by address", "[phys]") {
  const Phys small = boot_phys(PhysConfig{64ull << 20, 2});
  REQUIRE(small.node.zones[0].start_pfn == 1);
  REQUIRE(small.node.zones[0].spanned_pages == 4095);
  REQUIRE(small.node.zones[1].start_pfn == 4096);
  REQUIRE(small.node.zones[1].spanned_pages == 16384 - 4096);
  REQUIRE(small.node.zones[2].spanned_pages == 0);
  const Phys large = boot_phys(PhysConfig{5ull << 30, 2});
  REQUIRE(large.node.zones[1].spanned_pages == (1u << 20) - 4096);
  REQUIRE(large.node.zones[2].start_pfn == 1u << 20);
  REQUIRE(large.node.zones[2].spanned_pages == 1u << 18);
  REQUIRE(large.pages[1u << 20].zone == 2);
  REQUIRE(large.pages[(1u << 20) - 1].zone == 1);
}

TEST_CASE("boot: firmware, kernel image and struct pages are reserved", "[phys]") {
  const Phys phys = boot_phys(PhysConfig{64ull << 20, 2});
  for (const u32 pfn : {0u, 0xa0u, 0xffu, 0x1000u, 0x13feu, 0x3f00u, 0x3fffu}) {
    CAPTURE(pfn);
    REQUIRE(phys.pages[pfn].type == PageType::kReserved);
    REQUIRE(has_flag(phys.pages[pfn], kPgReserved));
  }
  for (const u32 pfn : {1u, 0x9fu, 0x100u, 0xfffu, 0x1400u, 0x3effu}) {
    CAPTURE(pfn);
    REQUIRE(phys.pages[pfn].type == PageType::kFree);
  }
  REQUIRE(phys.zero_page == Pfn(0x13ff));
  REQUIRE(phys.pages[0x13ff].type == PageType::kZero);
}

TEST_CASE("boot: watermarks and reserves", "[phys]") {
  const Phys phys = boot_phys(PhysConfig{64ull << 20, 2});
  // 15007 managed pages: sqrt(60028 kB * 16) = 980 kB = 245 pages, shared 3999 : 11008.
  const Zone& dma = phys.node.zones[0];
  const Zone& dma32 = phys.node.zones[1];
  REQUIRE(dma.managed_pages == 3999);
  REQUIRE(dma32.managed_pages == 11008);
  REQUIRE(dma.watermark[kWmarkMin] == 65);
  REQUIRE(dma.watermark[kWmarkLow] == 65 + 16);
  REQUIRE(dma32.watermark[kWmarkMin] == 179);
  REQUIRE(dma32.watermark[kWmarkLow] == 179 + 44);
  REQUIRE(dma32.watermark[kWmarkHigh] == 179 + 88);
  REQUIRE(dma.lowmem_reserve[1] == 43);  // 11008 / 256
  REQUIRE(dma.lowmem_reserve[2] == 43);
  REQUIRE(dma32.lowmem_reserve[2] == 0);
}

TEST_CASE("boot: per-CPU batch and limits follow the zone's size", "[phys]") {
  const Phys small = boot_phys(PhysConfig{64ull << 20, 2});
  REQUIRE(small.node.zones[1].pcp_batch == 1);
  REQUIRE(small.node.zones[1].pcp_high == 111);           // low watermark 223 / 2 CPUs
  REQUIRE(small.node.zones[1].pcp_high_max == 688);       // 11008 / 8 / 2
  const Phys medium = boot_phys(PhysConfig{256ull << 20, 4});
  REQUIRE(medium.node.zones[1].pcp_batch == 15);  // 59392 / 1024 / 4 = 14, with its half 21, so 16 - 1
  REQUIRE(boot_phys(PhysConfig{16ull << 30, 1}).node.zones[2].pcp_batch == 63);
}

TEST_CASE("boot: the first frame handed out is of the highest zone and the smallest block", "[phys]") {
  PhysMachine small;  // DMA32 ends with blocks of orders 9 (0x3c00) and 8 (0x3e00) below the struct pages
  REQUIRE(small.alloc().v == 0x3e00);
  PhysMachine large(5ull << 30);  // Normal is 236 blocks of order 10, the lowest first
  REQUIRE(large.alloc().v == 1u << 20);
}

TEST_CASE("boot: a large machine shares what is equal", "[phys]") {
  const Phys phys = boot_phys(PhysConfig{16ull << 30, 2});
  // 4 Mi struct pages would be 256 MiB.
  REQUIRE(added_bytes(phys.pages, decltype(phys.pages)()) < 80ull << 20);
}

TEST_CASE("boot: the root behind min_free_kbytes is exact where it is a whole number", "[phys]") {
  // 7,056 managed pages are 84 squared, so the root of 28,224 kB * 16 is 672 kB: 168 pages, of which the DMA zone with its 3,999 gets 95.
  const Phys phys = boot_phys(PhysConfig{u64{8307} << kPageShift, 1});
  REQUIRE(phys.node.zones[0].managed_pages + phys.node.zones[1].managed_pages == 84 * 84);
  REQUIRE(phys.node.zones[0].watermark[kWmarkMin] == 95);
}
