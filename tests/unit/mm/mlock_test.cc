// mlock and its kin: errno by errno, area by area, page by page. What is said of Linux was tried on 6.18.44.
#include "engine/kernel/drain.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/mm/msync.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/mremap_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kBase = 0x10000000ull;
constexpr u64 pages(u64 n) { return n * kPageSize; }

struct LockMachine : Machine {
  Errno mlock(Pid pid, u64 addr, u64 length, u32 flags = 0) {
    Trace trace(sink);
    const Status status = sys_mlock2(k, trace, pid, addr, length, flags);
    check();
    return status.ok() ? Errno::kOk : status.error().code;
  }
  Errno munlock(Pid pid, u64 addr, u64 length) {
    Trace trace(sink);
    const Status status = sys_munlock(k, trace, pid, addr, length);
    check();
    return status.ok() ? Errno::kOk : status.error().code;
  }
  Errno mlockall(Pid pid, u32 flags) {
    Trace trace(sink);
    const Status status = sys_mlockall(k, trace, pid, flags);
    check();
    return status.ok() ? Errno::kOk : status.error().code;
  }
  void munlockall(Pid pid) {
    Trace trace(sink);
    REQUIRE(sys_munlockall(k, trace, pid).ok());
    check();
  }
  Errno msync(Pid pid, u64 addr, u64 length, u32 flags) {
    Trace trace(sink);
    const Status status = sys_msync(k, trace, pid, addr, length, flags);
    check();
    return status.ok() ? Errno::kOk : status.error().code;
  }
  void limit(Pid pid, u64 bytes) { group_mut(k, pid).limits.memlock = Rlimit{bytes, bytes}; }
  void drain() {
    Trace trace(sink);
    sys_drain(k, trace);
    check();
  }
  u64 locked(Pid pid) const { return mm(pid).locked_vm; }
  bool is_locked(Pid pid, u64 addr) const { return vma(pid, addr).has(kVmLocked); }
  bool page_has(Pid pid, u64 addr, u32 flags) const { return (page(pid, addr).flags & flags) == flags; }
};

constexpr u32 kSettledLock = kPgMlocked | kPgUnevictable | kPgLru;

}  // namespace

TEST_CASE("mlock: present pages are moved, absent ones faulted in", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 8, kRw, kBase);
  m.write(1, a, "\1", 4);
  const u64 before = m.minflt(1);
  CHECK(m.mlock(1, a, pages(6)) == Errno::kOk);
  CHECK(m.minflt(1) == before + 2);
  CHECK(m.locked(1) == 6);
  CHECK(m.vma(1, a).end == a + pages(6));
  for (u64 i = 0; i < 6; ++i) CHECK(m.page_has(1, a + pages(i), kSettledLock | kPgReferenced));
  CHECK_FALSE(m.frame(1, a + pages(6)).valid());
  CHECK(m.munlock(1, a, pages(3)) == Errno::kOk);
  CHECK_FALSE(m.page_has(1, a, kPgMlocked));
  CHECK_FALSE(m.page_has(1, a, kPgUnevictable));
  CHECK(m.page_has(1, a + pages(3), kSettledLock));
  CHECK(m.locked(1) == 3);
  CHECK(m.munlock(1, a, pages(8)) == Errno::kOk);
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("mlock: the order of its refusals", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 8, kRw, kBase);
  m.limit(1, pages(4));
  CHECK(m.mlock(1, a, pages(1), 2) == Errno::kEINVAL);
  CHECK(m.mlock(1, a, pages(5)) == Errno::kENOMEM);
  CHECK(m.mlock(1, a + 1, pages(4)) == Errno::kENOMEM);
  CHECK(m.mlock(1, a, pages(4)) == Errno::kOk);
  // What is locked already is not counted twice.
  CHECK(m.mlock(1, a, pages(4)) == Errno::kOk);
  CHECK(m.mlock(1, a + pages(1), pages(4)) == Errno::kENOMEM);
  CHECK(m.munlock(1, a, pages(1)) == Errno::kOk);
  CHECK(m.mlock(1, a + pages(4), pages(1)) == Errno::kOk);
  CHECK(m.mlock(1, a, 0) == Errno::kOk);
  CHECK(m.mlock(1, a, ~u64{0}) == Errno::kOk);  // the length wraps to 0
  CHECK(m.mlock(1, a, -pages(1)) == Errno::kENOMEM);
  CHECK(m.munlock(1, a, -pages(1)) == Errno::kEINVAL);
  m.limit(1, 0);
  CHECK(m.mlock(1, a, 0) == Errno::kEPERM);
  CHECK(m.mlock(1, a, pages(1), 4) == Errno::kEINVAL);
  CHECK(m.mlockall(1, 0) == Errno::kEINVAL);
  CHECK(m.mlockall(1, kMclOnFault) == Errno::kEINVAL);
  CHECK(m.mlockall(1, 8) == Errno::kEINVAL);
  CHECK(m.mlockall(1, kMclCurrent) == Errno::kEPERM);
  CHECK(m.munlock(1, a, pages(1)) == Errno::kOk);
  Trace trace;
  CHECK(sys_mlock2(m.k, trace, 9, a, pages(1), 0).error().code == Errno::kESRCH);
}

