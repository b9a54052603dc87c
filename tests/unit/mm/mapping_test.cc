// mmap, munmap and mprotect: errno by errno, area by area, entry by entry.
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {
constexpr u64 kBase = 0x10000000ull;
}

TEST_CASE("mmap refuses with Linux's errno, in Linux's order") {
  Machine m;
  CHECK(m.mmap_error(1, 0, 0, kRw, kPrivateAnon).code == Errno::kEINVAL);
  CHECK(m.mmap_error(1, 0, ~u64{0}, kRw, kPrivateAnon).code == Errno::kENOMEM);
  CHECK(m.mmap_error(1, 0, kPageSize, kRw, kMapAnonymous).code == Errno::kEINVAL);
  CHECK(m.mmap_error(1, kBase + 1, kPageSize, kRw, kPrivateAnon | kMapFixed).code == Errno::kEINVAL);
  CHECK(m.mmap_error(1, 0x7ffffffff001ull, kPageSize, kRw, kPrivateAnon | kMapFixed).code == Errno::kENOMEM);
  CHECK(m.mmap_error(1, 0x7fffffffe000ull, kPageSize, kRw, kPrivateAnon | kMapFixedNoReplace).code == Errno::kEEXIST);
  // Only below vm.mmap_min_addr, tried live; hints are raised to 64 KiB all the same.
  CHECK(m.mmap_error(1, 0, kPageSize, kRw, kPrivateAnon | kMapFixed).code == Errno::kEPERM);
  CHECK(m.mmap(1, 1, kRw, 0x1000) == 0x1000);
  CHECK(m.mmap_error(1, 0, 1ull << 30, kRw, kPrivateAnon).code == Errno::kENOMEM);  // more than the machine has
  CHECK(m.mmap_error(9, 0, kPageSize, kRw, kPrivateAnon).code == Errno::kESRCH);
}

TEST_CASE("the first mapping goes right below mmap_base and the next joins it from below") {
  Machine m;
  const u64 a = m.mmap(1, 4);
  CHECK(a == 0x7ffff7ffb000ull);
  const u64 b = m.mmap(1, 1);
  CHECK(b == a - kPageSize);
  CHECK(m.vma(1, a).start == b);
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("munmap in the middle leaves two areas on one anon_vma, with pgoff right in both") {
  Machine m;
  const u64 a = m.mmap(1, 6, kRw, kBase);
  m.write(1, a, "\1", 6);
  const AnonVmaId anon_vma = m.vma(1, a).anon_vma;
  m.munmap(1, a + 2 * kPageSize, 2);
  CHECK(m.vma(1, a).end == a + 2 * kPageSize);
  CHECK(m.vma(1, a + 4 * kPageSize).pgoff == to_pages(a) + 4);
  CHECK(m.vma(1, a + 4 * kPageSize).anon_vma == anon_vma);
  CHECK(m.k.m.rmap.anon_vmas[anon_vma].num_active_vmas == 2);
  // Filled again, all three become one, since both sides have the same anon_vma.
  m.mmap(1, 2, kRw, a + 2 * kPageSize);
  CHECK(m.vma(1, a).end == a + 6 * kPageSize);
}

TEST_CASE("a hole between two different anon_vmas joins the lower area alone") {
  Machine m;
  m.mmap(1, 4, kRw, kBase);
  m.write(1, kBase);
  m.mmap(1, 4, kRw, kBase + 8 * kPageSize);
  m.write(1, kBase + 8 * kPageSize);
  m.mmap(1, 4, kRw, kBase + 4 * kPageSize);
  CHECK(m.vma(1, kBase).end == kBase + 8 * kPageSize);
  CHECK(m.vma(1, kBase + 8 * kPageSize).start == kBase + 8 * kPageSize);
}

TEST_CASE("a child's faulted area takes no new neighbour, since its chain has two nodes") {
  Machine m;
  m.mmap(1, 4, kRw, kBase);
  m.write(1, kBase);
  const Pid child = m.fork(1);
  m.mmap(child, 4, kRw, kBase + 4 * kPageSize);
  m.mmap(1, 4, kRw, kBase + 4 * kPageSize);
  CHECK(m.vma(child, kBase).end == kBase + 4 * kPageSize);
  CHECK(m.vma(1, kBase).end == kBase + 8 * kPageSize);
}

TEST_CASE("MAP_FIXED replaces what was there") {
  Machine m;
  m.mmap(1, 8, kRw, kBase);
  m.write(1, kBase, "\1", 8);
  m.mmap(1, 2, kProtRead, kBase + 3 * kPageSize);
  CHECK_FALSE(m.frame(1, kBase + 3 * kPageSize).valid());
  CHECK(m.frame(1, kBase + 2 * kPageSize).valid());
  CHECK(m.mm(1).map_count == 4);
}

TEST_CASE("page tables go with the last area that can use them") {
  // Tried on 6.18: VmPTE +12 kB at the first touch of a fresh region, back to where it was after munmap.
  Machine m;
  const u32 before = m.mm(1).nr_tables;
  m.mmap(1, 1100, kRw, 0x40000000ull);
  CHECK(m.mm(1).nr_tables == before);
  m.write(1, 0x40000000ull, "\1", 1100);
  CHECK(m.mm(1).nr_tables == before + 5);
  m.munmap(1, 0x40000000ull + 500 * kPageSize, 524);
  CHECK(m.mm(1).nr_tables == before + 4);
  m.munmap(1, 0x40000000ull, 1100);
  CHECK(m.mm(1).nr_tables == before);
}

TEST_CASE("mprotect: an exclusive page is made writable again without a fault") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  m.mprotect(1, a, 1, kProtRead);
  CHECK(m.write(1, a).signal.code == 2);
  m.mprotect(1, a, 1, kProtNone);
  CHECK(pte_protnone(m.pte(1, a)));
  CHECK(m.frame(1, a).valid());
  m.mprotect(1, a, 1, kRw);
  const u64 before = m.minflt(1);
  CHECK(m.write(1, a).signal.signo == 0);
  CHECK(m.minflt(1) == before);
}

