// A swap area for tests, and slots in it that hold bytes without anybody having taken a page out.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "engine/kernel/kernel.h"

namespace pw::test {

inline u32 turn_swap_on(Kernel& k, const std::string& name, SwapKind kind, u64 pages, i32 prio = -1) {
  Trace silent;
  REQUIRE(make_swap_device(k.m.swap, name, kind, pages * kPageSize).ok());
  const Result<u32> type = enable_swap(k.m.swap, silent, name, prio);
  REQUIRE(type.ok());
  return type.value();
}

// A slot with these bytes, named by nobody; the caller writes who names it and calls swap_duplicate or swap_shmem_alloc for each, and
// forget_maker() at the end.
inline SwpEntry store_in_swap(Kernel& k, u32 type, const std::string& bytes) {
  Trace silent;
  SwapCx swap{k.m.swap, k.m.phys, silent, 0};
  const SwpEntry entry{type, alloc_slot_in(swap, type)};
  REQUIRE(entry.offset != 0);
  PackedRuns packed;
  append_run(packed, 0, bytes.data(), static_cast<u32>(bytes.size()));
  slot_mut(k.m.swap, entry).content = k.m.phys.contents.intern(packed);
  return entry;
}
inline void forget_maker(Kernel& k, SwpEntry entry) {
  Trace silent;
  SwapCx swap{k.m.swap, k.m.phys, silent, 0};
  put_swap_folio(swap, entry);
}

}  // namespace pw::test
