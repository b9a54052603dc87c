// madvise: arguments, areas, flags, pages given up, and what fork makes of it. Facts tried on a running 6.18.
#include "engine/kernel/iovec.h"
#include "engine/kernel/signal.h"
#include "tests/support/madvise_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kAt = 0x200000000000;
constexpr u64 kPmd = 2ull << 20;

u64 tables(const Machine& m) { return m.mm(1).nr_tables; }

}  // namespace

TEST_CASE("madvise: the advice is asked before the range, the range before its length", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  CHECK(advise(m, 1, a + 1, 0, 77) == Errno::kEINVAL);
  CHECK(advise(m, 1, a + 1, 0, kMadvDontneed) == Errno::kEINVAL);
  CHECK(advise(m, 1, a, 0, 77) == Errno::kEINVAL);
  CHECK(advise(m, 1, kAt, 0, kMadvDontneed) == Errno::kOk);
  CHECK(advise(m, 1, a, ~u64{0}, kMadvDontneed) == Errno::kEINVAL);
  CHECK(advise(m, 1, a, ~u64{0} - 4096, kMadvDontneed) == Errno::kEINVAL);
  CHECK(advise(m, 1, kAt, kPageSize, kMadvRandom) == Errno::kENOMEM);
  CHECK(advise(m, 1, 0xffff800000000000, kPageSize, kMadvDontneed) == Errno::kENOMEM);
}

TEST_CASE("madvise: an advice whose system is missing answers as a kernel without it", "[madvise]") {
  Machine m;
  const u64 own = m.mmap(1, 4);
  map_shared(m, kAt, 4);
  for (const AdviceInfo& info : advice_infos()) {
    INFO(info.c_name);
    const u64 at = info.value == kMadvRemove ? kAt : own;
    CHECK((advise(m, 1, at, kPageSize, info.value) == Errno::kEINVAL) == (info.refusal != nullptr));
  }
}

TEST_CASE("MADV_DONTNEED: pages go, the next touch finds zeros; a hole is stepped over", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 8);
  m.write(1, a, "\7", 8);
  m.munmap(1, a + 2 * kPageSize, 1);
  CHECK(advise(m, 1, a, 6 * kPageSize, kMadvDontneed) == Errno::kENOMEM);
  for (u64 i = 0; i < 6; ++i) CHECK_FALSE(m.frame(1, a + i * kPageSize).valid());
  CHECK(m.frame(1, a + 6 * kPageSize).valid());
  CHECK(load(m, 1, a) == 0);
  CHECK(m.mm(1).rss[kMmAnonPages] == 3);
}

TEST_CASE("MADV_DONTNEED: a PTE table goes when its whole 2 MiB are given up at once", "[madvise]") {
  Machine m;
  m.mmap(1, 3 * 512, kRw, kAt);
  m.write(1, kAt, "\1", 3 * 512);
  const u64 before = tables(m);
  CHECK(advise(m, 1, kAt + kPmd, kPmd - kPageSize, kMadvDontneed) == Errno::kOk);
  CHECK(tables(m) == before);
  CHECK(advise(m, 1, kAt + kPmd, kPmd, kMadvDontneed) == Errno::kOk);
  CHECK(tables(m) == before - 1);
  CHECK(advise(m, 1, kAt, 3 * kPmd, kMadvDontneed) == Errno::kOk);
  CHECK(tables(m) == before - 3);
  m.write(1, kAt);
  m.mprotect(1, kAt + kPmd / 2, 256, kProtRead);
  CHECK(advise(m, 1, kAt, kPmd, kMadvDontneed) == Errno::kOk);
  CHECK(tables(m) == before - 2);
}

