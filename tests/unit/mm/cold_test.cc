// MADV_COLD: entry and page forget that they were used, active pages become inactive; which pages and areas are left alone.
#include "engine/render/accounting.h"
#include "engine/trace/madvise_events.h"
#include "tests/support/madvise_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

void drain(Machine& m) {
  Trace trace(m.sink);
  lru_add_drain_all(m.k.m.phys, trace);
}
u64 referenced(const Machine& m, Pid pid, u64 addr) { return to_pages(count_smaps(m.k, m.mm(pid), m.vma(pid, addr)).referenced); }
bool has(const Machine& m, Pid pid, u64 addr, u32 flag) { return has_flag(m.page(pid, addr), flag); }

}  // namespace

TEST_CASE("MADV_COLD: as tried on 6.18, page by page", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  for (u32 i = 0; i < 2; ++i) CHECK(advise(m, 1, a, 4 * kPageSize, kMadvPopulateWrite) == Errno::kOk);
  CHECK(advise(m, 1, a, 2 * kPageSize, kMadvPopulateRead) == Errno::kOk);
  CHECK(has(m, 1, a, kPgActive));
  CHECK(has(m, 1, a, kPgReferenced));
  CHECK(referenced(m, 1, a) == 4);
  CHECK(advise(m, 1, a, 3 * kPageSize, kMadvCold) == Errno::kOk);
  CHECK(has(m, 1, a, kPgActive));
  CHECK_FALSE(has(m, 1, a, kPgReferenced));
  CHECK(referenced(m, 1, a) == 1);
  CHECK(m.page(1, a).refcount == 2);
  drain(m);
  CHECK_FALSE(has(m, 1, a, kPgActive));
  CHECK(has(m, 1, a, kPgSwapbacked));
  CHECK(has(m, 1, a + 3 * kPageSize, kPgActive));
  CHECK(pte_dirty(m.pte(1, a)));
}

TEST_CASE("MADV_COLD: nothing that a program sees changes", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\7", 2);
  const u64 faults = m.minflt(1);
  const Pfn frame = m.frame(1, a);
  CHECK(advise(m, 1, a, 2 * kPageSize, kMadvCold) == Errno::kOk);
  CHECK_FALSE(pte_young(m.pte(1, a)));
  CHECK(load(m, 1, a) == 7);
  m.write(1, a, "\10", 2);
  CHECK(m.minflt(1) == faults);
  CHECK(m.frame(1, a) == frame);
}

TEST_CASE("MADV_COLD leaves alone what others map and what is on no LRU list", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  const Pid child = m.fork(1);
  m.read(child, a);
  EventCounter seen;
  m.sink = &seen;
  CHECK(advise(m, child, a, kPageSize, kMadvCold) == Errno::kOk);
  CHECK(seen.gave(Reason::kColdNotOnLru));  // the parent's CPU has it
  CHECK(pte_young(m.pte(child, a)));
  CHECK(advise(m, 1, a, kPageSize, kMadvCold) == Errno::kOk);
  CHECK(seen.gave(Reason::kColdShared));
  CHECK(pte_young(m.pte(1, a)));
  m.exit(child);
  CHECK(advise(m, 1, a, kPageSize, kMadvCold) == Errno::kOk);
  CHECK_FALSE(pte_young(m.pte(1, a)));
  CHECK(advise(m, 1, a, kPageSize, kMadvCold) == Errno::kOk);
  CHECK(seen.gave(Reason::kColdWasOld));
}

TEST_CASE("MADV_COLD: shared memory may be cold, locked and PFN-mapped areas may not; a seal does not matter", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2, kProtRead);
  const VmaId id = find_vma_at(m.k.m.nodes, m.mm(1).tree, a);
  const auto with = [&](u64 flags) {
    Kernel k = m.k;
    k.m.vmas.mut(id).flags |= flags;
    Trace trace;
    return sys_madvise(k, trace, 1, {a, kPageSize}, kMadvCold).error().code;
  };
  CHECK(with(kVmLocked) == Errno::kEINVAL);
  CHECK(with(kVmPfnMap) == Errno::kEINVAL);
  CHECK(with(kVmDontExpand) == Errno::kOk);
  CHECK(with(kVmSealed) == Errno::kOk);
  map_shared(m, 0x200000000000, 2);
  m.write(1, 0x200000000000);
  CHECK(advise(m, 1, 0x200000000000, 2 * kPageSize, kMadvCold) == Errno::kOk);
  CHECK_FALSE(pte_young(m.pte(1, 0x200000000000)));
}

TEST_CASE("MADV_COLD: each area is flushed for itself, and only where an entry changed", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.write(1, a, "\1", 4);
  m.mprotect(1, a + 2 * kPageSize, 2, kProtRead);
  EventCounter seen;
  m.sink = &seen;
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvCold) == Errno::kOk);
  CHECK(seen.count("tlb_finish_mmu") == 2);
  seen.clear();
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvCold) == Errno::kOk);
  CHECK(seen.count("tlb_finish_mmu") == 0);
}
