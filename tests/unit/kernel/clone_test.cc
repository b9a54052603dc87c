// clone, clone3, vfork, thread-wise exit and wait (kernel/fork.c, kernel/exit.c). Errnos as tried on a running 6.18.

#include "engine/kernel/clone.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "engine/trace/process_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x20000000;

Errno clone_error(Machine& m, u64 flags) {
  Trace trace;
  CloneArgs args;
  args.flags = flags;
  const Result<Pid> result = sys_clone(m.k, trace, 1, args);
  return result.ok() ? Errno::kOk : result.error().code;
}

Errno clone3_error(Machine& m, const CloneArgs& args) {
  Trace trace;
  const Result<Pid> result = sys_clone3(m.k, trace, 1, args);
  m.check();
  return result.ok() ? Errno::kOk : result.error().code;
}

Pid clone_ok(Machine& m, const CloneArgs& args, Pid pid = 1) {
  Trace trace;
  const Result<Pid> child = sys_clone(m.k, trace, pid, args);
  REQUIRE(child.ok());
  m.check();
  return child.value();
}

Pid clone_ok(Machine& m, u64 flags, Pid pid = 1) {
  CloneArgs args;
  args.flags = flags;
  return clone_ok(m, args, pid);
}

u64 tid_at(Machine& m, Pid pid, u64 addr) {
  std::string bytes;
  REQUIRE(m.read(pid, addr, 1, &bytes, 4).signal.signo == 0);
  return static_cast<unsigned char>(bytes[0]);
}

Result<WaitResult> wait(Machine& m, Pid pid, Pid child = 0, u32 options = 0) {
  Trace trace;
  return sys_wait(m.k, trace, pid, child, options);
}

}  // namespace

TEST_CASE("flags that exclude each other are EINVAL", "[kernel]") {
  Machine m;
  for (const u64 flags : {u64{kCloneThread}, u64{kCloneThread | kCloneVm}, u64{kCloneSighand}, u64{kCloneThread | kCloneSighand},
                          u64{kCloneNewNs | kCloneFs}, u64{kCloneNewUser | kCloneFs}, u64{kCloneParent},
                          u64{kCloneThread | kCloneSighand | kCloneVm | kCloneNewPid}}) {
    INFO(flags);
    CHECK(clone_error(m, flags) == Errno::kEINVAL);
  }
  CHECK(clone_error(m, kCloneVm | kCloneSighand) == Errno::kOk);
  CHECK(m.k.tasks.size() == 3);
}

TEST_CASE("clone3 looks at its struct before it clones", "[kernel]") {
  Machine m;
  const auto with = [](u64 CloneArgs::*field, u64 value) {
    CloneArgs args;
    args.*field = value;
    return args;
  };
  CHECK(clone3_error(m, with(&CloneArgs::struct_size, 63)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::struct_size, 8192)) == Errno::kE2BIG);
  CHECK(clone3_error(m, with(&CloneArgs::exit_signal, 65)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::flags, 17)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::flags, kCloneDetached)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::flags, u64{1} << 40)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::flags, kCloneParent)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::stack, 0x1000)) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::stack_size, 0x1000)) == Errno::kEINVAL);
  CloneArgs kernel_stack = with(&CloneArgs::stack, 0xffff888000000000);
  kernel_stack.stack_size = 4096;
  CHECK(clone3_error(m, kernel_stack) == Errno::kEINVAL);
  CHECK(clone3_error(m, with(&CloneArgs::flags, kCloneSighand | kCloneVm | kCloneClearSighand)) == Errno::kEINVAL);
  CHECK(clone3_error(m, CloneArgs()) == Errno::kOk);
}

TEST_CASE("CLONE_VM without CLONE_THREAD: one address space, two processes", "[kernel]") {
  Machine m;
  m.mmap(1, 4, kRw, kArea);
  m.write(1, kArea);
  const Pid child = clone_ok(m, kCloneVm);
  CHECK(m.k.tasks[child].mm == m.k.tasks[1].mm);
  CHECK(m.k.tasks[child].tgid == child);
  CHECK(m.mm(1).users == 2);
  CHECK(m.write(child, kArea, "child").pages_done == 1);
  CHECK(m.minflt(child) == 0);
  m.mmap(child, 2, kRw, kArea + 0x100000);
  CHECK(m.vma(1, kArea + 0x100000).pages() == 2);
  m.exit(child);
  CHECK(m.mm(1).users == 1);
  CHECK(wait(m, 1).value().pid == child);
}

