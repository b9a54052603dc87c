// MADV_FREE: what becomes of entry and page, which pages are left alone, and what a later store, fork or DONTNEED makes of it.
// Letters as /proc/kpageflags showed them on a running 6.18.
#include "engine/kernel/mlock_calls.h"
#include "engine/render/accounting.h"
#include "engine/trace/madvise_events.h"
#include "tests/support/madvise_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

// Pages of the area at `addr` that smaps counts as lazily freed.
u64 lazily_freed(const Machine& m, Pid pid, u64 addr) { return to_pages(count_smaps(m.k, m.mm(pid), m.vma(pid, addr)).lazyfree); }
bool is_swapbacked(const Machine& m, Pid pid, u64 addr) { return has_flag(m.page(pid, addr), kPgSwapbacked); }
void drain(Machine& m) {
  Trace trace(m.sink);
  lru_add_drain_all(m.k.m.phys, trace);
}

struct Reasons : EventCounter {
  explicit Reasons(Machine& m) { m.sink = this; }
};

}  // namespace

TEST_CASE("MADV_FREE: the entry is old and clean, keeps the right to write, and a store takes no fault", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.write(1, a, "\7", 4);
  const Pfn frame = m.frame(1, a);
  const u64 rss = m.mm(1).rss[kMmAnonPages];
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK_FALSE(pte_young(m.pte(1, a)));
  CHECK_FALSE(pte_dirty(m.pte(1, a)));
  CHECK(pte_write(m.pte(1, a)));
  CHECK(is_swapbacked(m, 1, a));
  CHECK(lazily_freed(m, 1, a) == 0);
  drain(m);
  CHECK_FALSE(is_swapbacked(m, 1, a));
  CHECK(lazily_freed(m, 1, a) == 4);
  CHECK(m.mm(1).rss[kMmAnonPages] == rss);
  const u64 faults = m.minflt(1);
  CHECK(load(m, 1, a) == 7);
  m.write(1, a, "\10", 1);
  CHECK(m.minflt(1) == faults);
  CHECK(pte_dirty(m.pte(1, a)));
  CHECK(m.frame(1, a) == frame);
  CHECK_FALSE(is_swapbacked(m, 1, a));
  CHECK(lazily_freed(m, 1, a) == 3);
}

TEST_CASE("MADV_FREE: this CPU's new pages are drained first; what waits elsewhere is cleaned and stays unmarked", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\1", 2);
  CHECK(advise(m, 1, a, kPageSize, kMadvFree) == Errno::kOk);
  CHECK(m.page(1, a).refcount == 2);
  CHECK(m.page(1, a + kPageSize).refcount == 1);
  m.taskset(1, 1);
  const u64 b = m.mmap(1, 1);
  m.write(1, b);
  m.taskset(1, 0);
  Reasons seen(m);
  CHECK(advise(m, 1, b, kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.gave(Reason::kLazyfreeNotOnLru));
  CHECK_FALSE(pte_dirty(m.pte(1, b)));
  drain(m);
  CHECK(is_swapbacked(m, 1, b));
  CHECK(lazily_freed(m, 1, b) == 1);  // of page a, which is in the same area by now
}

TEST_CASE("MADV_FREE: pages that a fork shares are marked too, and smaps tells by each entry", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\5", 2);
  drain(m);
  const Pid child = m.fork(1);
  CHECK(advise(m, child, a, 2 * kPageSize, kMadvFree) == Errno::kOk);
  drain(m);
  CHECK_FALSE(is_swapbacked(m, 1, a));
  CHECK(lazily_freed(m, child, a) == 2);
  CHECK(lazily_freed(m, 1, a) == 0);
  m.write(child, a, "\6", 1);
  CHECK(is_swapbacked(m, child, a));
  CHECK(load(m, 1, a) == 5);
}

TEST_CASE("MADV_FREE: a page that is dirty itself is cleaned only where nobody else maps it", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\5", 2);
  CHECK(advise(m, 1, a, 2 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK(advise(m, 1, a, 2 * kPageSize, kMadvPopulateWrite) == Errno::kOk);
  CHECK(has_flag(m.page(1, a), kPgDirty));
  const Pid child = m.fork(1);
  m.read(child, a, 2);
  Reasons seen(m);
  CHECK(advise(m, child, a, 2 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.gave(Reason::kFreeDirtyShared));
  CHECK_FALSE(seen.gave(Reason::kFreeCleaned));
  CHECK(has_flag(m.page(1, a), kPgDirty));
  CHECK(pte_young(m.pte(child, a)));
  CHECK(lazily_freed(m, child, a) == 0);
  m.exit(child);
  CHECK(advise(m, 1, a, kPageSize, kMadvFree) == Errno::kOk);
  CHECK_FALSE(has_flag(m.page(1, a), kPgDirty));
  CHECK(lazily_freed(m, 1, a) == 1);
}

TEST_CASE("MADV_FREE: the zero page, empty entries and markers are nothing to free; PROT_NONE pages are", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.read(1, a);
  m.write(1, a + kPageSize);
  CHECK(advise(m, 1, a + 3 * kPageSize, kPageSize, kMadvGuardInstall) == Errno::kOk);
  m.mprotect(1, a + kPageSize, 1, kProtNone);
  Reasons seen(m);
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.count("madvise_free_pte_range") == 1);
  CHECK(pte_special(m.pte(1, a)));
  CHECK(pte_is_guard(m.pte(1, a + 3 * kPageSize)));
  CHECK_FALSE(pte_dirty(m.pte(1, a + kPageSize)));
  CHECK(pte_protnone(m.pte(1, a + kPageSize)));
}

TEST_CASE("MADV_FREE: a waiting page is held, so a store after the fork's end copies it; a drained one is reused", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "\1", 2);
  CHECK(advise(m, 1, a, kPageSize, kMadvFree) == Errno::kOk);
  m.exit(m.fork(1));
  const Pfn waiting = m.frame(1, a);
  const Pfn other = m.frame(1, a + kPageSize);
  m.write(1, a, "\2", 2);
  CHECK(m.frame(1, a) != waiting);
  CHECK(m.frame(1, a + kPageSize) == other);
}

TEST_CASE("MADV_FREE: a whole range is flushed once, so that no TLB keeps a dirty entry", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.write(1, a, "\1", 4);
  m.mprotect(1, a + 2 * kPageSize, 1, kProtRead);
  Reasons seen(m);
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.count("tlb_finish_mmu") == 1);
  CHECK(seen.count("madvise_vma_behavior") == 3);
  seen.clear();
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.count("tlb_finish_mmu") == 0);
}

