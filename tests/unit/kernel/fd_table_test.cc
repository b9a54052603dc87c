// Descriptors: files_struct, CLONE_FILES, dup_fd and what fork's copy shares (fs/file.c). What is shared by whom
// as tried on a running 6.18.
#include "engine/kernel/fd_table.h"

#include <algorithm>

#include "engine/kernel/exec.h"
#include "engine/kernel/file_calls.h"
#include "engine/kernel/wait.h"
#include "engine/trace/file_events.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

struct FdMachine : Machine {
  u32 open(Pid pid, const std::string& path, bool close_on_exec = false) {
    Trace trace;
    OpenRequest request;
    request.name = name_of_path(path);
    request.close_on_exec = close_on_exec;
    return sys_open(k, trace, pid, request).value();
  }
  void close(Pid pid, u32 fd) {
    Trace trace;
    REQUIRE(sys_close(k, trace, pid, fd).ok());
    check();
  }
  Pid clone(u64 flags, Pid pid = 1) {
    Trace trace;
    CloneArgs args;
    args.flags = flags;
    const Pid child = sys_clone(k, trace, pid, args).value();
    check();
    return child;
  }
  bool is_open(Pid pid, u32 fd) const { return look_up_fd(k.fds, k.tasks[pid].files, fd).is_open; }
  u32 opens(Pid pid, u32 fd) const { return k.m.files.pool[look_up_fd(k.fds, k.tasks[pid].files, fd).file].opens; }
};

// The descriptors that were closed, in order.
class ClosedFds : public TraceSink {
 public:
  void on_event(const Event& event) override {
    if (event.id == static_cast<u16>(EventId::kFdClose)) fds.push_back(static_cast<u32>(event.arg[0]));
  }
  std::vector<u32> fds;
};

}  // namespace

TEST_CASE("descriptors: CLONE_FILES shares them, without it each has its own, threads too", "[file]") {
  FdMachine m;
  const u32 fd = m.open(1, "/a");
  const Pid sharer = m.clone(kCloneFiles);
  const Pid owner = m.clone(0);
  const Pid thread = m.clone(kCloneVm | kCloneSighand | kCloneThread);
  CHECK(m.open(sharer, "/b") == fd + 1);
  CHECK(m.is_open(1, fd + 1));
  CHECK_FALSE(m.is_open(owner, fd + 1));
  CHECK_FALSE(m.is_open(thread, fd + 1));
  m.close(1, fd);
  CHECK_FALSE(m.is_open(sharer, fd));
  CHECK(m.is_open(owner, fd));
  m.exit(sharer);
  CHECK(m.is_open(1, fd + 1));
}

TEST_CASE("descriptors: a thread made as pthread_create does shares them", "[file]") {
  FdMachine m;
  Trace trace;
  const Pid thread = sys_thread(m.k, trace, 1).value();
  const u32 fd = m.open(thread, "/a");
  CHECK(m.is_open(1, fd));
  REQUIRE(sys_exit_thread(m.k, trace, thread, 0).ok());
  m.check();
  CHECK(m.is_open(1, fd));
}

TEST_CASE("descriptors: fork's copy shares blocks until one side changes one", "[file]") {
  FdMachine m;
  for (u32 i = 0; i < 200; ++i) m.open(1, "/x" + std::to_string(i));
  m.check();
  REQUIRE(m.k.fds.blocks.live_count() == 4);  // 203 descriptors in blocks of 64
  const Pid child = m.fork(1);
  CHECK(m.k.fds.blocks.live_count() == 4);
  CHECK(m.opens(1, 100) == 1);
  m.close(child, 100);
  CHECK(m.k.fds.blocks.live_count() == 5);
  CHECK(m.is_open(1, 100));
  CHECK_FALSE(m.is_open(child, 100));
  CHECK(m.opens(1, 100) == 1);
  CHECK(m.opens(1, 101) == 2);
  CHECK(m.opens(1, 10) == 1);
  m.exit(child);
  CHECK(m.k.fds.blocks.live_count() == 4);
  CHECK(m.opens(1, 101) == 1);
  CHECK(m.is_open(1, 202));
}

TEST_CASE("descriptors: who ends closes all in order, whether or not others have them", "[file]") {
  FdMachine m;
  for (u32 i = 0; i < 70; ++i) m.open(1, "/x");
  const Pid child = m.fork(1);
  const Pid other = m.fork(1);
  m.close(other, 5);
  for (const Pid pid : {child, other}) {
    ClosedFds closed;
    m.sink = &closed;
    m.exit(pid);
    m.sink = nullptr;
    CHECK(closed.fds.size() == (pid == child ? 70 : 69));
    CHECK(std::is_sorted(closed.fds.begin(), closed.fds.end()));
  }
  CHECK(m.k.m.files.pool.live_count() == 70);
}

TEST_CASE("descriptors: the lowest free number, over the borders of blocks and up to 1023", "[file]") {
  FdMachine m;
  for (u32 fd = kFirstFreeFd; fd < kMaxFds; ++fd) REQUIRE(m.open(1, "/x") == fd);
  m.check();
  CHECK(m.k.fds.blocks.live_count() == 16);
  Trace trace;
  OpenRequest request;
  request.name = name_of_path("/x");
  CHECK(sys_open(m.k, trace, 1, request).error().code == Errno::kEMFILE);
  CHECK(sys_dup(m.k, trace, 1, 3, 0, false).error().code == Errno::kEMFILE);
  for (const u32 fd : {1023u, 640u, 63u, 64u}) m.close(1, fd);
  CHECK(sys_dup(m.k, trace, 1, 3, 65, false).value() == 640);
  CHECK(sys_dup(m.k, trace, 1, 3, 1023, false).value() == 1023);
  CHECK(sys_dup(m.k, trace, 1, 3, 1024, false).error().code == Errno::kEINVAL);
  CHECK(m.open(1, "/x") == 63);
  CHECK(m.open(1, "/x") == 64);
  CHECK(sys_dup_to(m.k, trace, 1, 3, 1024, false).error().code == Errno::kEBADF);
  m.check();
}

TEST_CASE("descriptors: execve closes its own alone where they were shared by CLONE_FILES", "[file]") {
  FdMachine m;
  const u32 kept = m.open(1, "/a");
  const u32 closed = m.open(1, "/b", true);
  const Pid child = m.clone(kCloneFiles);
  Trace trace;
  ExecImage image;
  image.path = "/bin/true";
  REQUIRE(sys_execve(m.k, trace, child, image).ok());
  m.check();
  CHECK(m.is_open(child, kept));
  CHECK_FALSE(m.is_open(child, closed));
  CHECK(m.is_open(1, closed));
  m.close(child, kept);
  CHECK(m.is_open(1, kept));
}

TEST_CASE("descriptors: the flag that closes at execve belongs to a descriptor and to one table", "[file]") {
  FdMachine m;
  const u32 fd = m.open(1, "/a");
  const Pid child = m.fork(1);
  Trace trace;
  REQUIRE(sys_set_close_on_exec(m.k, trace, child, fd, true).ok());
  CHECK(look_up_fd(m.k.fds, m.k.tasks[child].files, fd).close_on_exec);
  CHECK_FALSE(look_up_fd(m.k.fds, m.k.tasks[1].files, fd).close_on_exec);
  REQUIRE(sys_set_close_on_exec(m.k, trace, child, fd, false).ok());
  CHECK_FALSE(look_up_fd(m.k.fds, m.k.tasks[child].files, fd).close_on_exec);
  CHECK(sys_set_close_on_exec(m.k, trace, child, 9, true).error().code == Errno::kEBADF);
  m.check();
}
