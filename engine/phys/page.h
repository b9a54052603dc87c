// struct page, one for every frame of the machine (include/linux/mm_types.h, page-flags.h).
//
// Of Linux's page it keeps what the modelled systems read: flags, the two counts, `mapping` with its tag bits, `index`, `private` and the
// list links, the group; and the number of what the page holds. Left out: compound pages and everything of file and slab pages (not built
// yet).
//
//   mapping, by its low bits (FOLIO_MAPPING_FLAGS):
//     63                                   2 1 0
//    +--------------------------------------+-+-+
//    |  AnonVmaId + 1  (a pointer in Linux) |K|A|     A = FOLIO_MAPPING_ANON, K = movable / KSM, never set here yet
//    +--------------------------------------+-+-+
//    A page of the page cache has neither bit, and InodeId + 1 in front of them (file/page_cache.h). Of these PG_swapbacked tells shared
//    memory from files.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/ids.h"
#include "engine/memcg/memcg.h"

namespace pw {

// Linux's page type, and the kinds of frames that are nobody's (page_types.def).
enum class PageType : u8 {
#define PW_PAGE_TYPE(constant, number) constant = number,
#include "engine/phys/page_types.def"
#undef PW_PAGE_TYPE
};

// Bits named as in enum pageflags; positions are ours (page_flags.def).
enum PageFlag : u32 {
#define PW_PAGE_FLAG(constant, bit, name) constant = 1u << bit,
#include "engine/phys/page_flags.def"
#undef PW_PAGE_FLAG
};

inline constexpr u64 kPageMappingAnon = 1;
inline constexpr u64 kPageMappingFlags = 3;

struct Page {
  u32 flags = 0;
  i32 refcount = 0;
  i32 mapcount = -1;  // _mapcount: one less than the number of PTEs, as Linux keeps it
  PageType type = PageType::kReserved;
  u8 order = 0;  // of the free block that it heads
  u8 zone = 0;
  u64 mapping = 0;
  u64 index = 0;     // linear page offset in the VMA's object: vm_pgoff + (address - vm_start) / 4096 at the first mapping
  u64 private_ = 0;  // of a page table: its TableId; else 0
  u32 next = Pfn::kNone;  // buddy free list, per-CPU list or LRU list: a frame is on one of them at most
  u32 prev = Pfn::kNone;
  ContentId content;  // what it holds (content/); invalid: zeros
  u16 mlock_count = 0;  // of a page on the unevictable list: locked areas that map it, as far as is known; elsewhere 0
  MemcgId memcg = 0;    // memcg_data: the group that is charged for it; 0: nobody is

  // Out of the hash: frames that the allocator never gets, which are as the configuration says, and those inside a free block, for which
  // its head stands.
  bool is_in_hash() const { return type != PageType::kReserved; }
  u32 hash_span() const { return (flags & kPgBuddy) != 0 && order < 32 ? 1u << order : 1; }
  PW_FIELDS(Page, flags, refcount, mapcount, type, order, derived(zone), mapping, index, private_, next, derived(prev), content,
            mlock_count, sparse(memcg));
};
static_assert(sizeof(Page) + sizeof(u32) <= 64, "one cache line, with room for the head of a compound page");

inline bool has_flag(const Page& page, u32 flag) { return (page.flags & flag) != 0; }
inline bool is_anon_mapping(const Page& page) { return (page.mapping & kPageMappingAnon) != 0; }
inline u64 anon_mapping_of(AnonVmaId id) { return (static_cast<u64>(id.v) + 1) << 2 | kPageMappingAnon; }
inline AnonVmaId anon_vma_of(const Page& page) {
  return is_anon_mapping(page) ? AnonVmaId(static_cast<u32>((page.mapping >> 2) - 1)) : AnonVmaId();
}
// What tools print: how many PTEs map it.
inline i32 page_mapcount(const Page& page) { return page.mapcount + 1; }

}  // namespace pw
