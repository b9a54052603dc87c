// process_vm_readv and process_vm_writev, /proc/PID/mem, and the kernel's own copies. What is expected was tried on a running 6.18.

#include "engine/kernel/drain.h"
#include "engine/kernel/iovec.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/signal.h"
#include "engine/kernel/user_access.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x20000000;
constexpr u64 kLocal = 0x30000000;
constexpr u64 kHole = 0x40000000;
constexpr u64 kKernelAddr = 0xffff888000000000;

struct Pair : Machine {
  Pid child = 0;
  Pair() {
    mmap(1, 8, kRw, kArea);
    mmap(1, 8, kRw, kLocal);
    write(1, kLocal, "local");
    write(1, kArea, "area", 4);
    Trace trace;
    sys_drain(k, trace);
    child = fork(1);
    taskset(child, 0);
  }
  Result<u64> transfer(std::vector<Iovec> local, std::vector<Iovec> remote, bool is_write, u64 remote_pid = 2, u64 flags = 0) {
    Trace trace(sink);
    ProcessVmCall call;
    call.remote_pid = remote_pid;
    call.local = std::move(local);
    call.remote = std::move(remote);
    call.is_write = is_write;
    call.flags = flags;
    const Result<u64> result = sys_process_vm(k, trace, 1, call);
    check();
    return result;
  }
  u64 readv(u64 local, u64 remote, u64 size) {
    const Result<u64> result = transfer({{local, size}}, {{remote, size}}, false);
    REQUIRE(result.ok());
    return result.value();
  }
  u64 writev(u64 local, u64 remote, u64 size) {
    const Result<u64> result = transfer({{local, size}}, {{remote, size}}, true);
    REQUIRE(result.ok());
    return result.value();
  }
  Errno error(u64 local, u64 remote, u64 size, bool is_write = false) {
    const Result<u64> result = transfer({{local, size}}, {{remote, size}}, is_write);
    return result.ok() ? Errno::kOk : result.error().code;
  }
  Result<u64> mem(u64 offset, u64 size, bool is_write, u64 local = kLocal, u64 pid = 2) {
    Trace trace(sink);
    MemFileCall call;
    call.remote_pid = pid;
    call.local = local;
    call.size_bytes = size;
    call.offset = offset;
    call.is_write = is_write;
    const Result<u64> result = sys_mem_file(k, trace, 1, call);
    check();
    return result;
  }
  bool has(Pid pid, u64 addr, u32 flag) const { return has_flag(page(pid, addr), flag); }
};

}  // namespace

TEST_CASE("a remote read unshares the page that it pins", "[kernel]") {
  Pair m;
  const Pfn shared = m.frame(1, kArea);
  const u64 before = m.minflt(1);
  CHECK(m.readv(kLocal + kPageSize, kArea, 8) == 8);
  // One fault for the child's page, one for the caller's buffer, both on the caller's account.
  CHECK(m.minflt(1) - before == 2);
  CHECK(m.minflt(m.child) == 0);
  CHECK(m.frame(1, kArea) == shared);
  CHECK(m.frame(m.child, kArea) != shared);
  CHECK(m.has(m.child, kArea, kPgAnonExclusive));
  CHECK(m.has(m.child, kArea, kPgReferenced));
  CHECK_FALSE(m.has(m.child, kArea, kPgDirty));
  CHECK_FALSE(pte_write(m.pte(m.child, kArea)));
  CHECK_FALSE(pte_dirty(m.pte(m.child, kArea)));
  m.write(m.child, kArea);
  CHECK(m.minflt(m.child) == 1);
}

TEST_CASE("an unshare fault keeps a page that nobody else has", "[kernel]") {
  Pair m;
  m.exit(1 + 1);
  const Pid again = m.fork(1);
  Trace trace;
  const Pfn own = m.frame(1, kArea);
  m.munmap(1, kArea, 8);
  const Result<u64> read = m.transfer({{kLocal, 8}}, {{kArea, 8}}, false, again);
  CHECK(read.value() == 8);
  CHECK(m.frame(again, kArea) == own);
  CHECK(m.has(again, kArea, kPgAnonExclusive));
  CHECK_FALSE(pte_write(m.pte(again, kArea)));
}

