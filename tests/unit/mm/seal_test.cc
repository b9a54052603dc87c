// Sealed areas: what refuses them, and what was changed before they were reached.
#include "engine/mm/seal.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kBase = 0x200000000000;
constexpr u64 at_page(u64 page) { return kBase + page * kPageSize; }

struct Sealer : Machine {
  Errno seal(u64 addr, u64 length, u64 flags = 0) {
    Trace trace(sink);
    const Status status = sys_mseal(k, trace, 1, addr, length, flags);
    check();
    return status.error().code;
  }
  Errno munmap_error(u64 addr, u64 pages) {
    Trace trace(sink);
    const Status status = sys_munmap(k, trace, 1, addr, pages * kPageSize);
    check();
    return status.error().code;
  }
  Errno mprotect_error(u64 addr, u64 pages, u32 prot) {
    Trace trace(sink);
    const Status status = sys_mprotect(k, trace, 1, addr, pages * kPageSize, prot);
    check();
    return status.error().code;
  }
};

}  // namespace

TEST_CASE("mseal's arguments", "[limits]") {
  Sealer m;
  m.mmap(1, 4, kRw, kBase);
  CHECK(m.seal(kBase, kPageSize, 1) == Errno::kEINVAL);
  CHECK(m.seal(kBase + 1, kPageSize) == Errno::kEINVAL);
  CHECK(m.seal(kBase, ~u64{0}) == Errno::kEINVAL);
  CHECK(m.seal(kBase, ~u64{0} - 2 * kPageSize) == Errno::kEINVAL);
  CHECK(m.seal(at_page(100), 0) == Errno::kOk);
  CHECK(m.seal(kBase - kPageSize, 2 * kPageSize) == Errno::kENOMEM);
  CHECK(m.seal(kBase, 5 * kPageSize) == Errno::kENOMEM);
  CHECK_FALSE(m.vma(1, kBase).has(kVmSealed));  // nothing is sealed when part is not mapped
  CHECK(m.seal(kBase, 1) == Errno::kOk);        // rounded up
  CHECK(m.vma(1, kBase).range() == AddrRange{kBase, at_page(1)});
  CHECK(m.seal(kBase, 4 * kPageSize) == Errno::kOk);
  CHECK(m.vma(1, kBase).range() == AddrRange{kBase, at_page(4)});  // one area again
}

TEST_CASE("each call refuses a sealed area when it reaches it", "[limits]") {
  Sealer m;
  m.mmap(1, 4, kRw, kBase);
  m.mmap(1, 4, kProtRead, at_page(4));
  REQUIRE(m.seal(at_page(6), 2 * kPageSize) == Errno::kOk);
  // munmap has cut the first area by then, and leaves the cut.
  CHECK(m.munmap_error(at_page(2), 6) == Errno::kEPERM);
  CHECK(m.vma(1, kBase).end == at_page(2));
  CHECK(m.vma(1, at_page(2)).end == at_page(4));
  // A sealed area itself is not cut.
  CHECK(m.munmap_error(at_page(7), 1) == Errno::kEPERM);
  CHECK(m.vma(1, at_page(7)).start == at_page(6));
  CHECK(m.mprotect_error(kBase, 8, kProtRead) == Errno::kEPERM);
  CHECK_FALSE(m.vma(1, kBase).has(kVmWrite));
  CHECK(m.mprotect_error(at_page(6), 2, kProtRead) == Errno::kEPERM);  // even for the permissions that it has
  CHECK(m.mmap_error(1, at_page(6), kPageSize, kRw, kPrivateAnon | kMapFixed).code == Errno::kEPERM);
  CHECK(m.vma(1, at_page(6)).has(kVmSealed));
}

TEST_CASE("a sealed heap does not shrink", "[limits]") {
  Sealer m;
  Trace trace;
  REQUIRE(sys_brk(m.k, trace, 1, kStartBrk + 4 * kPageSize).brk == kStartBrk + 4 * kPageSize);
  REQUIRE(m.seal(kStartBrk + kPageSize, kPageSize) == Errno::kOk);
  CHECK(sys_brk(m.k, trace, 1, kStartBrk).brk == kStartBrk + 4 * kPageSize);
  CHECK(sys_brk(m.k, trace, 1, kStartBrk + 2 * kPageSize).brk == kStartBrk + 2 * kPageSize);
}

