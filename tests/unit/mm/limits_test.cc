// Limits of processes, of the machine's promises and of the number of areas; mmap's flags that depend on them.
#include "engine/kernel/rlimit.h"
#include "engine/kernel/signal.h"
#include "engine/kernel/sysctl.h"
#include "engine/mm/account.h"
#include "engine/mm/overcommit.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kBase = 0x200000000000;
constexpr u64 at_page(u64 page) { return kBase + page * kPageSize; }

struct Limited : Machine {
  Errno limit(RlimitId id, u64 soft, u64 hard = kRlimInfinity, Pid target = 0, Pid pid = 1) {
    Trace trace(sink);
    const Rlimit wanted{soft, hard};
    return sys_prlimit(k, trace, pid, target, id, &wanted).error().code;
  }
  Rlimit read(RlimitId id, Pid target) {
    Trace trace(sink);
    const Result<Rlimit> result = sys_prlimit(k, trace, 1, target, id, nullptr);
    REQUIRE(result.ok());
    return result.value();
  }
  Errno map(u64 pages, u32 prot = kRw, u32 flags = 0, u64 fixed = 0) {
    Trace trace(sink);
    const u32 type = (flags & kMapTypeMask) == 0 ? kMapPrivate : 0u;
    const Result<u64> result = sys_mmap(k, trace, 1, fixed, pages * kPageSize, prot,
                                        kMapAnonymous | type | flags | (fixed != 0 ? kMapFixed : 0u));
    check();
    last = result.ok() ? result.value() : 0;
    return result.error().code;
  }
  Errno set(const char* name, u64 value) {
    Trace trace(sink);
    return write_sysctl(k, trace, *find_sysctl(name), value).error().code;
  }
  u64 last = 0;
};

}  // namespace

TEST_CASE("limits are checked, lowered for good, inherited and shared by threads", "[limits]") {
  Limited m;
  CHECK(m.limit(RlimitId::kAs, 2, 1) == Errno::kEINVAL);
  CHECK(m.limit(RlimitId::kAs, 1, 2, 77) == Errno::kESRCH);
  CHECK(m.limit(RlimitId::kMemlock, 0, 16ull << 20) == Errno::kEPERM);
  CHECK(m.limit(RlimitId::kAs, 1 << 20, 2 << 20) == Errno::kOk);
  const Pid child = m.fork(1);
  CHECK(m.read(RlimitId::kAs, child).soft == 1 << 20);
  CHECK(m.limit(RlimitId::kAs, 2 << 20, 2 << 20, child) == Errno::kOk);
  CHECK(m.read(RlimitId::kAs, 0).soft == 1 << 20);
  CHECK(m.limit(RlimitId::kAs, 1, 3 << 20) == Errno::kEPERM);
  Trace trace;
  const Result<Pid> thread = sys_thread(m.k, trace, 1);
  REQUIRE(thread.ok());
  CHECK(m.limit(RlimitId::kAs, 5 << 10, 2 << 20, thread.value()) == Errno::kOk);
  CHECK(m.read(RlimitId::kAs, 1).soft == 5 << 10);
  m.exit(child);  // a zombie still has its limits
  CHECK(m.read(RlimitId::kAs, child).soft == 2 << 20);
}

TEST_CASE("RLIMIT_AS counts all areas, less what MAP_FIXED replaces", "[limits]") {
  Limited m;
  REQUIRE(m.map(4, kRw, 0, kBase) == Errno::kOk);
  REQUIRE(m.limit(RlimitId::kAs, (33 + 4 + 2) * kPageSize + kPageSize - 1) == Errno::kOk);
  CHECK(m.map(3, kProtNone) == Errno::kENOMEM);
  CHECK(m.map(6, kProtRead, 0, kBase) == Errno::kOk);
  CHECK(m.map(1, kProtNone) == Errno::kENOMEM);
  // A refused MAP_FIXED has cut the areas it would have replaced, and leaves the cut.
  CHECK(m.map(6, kRw, 0, at_page(2)) == Errno::kENOMEM);
  CHECK(m.vma(1, kBase).end == at_page(2));
  CHECK(m.mm(1).total_vm == 39);
}

