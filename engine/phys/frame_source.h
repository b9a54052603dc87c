// The door of the page allocator: whoever needs a frame asks here, and whoever stands behind it may do anything a reclaimer may.
//
//   caller ──AllocRequest──> FrameSource ──┬── phys/alloc.cc: what is free, and nothing else
//                                          └── kernel/page_allocator.cc: the slow path, which sees the whole machine
//
// The contract. While a request is answered
//   - any page that is mapped and not held may leave its frame, in every process: entries of it become swap entries, those of a shared
//     object become empty, its frame may be the very one that the request returns;
//   - every batch and per-CPU list may be emptied, which drops the references they held.
// It never changes an area, a chain, a table's place in the tree, or the number that names any of them.
// So behind an allocation a caller may use
//   - an entry, if it reads it again (pte_same: is_pte_same() in mm/fault/fault.h) or reads it only then;
//   - a frame, if it held the page over the allocation: a reference (get_page), PG_locked, PG_mlocked, or because nobody maps it yet;
//   - a page of an object, if it looks it up in the object's pages again;
//   - ids of areas, address spaces, anon_vmas and tables, and whatever it copied out as a value.
// What is not allowed without a hold: a Pfn or a Pte kept in a local variable over an allocation, a list of pages gathered before it.
// tests/support/hostile_allocator.h implements the door with the worst of this at every request.
#pragma once

#include "engine/phys/gfp.h"
#include "engine/phys/page.h"

namespace pw {

struct AllocRequest {
  PageType type = PageType::kNone;
  Gfp gfp = kGfpKernel;
  u32 order = 0;
  u32 node = 0;   // there is one
  MemcgId memcg = 0;  // group to be charged; 0: nobody. With kGfpBitAccount it is that of whoever asks
};

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // A block of 2^order frames with one reference, nothing mapping it, zero content. Invalid: it cannot be had.
  virtual Pfn alloc(const AllocRequest& request) = 0;
};

// The requests of user memory: a page that is mapped, one in an object, a page table.
inline AllocRequest anon_request(MemcgId memcg) { return AllocRequest{PageType::kNone, kGfpHighuserMovable, 0, 0, memcg}; }
inline AllocRequest object_request(MemcgId memcg) { return AllocRequest{PageType::kNone, kGfpHighuserMovable, 0, 0, memcg}; }
inline AllocRequest table_request() { return AllocRequest{PageType::kTable, kGfpPgtableUser}; }

}  // namespace pw