TEST_CASE("a remote read of an untouched page maps the zero page there", "[kernel]") {
  Pair m;
  m.readv(kLocal, kArea + 5 * kPageSize, 8);
  CHECK(pte_special(m.pte(m.child, kArea + 5 * kPageSize)));
  const u64 before = m.minflt(1);
  m.readv(kLocal, kArea + 5 * kPageSize, 8);
  CHECK(m.minflt(1) == before);
}

TEST_CASE("a remote write copies a shared page, and marks it dirty", "[kernel]") {
  Pair m;
  const Pfn shared = m.frame(1, kArea);
  CHECK(m.writev(kLocal, kArea, 5) == 5);
  CHECK(m.frame(1, kArea) == shared);
  CHECK(m.frame(m.child, kArea) != shared);
  CHECK(m.has(m.child, kArea, kPgDirty));
  CHECK(m.has(m.child, kArea, kPgReferenced));
  std::string bytes;
  m.read(m.child, kArea, 1, &bytes, 5);
  CHECK(bytes == "local");
  CHECK(m.minflt(m.child) == 0);
}

TEST_CASE("holes, rights and directions", "[kernel]") {
  Pair m;
  CHECK(m.error(kLocal, kHole, 8) == Errno::kEFAULT);
  CHECK(m.error(kHole, kArea, 8) == Errno::kEFAULT);
  CHECK(m.readv(kLocal, kArea + 6 * kPageSize, 3 * kPageSize) == 2 * kPageSize);
  CHECK(m.readv(kLocal + 7 * kPageSize, kArea, 2 * kPageSize) == kPageSize);
  m.mprotect(m.child, kArea + 2 * kPageSize, 1, kProtRead);
  m.mprotect(m.child, kArea + 3 * kPageSize, 1, kProtNone);
  CHECK(m.error(kLocal, kArea + 2 * kPageSize, 8, true) == Errno::kEFAULT);
  CHECK(m.error(kLocal, kArea + 3 * kPageSize, 8) == Errno::kEFAULT);
  CHECK(m.readv(kLocal, kArea + kPageSize, 3 * kPageSize) == 2 * kPageSize);
  m.mmap(m.child, 1, kProtWrite, kHole);
  CHECK(m.error(kLocal, kHole, 8) == Errno::kEFAULT);
  CHECK(m.error(kLocal, kHole, 8, true) == Errno::kOk);
  m.mmap(m.child, 1, kProtExec, kHole);
  CHECK(m.error(kLocal, kHole, 8) == Errno::kEFAULT);
}

TEST_CASE("arguments of process_vm_readv in the kernel's order", "[kernel]") {
  Pair m;
  const auto code = [&m](std::vector<Iovec> local, std::vector<Iovec> remote, u64 pid = 2, u64 flags = 0) {
    const Result<u64> result = m.transfer(std::move(local), std::move(remote), false, pid, flags);
    return result.ok() ? Errno::kOk : result.error().code;
  };
  const u64 nobody = 999999;
  CHECK(code({{kLocal, 8}}, {{kArea, 8}}, nobody) == Errno::kESRCH);
  CHECK(code({{kLocal, 8}}, {{kArea, 8}}, 0) == Errno::kESRCH);
  CHECK(code({{kLocal, 8}}, {{kArea, 8}}, ~u64{0}) == Errno::kESRCH);
  CHECK(code({{kLocal, 0}}, {{kArea, 8}}, nobody) == Errno::kOk);
  CHECK(code({{kLocal, 8}}, {{kArea, 0}}, nobody) == Errno::kOk);
  CHECK(code({}, {{kArea, 8}}, nobody) == Errno::kOk);
  CHECK(code({{kLocal, 8}}, {}, nobody) == Errno::kOk);
  CHECK(code({{kLocal, ~u64{0}}}, {{kArea, 8}}) == Errno::kEINVAL);
  CHECK(code({{kLocal, 8}}, {{kArea, ~u64{0}}}) == Errno::kEINVAL);
  CHECK(code({{kLocal, 8}}, {{kArea, 8}}, 2, 1) == Errno::kEINVAL);
  CHECK(code(std::vector<Iovec>(1025), {{kArea, 8}}) == Errno::kEINVAL);
  CHECK(code({{kLocal, 8}}, std::vector<Iovec>(1025)) == Errno::kEINVAL);
  CHECK(code({{kKernelAddr, 8}}, {{kArea, 8}}, nobody) == Errno::kEFAULT);
  CHECK(code({{u64{1} << 47, 8}}, {{kArea, 8}}) == Errno::kEFAULT);
  for (const u64 addr : {kKernelAddr, u64{1} << 47, kDefaultMapWindow, ~u64{0} - 4095})
    CHECK(code({{kLocal, 8}}, {{addr, 8}}) == Errno::kEFAULT);
  m.exit(2);
  CHECK(code({{kLocal, 8}}, {{kArea, 8}}) == Errno::kESRCH);
}