TEST_CASE("limits of a CLONE_VM child are its own", "[kernel]") {
  Machine m;
  const Pid child = clone_ok(m, kCloneVm);
  m.limits(child).stack.soft = 1 << 20;
  CHECK(m.limits(1).stack.soft == 8u << 20);
}

TEST_CASE("vfork: the parent sleeps until the child ends", "[kernel]") {
  Machine m;
  m.mmap(1, 4, kRw, kArea);
  m.write(1, kArea);
  const Pte before = m.pte(1, kArea);
  Trace trace;
  const Pid child = sys_vfork(m.k, trace, 1).value();
  m.check();
  CHECK(find_vfork_child(m.k, 1) == child);
  CHECK(m.pte(1, kArea) == before);
  CHECK(m.write(child, kArea, "v").pages_done == 1);
  CHECK(m.minflt(child) == 0);
  m.exit(child);
  CHECK(find_vfork_child(m.k, 1) == 0);
}

TEST_CASE("complete_vfork lets the parent go while the child lives on", "[kernel]") {
  Machine m;
  Trace trace;
  const Pid child = sys_vfork(m.k, trace, 1).value();
  complete_vfork(m.k, trace, child, Reason::kVforkExec);
  CHECK(find_vfork_child(m.k, 1) == 0);
  CHECK(is_running(m.k, child));
  m.check();
}

TEST_CASE("a parent that is killed in vfork leaves its child alone", "[kernel]") {
  Machine m;
  const Pid parent = m.fork(1);
  Trace trace;
  const Pid thread = sys_thread(m.k, trace, parent).value();
  const Pid child = sys_vfork(m.k, trace, parent).value();
  m.exit(thread);
  CHECK_FALSE(is_running(m.k, parent));
  CHECK(is_running(m.k, child));
  CHECK(m.k.tasks[child].vfork_parent == 0);
  CHECK(m.parent(child) == 1);
}

TEST_CASE("tids are stored in the parent's and in the child's memory", "[kernel]") {
  Machine m;
  m.mmap(1, 2, kRw, kArea);
  m.write(1, kArea);
  m.write(1, kArea + kPageSize);
  CloneArgs args;
  args.flags = kCloneChildSettid | kCloneParentSettid | kCloneChildCleartid;
  args.child_tid = kArea;
  args.parent_tid = kArea + kPageSize;
  const Pid child = clone_ok(m, args);
  CHECK(tid_at(m, child, kArea) == child);
  CHECK(tid_at(m, 1, kArea) == 1);
  CHECK(tid_at(m, 1, kArea + kPageSize) == child);
  CHECK(tid_at(m, child, kArea + kPageSize) == 1);
  // The child broke copy-on-write before it ran a single instruction of its own.
  CHECK(m.minflt(child) == 1);
  m.exit(child);
}

TEST_CASE("a bad tid address fails in silence", "[kernel]") {
  Machine m;
  CloneArgs args;
  args.flags = kCloneChildSettid | kCloneParentSettid;
  args.child_tid = args.parent_tid = 8;
  CHECK(clone_ok(m, args) == 2);
}

TEST_CASE("CLONE_CHILD_CLEARTID is stored only where somebody else uses the address space", "[kernel]") {
  Machine m;
  m.mmap(1, 1, kRw, kArea);
  m.write(1, kArea, "\7");
  CloneArgs args;
  args.flags = kCloneVm | kCloneChildCleartid;
  args.child_tid = kArea;
  m.exit(clone_ok(m, args));
  CHECK(tid_at(m, 1, kArea) == 0);
}

