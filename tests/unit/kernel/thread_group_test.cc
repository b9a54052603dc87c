// The family of tasks: order of children and threads, what a group has once, and calls in a task's name.
#include "engine/kernel/thread_group.h"

#include "engine/kernel/exec.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/running.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "engine/trace/mm_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

std::vector<Pid> children(const Machine& m, Pid pid) {
  std::vector<Pid> pids;
  for (GroupId id = group_of(m.k, pid).first_child; id.valid(); id = m.k.groups[id].next_sibling) pids.push_back(m.k.groups[id].leader);
  return pids;
}

Pid thread_of(Machine& m, Pid pid) {
  Trace trace;
  const Pid thread = sys_thread(m.k, trace, pid).value();
  m.check();
  return thread;
}

Pid waited(Machine& m, Pid pid, Pid child = 0) {
  Trace trace;
  const Result<WaitResult> result = sys_wait(m.k, trace, pid, child);
  m.check();
  return result.ok() ? result.value().pid : 0;
}

// The tasks that ended, in order.
class Ended : public TraceSink {
 public:
  void on_event(const Event& event) override {
    const bool is_begin = event.phase != static_cast<u8>(Phase::kEnd);
    if (is_begin && event.id == static_cast<u16>(EventId::kExit)) pids.push_back(static_cast<Pid>(event.arg[0]));
  }
  std::vector<Pid> pids;
};

}  // namespace

TEST_CASE("a group goes with its last task, and its place is used again", "[kernel]") {
  Machine m;
  const Pid child = m.fork(1);
  thread_of(m, child);
  CHECK(m.k.groups.live_count() == 2);
  CHECK(group_of(m.k, child).nr_threads == 2);
  m.exit(child);
  CHECK(group_of(m.k, child).live == 0);
  CHECK(group_of(m.k, child).nr_threads == 1);
  CHECK(waited(m, 1) == child);
  CHECK(m.k.groups.live_count() == 1);
  CHECK(m.k.fds.files.live_count() == 1);
  CHECK(m.fork(1) == child + 2);
  CHECK(m.k.groups.capacity() == 2);
}

TEST_CASE("a child in the middle is waited for, the others keep their order", "[kernel]") {
  Machine m;
  for (Pid pid = 2; pid <= 5; ++pid) REQUIRE(m.fork(1) == pid);
  CHECK(children(m, 1) == std::vector<Pid>{2, 3, 4, 5});
  m.exit(3);
  CHECK(waited(m, 1, 3) == 3);
  CHECK(children(m, 1) == std::vector<Pid>{2, 4, 5});
  m.exit(5);
  CHECK(waited(m, 1) == 5);
  m.exit(2);
  CHECK(waited(m, 1) == 2);
  CHECK(children(m, 1) == std::vector<Pid>{4});
  CHECK(waited(m, 1, 3) == 0);
}

TEST_CASE("init adopts children behind its own, in their order, also those that have ended", "[kernel]") {
  Machine m;
  const Pid parent = m.fork(1);
  const Pid a = m.fork(parent), b = m.fork(parent), own = m.fork(1);
  m.exit(a);
  m.exit(parent);
  CHECK(children(m, 1) == std::vector<Pid>{parent, own, a, b});
  CHECK(waited(m, 1) == parent);
  CHECK(waited(m, 1) == a);
}

TEST_CASE("exit_group ends the youngest thread first and the leader last, whoever calls it", "[kernel]") {
  Machine m;
  const Pid leader = m.fork(1);
  const Pid a = thread_of(m, leader), b = thread_of(m, leader), c = thread_of(m, leader);
  Trace trace;
  REQUIRE(sys_exit_thread(m.k, trace, b, 0).ok());
  Ended ended;
  m.sink = &ended;
  m.exit(a);
  CHECK(ended.pids == std::vector<Pid>{c, a, leader});
}

TEST_CASE("limits belong to the group: a thread sets them for all, a fork takes a copy", "[kernel]") {
  Machine m;
  const Pid thread = thread_of(m, 1);
  const Pid child = m.fork(1);
  Trace trace;
  const Rlimit wanted{kPageSize, kPageSize};
  REQUIRE(sys_prlimit(m.k, trace, thread, 0, RlimitId::kMemlock, &wanted).ok());
  CHECK(limits_of(m.k, 1).memlock.soft == kPageSize);
  CHECK(limits_of(m.k, child).memlock.soft == 8u << 20);
  const u64 addr = m.mmap(1, 2);
  CHECK(sys_mlock2(m.k, trace, thread, addr, 2 * kPageSize, 0).error().code == Errno::kENOMEM);
}

TEST_CASE("a thread that executes keeps what is its own, and its vfork is known by its new pid", "[kernel]") {
  Machine m;
  Trace trace;
  const Pid leader = m.fork(1);
  const Pid thread = thread_of(m, leader);
  SECTION("a leader that sleeps in vfork is ended by it, and its child holds up nobody") {
    const Pid child = sys_vfork(m.k, trace, leader).value();
    m.check();
    REQUIRE(sys_execve(m.k, trace, thread, ExecImage()).ok());
    m.check();
    CHECK(m.k.tasks[child].vfork_parent == 0);
    CHECK(find_vfork_child(m.k, leader) == 0);
    CHECK(m.parent(child) == leader);
  }
  SECTION("a thread made by vfork wakes nobody but its maker, who ends") {
    CloneArgs args;
    args.flags = kCloneVm | kCloneSighand | kCloneThread | kCloneVfork;
    const Pid other = sys_clone(m.k, trace, leader, args).value();
    m.check();
    CHECK(find_vfork_child(m.k, leader) == other);
    REQUIRE(sys_execve(m.k, trace, other, ExecImage()).ok());
    m.check();
    CHECK(is_running(m.k, leader));
    CHECK(m.k.tasks[leader].vfork_parent == 0);
    CHECK(group_of(m.k, leader).nr_threads == 1);
  }
  SECTION("its fault count goes with it") {
    m.mmap(leader, 1, kRw, 0x20000000);
    m.write(thread, 0x20000000);
    REQUIRE(sys_execve(m.k, trace, thread, ExecImage()).ok());
    CHECK(m.minflt(leader) == 1);
  }
}

TEST_CASE("run_as: nobody but a running task calls; a refusal stands in the trace; rights and faults go back", "[kernel]") {
  BootConfig config;
  config.pkeys = true;
  Machine m(config);
  EventCounter events;
  Trace trace(&events);
  const auto refuse = [](Running&) -> Status { return fail(Errno::kEINVAL, "no"); };
  CHECK(run_as(m.k, trace, 7, refuse).error().code == Errno::kESRCH);
  CHECK(events.count("refused") == 0);
  const Pid child = m.fork(1);
  m.exit(child);
  CHECK(run_as(m.k, trace, child, refuse).error().code == Errno::kESRCH);
  CHECK(run_as(m.k, trace, 1, refuse).error().code == Errno::kEINVAL);
  CHECK(trace.pid() == 1);
  const u64 before = m.minflt(1);
  REQUIRE(run_as(m.k, trace, 1, [](Running& self) -> Status {
            self.cx().pkru = 0x30;
            self.cx().minflt = 2;
            self.charge(3);
            return ok_status();
          }).ok());
  CHECK(m.k.tasks[1].pkru == 0x30);
  CHECK(m.minflt(1) == before + 5);
}