TEST_CASE("all pages of a remote piece are pinned, even those that the local side has no room for", "[kernel]") {
  Pair m;
  m.mmap(m.child, 40, kRw, kHole);
  CHECK(m.transfer({{kLocal, kPageSize}}, {{kHole, 20 * kPageSize}, {kHole + 20 * kPageSize, 20 * kPageSize}}, false).value() == kPageSize);
  CHECK(pte_special(m.pte(m.child, kHole + 19 * kPageSize)));
  CHECK(pte_none(m.pte(m.child, kHole + 20 * kPageSize)));
}

TEST_CASE("pieces of both sides need not fit each other", "[kernel]") {
  Pair m;
  CHECK(m.transfer({{kLocal, 2}, {kLocal + 100, 0}, {kLocal + 200, 7}}, {{kArea, 3}, {kArea + kPageSize - 2, 4}}, false).value() == 7);
  std::string bytes;
  m.read(1, kLocal + 200, 1, &bytes, 6);
  CHECK(bytes == std::string("e\0\0ar", 5) + std::string(1, '\0'));
}

TEST_CASE("a second look activates: on the LRU by way of a batch that holds a reference", "[kernel]") {
  Pair m;
  m.write(1, kArea);
  Trace trace;
  sys_drain(m.k, trace);
  const auto read_own = [&m] { REQUIRE(m.transfer({{kLocal, 8}}, {{kArea, 8}}, false, 1).value() == 8); };
  read_own();
  CHECK(m.has(1, kArea, kPgReferenced));
  CHECK(m.page(1, kArea).refcount == 1);
  read_own();
  CHECK_FALSE(m.has(1, kArea, kPgReferenced));
  CHECK(m.page(1, kArea).refcount == 2);
  const Pfn before = m.frame(1, kArea);
  m.exit(m.fork(1));
  // The batch's reference makes the writer copy: the page is on the LRU, so nobody drains.
  m.write(1, kArea);
  CHECK(m.frame(1, kArea) != before);
  m.check();
}

TEST_CASE("a page in this CPU's batch becomes active where it waits", "[kernel]") {
  Pair m;
  m.write(m.child, kArea);
  for (u32 i = 0; i < 2; ++i) m.readv(kLocal, kArea, 8);
  CHECK(m.has(m.child, kArea, kPgActive));
  CHECK_FALSE(m.has(m.child, kArea, kPgReferenced));
  Trace trace;
  sys_drain(m.k, trace);
  CHECK(m.k.m.phys.node.lruvec[LruList::kActiveAnon].count == 1);
  m.check();
}

TEST_CASE("remote access grows no stack, /proc/PID/mem does, and so does the local side", "[kernel]") {
  Pair m;
  Trace trace;
  const u32 flags = kPrivateAnon | kMapFixed | kMapGrowsDown;
  REQUIRE(sys_mmap(m.k, trace, m.child, 0x50000000, kPageSize, kRw, flags).ok());
  REQUIRE(sys_mmap(m.k, trace, 1, 0x50000000, kPageSize, kRw, flags).ok());
  CHECK(m.error(kLocal, 0x50000000 - 0x3000, 8) == Errno::kEFAULT);
  CHECK(m.mem(0x50000000 - 0x3000, 8, false).value() == 8);
  CHECK(m.vma(m.child, 0x50000000).pages() == 4);
  CHECK(m.readv(0x50000000 - 0x2000, kArea, 8) == 8);
  CHECK(m.vma(1, 0x50000000).pages() == 3);
}