TEST_CASE("mlock: a hole ends it, with what stands before it locked and not populated", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 2, kRw, kBase);
  m.mmap(1, 2, kRw, kBase + pages(3));
  CHECK(m.mlock(1, a, pages(5)) == Errno::kENOMEM);
  CHECK(m.is_locked(1, a));
  CHECK_FALSE(m.is_locked(1, a + pages(3)));
  CHECK_FALSE(m.frame(1, a).valid());
  CHECK(m.munlock(1, a - pages(1), pages(6)) == Errno::kENOMEM);
  CHECK(m.is_locked(1, a));
  CHECK(m.munlock(1, a, pages(5)) == Errno::kENOMEM);
  CHECK(m.locked(1) == 0);
}

TEST_CASE("mlock: PROT_NONE is locked and then refused", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 4, kProtNone, kBase);
  CHECK(m.mlock(1, a, pages(4)) == Errno::kENOMEM);
  CHECK(m.is_locked(1, a));
  CHECK(m.locked(1) == 4);
  // Pages that are there are locked all the same.
  const u64 b = m.mmap(1, 2, kRw, kBase + pages(16));
  m.write(1, b);
  m.mprotect(1, b, 2, kProtNone);
  CHECK(m.mlock(1, b, pages(2)) == Errno::kENOMEM);
  CHECK(m.page_has(1, b, kSettledLock));
}

TEST_CASE("mlock: read-only areas get the zero page, which is never locked", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 2, kProtRead, kBase);
  CHECK(m.mlock(1, a, pages(2)) == Errno::kOk);
  CHECK(m.frame(1, a) == m.k.m.phys.zero_page);
  CHECK(m.k.m.phys.nr_mlock == 0);
  // Made writable, a locked area gets its pages at once.
  const u64 before = m.minflt(1);
  m.mprotect(1, a, 2, kRw);
  CHECK(m.minflt(1) == before + 2);
  CHECK(m.page_has(1, a, kSettledLock));
  const u64 after = m.minflt(1);
  m.write(1, a, "\1", 2);
  CHECK(m.minflt(1) == after);
}

TEST_CASE("mlock2: on fault", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 4, kRw, kBase);
  CHECK(m.mlock(1, a, pages(4), kMlockOnFault) == Errno::kOk);
  CHECK_FALSE(m.frame(1, a).valid());
  CHECK(m.vma(1, a).has(kVmLockOnFault));
  m.write(1, a);
  CHECK(m.page_has(1, a, kPgMlocked));
  CHECK_FALSE(m.page_has(1, a, kPgLru));
  CHECK(m.page(1, a).refcount == 2);
  m.drain();
  CHECK(m.page_has(1, a, kSettledLock));
  // The two kinds of lock do not merge; nothing is counted twice on the way from one to the other.
  CHECK(m.mlock(1, a, pages(2)) == Errno::kOk);
  CHECK(m.mm(1).map_count == 3);
  CHECK(m.locked(1) == 4);
  CHECK(m.mlock(1, a, pages(4)) == Errno::kOk);
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("mlock: unmapping leaves the pages to the batch", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 4, kRw, kBase);
  CHECK(m.mlock(1, a, pages(4)) == Errno::kOk);
  const Pfn pfn = m.frame(1, a);
  m.munmap(1, a, 2);
  CHECK(m.locked(1) == 2);
  CHECK((m.k.m.phys.pages[pfn.v].flags & kSettledLock) == kSettledLock);
  CHECK(m.k.m.phys.pages[pfn.v].refcount == 1);
  m.drain();
  CHECK(m.k.m.phys.pages[pfn.v].type == PageType::kPcp);
}

