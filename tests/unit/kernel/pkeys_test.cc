// Protection keys (mm/mprotect.c, arch/x86/mm/pkeys.c). The machine that truth comes from has none, so what holds with keys stands here by
// its source file; what holds without was tried.

#include "engine/kernel/pkey_calls.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/user_access.h"
#include "engine/render/render.h"
#include "engine/trace/process_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x20000000;

BootConfig with_keys() {
  BootConfig config;
  config.pkeys = true;
  return config;
}

Errno code_of(const Status& status) { return status.ok() ? Errno::kOk : status.error().code; }

struct Keys : Machine {
  Trace trace;
  Keys() : Machine(with_keys()) { mmap(1, 4, kRw, kArea); }
  u32 alloc(u64 rights = 0) {
    const Result<u32> key = sys_pkey_alloc(k, trace, 1, 0, rights);
    REQUIRE(key.ok());
    return key.value();
  }
  Errno protect(u64 addr, u64 pages, u32 prot, i32 key) {
    const Status status = sys_pkey_mprotect(k, trace, 1, addr, pages * kPageSize, prot, key);
    check();
    return code_of(status);
  }
  u32 pkru() const { return k.tasks[1].pkru; }
};

}  // namespace

TEST_CASE("the futex of a cleared tid asks the task's PKRU: who may not read gets no page", "[pkeys]") {
  for (const u32 rights : {u32{kPkeyDisableWrite}, u32{kPkeyDisableAccess}}) {
    Keys m;
    const u32 key = m.alloc(rights);
    REQUIRE(m.protect(kArea, 1, kRw, static_cast<i32>(key)) == Errno::kOk);
    store_tid(m.k, m.trace, 1, kArea, 0, Reason::kChildCleartid);  // the store itself is refused by either
    CHECK(pte_present(m.pte(1, kArea)) == (rights == kPkeyDisableWrite));
    m.check();
  }
}

TEST_CASE("without keys: EINVAL once, then ENOSPC, and only key -1 is an mprotect", "[kernel]") {
  Machine m;
  Trace trace;
  m.mmap(1, 4, kRw, kArea);
  CHECK(sys_pkey_alloc(m.k, trace, 1, 1, 0).error().code == Errno::kEINVAL);
  CHECK(sys_pkey_alloc(m.k, trace, 1, 0, 4).error().code == Errno::kEINVAL);
  CHECK(sys_pkey_alloc(m.k, trace, 1, 0, 0).error().code == Errno::kEINVAL);
  CHECK(sys_pkey_alloc(m.k, trace, 1, 0, 0).error().code == Errno::kENOSPC);
  const Pid child = m.fork(1);
  CHECK(sys_pkey_alloc(m.k, trace, child, 0, 0).error().code == Errno::kENOSPC);
  for (const i32 key : {0, 1, 15, 16, -1}) CHECK(code_of(sys_pkey_free(m.k, trace, 1, key)) == Errno::kEINVAL);
  for (const i32 key : {0, 1, 15, 16, -2}) CHECK(code_of(sys_pkey_mprotect(m.k, trace, 1, kArea, 4096, 1, key)) == Errno::kEINVAL);
  CHECK(code_of(sys_pkey_mprotect(m.k, trace, 1, kArea, 4096, 1, -1)) == Errno::kOk);
  CHECK(code_of(sys_pkey_mprotect(m.k, trace, 1, kArea, 0, 1, 5)) == Errno::kOk);
  CHECK(code_of(sys_pkey_mprotect(m.k, trace, 1, 0x90000000, 4096, 1, 5)) == Errno::kEINVAL);
  CHECK(code_of(sys_pkey_mprotect(m.k, trace, 1, 0x90000000, 4096, 1, -1)) == Errno::kENOMEM);
  CHECK(code_of(write_pkru(m.k, trace, 1, 0)) == Errno::kEOPNOTSUPP);
  m.check();
}

TEST_CASE("fifteen keys can be had, and given back", "[kernel]") {
  Keys m;
  for (u32 key = 1; key < 16; ++key) CHECK(m.alloc() == key);
  CHECK(sys_pkey_alloc(m.k, m.trace, 1, 0, 0).error().code == Errno::kENOSPC);
  CHECK(code_of(sys_pkey_free(m.k, m.trace, 1, 7)) == Errno::kOk);
  CHECK(code_of(sys_pkey_free(m.k, m.trace, 1, 7)) == Errno::kEINVAL);
  CHECK(m.alloc() == 7);
}

TEST_CASE("PKRU starts with key 0 alone, and pkey_alloc sets its own two bits", "[kernel]") {
  Keys m;
  CHECK(m.pkru() == 0x55555554);
  m.alloc(kPkeyDisableWrite);
  CHECK(m.pkru() == 0x55555558);
  m.alloc();
  CHECK(m.pkru() == 0x55555548);
  CHECK(code_of(pkey_set(m.k, m.trace, 1, 2, kPkeyDisableAccess)) == Errno::kOk);
  CHECK(m.pkru() == 0x55555558);
  CHECK(code_of(pkey_set(m.k, m.trace, 1, 16, 0)) == Errno::kEINVAL);
}

