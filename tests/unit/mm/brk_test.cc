// The heap: every way that brk moves it or does not, and what is left behind.
#include "engine/kernel/rlimit.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

struct Heap : Machine {
  u64 brk(u64 addr, Pid pid = 1) {
    Trace trace(sink);
    const BrkResult result = sys_brk(k, trace, pid, addr);
    check();
    refused = result.refused;
    return result.brk;
  }
  // The end in pages from the start, rounded up.
  u64 move(u64 pages, Pid pid = 1) { return to_pages(page_align_up(brk(kStartBrk + pages * kPageSize, pid)) - kStartBrk); }
  Error refused;
};

constexpr u64 at_page(u64 page) { return kStartBrk + page * kPageSize; }

}  // namespace

TEST_CASE("the heap grows, shrinks and answers where it ends", "[limits]") {
  Heap m;
  CHECK(m.brk(0) == kStartBrk);
  CHECK(m.refused.code == Errno::kENOMEM);
  CHECK(m.brk(kStartBrk + 10000) == kStartBrk + 10000);
  CHECK(m.vma(1, kStartBrk).range() == AddrRange{kStartBrk, at_page(3)});
  CHECK(m.brk(kStartBrk + 10001) == kStartBrk + 10001);  // in the same page
  CHECK(m.move(8) == 8);
  CHECK(m.vma(1, kStartBrk).pages() == 8);  // one area still
  m.write(1, kStartBrk, "\1", 8);
  CHECK(m.move(2) == 2);
  CHECK(m.mm(1).rss[kMmAnonPages] == 3);
  CHECK(m.move(0) == 0);
  CHECK(m.mm(1).map_count == 1);
  CHECK(m.brk(kStartBrk - 1) == kStartBrk);
  CHECK(m.brk(~u64{0}) == kStartBrk);
}

TEST_CASE("the heap stops one page, and a stack's guard gap, below the next area", "[limits]") {
  Heap m;
  m.mmap(1, 1, kRw, at_page(8));
  CHECK(m.move(7) == 7);
  CHECK(m.move(8) == 7);
  CHECK(m.refused.code == Errno::kENOMEM);
  Trace trace;
  REQUIRE(sys_mmap(m.k, trace, 1, at_page(1000), kPageSize, kRw, kPrivateAnon | kMapFixed | kMapGrowsDown).ok());
  m.munmap(1, at_page(8), 1);
  CHECK(m.move(1000 - 256 - 1) == 743);
  CHECK(m.move(744) == 743);
}

TEST_CASE("growing looks at the area in front alone", "[limits]") {
  Heap m;
  m.mmap(1, 4, kRw, kStartBrk - 4 * kPageSize);  // ends where the heap begins
  m.move(4);
  CHECK(m.vma(1, kStartBrk).start == kStartBrk);  // vma_prev_limit does not reach below start_brk
  // What is mapped by hand where the heap would be takes the heap's next pages in.
  m.move(0);
  m.munmap(1, kStartBrk - 4 * kPageSize, 4);
  m.move(2);
  m.mprotect(1, at_page(1), 1, kProtRead);
  m.move(4);
  CHECK(m.vma(1, at_page(1)).range() == AddrRange{at_page(1), at_page(2)});
  CHECK(m.vma(1, at_page(2)).range() == AddrRange{at_page(2), at_page(4)});
}

TEST_CASE("a forked heap that was written grows into an area of its own", "[limits]") {
  Heap m;
  m.move(2);
  m.write(1, kStartBrk, "\1", 2);
  const Pid child = m.fork(1);
  CHECK(m.mm(child).brk == at_page(2));
  CHECK(m.move(4, child) == 4);
  CHECK(m.vma(child, at_page(2)).start == at_page(2));  // the chain of a child's area has two nodes
  CHECK(m.move(4) == 4);
  CHECK(m.vma(1, at_page(2)).start == kStartBrk);
}

TEST_CASE("where the heap's end was unmapped by hand it does not shrink, and grows again from there", "[limits]") {
  Heap m;
  m.move(8);
  m.munmap(1, at_page(4), 4);
  CHECK(m.move(6) == 8);
  CHECK(m.refused.code == Errno::kENOMEM);
  CHECK(m.move(10) == 10);
  CHECK(m.vma(1, at_page(8)).range() == AddrRange{at_page(8), at_page(10)});
  CHECK(m.move(3) == 3);  // from 8 to 10 and from 3 to 4 are there
  CHECK(m.mm(1).map_count == 2);
}

TEST_CASE("the heap counts towards RLIMIT_DATA to the byte, and towards RLIMIT_AS by pages", "[limits]") {
  Heap m;
  Trace trace;
  const Rlimit data{4 * kPageSize + 100, kRlimInfinity};
  REQUIRE(sys_prlimit(m.k, trace, 1, 0, RlimitId::kData, &data).ok());
  CHECK(m.brk(at_page(4) + 101) == kStartBrk);
  CHECK(m.brk(at_page(4) + 100) == kStartBrk);  // five pages are more than may_expand_vm allows, which counts whole ones
  CHECK(m.brk(at_page(4)) == at_page(4));
  const Rlimit none{kRlimInfinity, kRlimInfinity};
  REQUIRE(sys_prlimit(m.k, trace, 1, 0, RlimitId::kData, &none).ok());
  const Rlimit as{(33 + 6) * kPageSize, kRlimInfinity};
  REQUIRE(sys_prlimit(m.k, trace, 1, 0, RlimitId::kAs, &as).ok());
  CHECK(m.move(7) == 4);
  CHECK(m.move(6) == 6);
}