TEST_CASE("RLIMIT_DATA counts private writable memory, and mprotect that makes it so", "[limits]") {
  Limited m;
  REQUIRE(m.limit(RlimitId::kData, 4 * kPageSize) == Errno::kOk);
  CHECK(m.map(5) == Errno::kENOMEM);
  CHECK(m.map(5, kProtRead, 0, kBase) == Errno::kOk);
  CHECK(m.map(4) == Errno::kOk);
  Trace trace;
  CHECK(sys_mprotect(m.k, trace, 1, kBase, kPageSize, kRw).error().code == Errno::kENOMEM);
  CHECK(m.map(16, kRw, kMapGrowsDown) == Errno::kOk);  // a stack is no data
  // With a soft limit of 0 the hard one counts.
  REQUIRE(m.limit(RlimitId::kData, 0, 6 * kPageSize) == Errno::kOk);
  CHECK(m.map(2) == Errno::kOk);
  CHECK(m.map(1) == Errno::kENOMEM);
  CHECK(m.map(1, kProtRead) == Errno::kOk);
}

TEST_CASE("a stack grows to its limits and no further", "[limits]") {
  Limited m;
  REQUIRE(m.limit(RlimitId::kStack, 40 * kPageSize) == Errno::kOk);
  const u64 top = kDefaultMapWindow;
  CHECK(m.write(1, top - 41 * kPageSize).signal.signo == kSigsegv);
  CHECK(m.write(1, top - 40 * kPageSize).signal.signo == 0);
  REQUIRE(m.limit(RlimitId::kStack, kRlimInfinity) == Errno::kOk);
  REQUIRE(m.limit(RlimitId::kAs, 42 * kPageSize) == Errno::kOk);
  CHECK(m.write(1, top - 43 * kPageSize).signal.signo == kSigsegv);
  CHECK(m.write(1, top - 42 * kPageSize).signal.signo == 0);
}

TEST_CASE("MAP_LOCKED needs leave and room, in this order", "[limits]") {
  Limited m;
  REQUIRE(m.limit(RlimitId::kMemlock, 2 * kPageSize + 5, 8ull << 20) == Errno::kOk);
  CHECK(m.map(3, kRw, kMapLocked) == Errno::kEAGAIN);
  CHECK(m.map(2, kRw, kMapLocked, kBase) == Errno::kOk);
  CHECK(m.vma(1, kBase).has(kVmLocked));
  CHECK(m.mm(1).locked_vm == 2);
  CHECK(m.mm(1).rss[kMmAnonPages] == 3);  // faulted in at once
  CHECK(m.map(1, kRw, kMapLocked) == Errno::kEAGAIN);
  m.munmap(1, kBase, 1);
  CHECK(m.mm(1).locked_vm == 1);
  REQUIRE(m.limit(RlimitId::kMemlock, 0, 8ull << 20) == Errno::kOk);
  CHECK(m.map(1, kRw, kMapLocked) == Errno::kEPERM);
  CHECK(m.map(1, kRw, kMapLocked | kMapTypeMask) == Errno::kEPERM);  // before the type is looked at
}

TEST_CASE("MAP_DROPPABLE sets what it implies, and excludes what it must", "[limits]") {
  Limited m;
  REQUIRE(m.map(2, kRw, kMapDroppable, kBase) == Errno::kOk);
  CHECK((m.vma(1, kBase).flags & (kVmDroppable | kVmNoReserve | kVmWipeOnFork | kVmDontDump | kVmAccount)) ==
        (kVmDroppable | kVmNoReserve | kVmWipeOnFork | kVmDontDump));
  m.write(1, kBase);
  CHECK_FALSE(has_flag(m.page(1, kBase), kPgSwapbacked));
  CHECK(m.map(1, kRw, kMapDroppable | kMapLocked) == Errno::kEINVAL);
  CHECK(m.map(1, kRw, kMapDroppable | kMapGrowsDown) == Errno::kEINVAL);
  CHECK(m.map(1, kRw, kMapSharedValidate) == Errno::kEINVAL);
}

TEST_CASE("MAP_32BIT places bottom-up from 1 to 2 GiB, as tried live", "[limits]") {
  Limited m;
  const auto place = [&m](u64 pages, u64 hint = 0) {
    Trace trace;
    const Result<u64> result = sys_mmap(m.k, trace, 1, hint, pages * kPageSize, kRw, kPrivateAnon | kMap32Bit | kMapNoReserve);
    return result.ok() ? result.value() : static_cast<u64>(result.error().code);
  };
  CHECK(place(1) == 0x40000000);
  CHECK(place(2) == 0x40001000);
  CHECK(place(512) == 0x40200000);
  CHECK(place(512) == 0x40600000);
  CHECK(place(5) == 0x40003000);
  CHECK(place(1ull << 18) == static_cast<u64>(Errno::kENOMEM));
  CHECK(place((1ull << 19) + 1) == static_cast<u64>(Errno::kENOMEM));
  CHECK(place(1, 0x20000000) == 0x20000000);
  CHECK(place(1, 0x7ffff000) == 0x7ffff000);
  CHECK(place(1, 0x80000000) == 0x40008000);
}