TEST_CASE("the key goes into area and entries, and keeps areas apart", "[kernel]") {
  Keys m;
  m.write(1, kArea, "\1", 4);
  const u32 key = m.alloc();
  CHECK(m.protect(kArea + kPageSize, 1, kRw, static_cast<i32>(key)) == Errno::kOk);
  CHECK(vma_pkey(m.vma(1, kArea + kPageSize)) == key);
  CHECK(m.vma(1, kArea + kPageSize).pages() == 1);
  CHECK(pte_pkey(m.pte(1, kArea + kPageSize)) == key);
  CHECK(pte_pkey(m.pte(1, kArea)) == 0);
  // mprotect keeps the key, pkey_mprotect with key 0 takes it away and the areas join again.
  m.mprotect(1, kArea + kPageSize, 1, kProtRead);
  CHECK(vma_pkey(m.vma(1, kArea + kPageSize)) == key);
  CHECK(m.protect(kArea + kPageSize, 1, kRw, 0) == Errno::kOk);
  CHECK(m.vma(1, kArea).pages() == 4);
  CHECK(m.protect(kArea, 1, kRw, 9) == Errno::kEINVAL);
}

TEST_CASE("a denied access is SEGV_PKUERR with the key, on a present page and on none", "[kernel]") {
  Keys m;
  m.write(1, kArea);
  const u32 key = m.alloc(kPkeyDisableWrite);
  REQUIRE(m.protect(kArea, 4, kRw, static_cast<i32>(key)) == Errno::kOk);
  CHECK(m.read(1, kArea).signal.signo == 0);
  for (const u64 addr : {kArea, kArea + kPageSize}) {
    const AccessResult refused = m.write(1, addr);
    CHECK(refused.signal.code == 4);
    CHECK(refused.signal.pkey == key);
    CHECK(refused.signal.addr == addr);
  }
  REQUIRE(pkey_set(m.k, m.trace, 1, key, kPkeyDisableAccess).ok());
  CHECK(m.read(1, kArea).signal.code == 4);
  REQUIRE(pkey_set(m.k, m.trace, 1, key, 0).ok());
  CHECK(m.write(1, kArea).signal.signo == 0);
}

TEST_CASE("PKRU is the thread's; fork and thread inherit it", "[kernel]") {
  Keys m;
  const u32 key = m.alloc();
  REQUIRE(m.protect(kArea, 4, kRw, static_cast<i32>(key)) == Errno::kOk);
  m.write(1, kArea);
  const Pid thread = sys_thread(m.k, m.trace, 1).value();
  const Pid child = m.fork(1);
  REQUIRE(pkey_set(m.k, m.trace, 1, key, kPkeyDisableAccess).ok());
  CHECK(m.read(1, kArea).signal.code == 4);
  CHECK(m.read(thread, kArea).signal.signo == 0);
  CHECK(m.read(child, kArea).signal.signo == 0);
  CHECK(m.mm(child).pkey_map == m.mm(1).pkey_map);
}

TEST_CASE("PROT_EXEC alone takes a key that may be fetched and not read", "[kernel]") {
  Keys m;
  const u64 code = m.mmap(1, 2, kProtExec);
  const u32 key = vma_pkey(m.vma(1, code));
  CHECK(key == 1);
  CHECK(m.exec(1, code).signal.signo == 0);
  CHECK(m.read(1, code).signal.code == 4);
  CHECK(m.protect(kArea, 1, kRw, static_cast<i32>(key)) == Errno::kEINVAL);
  CHECK(code_of(sys_pkey_free(m.k, m.trace, 1, static_cast<i32>(key))) == Errno::kEINVAL);
  m.mprotect(1, kArea, 1, kProtExec);
  CHECK(vma_pkey(m.vma(1, kArea)) == key);
  // Any other permission takes it back to key 0.
  m.mprotect(1, code, 2, kProtRead | kProtExec);
  CHECK(vma_pkey(m.vma(1, code)) == 0);
  CHECK(m.read(1, code).signal.signo == 0);
}

TEST_CASE("with no key free an execute-only area can be read", "[kernel]") {
  Keys m;
  for (u32 key = 1; key < 16; ++key) m.alloc();
  const u64 code = m.mmap(1, 1, kProtExec);
  CHECK(vma_pkey(m.vma(1, code)) == 0);
  CHECK(m.read(1, code).signal.signo == 0);
}

TEST_CASE("the kernel's copies obey PKRU, remote access does not", "[kernel]") {
  Keys m;
  m.mmap(1, 1, kRw, 0x30000000);
  m.write(1, kArea, "x");
  const u32 key = m.alloc(kPkeyDisableAccess);
  REQUIRE(m.protect(kArea, 4, kRw, static_cast<i32>(key)) == Errno::kOk);
  ProcessVmCall call;
  call.remote_pid = 1;
  call.local = {{0x30000000, 1}};
  call.remote = {{kArea, 1}};
  CHECK(sys_process_vm(m.k, m.trace, 1, call).value() == 1);
  std::swap(call.local, call.remote);
  CHECK(sys_process_vm(m.k, m.trace, 1, call).error().code == Errno::kEFAULT);
  m.check();
}

TEST_CASE("MAP_POPULATE stops at a key that is denied", "[kernel]") {
  Keys m;
  const u64 code = m.mmap(1, 1, kProtExec);
  const Result<u64> addr = sys_mmap(m.k, m.trace, 1, 0, kPageSize, kProtExec, kPrivateAnon | kMapPopulate);
  REQUIRE(addr.ok());
  CHECK(pte_none(m.pte(1, addr.value())));
  CHECK(pte_none(m.pte(1, code)));
  m.check();
}

TEST_CASE("smaps shows the key where there are keys", "[kernel]") {
  Keys m;
  const Machine without;
  CHECK(render_proc(m.k, 1, "/proc/1/smaps").value().find("ProtectionKey:         0\nVmFlags") != std::string::npos);
  CHECK(render_proc(without.k, 1, "/proc/1/smaps").value().find("ProtectionKey") == std::string::npos);
}
