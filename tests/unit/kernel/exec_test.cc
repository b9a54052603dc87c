// execve with a described image, and areas added in the same way.
#include "engine/kernel/exec.h"

#include "engine/kernel/calls_file.h"
#include "engine/kernel/calls_limits.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

using Kind = ImageArea::Kind;
constexpr u64 kText = 0x555555554000ull;
constexpr u64 kReadFlags = kVmRead | kVmMayRead | kVmMayWrite | kVmMayExec;

ImageArea area(Kind kind, u64 start, u64 pages, u64 flags, const std::string& path = "", u64 offset = 0) {
  ImageArea one;
  one.kind = kind;
  one.range = AddrRange{start, start + pages * kPageSize};
  one.flags = flags;
  one.offset = offset;
  if (!path.empty()) one.name = name_of_path(path);
  return one;
}

ExecImage true_image() {
  ExecImage image;
  image.path = "/usr/bin/true";
  image.areas = {
      area(Kind::kFile, kText, 2, kReadFlags, image.path),
      area(Kind::kFile, kText + 2 * kPageSize, 4, kReadFlags | kVmExec, image.path, 2 * kPageSize),
      area(Kind::kFile, kText + 6 * kPageSize, 1, kReadFlags | kVmWrite | kVmAccount, image.path, 6 * kPageSize),
      area(Kind::kAnonymous, kText + 7 * kPageSize, 3, kReadFlags | kVmWrite | kVmAccount),
      area(Kind::kSpecial, 0x7ffff7ffd000, 2, kReadFlags | kVmExec | kVmDontExpand, "[vdso]"),
  };
  return image;
}

Status exec(Machine& m, Pid pid, const ExecImage& image) {
  Trace trace(m.sink);
  const Status status = sys_execve(m.k, trace, pid, image);
  m.check();
  return status;
}

}  // namespace

TEST_CASE("execve leaves the described areas, the stack and the heap behind the program", "[exec]") {
  Machine m;
  m.mmap(1, 16);
  m.write(1, 0x7ffff7fef000);
  REQUIRE(exec(m, 1, true_image()).ok());
  CHECK(m.mm(1).map_count == 6);
  CHECK(m.k.tasks[1].comm == "true");
  CHECK(m.mm(1).start_code == kText + 2 * kPageSize);
  CHECK(m.mm(1).end_code == kText + 6 * kPageSize);
  CHECK(m.mm(1).start_brk == kText + 10 * kPageSize);
  CHECK(m.mm(1).brk == m.mm(1).start_brk);
  CHECK(m.mm(1).exec_vm == 6);
  CHECK(count_rss(m.mm(1)) == 1);  // the top of the stack
  CHECK(m.k.m.committed_pages == 33 + 4);
  CHECK(m.k.m.files.pool.live_count() == 2);
  CHECK(m.read(1, kText).unread.valid());
}

TEST_CASE("the largest stack that the limit allows keeps its room above mmap_base", "[exec]") {
  const auto base_under = [](u64 limit_bytes) {
    Machine m;
    Trace trace;
    const Rlimit stack{limit_bytes, kRlimInfinity};
    REQUIRE(sys_prlimit(m.k, trace, 1, 1, RlimitId::kStack, &stack).ok());
    REQUIRE(exec(m, 1, true_image()).ok());
    return m.mm(1).mmap_base;
  };
  // What 6.18 takes without randomisation.
  CHECK(base_under(8ull << 20) == 0x7ffff7fff000);
  CHECK(base_under(1ull << 30) == 0x7fffbfeff000);
  CHECK(base_under(kRlimInfinity) == 0x155555556000);
}

TEST_CASE("execve ends the other threads, keeps the pid, and closes what asks for it", "[exec]") {
  Machine m;
  Trace silent;
  const Pid child = m.fork(1);
  const Pid thread = sys_thread(m.k, silent, child).value();
  OpenRequest request;
  request.name = name_of_path("/a");
  REQUIRE(sys_open(m.k, silent, child, request).ok());
  request.close_on_exec = true;
  REQUIRE(sys_open(m.k, silent, child, request).ok());
  REQUIRE(exec(m, thread, true_image()).ok());  // by the thread: it goes on under the leader's pid
  CHECK_FALSE(is_running(m.k, thread));
  CHECK(is_running(m.k, child));
  CHECK(m.k.tasks[child].comm == "true");
  CHECK(m.k.tasks[child].fds.size() == 1);
  CHECK(m.k.tasks[1].comm == "init");
  CHECK(m.mm(1).map_count == 1);
}

TEST_CASE("an image says where heap and stack are", "[exec]") {
  Machine m;
  ExecImage image = true_image();
  image.areas.push_back(area(Kind::kHeap, 0x555555580000, 33, kReadFlags | kVmWrite | kVmAccount));
  image.areas.push_back(area(Kind::kStack, 0x7fff00000000, 40, kReadFlags | kVmWrite | kVmGrowsDown | kVmAccount));
  image.mmap_base = 0x7f0000000000;
  REQUIRE(exec(m, 1, image).ok());
  CHECK(m.mm(1).start_brk == 0x555555580000);
  CHECK(m.mm(1).brk == 0x555555580000 + 33 * kPageSize);
  CHECK(m.mm(1).stack_vm == 40);
  CHECK(m.mmap(1, 1) == 0x7f0000000000 - kPageSize);
}

TEST_CASE("a bad image is refused and changes nothing", "[exec]") {
  Machine m;
  m.mmap(1, 1);  // the CPU knows the address space from here on
  const u64 hash = state_hash(m.k);
  ExecImage image = true_image();
  image.areas.push_back(image.areas[1]);
  CHECK(exec(m, 1, image).error().code == Errno::kEINVAL);
  image.areas.back().range = AddrRange{0x1000, 0x1800};
  CHECK(exec(m, 1, image).error().code == Errno::kEINVAL);
  image.areas.back().range = AddrRange{0x7ffffffff000, 0x800000000000};
  CHECK(exec(m, 1, image).error().code == Errno::kENOMEM);
  image.areas.back() = area(Kind::kAnonymous, 0x100000000000, 1u << 20, kReadFlags | kVmWrite | kVmAccount);
  CHECK(exec(m, 1, image).error().code == Errno::kENOMEM);
  CHECK(state_hash(m.k) == hash);
}

TEST_CASE("load places areas that mmap would have joined, over one file and one object", "[exec]") {
  Machine m;
  Trace silent;
  ImageArea shmem = area(Kind::kShmem, 0x100000000000, 4, kReadFlags | kVmWrite | kVmShared | kVmMayShare);
  shmem.name = FileName{"/dev/zero (deleted)", 0, 1, 77};
  ImageArea again = shmem;
  again.range = AddrRange{0x100000004000, 0x100000008000};
  again.offset = 4 * kPageSize;
  const std::vector<ImageArea> areas = {area(Kind::kAnonymous, 0x200000000000, 4, kReadFlags),
                                        area(Kind::kAnonymous, 0x200000004000, 4, kReadFlags), shmem};
  REQUIRE(load_areas(m.k, silent, 1, areas).ok());
  m.check();
  CHECK(m.mm(1).map_count == 4);
  REQUIRE(load_areas(m.k, silent, 1, {again}).ok());
  m.check();
  CHECK(m.k.m.files.pool.live_count() == 1);
  CHECK(m.k.m.committed_pages == 33 + 8);
  m.write(1, 0x100000007000);
  CHECK(m.minflt(1) == 1);
  CHECK(load_areas(m.k, silent, 1, {again}).error().code == Errno::kEEXIST);
}
