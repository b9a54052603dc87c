// The n-th allocation of a call fails, once or with all after it, for every n that the call reaches: whatever it answers, every invariant
// holds afterwards, and the same call goes through once there is memory.
#include <functional>

#include "engine/kernel/clone.h"
#include "engine/kernel/exec.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/kernel/process_vm.h"
#include "tests/support/hostile_allocator.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/mremap_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kPrivate = 0x20000000, kPages = 8;
constexpr u64 kShared = 0x40000000;
constexpr u64 kFree = 0x60000000;
constexpr u64 kLarge = 0x7fe00000;  // 4 MiB with pages on both sides of a table's border

// Two processes over one private area, half of it touched, with one page each of its own; a shared object; a large area.
Kernel prepare() {
  Machine m;
  m.mmap(1, kPages, kRw, kPrivate);
  m.write(1, kPrivate, "before", 4);
  map_shared(m, kShared, kPages);
  m.write(1, kShared, "shared", 2);
  m.mmap(1, 1024, kRw, kLarge);
  m.write(1, kLarge + 510 * kPageSize, "border", 4);
  const Pid child = m.fork(1);
  m.write(1, kPrivate, "parent");
  m.write(child, kPrivate + kPageSize, "child");
  return m.k;
}

struct Operation {
  const char* name;
  std::function<void(Kernel&, Trace&)> run;
};