TEST_CASE("wait sees children by their signal", "[kernel]") {
  Machine m;
  CloneArgs args;
  args.flags = kCloneVm;
  args.exit_signal = 0;
  const Pid child = clone_ok(m, args);
  CHECK(wait(m, 1).error().code == Errno::kECHILD);
  CHECK(wait(m, 1, 0, kWaitAll | kWaitNoHang).value().pid == 0);
  CHECK(wait(m, 1, 0, kWaitAll).error().code == Errno::kEAGAIN);
  CHECK(wait(m, 1, 0, 0x10).error().code == Errno::kEINVAL);
  m.exit(child);
  CHECK(wait(m, 1).error().code == Errno::kECHILD);
  CHECK(wait(m, 1, child, kWaitClone).value().pid == child);
  const Pid plain = m.fork(1);
  CHECK(wait(m, 1, 0, kWaitClone).error().code == Errno::kECHILD);
  m.exit(plain);
  CHECK(wait(m, 1, 0, kWaitAll).value().pid == plain);
}

TEST_CASE("exit(2) ends one thread; the leader is reaped after the last one", "[kernel]") {
  Machine m;
  Trace trace;
  const Pid leader = m.fork(1);
  const Pid thread = sys_thread(m.k, trace, leader).value();
  const Pid grandchild = m.fork(leader);
  REQUIRE(sys_exit_thread(m.k, trace, leader, 3).ok());
  m.check();
  CHECK(is_running(m.k, thread));
  CHECK(m.parent(grandchild) == leader);
  CHECK(wait(m, 1, leader).error().code == Errno::kEAGAIN);
  REQUIRE(sys_exit_thread(m.k, trace, thread, 4).ok());
  m.check();
  CHECK(m.parent(grandchild) == 1);
  CHECK(wait(m, 1, leader).value().status == 4 << 8);
}

TEST_CASE("exit_group after the leader's own end gives the group's status", "[kernel]") {
  Machine m;
  Trace trace;
  const Pid leader = m.fork(1);
  const Pid thread = sys_thread(m.k, trace, leader).value();
  REQUIRE(sys_exit_thread(m.k, trace, leader, 3).ok());
  m.exit(thread);
  CHECK(wait(m, 1, leader).value().status == 0);
}

TEST_CASE("CLONE_PARENT makes a sibling", "[kernel]") {
  Machine m;
  const Pid child = m.fork(1);
  const Pid sibling = clone_ok(m, kCloneParent, child);
  CHECK(m.parent(sibling) == 1);
}

TEST_CASE("wait goes through the children as they were made, then the adopted ones as their parent had them", "[kernel]") {
  Machine m;
  Trace trace;
  const Pid first = m.fork(1);
  const Pid grandchild = m.fork(first);
  const Pid younger = m.fork(first);
  const Pid second = m.fork(1);
  for (const Pid pid : {grandchild, first, second, younger}) REQUIRE(sys_exit(m.k, trace, pid, 0).ok());
  for (const Pid expected : {first, second, grandchild, younger}) CHECK(wait(m, 1).value().pid == expected);
  CHECK(wait(m, 1).error().code == Errno::kECHILD);
  m.check();
}

TEST_CASE("calls on a dead process are ESRCH", "[kernel]") {
  Machine m;
  const Pid child = m.fork(1);
  m.exit(child);
  Trace trace;
  for (const Pid pid : {child, Pid{77}, Pid{0}}) {
    CHECK(sys_clone(m.k, trace, pid, CloneArgs()).error().code == Errno::kESRCH);
    CHECK(sys_clone3(m.k, trace, pid, CloneArgs()).error().code == Errno::kESRCH);
    CHECK(sys_vfork(m.k, trace, pid).error().code == Errno::kESRCH);
    CHECK(sys_exit_thread(m.k, trace, pid, 0).error().code == Errno::kESRCH);
  }
  CHECK(sys_exit_thread(m.k, trace, 1, 0).error().code == Errno::kEPERM);
}

TEST_CASE("the futex behind a cleared tid is looked up only where a futex may stand", "[kernel]") {
  // The store fails on a read-only page. The wake that follows reads the page in, unless its address is no multiple of 4 (get_futex_key).
  for (const u64 offset : {0u, 1u, 2u, 3u, 4u}) {
    INFO("offset " << offset);
    Machine m;
    m.mmap(1, 1, kProtRead, kArea);
    CloneArgs args;
    args.flags = kCloneVm | kCloneChildCleartid;
    args.child_tid = kArea + offset;
    const Pid child = clone_ok(m, args);
    m.exit(child);
    CHECK(pte_present(m.pte(1, kArea)) == (offset % 4 == 0));
  }
}
