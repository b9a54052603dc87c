// Physical memory's share of the state hash.
//
// In this order: configuration (mem_bytes u64, cpus u32); per zone its free lists (per order the first frame of each block in list
// order, closed by kNone), then per CPU the frames of the per-CPU list, closed likewise, with what tunes it (high, free_count,
// alloc_factor), then ZONE_BELOW_HIGH; the LRU lists from the most recent on; the batches; every frame that is neither free nor
// reserved, by number, with all its fields but the links, closed by kNone; the spilled contents; the counters. Watermarks, spans and the
// struct pages of free and reserved frames follow from the configuration and the lists, so they are left out.
#include "engine/phys/phys.h"

namespace pw {
namespace {

template <class List>
void hash_list(const Phys& phys, const List& list, Hasher& hasher) {
  for (u32 pfn = list.head; pfn != Pfn::kNone; pfn = phys.pages[pfn].next) hasher.add_u32(pfn);
  hasher.add_u32(Pfn::kNone);
}

void hash_zone(const Phys& phys, const Zone& zone, Hasher& hasher) {
  for (const FreeArea& area : zone.free_area) hash_list(phys, area, hasher);
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    const PerCpuPages& pcp = zone.pcp[cpu];
    hash_list(phys, pcp, hasher);
    hasher.add_u32(pcp.high);
    hasher.add_u32(pcp.free_count);
    hasher.add_u8(pcp.alloc_factor);
  }
  hasher.add_u8(zone.is_below_high ? 1 : 0);
}

void hash_batch(const FolioBatch& batch, Hasher& hasher) {
  hasher.add_u32(batch.count);
  for (u32 i = 0; i < batch.count; ++i) {
    hasher.add_u32(batch.pfn[i]);
    hasher.add_u8(batch.step[i]);
  }
}

void hash_frame(u32 pfn, const Page& page, Hasher& hasher) {
  hasher.add_u32(pfn);
  hasher.add_u32(page.flags);
  hasher.add_u32(static_cast<u32>(page.refcount));
  hasher.add_u32(static_cast<u32>(page.mapcount));
  hasher.add_u8(static_cast<u8>(page.type));
  hasher.add_u8(page.order);
  hasher.add_u64(page.mapping);
  hasher.add_u64(page.index);
  hasher.add_u64(page.private_);
  hasher.add_u8(page.content_length);
  hasher.add_u16(page.content_offset);
  hasher.add_u64(page.content_length == PageBytes::kSpilled ? 0 : page.content_bytes);
  hasher.add_u16(page.mlock_count);
}

// Returns the frames with spilled contents.
std::vector<u32> hash_frames(const Phys& phys, Hasher& hasher) {
  std::vector<u32> spilled;
  for (u32 pfn = 0; pfn < phys.pages.size();) {
    const Page& page = phys.pages[pfn];
    const bool is_plain = page.type == PageType::kFree || page.type == PageType::kPcp || page.type == PageType::kReserved;
    if (!is_plain) hash_frame(pfn, page, hasher);
    if (page.content_length == PageBytes::kSpilled) spilled.push_back(pfn);
    // A free block is stepped over whole: on a large machine nearly all memory is one.
    pfn += has_flag(page, kPgBuddy) ? 1u << page.order : 1;
  }
  hasher.add_u32(Pfn::kNone);
  return spilled;
}

void hash_spilled(const Phys& phys, const std::vector<u32>& frames, Hasher& hasher) {
  hasher.add_u32(static_cast<u32>(frames.size()));
  for (const u32 pfn : frames) {
    const PackedRuns& packed = phys.spilled.at(ContentId(static_cast<u32>(phys.pages[pfn].content_bytes)));
    hasher.add_u32(pfn);
    hasher.add_u32(packed.count);
    hasher.add_bytes(packed.bytes.data(), static_cast<u32>(packed.bytes.size()));
  }
}

}  // namespace

void hash_state(const Phys& phys, Hasher& hasher) {
  hasher.add_u64(phys.config.mem_bytes);
  hasher.add_u32(phys.config.cpus);
  for (const Zone& zone : phys.zones) hash_zone(phys, zone, hasher);
  for (const LruHead& list : phys.lru) hash_list(phys, list, hasher);
  for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) {
    for (const FolioBatch& batch : phys.batches[cpu]) hash_batch(batch, hasher);
  }
  hash_spilled(phys, hash_frames(phys, hasher), hasher);
  for (const u64 count : phys.stat.pgalloc) hasher.add_u64(count);
  hasher.add_u64(phys.stat.pgfree);
  hasher.add_u64(phys.stat.allocstall);
  const PhysStat& stat = phys.stat;
  for (const u64 count : {stat.pgactivate, stat.pgdeactivate, stat.pglazyfree, stat.unevictable_culled, stat.unevictable_rescued,
                          stat.unevictable_mlocked, stat.unevictable_munlocked, stat.unevictable_cleared, stat.unevictable_stranded}) {
    hasher.add_u64(count);
  }
  hasher.add_u32(phys.nr_page_tables);
  hasher.add_u32(phys.nr_anon_mapped);
  hasher.add_u32(phys.nr_mlock);
}

}  // namespace pw
