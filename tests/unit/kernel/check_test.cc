// Each invariant of tasks, K1 … K8 and the descriptors' half of F3, is broken on purpose.
#include "engine/kernel/file_calls.h"
#include "engine/kernel/vfork.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

// init, its children 2 and 4, 3 a thread of 2; 4 sleeps in vfork for its child 5; 6 is a zombie child of 2, with a running thread 7.
struct Family : Machine {
  Family() {
    Trace trace;
    fork(1);
    REQUIRE(sys_thread(k, trace, 2).value() == 3);
    REQUIRE(fork(1) == 4);
    REQUIRE(sys_vfork(k, trace, 4).value() == 5);
    REQUIRE(fork(2) == 6);
    REQUIRE(sys_thread(k, trace, 6).value() == 7);
    REQUIRE(sys_exit_thread(k, trace, 6, 1).ok());
    OpenRequest request;
    request.name = name_of_path("/a");
    REQUIRE(sys_open(k, trace, 2, request).value() == 3);
    check();
  }
  ThreadGroup& group(Pid pid) { return group_mut(k, pid); }
  FdBlock& block(Pid pid) { return k.fds.blocks.mut(k.fds.files[k.tasks[pid].files].block[0]); }
  void require_broken(const std::string& rule) const {
    CheckReport report;
    check_kernel(k, CheckLevel::kQuick, report);
    INFO(first_messages(report));
    bool is_named = false;
    for (const std::string& message : report.messages()) is_named = is_named || message.rfind(rule + ":", 0) == 0;
    REQUIRE(is_named);
  }
};

}  // namespace

TEST_CASE("check_kernel: what is broken among tasks is named", "[kernel]") {
  Family m;
  SECTION("K1: a task at another's pid") {
    m.k.tasks.mut(3).pid = 4;
    m.require_broken("K1");
  }
  SECTION("K1: a task on a CPU that is not there") {
    m.k.tasks.mut(3).cpu = 2;
    m.require_broken("K1");
  }
  SECTION("K2: a thread that is a zombie") {
    m.k.tasks.mut(3).mm = MmId();
    m.k.tasks.mut(3).files = FilesId();
    m.k.tasks.mut(3).state = TaskState::kZombie;
    m.require_broken("K2");
  }
  SECTION("K2: a zombie with an address space") {
    m.k.tasks.mut(6).mm = m.k.tasks[7].mm;
    m.require_broken("K2");
  }
  SECTION("K2: a zombie with descriptors") {
    m.k.tasks.mut(6).files = m.k.tasks[7].files;
    m.require_broken("K2");
  }
  SECTION("K2: a running task without an address space") {
    m.k.tasks.mut(3).mm = MmId();
    m.require_broken("K2");
  }
  SECTION("K2: a running task without descriptors") {
    m.k.tasks.mut(3).files = FilesId();
    m.require_broken("K2");
  }
  SECTION("K3: a user too many") {
    ++m.k.m.mms.mut(m.k.tasks[2].mm).users;
    m.require_broken("K3");
  }
  SECTION("K4: no init") {
    m.k.tasks.mut(1).state = TaskState::kZombie;
    m.require_broken("K4");
  }
  SECTION("K5: a child that does not know who sleeps for it") {
    m.k.tasks.mut(5).vfork_parent = 0;
    m.require_broken("K5");
  }
  SECTION("K5: a sleeper that does not know its child") {
    m.k.tasks.mut(4).vfork_child = 0;
    m.require_broken("K5");
  }
  SECTION("K5: a zombie that holds up its parent") {
    m.k.tasks.mut(6).vfork_parent = 2;
    m.k.tasks.mut(2).vfork_child = 6;
    m.require_broken("K5");
  }
  SECTION("K5: a sleeper that has ended") {
    m.k.tasks.mut(7).vfork_parent = 6;
    m.k.tasks.mut(6).vfork_child = 7;
    m.require_broken("K5");
  }
}

TEST_CASE("check_kernel: what is broken among groups is named", "[kernel]") {
  Family m;
  SECTION("K6: a child that names another parent") {
    m.group(6).parent = m.k.tasks[1].group;
    m.require_broken("K6");
  }
  SECTION("K6: a child in no list") {
    m.group(2).first_child = m.group(2).last_child = GroupId();
    m.require_broken("K6");
  }
  SECTION("K6: a child in two lists") {
    m.group(5).first_child = m.group(5).last_child = m.k.tasks[6].group;
    m.require_broken("K6");
  }
  SECTION("K6: a list that goes one way") {
    m.group(4).prev_sibling = GroupId();
    m.require_broken("K6");
  }
  SECTION("K6: a last child that is not the last") {
    m.group(1).last_child = m.k.tasks[2].group;
    m.require_broken("K6");
  }
  SECTION("K6: a list that goes round") {
    m.group(4).next_sibling = m.k.tasks[2].group;
    m.require_broken("K6");
  }
  SECTION("K6: init with a parent") {
    m.group(1).parent = m.k.tasks[2].group;
    m.require_broken("K6");
  }
  SECTION("K7: a thread of another group") {
    m.k.tasks.mut(3).group = m.k.tasks[4].group;
    m.require_broken("K7");
  }
  SECTION("K7: a thread of another leader") {
    m.k.tasks.mut(3).tgid = 4;
    m.require_broken("K7");
  }
  SECTION("K7: a thread in no list") {
    m.k.tasks.mut(2).next_thread = 0;
    m.group(2).last_thread = 2;
    m.group(2).nr_threads = m.group(2).live = 1;
    m.require_broken("K7");
  }
  SECTION("K7: a list that goes one way") {
    m.k.tasks.mut(3).prev_thread = 0;
    m.require_broken("K7");
  }
  SECTION("K7: a last thread that is not the last") {
    m.group(2).last_thread = 2;
    m.require_broken("K7");
  }
  SECTION("K7: a thread too many") {
    ++m.group(2).nr_threads;
    m.require_broken("K7");
  }
  SECTION("K7: one that runs too many") {
    ++m.group(6).live;
    m.require_broken("K7");
  }
}

TEST_CASE("check_kernel: what is broken among descriptors is named", "[kernel]") {
  Family m;
  SECTION("K8: a table with a user too many") {
    ++m.k.fds.files.mut(m.k.tasks[2].files).users;
    m.require_broken("K8");
  }
  SECTION("K8: a block with a user too many") {
    ++m.block(2).users;
    m.require_broken("K8");
  }
  SECTION("K8: a block that is not there") {
    m.k.fds.files.mut(m.k.tasks[1].files).block[15] = FdBlockId(99);
    m.require_broken("K8");
  }
  SECTION("K8: a closed descriptor that names a file") {
    m.block(2).open = 0;
    m.require_broken("K8");
  }
  SECTION("K8: a closed descriptor that execve closes") {
    m.block(2).close_on_exec = 16;
    m.require_broken("K8");
  }
  SECTION("F3: a file that counts a descriptor too many") {
    get_file_open(m.k.m.files, file_to_map(m.k, 2, 3).value());
    m.require_broken("F3");
  }
}