TEST_CASE("madvise: flags split and merge areas as mprotect does", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 8);
  const u32 areas = m.mm(1).map_count;
  CHECK(advise(m, 1, a + 2 * kPageSize, 2 * kPageSize, kMadvRandom) == Errno::kOk);
  CHECK(m.mm(1).map_count == areas + 2);
  CHECK(m.vma(1, a + 2 * kPageSize).has(kVmRandRead));
  CHECK(advise(m, 1, a + 2 * kPageSize, 2 * kPageSize, kMadvSequential) == Errno::kOk);
  CHECK_FALSE(m.vma(1, a + 2 * kPageSize).has(kVmRandRead));
  CHECK(advise(m, 1, a, 8 * kPageSize, kMadvNormal) == Errno::kOk);
  CHECK(m.mm(1).map_count == areas);
  for (const u32 advice : {kMadvDontfork, kMadvWipeonfork, kMadvDontdump, kMadvNohugepage}) {
    CHECK(advise(m, 1, a, kPageSize, advice) == Errno::kOk);
  }
  CHECK(m.vma(1, a).has(kVmDontCopy));
  CHECK(m.vma(1, a).has(kVmNoHugePage));
  CHECK(advise(m, 1, a, kPageSize, kMadvHugepage) == Errno::kOk);
  CHECK(advise(m, 1, a, kPageSize, kMadvMergeable) == Errno::kOk);
  CHECK((m.vma(1, a).flags & (kVmNoHugePage | kVmHugePage | kVmMergeable)) == (kVmHugePage | kVmMergeable));
  CHECK(advise(m, 1, a, kPageSize, kMadvUnmergeable) == Errno::kOk);
  CHECK_FALSE(m.vma(1, a).has(kVmMergeable));
}

TEST_CASE("MADV_MERGEABLE is taken by every area, and noted by those that KSM looks at", "[madvise]") {
  Machine m;
  map_shared(m, kAt, 4);
  CHECK(advise(m, 1, kAt, kPageSize, kMadvMergeable) == Errno::kOk);
  CHECK_FALSE(m.vma(1, kAt).has(kVmMergeable));
  CHECK(advise(m, 1, kAt, kPageSize, kMadvHugepage) == Errno::kOk);
  CHECK(m.vma(1, kAt).has(kVmHugePage));
}

TEST_CASE("MADV_REMOVE takes pages out of the object, and out of every process that maps it", "[madvise]") {
  Machine m;
  map_shared(m, kAt, 4);
  m.write(1, kAt, "\7", 4);
  m.fork(1);
  REQUIRE(load(m, 2, kAt + kPageSize) == 7);
  const Pfn gone = m.frame(1, kAt + kPageSize);
  CHECK(advise(m, 2, kAt + kPageSize, 2 * kPageSize, kMadvRemove) == Errno::kOk);
  m.check();
  CHECK(m.k.m.phys.pages[gone.v].mapping == 0);
  CHECK(mincore_rows(m, 1, kAt, 4 * kPageSize) == "1001");
  CHECK_FALSE(m.frame(1, kAt + kPageSize).valid());
  CHECK(m.mm(1).rss[kMmShmemPages] == 2);
  CHECK(load(m, 1, kAt + kPageSize) == 0);
  CHECK(load(m, 1, kAt + 3 * kPageSize) == 7);
  CHECK(advise(m, 1, m.mmap(1, 1), kPageSize, kMadvRemove) == Errno::kEINVAL);
}

TEST_CASE("MADV_REMOVE gives back what pages of an object without reserve had promised", "[madvise]") {
  Machine m;
  Trace trace;
  REQUIRE(sys_mmap(m.k, trace, 1, kAt, 4 * kPageSize, kRw, kMapShared | kMapAnonymous | kMapNoReserve | kMapFixed).ok());
  const u64 before = m.k.m.committed_pages;
  m.write(1, kAt, "\7", 3);
  CHECK(m.k.m.committed_pages == before + 3);
  CHECK(advise(m, 1, kAt, 2 * kPageSize, kMadvRemove) == Errno::kOk);
  CHECK(m.k.m.committed_pages == before + 1);
  m.check();
}

TEST_CASE("madvise: at the limit of areas a split answers EAGAIN", "[madvise]") {
  Machine m;
  m.mmap(1, 4, kRw, kAt);
  Kernel& k = m.k;
  k.m.mms.mut(k.tasks[1].mm).map_count += kMaxMapCount;
  Trace trace;
  CHECK(sys_madvise(k, trace, 1, {kAt + kPageSize, kPageSize}, kMadvRandom).error().code == Errno::kEAGAIN);
  CHECK(sys_madvise(k, trace, 1, {kAt, 4 * kPageSize}, kMadvRandom).ok());
}