TEST_CASE("/proc/PID/mem writes to what is read-only, and leaves the entry so", "[kernel]") {
  Pair m;
  m.mprotect(m.child, kArea, 1, kProtRead);
  const Pfn shared = m.frame(1, kArea);
  CHECK(m.mem(kArea, 5, true).value() == 5);
  CHECK(m.frame(1, kArea) == shared);
  CHECK(m.frame(m.child, kArea) != shared);
  CHECK_FALSE(pte_write(m.pte(m.child, kArea)));
  CHECK(m.has(m.child, kArea, kPgDirty));
  const u64 before = m.minflt(1);
  CHECK(m.mem(kArea, 5, true).value() == 5);
  CHECK(m.minflt(1) == before);
  CHECK(m.write(m.child, kArea).signal.signo == kSigsegv);
  // Exclusive again, so mprotect makes it writable without a fault.
  m.mprotect(m.child, kArea, 1, kRw);
  const u64 child_before = m.minflt(m.child);
  m.write(m.child, kArea);
  CHECK(m.minflt(m.child) == child_before);
}

TEST_CASE("/proc/PID/mem reads and writes PROT_NONE", "[kernel]") {
  Pair m;
  m.mmap(m.child, 2, kProtNone, kHole);
  CHECK(m.mem(kHole, 8, false).value() == 8);
  CHECK(pte_protnone(m.pte(m.child, kHole)));
  CHECK(m.mem(kHole + kPageSize, 5, true).value() == 5);
  CHECK(pte_protnone(m.pte(m.child, kHole + kPageSize)));
  CHECK_FALSE(pte_dirty(m.pte(m.child, kHole + kPageSize)));
  CHECK(m.mm(m.child).rss[kMmAnonPages] > 0);
}

TEST_CASE("/proc/PID/mem reads a shared page without unsharing it", "[kernel]") {
  Pair m;
  CHECK(m.mem(kArea, 8, false, kLocal).value() == 8);
  CHECK(m.frame(1, kArea) == m.frame(m.child, kArea));
}

TEST_CASE("errnos of /proc/PID/mem", "[kernel]") {
  Pair m;
  CHECK(m.mem(kHole, 8, false).error().code == Errno::kEIO);
  CHECK(m.mem(kHole, 8, true).error().code == Errno::kEIO);
  CHECK(m.mem(kHole, 0, false).value() == 0);
  CHECK(m.mem(kArea + 7 * kPageSize, 2 * kPageSize, false).value() == kPageSize);
  CHECK(m.mem(kArea + 7 * kPageSize + 100, kPageSize, false).value() == 3996);
  CHECK(m.mem(kArea, 8, false, kHole).error().code == Errno::kEFAULT);
  CHECK(m.mem(kArea, 8, true, kHole).error().code == Errno::kEFAULT);
  CHECK(m.mem(kArea, 8, false, kKernelAddr).error().code == Errno::kEFAULT);
  CHECK(m.mem(kKernelAddr, 8, false).error().code == Errno::kEINVAL);
  CHECK(m.mem(u64{1} << 47, 8, false).error().code == Errno::kEIO);
  CHECK(m.mem(kArea, 8, false, kLocal, 99).error().code == Errno::kENOENT);
  m.exit(2);
  CHECK(m.mem(kArea, 8, false).error().code == Errno::kESRCH);
}

TEST_CASE("the kernel's copies fault pages in, count what is left, and send no signal", "[kernel]") {
  Machine m;
  m.mmap(1, 2, kRw, kArea);
  Trace trace;
  {
    Running running(m.k, trace, 1);
    CHECK(copy_to_user(running, kArea, "abc") == 0);
    CHECK(copy_to_user(running, kArea + 2 * kPageSize - 2, "abc") == 1);
    CHECK(copy_to_user(running, kHole, "abc") == 3);
    CHECK(copy_to_user(running, kKernelAddr, "abc") == 3);
    CHECK(copy_to_user(running, kDefaultMapWindow - 1, "abc") == 3);
    std::string bytes;
    CHECK(copy_from_user(running, kArea, 3, &bytes) == 0);
    CHECK(bytes == "abc");
    CHECK(copy_from_user(running, ~u64{0}, 3, &bytes) == 3);
  }
  CHECK(m.minflt(1) == 2);
  m.check();
}