TEST_CASE("MADV_FREE: not of locked, shared, special or sealed memory; of droppable memory it only cleans", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2, kProtRead);
  const VmaId id = find_vma_at(m.k.m.nodes, m.mm(1).tree, a);
  const auto with = [&](u64 flags) {
    Kernel k = m.k;
    k.m.vmas.mut(id).flags |= flags;
    Trace trace;
    return sys_madvise(k, trace, 1, {a, kPageSize}, kMadvFree).error().code;
  };
  CHECK(with(0) == Errno::kOk);
  CHECK(with(kVmLocked) == Errno::kEINVAL);
  CHECK(with(kVmPfnMap) == Errno::kEINVAL);
  CHECK(with(kVmDontExpand) == Errno::kEINVAL);
  CHECK(with(kVmSealed) == Errno::kEPERM);
  CHECK(with(kVmSealed | kVmWrite) == Errno::kOk);
  map_shared(m, 0x200000000000, 2);
  CHECK(advise(m, 1, 0x200000000000, kPageSize, kMadvFree) == Errno::kEINVAL);
  Trace trace;
  CHECK(sys_mmap(m.k, trace, 1, 0x300000000000, kPageSize, kRw, kMapDroppable | kMapAnonymous | kMapFixed).ok());
  m.write(1, 0x300000000000);
  CHECK(lazily_freed(m, 1, 0x300000000000) == 0);
  Reasons seen(m);
  CHECK(advise(m, 1, 0x300000000000, kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.gave(Reason::kLazyfreeNotSwapbacked));
  CHECK(lazily_freed(m, 1, 0x300000000000) == 1);
}

TEST_CASE("MADV_FREE: a page that another process keeps locked is cleaned and stays unmarked", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  Trace trace;
  REQUIRE(sys_mlock2(m.k, trace, 1, a, kPageSize, 0).ok());
  const Pid child = m.fork(1);
  m.read(child, a);
  Reasons seen(m);
  CHECK(advise(m, child, a, kPageSize, kMadvFree) == Errno::kOk);
  CHECK(seen.gave(Reason::kLazyfreeUnevictable));
  drain(m);
  CHECK(is_swapbacked(m, child, a));
  CHECK_FALSE(pte_young(m.pte(child, a)));
}

TEST_CASE("MADV_DONTNEED takes a lazily freed page like any other, and a new one is an ordinary page", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a, "\7", 1);
  CHECK(advise(m, 1, a, kPageSize, kMadvFree) == Errno::kOk);
  CHECK(advise(m, 1, a, kPageSize, kMadvDontneed) == Errno::kOk);
  CHECK(load(m, 1, a) == 0);
  m.write(1, a, "\1", 1);
  drain(m);
  CHECK(is_swapbacked(m, 1, a));
  CHECK(lazily_freed(m, 1, a) == 0);
}