TEST_CASE("madvise: locked, sealed, special and droppable areas refuse what would hurt them", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2, kProtRead);
  const VmaId id = find_vma_at(m.k.m.nodes, m.mm(1).tree, a);
  const auto with = [&](u64 flags, u32 advice) {
    Kernel k = m.k;
    k.m.vmas.mut(id).flags |= flags;
    Trace trace;
    return sys_madvise(k, trace, 1, {a, kPageSize}, advice).error().code;
  };
  for (const u32 advice : {kMadvDontneed, kMadvGuardInstall}) CHECK(with(kVmLocked, advice) == Errno::kEINVAL);
  for (const u32 advice : {kMadvDontneedLocked, kMadvGuardRemove}) CHECK(with(kVmLocked, advice) == Errno::kOk);
  for (const u32 advice : {kMadvDontneed, kMadvDontneedLocked, kMadvDontfork, kMadvWipeonfork, kMadvGuardInstall}) {
    CHECK(with(kVmSealed, advice) == Errno::kEPERM);
  }
  CHECK(with(kVmSealed, kMadvRandom) == Errno::kOk);
  CHECK(with(kVmSealed | kVmWrite, kMadvDontneed) == Errno::kOk);
  for (const u32 advice : {kMadvDofork, kMadvDodump, kMadvGuardInstall}) CHECK(with(kVmIo, advice) == Errno::kEINVAL);
  CHECK(with(kVmPfnMap, kMadvDontneed) == Errno::kEINVAL);
  for (const u32 advice : {kMadvKeeponfork, kMadvDodump}) CHECK(with(kVmDroppable, advice) == Errno::kEINVAL);
}

TEST_CASE("fork leaves MADV_DONTFORK out and gives MADV_WIPEONFORK without pages", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 6);
  m.write(1, a, "\5", 6);
  CHECK(advise(m, 1, a, 2 * kPageSize, kMadvDontfork) == Errno::kOk);
  CHECK(advise(m, 1, a + 2 * kPageSize, 2 * kPageSize, kMadvWipeonfork) == Errno::kOk);
  const Pid child = m.fork(1);
  CHECK(m.read(child, a).signal.signo == kSigsegv);
  const Vma& wiped = m.vma(child, a + 2 * kPageSize);
  CHECK(wiped.has(kVmWipeOnFork));
  CHECK_FALSE(wiped.anon_vma.valid());
  CHECK(load(m, child, a + 2 * kPageSize) == 0);
  CHECK(load(m, child, a + 4 * kPageSize) == 5);
  CHECK(m.mm(child).total_vm == m.mm(1).total_vm - 2);
}

TEST_CASE("MADV_WILLNEED empties this CPU's batches and nothing else", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 2);
  m.write(1, a);
  CHECK_FALSE(has_flag(m.page(1, a), kPgLru));
  CHECK(advise(m, 1, a, kPageSize, kMadvWillneed) == Errno::kOk);
  CHECK(has_flag(m.page(1, a), kPgLru));
}

TEST_CASE("mincore: present entries count, area by area", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 6);
  m.write(1, a);
  m.read(1, a + kPageSize);
  CHECK(advise(m, 1, a + 2 * kPageSize, kPageSize, kMadvGuardInstall) == Errno::kOk);
  m.mprotect(1, a, 1, kProtNone);
  CHECK(mincore_rows(m, 1, a, 6 * kPageSize) == "110000");
  CHECK(mincore_rows(m, 1, a, 1) == "1");
  Trace trace;
  std::vector<u8> rows;
  CHECK(sys_mincore(m.k, trace, 1, {a + 1, 4096}, &rows).error().code == Errno::kEINVAL);
  CHECK(sys_mincore(m.k, trace, 1, {kAt, 4096}, &rows).error().code == Errno::kENOMEM);
  CHECK(sys_mincore(m.k, trace, 1, {0xffff800000000000, 4096}, &rows).error().code == Errno::kENOMEM);
  CHECK(sys_mincore(m.k, trace, 1, {kAt, 0}, &rows).ok());
}