TEST_CASE("MAP_ABOVE4G bounds the top-down search alone", "[limits]") {
  Limited m;
  const u64 all = m.mm(1).mmap_base - (2ull << 30);
  CHECK(m.map(to_pages(all), kProtNone, kMapAbove4G) == Errno::kENOMEM);
  CHECK(m.map(to_pages(all), kProtNone) == Errno::kOk);
  m.munmap(1, m.last, to_pages(all));
  Trace trace;
  CHECK(sys_mmap(m.k, trace, 1, 0x10000000, kPageSize, kRw, kPrivateAnon | kMapAbove4G).value() == 0x10000000);
}

TEST_CASE("the three modes of promising memory", "[limits]") {
  Limited m;
  const u64 ram = total_ram_pages(m.k.m.phys);
  CHECK(m.map(ram + 1) == Errno::kENOMEM);
  CHECK(m.map(ram) == Errno::kOk);
  CHECK(m.map(ram) == Errno::kOk);  // mode 0 does not add up
  CHECK(m.map(ram * 4, kRw, kMapNoReserve) == Errno::kOk);
  REQUIRE(m.set("vm.overcommit_memory", kOvercommitAlways) == Errno::kOk);
  CHECK(m.map(ram * 4) == Errno::kOk);
  CHECK(m.k.m.committed_pages == 33 + 6 * ram);
}

TEST_CASE("mode 2 keeps all promises below CommitLimit, less the reserves", "[limits]") {
  Limited m;
  REQUIRE(m.set("vm.overcommit_memory", kOvercommitNever) == Errno::kOk);
  const u64 limit = vm_commit_limit(m.k.m);
  CHECK(limit == total_ram_pages(m.k.m.phys) / 2);
  const u64 admin = m.k.m.sysctl.admin_reserve_kbytes / 4;
  // 33 pages of stack are promised, and a thirty-second of them is kept for the user.
  const u64 room = limit - admin - 33 / 32 - 33 - 1;
  CHECK(m.map(room + 1) == Errno::kENOMEM);
  CHECK(m.map(room + 1, kRw, kMapNoReserve) == Errno::kENOMEM);  // not honoured in this mode
  CHECK(m.map(room + 1, kProtRead) == Errno::kOk);
  CHECK(m.map(100) == Errno::kOk);
  REQUIRE(m.set("vm.overcommit_kbytes", 400) == Errno::kOk);
  CHECK(m.k.m.sysctl.overcommit_ratio == 0);
  CHECK(vm_commit_limit(m.k.m) == 100);
  CHECK(m.map(1) == Errno::kENOMEM);
  Trace trace;
  CHECK(sys_fork(m.k, trace, 1).error().code == Errno::kENOMEM);  // the child would be promised the same again
  m.check();
  REQUIRE(m.set("vm.overcommit_ratio", 100) == Errno::kOk);
  CHECK(m.k.m.sysctl.overcommit_kbytes == 0);
  CHECK(m.map(1) == Errno::kOk);
  CHECK(m.set("vm.overcommit_memory", 3) == Errno::kEINVAL);
}

TEST_CASE("vm.max_map_count refuses what it refuses", "[limits]") {
  Limited m;
  REQUIRE(m.map(8, kRw, 0, kBase) == Errno::kOk);
  REQUIRE(m.set("vm.max_map_count", 2) == Errno::kOk);
  Trace trace;
  CHECK(m.map(1, kProtRead) == Errno::kOk);  // asked before: two areas are not more than two
  CHECK(m.map(1, kProtExec) == Errno::kENOMEM);
  CHECK(sys_brk(m.k, trace, 1, kStartBrk + kPageSize).brk == kStartBrk);
  CHECK(sys_mprotect(m.k, trace, 1, at_page(2), kPageSize, kProtRead).error().code == Errno::kENOMEM);
  CHECK(sys_munmap(m.k, trace, 1, at_page(2), kPageSize).error().code == Errno::kENOMEM);
  CHECK(sys_mseal(m.k, trace, 1, kBase, kPageSize, 0).error().code == Errno::kENOMEM);
  CHECK(sys_munmap(m.k, trace, 1, at_page(6), 2 * kPageSize).ok());  // an edge needs no more areas
  m.check();
}