TEST_CASE("mprotect after fork: a shared page stays read-only and copies at the write") {
  Machine m;
  const u64 a = m.mmap(1, 1);
  m.write(1, a);
  m.fork(1);
  m.mprotect(1, a, 1, kProtRead);
  m.mprotect(1, a, 1, kRw);
  CHECK_FALSE(pte_write(m.pte(1, a)));
  const u64 before = m.minflt(1);
  m.write(1, a);
  CHECK(m.minflt(1) == before + 1);
}

TEST_CASE("mprotect in the middle makes three areas and back to one") {
  Machine m;
  m.mmap(1, 9, kRw, kBase);
  m.write(1, kBase, "\1", 9);
  m.mprotect(1, kBase + 3 * kPageSize, 3, kProtRead);
  CHECK(m.mm(1).map_count == 4);
  CHECK(m.vma(1, kBase + 3 * kPageSize).has(kVmAccount));
  m.mprotect(1, kBase + 3 * kPageSize, 3, kRw);
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("mprotect over a hole changes what lies before it and answers ENOMEM") {
  Machine m;
  m.mmap(1, 2, kRw, kBase);
  m.mmap(1, 2, kRw, kBase + 4 * kPageSize);
  Trace silent;
  const Status status = sys_mprotect(m.k, silent, 1, kBase, 6 * kPageSize, kProtRead);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == Errno::kENOMEM);
  CHECK_FALSE(m.vma(1, kBase).has(kVmWrite));
  CHECK(m.vma(1, kBase + 4 * kPageSize).has(kVmWrite));
  m.check();
}

TEST_CASE("a never-written area stops promising its pages when it becomes read-only") {
  Machine m;
  const u64 before = m.k.m.committed_pages;
  const u64 a = m.mmap(1, 16);
  CHECK(m.k.m.committed_pages == before + 16);
  m.mprotect(1, a, 16, kProtRead);
  CHECK(m.k.m.committed_pages == before);
  CHECK_FALSE(m.vma(1, a).has(kVmAccount));
  m.mprotect(1, a, 16, kRw);
  CHECK(m.k.m.committed_pages == before + 16);
}

TEST_CASE("MAP_POPULATE faults everything in and counts the faults") {
  Machine m;
  Trace silent;
  const Result<u64> a = sys_mmap(m.k, silent, 1, 0, 8 * kPageSize, kRw, kPrivateAnon | kMapPopulate);
  REQUIRE(a.ok());
  CHECK(m.minflt(1) == 8);
  CHECK(m.mm(1).rss[kMmAnonPages] == 9);
  m.check();
}
