// Boot: what firmware, memblock and the early kernel leave behind (mm/mm_init.c, mm/memblock.c, mm/page_alloc.c).
//
// The machine is a small PC. Frames by number:
//
//   0          1        0xa0       0x100        0x1000        0x1400                 top - struct pages    top
//   | firmware | free    | firmware | free      | kernel image | free ...             | struct pages        |
//   '--------------------------- zone DMA ------'------------- DMA32 (below 4 GiB), Normal above ------------'
//
// DIVERGES: memory lies in one piece from 0, without the hole that a PC keeps below 4 GiB for devices. The kernel image has a fixed 4 MiB;
// page tables of the kernel's own half, slabs and per-CPU areas are left out. struct pages take exactly 64 bytes a frame, where vmemmap
// rounds up to 2 MiB; they stand at the top because memblock allocates downwards. Every struct page is initialised at once
// (no DEFERRED_STRUCT_PAGE_INIT). khugepaged, which would raise min_free_kbytes once THP may be used, is not there yet.
#include <algorithm>

#include "engine/phys/buddy.h"

namespace pw {
namespace {

constexpr u32 kZoneEnd[kZones] = {1u << 12, 1u << 20, 1u << 31};  // 16 MiB, 4 GiB, beyond everything
constexpr u32 kFirmwareStart = 0xa0, kFirmwareEnd = 0x100;        // video memory and BIOS: no memory at all
constexpr u32 kImageStart = 0x1000, kImageEnd = 0x1400;           // 4 MiB from 16 MiB, where x86-64 kernels are linked to load
constexpr u32 kStructPageBytes = 64;
constexpr u32 kWatermarkScaleFactor = 10;
constexpr u32 kLowmemReserveRatio[kZones] = {256, 256, 32};
constexpr u32 kHighFraction = 8;  // MIN_PERCPU_PAGELIST_HIGH_FRACTION

struct FrameRange {
  u32 start;
  u32 end;
};

// Frame 0 belongs to no zone: firmware keeps its data there, and the kernel never touches it.
void init_zones(Phys& phys, u32 frames) {
  u32 start = 1;
  for (u32 z = 0; z < kZones; ++z) {
    const u32 end = std::min(kZoneEnd[z], frames);
    Zone& zone = phys.node.zones[z];
    zone.start_pfn = end > start ? start : 0;
    zone.spanned_pages = end > start ? end - start : 0;
    zone.present_pages = zone.spanned_pages;
    start = std::max(start, end);
  }
  phys.node.zones[0].present_pages -= kFirmwareEnd - kFirmwareStart;
}

void init_struct_pages(Phys& phys, u32 frames) {
  Page page;
  page.type = PageType::kReserved;
  page.flags = kPgReserved;
  page.refcount = 1;
  phys.pages.assign(frames, page);
  for (u32 z = 1; z < kZones; ++z) {
    const Zone& zone = phys.node.zones[z];
    page.zone = static_cast<u8>(z);
    phys.pages.fill(zone.start_pfn, zone.start_pfn + zone.spanned_pages, page);
  }
}

// __free_pages_memory: the largest aligned blocks that fit, in rising order, each put at the tail. So the first block that the allocator
// hands out later is the lowest.
void free_memory_core(Phys& phys, Trace& trace, u32 z, FrameRange range) {
  Page page;
  page.type = PageType::kFree;
  page.zone = static_cast<u8>(z);
  phys.pages.fill(range.start, range.end, page);
  u32 start = range.start;
  while (start < range.end) {
    u32 order = kMaxOrder;
    while ((start & ((1u << order) - 1)) != 0 || start + (1u << order) > range.end) --order;
    free_block(phys, trace, phys.node.zones[z], Pfn(start), order, FreeTo::kTail);
    start += 1u << order;
  }
  phys.node.zones[z].managed_pages += range.end - range.start;
}

// memblock_free_all: all memory that is not reserved. Ranges end at zone borders here, which are block borders anyway.
void free_all_memory(Phys& phys, u32 frames) {
  Trace silent;
  const u32 map_pages = static_cast<u32>((u64{frames} * kStructPageBytes + kPageSize - 1) / kPageSize);
  const FrameRange free_ranges[] = {{1, kFirmwareStart}, {kFirmwareEnd, kImageStart}, {kImageEnd, frames - map_pages}};
  for (const FrameRange& range : free_ranges) {
    for (u32 z = 0; z < kZones; ++z) {
      const Zone& zone = phys.node.zones[z];
      const FrameRange part{std::max(range.start, zone.start_pfn), std::min(range.end, zone.start_pfn + zone.spanned_pages)};
      if (part.start < part.end) free_memory_core(phys, silent, z, part);
    }
  }
}

u64 int_sqrt(u64 value) {
  u64 root = 0;
  while ((root + 1) * (root + 1) <= value) ++root;
  return root;
}

// calculate_min_free_kbytes: four times the square root of the kilobytes of memory, so that large machines keep relatively less.
u32 min_free_pages(const Phys& phys) {
  u64 managed = 0;
  for (const Zone& zone : phys.node.zones) managed += zone.managed_pages;
  const u64 kbytes = int_sqrt(managed * (kPageSize >> 10) * 16);
  return static_cast<u32>(std::clamp<u64>(kbytes, 128, 262144) >> (kPageShift - 10));
}

// __setup_per_zone_wmarks: each zone gets its share of min; low and high follow at a quarter of it or a thousandth of the zone.
void setup_per_zone_wmarks(Phys& phys) {
  const u64 pages_min = min_free_pages(phys);
  u64 managed = 0;
  for (const Zone& zone : phys.node.zones) managed += zone.managed_pages;
  for (Zone& zone : phys.node.zones) {
    const u64 share = pages_min * zone.managed_pages / managed;
    const u64 step = std::max(share >> 2, u64{zone.managed_pages} * kWatermarkScaleFactor / 10000);
    zone.watermark[kWmarkMin] = static_cast<u32>(share);
    zone.watermark[kWmarkLow] = static_cast<u32>(share + step);
    zone.watermark[kWmarkHigh] = static_cast<u32>(share + 2 * step);
  }
}

// setup_per_zone_lowmem_reserve: what a zone keeps back from requests that a higher zone could have served.
void setup_per_zone_lowmem_reserve(Phys& phys) {
  for (u32 i = 0; i < kZones; ++i) {
    if (phys.node.zones[i].managed_pages == 0) continue;
    u32 above = 0;
    for (u32 j = i + 1; j < kZones; ++j) {
      above += phys.node.zones[j].managed_pages;
      phys.node.zones[i].lowmem_reserve[j] = above / kLowmemReserveRatio[i];
    }
  }
}

// zone_batchsize: about a 4096th of the zone, rounded to 2^n - 1, at most 63; never 0.
u32 zone_batchsize(const Zone& zone) {
  const u32 quarter = std::max(1u, std::min(zone.managed_pages >> 10, 256u) / 4);
  u32 power = 1;
  while (power * 2 <= quarter + quarter / 2) power *= 2;
  return std::max(1u, power - 1);
}

// zone_highsize: the CPUs share what lies below the low watermark (or an eighth of the zone, for the upper limit).
u32 zone_highsize(const Zone& zone, u32 cpus, bool is_max) {
  const u32 total = is_max ? zone.managed_pages / kHighFraction : zone.watermark[kWmarkLow];
  return std::max(total / cpus, zone.pcp_batch << 2);
}

void setup_per_cpu_pageset(Phys& phys) {
  for (Zone& zone : phys.node.zones) {
    if (zone.managed_pages == 0) continue;
    zone.pcp_batch = zone_batchsize(zone);
    zone.pcp_high = zone_highsize(zone, phys.config.cpus, false);
    zone.pcp_high_max = zone_highsize(zone, phys.config.cpus, true);
  }
}

// empty_zero_page is part of the kernel image (.bss on x86-64), here its last frame.
void init_zero_page(Phys& phys) {
  phys.zero_page = Pfn(kImageEnd - 1);
  phys.pages.mut(phys.zero_page.v).type = PageType::kZero;
}

}  // namespace

Phys boot_phys(const PhysConfig& config) {
  PW_ASSERT(config.cpus >= 1 && config.cpus <= kMaxCpus, "number of CPUs");
  PW_ASSERT(config.mem_bytes >= 32ull << 20 && config.mem_bytes <= 16ull << 30, "size of memory");
  Phys phys;
  phys.config = config;
  const u32 frames = static_cast<u32>(to_pages(config.mem_bytes));
  init_zones(phys, frames);
  init_struct_pages(phys, frames);
  free_all_memory(phys, frames);
  setup_per_zone_wmarks(phys);
  setup_per_zone_lowmem_reserve(phys);
  setup_per_cpu_pageset(phys);
  init_zero_page(phys);
  return phys;
}

}  // namespace pw