TEST_CASE("mlock: a child has nothing locked, and its write copies while the batch remembers", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 4, kRw, kBase);
  CHECK(m.mlock(1, a, pages(4)) == Errno::kOk);
  m.mlockall(1, kMclFuture | kMclOnFault);
  const Pid child = m.fork(1);
  m.taskset(child, 0);
  CHECK(m.locked(child) == 0);
  CHECK(m.mm(child).def_flags == 0);
  CHECK_FALSE(m.vma(child, a).has(kVmLockedMask));
  CHECK(m.page_has(child, a, kSettledLock));
  m.munmap(1, a, 4);
  const Pfn shared = m.frame(child, a);
  m.write(child, a);
  CHECK(m.frame(child, a) != shared);
  m.drain();
  CHECK_FALSE(m.page_has(child, a + pages(1), kPgMlocked));
}

TEST_CASE("mlock: two processes lock one page", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 2, kRw, kBase);
  m.write(1, a);
  m.mprotect(1, a, 2, kProtRead);
  CHECK(m.mlock(1, a, pages(2)) == Errno::kOk);
  const Pid child = m.fork(1);
  CHECK(m.mlock(child, a, pages(2)) == Errno::kOk);
  CHECK(m.page(1, a).mlock_count == 2);
  m.exit(child);
  m.drain();
  CHECK(m.page_has(1, a, kSettledLock));
  CHECK(m.munlock(1, a, pages(1)) == Errno::kOk);
  CHECK_FALSE(m.page_has(1, a, kPgMlocked));
}

TEST_CASE("mlock: a copy of a locked page is locked, and its source is let go", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 1, kRw, kBase);
  CHECK(m.mlock(1, a, pages(1)) == Errno::kOk);
  const Pid child = m.fork(1);
  const Pfn shared = m.frame(1, a);
  m.write(1, a);
  CHECK(m.frame(1, a) != shared);
  CHECK(m.page_has(1, a, kPgMlocked));
  m.drain();
  CHECK(m.page_has(1, a, kSettledLock));
  CHECK_FALSE(m.page_has(child, a, kPgMlocked));
}

TEST_CASE("mlockall: now, and from now on", "[mlock]") {
  LockMachine m;
  m.limit(1, pages(64));
  const u64 a = m.mmap(1, 4, kRw, kBase);
  CHECK(m.mlockall(1, kMclCurrent | kMclFuture) == Errno::kOk);
  CHECK(m.locked(1) == 37);  // [stack] has 33
  CHECK(m.page_has(1, a, kSettledLock));
  const u64 b = m.mmap(1, 4, kRw, kBase + pages(16));
  CHECK(m.page_has(1, b, kSettledLock));
  CHECK(m.mmap_error(1, 0, pages(40), kRw, kPrivateAnon).code == Errno::kEAGAIN);
  CHECK(m.mlockall(1, kMclFuture | kMclOnFault) == Errno::kOk);
  const u64 c = m.mmap(1, 4, kRw, kBase + pages(32));
  CHECK(m.vma(1, c).has(kVmLockOnFault));
  CHECK_FALSE(m.frame(1, c).valid());
  m.munlockall(1);
  CHECK(m.locked(1) == 0);
  CHECK(m.mm(1).def_flags == 0);
  m.limit(1, pages(8));
  CHECK(m.mlockall(1, kMclCurrent) == Errno::kENOMEM);
}

