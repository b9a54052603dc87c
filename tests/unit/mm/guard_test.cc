// Guard regions: markers in the page table instead of pages. Facts tried on a running 6.18.
#include "tests/support/madvise_calls.h"

#include "engine/kernel/mremap_calls.h"
#include "engine/render/accounting.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kAt = 0x200000000000;

}  // namespace

TEST_CASE("MADV_GUARD_INSTALL: tables, markers, an anon_vma and a flag, but no pages", "[madvise]") {
  Machine m;
  m.mmap(1, 8, kRw, kAt);
  const u64 tables = m.mm(1).nr_tables;
  CHECK(advise(m, 1, kAt, 2 * kPageSize, kMadvGuardInstall) == Errno::kOk);
  CHECK(m.mm(1).nr_tables == tables + 3);
  CHECK(pte_is_guard(m.pte(1, kAt)));
  CHECK(pagemap_entry(m.k, m.pte(1, kAt)) == 0x440000000000009f);
  CHECK(page_state_letters(m.k, m.pte(1, kAt)) == "SG");
  CHECK(m.vma(1, kAt).has(kVmMaybeGuard));
  CHECK(m.vma(1, kAt).anon_vma.valid());
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("a touch of a guard marker ends in SEGV_MAPERR, counted by the machine and not by the task", "[madvise]") {
  Machine m;
  m.mmap(1, 8, kRw, kAt);
  CHECK(advise(m, 1, kAt, kPageSize, kMadvGuardInstall) == Errno::kOk);
  const u64 minflt = m.minflt(1);
  const u64 pgfault = m.k.m.stat.pgfault;
  const AccessResult read = m.read(1, kAt + 8);
  CHECK(read.signal.code == 1);
  CHECK(read.signal.addr == kAt + 8);
  CHECK(m.write(1, kAt).signal.signo == kSigsegv);
  CHECK(m.minflt(1) == minflt);
  CHECK(m.k.m.stat.pgfault == pgfault + 2);
  m.mprotect(1, kAt, 1, kProtNone);
  CHECK(m.read(1, kAt).signal.code == 2);
  CHECK(pte_is_guard(m.pte(1, kAt)));
}

TEST_CASE("MADV_GUARD_INSTALL over pages clears them first; over markers it changes nothing", "[madvise]") {
  Machine m;
  m.mmap(1, 4, kRw, kAt);
  m.write(1, kAt + kPageSize, "\1", 2);
  CHECK(advise(m, 1, kAt, 4 * kPageSize, kMadvGuardInstall) == Errno::kOk);
  for (u64 i = 0; i < 4; ++i) CHECK(pte_is_guard(m.pte(1, kAt + i * kPageSize)));
  CHECK(m.mm(1).rss[kMmAnonPages] == 1);
  CHECK(advise(m, 1, kAt, 4 * kPageSize, kMadvGuardInstall) == Errno::kOk);
}

TEST_CASE("markers survive DONTNEED and keep their table; REMOVE takes markers alone", "[madvise]") {
  Machine m;
  m.mmap(1, 512, kRw, kAt);
  m.write(1, kAt, "\1", 4);
  CHECK(advise(m, 1, kAt, 2 * kPageSize, kMadvGuardInstall) == Errno::kOk);
  const u64 tables = m.mm(1).nr_tables;
  CHECK(advise(m, 1, kAt, 512 * kPageSize, kMadvDontneed) == Errno::kOk);
  CHECK(m.mm(1).nr_tables == tables);
  CHECK(pte_is_guard(m.pte(1, kAt)));
  m.write(1, kAt + 3 * kPageSize);
  CHECK(advise(m, 1, kAt, 512 * kPageSize, kMadvGuardRemove) == Errno::kOk);
  CHECK(pte_none(m.pte(1, kAt)));
  CHECK(m.frame(1, kAt + 3 * kPageSize).valid());
  CHECK(m.vma(1, kAt).has(kVmMaybeGuard));
  CHECK(m.write(1, kAt).signal.signo == 0);
  CHECK(advise(m, 1, kAt, 512 * kPageSize, kMadvDontneed) == Errno::kOk);
  CHECK(m.mm(1).nr_tables == tables - 1);
}

TEST_CASE("fork copies markers; munmap and exit drop them", "[madvise]") {
  Machine m;
  m.mmap(1, 4, kRw, kAt);
  CHECK(advise(m, 1, kAt, 2 * kPageSize, kMadvGuardInstall) == Errno::kOk);
  const Pid child = m.fork(1);
  CHECK(pte_is_guard(m.pte(child, kAt + kPageSize)));
  CHECK(m.read(child, kAt).signal.signo == kSigsegv);
  CHECK(advise(m, child, kAt, 4 * kPageSize, kMadvGuardRemove) == Errno::kOk);
  CHECK(m.read(child, kAt).signal.signo == 0);
  CHECK(m.read(1, kAt).signal.signo == kSigsegv);
  m.munmap(1, kAt, 1);
  m.mmap(1, 1, kRw, kAt);
  CHECK(m.read(1, kAt).signal.signo == 0);
  CHECK(m.read(1, kAt + kPageSize).signal.signo == kSigsegv);
  m.exit(child);
}

TEST_CASE("VM_MAYBE_GUARD does not keep areas apart, and the merged one has it", "[madvise]") {
  Machine m;
  m.mmap(1, 2, kRw, kAt);
  CHECK(advise(m, 1, kAt, kPageSize, kMadvGuardInstall) == Errno::kOk);
  m.mmap(1, 2, kRw, kAt + 2 * kPageSize);
  CHECK(m.vma(1, kAt).pages() == 4);
  m.mmap(1, 2, kRw, kAt - 2 * kPageSize);
  CHECK(m.vma(1, kAt).pages() == 6);
  CHECK(m.vma(1, kAt - kPageSize).has(kVmMaybeGuard));
  m.mprotect(1, kAt, 1, kProtRead);
  CHECK(m.vma(1, kAt - kPageSize).has(kVmMaybeGuard));
  m.mprotect(1, kAt, 1, kRw);
  CHECK(m.vma(1, kAt).pages() == 6);
}

TEST_CASE("mremap takes markers along", "[madvise]") {
  Machine m;
  m.mmap(1, 4, kRw, kAt);
  m.write(1, kAt, "\1", 4);
  CHECK(advise(m, 1, kAt + kPageSize, kPageSize, kMadvGuardInstall) == Errno::kOk);
  const u64 to = kAt + (1u << 30);
  Trace trace;
  const u64 bytes = 4 * kPageSize;
  CHECK(sys_mremap(m.k, trace, 1, MremapArgs{kAt, bytes, bytes, kMremapMayMove | kMremapFixed, to}).ok());
  m.check();
  CHECK(pte_is_guard(m.pte(1, to + kPageSize)));
  CHECK(m.read(1, to + kPageSize).signal.signo == kSigsegv);
  CHECK(m.read(1, to).signal.signo == 0);
}

TEST_CASE("guard markers in shared memory: fork copies the pages beside them, which stay one object's", "[madvise]") {
  Machine m;
  map_shared(m, kAt, 8);
  m.write(1, kAt, "\1", 3);
  CHECK(advise(m, 1, kAt + kPageSize, kPageSize, kMadvGuardInstall) == Errno::kOk);
  CHECK_FALSE(m.vma(1, kAt).anon_vma.valid());
  const Pid child = m.fork(1);
  CHECK(m.frame(child, kAt) == m.frame(1, kAt));
  CHECK(pte_write(m.pte(child, kAt)));
  CHECK_FALSE(pte_dirty(m.pte(child, kAt)));
  CHECK(pte_dirty(m.pte(1, kAt)));
  CHECK(page_mapcount(m.page(1, kAt)) == 2);
  CHECK(m.mm(child).rss[kMmShmemPages] == 2);
  CHECK(pte_is_guard(m.pte(child, kAt + kPageSize)));
  CHECK(m.read(child, kAt + kPageSize).signal.signo == kSigsegv);
  CHECK(advise(m, child, kAt + kPageSize, kPageSize, kMadvGuardRemove) == Errno::kOk);
  CHECK(load(m, child, kAt + kPageSize) == 1);
  m.check();
}
