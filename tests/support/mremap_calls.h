// mremap on a test's machine, and the question whether every page is still found from below.
#pragma once

#include "engine/kernel/mremap_calls.h"
#include "engine/memory/reverse_walk.h"
#include "tests/support/machine.h"

namespace pw::test {

inline constexpr u64 kMove = kMremapMayMove;
inline constexpr u64 kMoveFixed = kMremapMayMove | kMremapFixed;
inline constexpr u64 kMoveDontUnmap = kMremapMayMove | kMremapDontUnmap;

// Sizes in pages; the invariants are checked afterwards.
inline Result<u64> try_mremap(Machine& m, Pid pid, u64 addr, u64 old_pages, u64 new_pages, u64 flags, u64 new_addr = 0) {
  Trace trace(m.sink);
  const Result<u64> result = sys_mremap(m.k, trace, pid, MremapArgs{addr, old_pages * kPageSize, new_pages * kPageSize, flags, new_addr});
  m.check();
  return result;
}
inline u64 mremap(Machine& m, Pid pid, u64 addr, u64 old_pages, u64 new_pages, u64 flags, u64 new_addr = 0) {
  const Result<u64> result = try_mremap(m, pid, addr, old_pages, new_pages, flags, new_addr);
  INFO(result.error().check);
  REQUIRE(result.ok());
  return result.value();
}
inline Errno mremap_errno(Machine& m, Pid pid, u64 addr, u64 old_pages, u64 new_pages, u64 flags, u64 new_addr = 0) {
  return try_mremap(m, pid, addr, old_pages, new_pages, flags, new_addr).error().code;
}

// Of every mapped anonymous frame: a walk over the reverse map meets as many entries as its mapcount says.
inline std::string lost_pages(const Kernel& k) {
  std::string lost;
  for (u32 pfn = 0; pfn < k.m.phys.pages.size(); ++pfn) {
    const Page& page = k.m.phys.pages[pfn];
    if (!is_anon_mapping(page) || page.mapcount < 0) continue;
    Trace trace;
    if (walk_rmap(k.m, trace, Pfn(pfn)).found != static_cast<u32>(page_mapcount(page))) lost += " " + std::to_string(pfn);
  }
  return lost;
}

}  // namespace pw::test