TEST_CASE("process_madvise: checks in Linux's order, and what was done of several ranges", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  m.write(1, a, "\1", 4);
  const Pid child = m.fork(1);
  const auto call = [&](Pid target, std::vector<Iovec> ranges, u64 advice, u64 flags = 0) {
    Trace trace;
    return sys_process_madvise(m.k, trace, 1, target, ranges, advice, flags);
  };
  CHECK(call(child, {{a, 4096}}, kMadvWillneed, 1).error().code == Errno::kEINVAL);
  CHECK(call(99, {{0xffff800000000000, 4096}}, kMadvWillneed).error().code == Errno::kESRCH);
  CHECK(call(child, {{0xffff800000000000, 4096}}, kMadvWillneed).error().code == Errno::kEFAULT);
  CHECK(call(1, {{0x7fff00000000, 0x7ffffffff000}}, kMadvDontneed).error().code == Errno::kENOMEM);
  CHECK(call(1, {{0x7fff00000000, 0x7ffffffff000}, {a, 4096}}, kMadvDontneed).error().code == Errno::kEFAULT);
  CHECK(call(99, {{a, 4096}}, 77).error().code == Errno::kESRCH);
  CHECK(call(child, {{a, 4096}}, 77).error().code == Errno::kEINVAL);
  CHECK(call(child, {{a, 4096}}, kMadvDontneed).error().code == Errno::kEINVAL);
  CHECK(call(child, {{a, 4096}}, kMadvWillneed).error().code == Errno::kEPERM);
  CHECK(call(1, {{a, 8192}, {kAt, 4096}, {a + 8192, 4096}}, kMadvDontneed).value() == 8192);
  CHECK(call(1, {{kAt, 4096}, {a, 4096}}, kMadvDontneed).error().code == Errno::kENOMEM);
  CHECK(call(1, {{a, 100}, {a, 0}}, kMadvDontneed).value() == 100);
  Trace trace;
  const Pid thread = sys_thread(m.k, trace, 1).value();
  CHECK(call(thread, {{a, 4096}}, kMadvDontneed).error().code == Errno::kENOENT);
  m.check();
}

TEST_CASE("MADV_POPULATE_READ and _WRITE: as by loads and stores, counted as faults of the caller", "[madvise]") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  const u64 minflt = m.minflt(1);
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvPopulateRead) == Errno::kOk);
  CHECK(m.frame(1, a) == m.k.m.phys.zero_page);
  CHECK(m.minflt(1) == minflt + 4);
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvPopulateWrite) == Errno::kOk);
  CHECK(m.minflt(1) == minflt + 8);
  CHECK(has_flag(m.page(1, a), kPgReferenced));
  CHECK(has_flag(m.page(1, a), kPgLru));
  CHECK(advise(m, 1, a, 4 * kPageSize, kMadvPopulateWrite) == Errno::kOk);
  CHECK(m.minflt(1) == minflt + 8);
  CHECK(has_flag(m.page(1, a), kPgActive));
  CHECK(m.write(1, a, "\1", 4).signal.signo == 0);
  CHECK(m.minflt(1) == minflt + 8);
}

TEST_CASE("populating stops at a hole, a refusal or a guard marker, each with its errno", "[madvise]") {
  Machine m;
  m.mmap(1, 8, kRw, kAt);
  m.munmap(1, kAt + 6 * kPageSize, 1);
  CHECK(advise(m, 1, kAt + 5 * kPageSize, 2 * kPageSize, kMadvPopulateWrite) == Errno::kENOMEM);
  CHECK(m.frame(1, kAt + 5 * kPageSize).valid());
  m.mprotect(1, kAt + 4 * kPageSize, 1, kProtRead);
  CHECK(advise(m, 1, kAt + 3 * kPageSize, 2 * kPageSize, kMadvPopulateWrite) == Errno::kEINVAL);
  CHECK(m.frame(1, kAt + 3 * kPageSize).valid());
  CHECK(advise(m, 1, kAt + 4 * kPageSize, kPageSize, kMadvPopulateRead) == Errno::kOk);
  CHECK(advise(m, 1, kAt + kPageSize, kPageSize, kMadvGuardInstall) == Errno::kOk);
  CHECK(advise(m, 1, kAt, 4 * kPageSize, kMadvPopulateRead) == Errno::kEFAULT);
  CHECK(m.frame(1, kAt).valid());
  CHECK_FALSE(m.frame(1, kAt + 2 * kPageSize).valid());
}

TEST_CASE("shared memory: MADV_DONTNEED takes entries away and not the object's pages, and mincore counts those", "[madvise]") {
  Machine m;
  map_shared(m, kAt, 4);
  m.write(1, kAt, "\7", 2);
  CHECK(advise(m, 1, kAt, 4 * kPageSize, kMadvDontneed) == Errno::kOk);
  CHECK_FALSE(m.frame(1, kAt).valid());
  CHECK(m.mm(1).rss[kMmShmemPages] == 0);
  CHECK(mincore_rows(m, 1, kAt, 4 * kPageSize) == "1100");
  CHECK(load(m, 1, kAt) == 7);
  CHECK(advise(m, 1, kAt, kPageSize, kMadvWipeonfork) == Errno::kEINVAL);
  CHECK(advise(m, 1, kAt, 4 * kPageSize, kMadvPopulateWrite) == Errno::kOk);
  CHECK(mincore_rows(m, 1, kAt, 4 * kPageSize) == "1111");
  m.check();
}