TEST_CASE("mlock: out of frames is EAGAIN", "[mlock]") {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  LockMachine m;
  m.k = boot_kernel(config);
  m.limit(1, kRlimInfinity);
  Trace trace;
  const Result<u64> a = sys_mmap(m.k, trace, 1, kBase, pages(12000), kRw, kPrivateAnon | kMapFixed | kMapNoReserve);
  REQUIRE(a.ok());
  CHECK(m.mlock(1, a.value(), pages(12000)) == Errno::kEAGAIN);
  CHECK(m.is_locked(1, a.value()));
}

TEST_CASE("populate: pages are on the LRU and marked accessed when the call returns", "[mlock]") {
  LockMachine m;
  Trace trace;
  const Result<u64> a = sys_mmap(m.k, trace, 1, kBase, pages(3), kRw, kPrivateAnon | kMapFixed | kMapPopulate);
  REQUIRE(a.ok());
  CHECK(m.page_has(1, a.value(), kPgLru | kPgReferenced));
  CHECK(m.minflt(1) == 3);
  m.check();
}

TEST_CASE("msync: arguments alone", "[mlock]") {
  LockMachine m;
  const u64 a = m.mmap(1, 4, kRw, kBase);
  CHECK(m.mlock(1, a + pages(1), pages(2)) == Errno::kOk);
  CHECK(m.msync(1, a, pages(4), kMsAsync) == Errno::kOk);
  CHECK(m.msync(1, a, pages(4), kMsSync) == Errno::kOk);
  CHECK(m.msync(1, a, pages(4), kMsInvalidate) == Errno::kEBUSY);
  CHECK(m.msync(1, a, pages(1), kMsInvalidate) == Errno::kOk);
  CHECK(m.msync(1, a, pages(4), kMsAsync | kMsSync) == Errno::kEINVAL);
  CHECK(m.msync(1, a + 1, pages(4), 0) == Errno::kEINVAL);
  CHECK(m.msync(1, a, 0, 8) == Errno::kEINVAL);
  CHECK(m.msync(1, a, 0, 0) == Errno::kOk);
  CHECK(m.msync(1, a, ~u64{0}, 0) == Errno::kOk);
  CHECK(m.msync(1, a, -pages(1), 0) == Errno::kENOMEM);
  CHECK(m.msync(1, a, pages(5), kMsAsync) == Errno::kENOMEM);
  CHECK(m.msync(1, a - pages(1), pages(3), kMsInvalidate) == Errno::kEBUSY);
  CHECK(m.msync(1, a - pages(1), pages(2), kMsInvalidate | kMsAsync) == Errno::kENOMEM);
}

TEST_CASE("mlockall: exactly as much as RLIMIT_MEMLOCK is not too much", "[mlock]") {
  LockMachine m;
  m.mmap(1, 3, kRw, kBase);
  const u64 size = m.mm(1).total_vm;
  m.limit(1, pages(size) - 1);
  CHECK(m.mlockall(1, kMclCurrent) == Errno::kENOMEM);
  CHECK(m.mlockall(1, kMclFuture) == Errno::kOk);  // which locks nothing now, and is not asked
  m.limit(1, pages(size));
  CHECK(m.mlockall(1, kMclCurrent) == Errno::kOk);
  CHECK(m.locked(1) == size);
}

// dontunmap_complete() takes VM_LOCKED from the area and leaves its pages as they are, so nobody unlocks them any more.
TEST_CASE("mlock: a page of an object outlasts its area, locked, once MREMAP_DONTUNMAP took the area's lock", "[mlock]") {
  LockMachine m;
  map_shared(m, kBase, 4);
  REQUIRE(m.mlock(1, kBase, pages(4)) == Errno::kOk);
  m.drain();
  const u32 stays = m.frame(1, kBase + pages(3)).v;
  REQUIRE(mremap(m, 1, kBase, 2, 2, kMoveDontUnmap | kMremapFixed, kBase + pages(16)) == kBase + pages(16));
  CHECK_FALSE(m.is_locked(1, kBase));
  m.munmap(1, kBase, 4);
  m.drain();
  CHECK(m.k.m.phys.pages[stays].mapcount == -1);
  CHECK(has_flag(m.k.m.phys.pages[stays], kPgMlocked));
}