std::vector<Operation> operations() {
  const u64 bytes = kPages * kPageSize;
  const auto move = [](Pid pid, u64 from, u64 size, u64 flags, u64 to) {
    return [=](Kernel& k, Trace& t) { (void)sys_mremap(k, t, pid, MremapArgs{from, size, size, flags, to}); };
  };
  const u32 object = kMapShared | kMapAnonymous | kMapFixed | kMapPopulate | kMapNoReserve;
  return {
      {"store", [](Kernel& k, Trace& t) { (void)store_bytes(k, t, 1, kPrivate, "stored", kPages); }},
      {"store that copies", [](Kernel& k, Trace& t) { (void)store_bytes(k, t, 2, kPrivate + 2 * kPageSize, "copied", 2); }},
      {"store to a shared object", [](Kernel& k, Trace& t) { (void)store_bytes(k, t, 2, kShared, "stored", kPages); }},
      {"load", [](Kernel& k, Trace& t) { (void)load_bytes(k, t, 1, kPrivate, 8, kPages, nullptr); }},
      {"load of a shared object", [](Kernel& k, Trace& t) { (void)load_bytes(k, t, 2, kShared, 8, kPages, nullptr); }},
      {"fetch", [](Kernel& k, Trace& t) { (void)fetch_instruction(k, t, 1, kPrivate + 6 * kPageSize); }},
      {"stack", [](Kernel& k, Trace& t) { (void)store_bytes(k, t, 1, kDefaultMapWindow - 40 * kPageSize, "deep", 1); }},
      {"fork", [](Kernel& k, Trace& t) { (void)sys_fork(k, t, 1); }},
      {"vfork", [](Kernel& k, Trace& t) { (void)sys_vfork(k, t, 1); }},
      {"clone with tids",
       [](Kernel& k, Trace& t) {
         CloneArgs args;
         args.flags = kCloneChildSettid | kCloneParentSettid | kCloneChildCleartid;
         args.child_tid = kPrivate + 6 * kPageSize;
         args.parent_tid = kPrivate + 7 * kPageSize;
         (void)sys_clone(k, t, 1, args);
       }},
      {"thread", [](Kernel& k, Trace& t) { (void)sys_thread(k, t, 1); }},
      {"mmap populate",
       [=](Kernel& k, Trace& t) { (void)sys_mmap(k, t, 1, kFree, bytes, kRw, kPrivateAnon | kMapFixed | kMapPopulate); }},
      {"mmap locked",
       [=](Kernel& k, Trace& t) { (void)sys_mmap(k, t, 1, kPrivate, bytes, kRw, kPrivateAnon | kMapFixed | kMapLocked); }},
      {"mmap shared populate", [=](Kernel& k, Trace& t) { (void)sys_mmap(k, t, 1, kFree, bytes, kRw, object); }},
      {"munmap", [=](Kernel& k, Trace& t) { (void)sys_munmap(k, t, 1, kPrivate, bytes); }},
      {"mprotect", [=](Kernel& k, Trace& t) { (void)sys_mprotect(k, t, 1, kPrivate, bytes / 2, kProtRead); }},
      {"mlock", [=](Kernel& k, Trace& t) { (void)sys_mlock2(k, t, 1, kPrivate, bytes, 0); }},
      {"mlockall", [](Kernel& k, Trace& t) { (void)sys_mlockall(k, t, 2, 3); }},
      {"mremap entries", move(1, kPrivate, bytes, kMoveFixed, kFree + kPageSize)},
      {"mremap tables", move(1, kLarge, 4 << 20, kMoveFixed, kFree)},
      {"mremap across tables", move(1, kLarge, 4 << 20, kMoveFixed, kFree + 3 * kPageSize)},
      {"mremap dontunmap", move(1, kPrivate, bytes, kMoveFixed | kMremapDontUnmap, kFree)},
      {"mremap several areas", move(2, kPrivate, kLarge - kPrivate, kMoveFixed, 0x100000000)},
      {"brk",
       [](Kernel& k, Trace& t) {
         (void)sys_brk(k, t, 1, kStartBrk + 4 * kPageSize);
         (void)store_bytes(k, t, 1, kStartBrk, "heap", 4);
       }},
      {"madvise populate", [=](Kernel& k, Trace& t) { (void)sys_madvise(k, t, 1, {kPrivate, bytes}, kMadvPopulateWrite); }},
      {"madvise guards", [](Kernel& k, Trace& t) { (void)sys_madvise(k, t, 1, {kLarge, 4 << 20}, kMadvGuardInstall); }},
      {"process_vm_writev",
       [=](Kernel& k, Trace& t) {
         ProcessVmCall call;
         call.remote_pid = 2;
         call.local = {{kPrivate, bytes}};
         call.remote = {{kPrivate, bytes}};
         call.is_write = true;
         (void)sys_process_vm(k, t, 1, call);
       }},
      {"/proc/PID/mem",
       [=](Kernel& k, Trace& t) {
         MemFileCall call;
         call.remote_pid = 2;
         call.local = kPrivate;
         call.offset = kPrivate + 100;
         call.size_bytes = bytes - 200;
         (void)sys_mem_file(k, t, 1, call);
       }},
      {"execve", [](Kernel& k, Trace& t) { (void)sys_execve(k, t, 2, ExecImage{"/bin/true", 0, 0, {}}); }},
      {"exit", [](Kernel& k, Trace& t) { (void)sys_exit(k, t, 2, 0); }},
  };
}

void expect_sound(const Kernel& k) {
  CheckReport report;
  check_kernel(k, CheckLevel::kFull, report);
  INFO(first_messages(report));
  REQUIRE(report.ok());
  REQUIRE(lost_pages(k) == "");
}

// How many allocations failed before one call went through whole.
u64 fail_one_by_one(const Kernel& prepared, const Operation& operation, bool for_good) {
  for (u64 nth = 1;; ++nth) {
    INFO(operation.name << ", allocation " << nth << (for_good ? " and all after it" : " alone"));
    Kernel k = prepared;
    Trace silent;
    FailingAllocator failing(nth, for_good);
    {
      const StandIn standing(failing);
      operation.run(k, silent);
    }
    expect_sound(k);
    if (!failing.has_refused()) return nth - 1;
    operation.run(k, silent);
    expect_sound(k);
  }
}

}  // namespace

TEST_CASE("failing allocator: the n-th allocation of every call, once and for good") {
  const Kernel prepared = prepare();
  u64 failures = 0;
  for (const Operation& operation : operations()) {
    for (const bool for_good : {false, true}) failures += fail_one_by_one(prepared, operation, for_good);
  }
  CHECK(failures > 150);
}
