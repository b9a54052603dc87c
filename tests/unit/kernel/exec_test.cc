// execve with a described image, and areas added in the same way.

#include "engine/kernel/clone.h"
#include "engine/kernel/exec.h"
#include "engine/kernel/file_calls.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "engine/mm/fault/fault.h"
#include "engine/trace/file_events.h"
#include "engine/trace/process_events.h"
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

Result<Signal> exec(Machine& m, Pid pid, const ExecImage& image) {
  Trace trace(m.sink);
  const Result<Signal> end = sys_execve(m.k, trace, pid, image);
  m.check();
  return end;
}

void set_limit(Machine& m, Pid pid, RlimitId id, u64 soft_pages, u64 hard_pages = to_pages(kRlimInfinity)) {
  Trace silent;
  const u64 hard = hard_pages == to_pages(kRlimInfinity) ? kRlimInfinity : hard_pages * kPageSize;
  const Rlimit wanted{soft_pages * kPageSize, hard};
  REQUIRE(sys_prlimit(m.k, silent, pid, pid, id, &wanted).ok());
}

// How execve under a limit ends in a child: the signal that killed it, 0 when it runs.
u32 signal_under(RlimitId id, u64 soft_pages, const ExecImage& image, ReasonCode* why = nullptr) {
  Machine m;
  const Pid child = m.fork(1);
  set_limit(m, child, id, soft_pages);
  EventCounter events;
  m.sink = &events;
  const Result<Signal> end = exec(m, child, image);
  REQUIRE(end.ok());
  CHECK(is_running(m.k, child) == (end.value().signo == 0));
  for (const ReasonCode one : {Reason::kExecPassesAs, Reason::kExecPassesData, Reason::kExecNotPromised}) {
    if (why != nullptr && events.gave(one)) *why = one;
  }
  return end.value().signo;
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
  m.read(1, kText);
  CHECK(m.k.m.work.unread.valid());
}

TEST_CASE("data is the last segment of the program, and brk counts it against RLIMIT_DATA", "[exec]") {
  // A static program as it stands on a live 6.18, where /proc/PID/stat says code 401000-4791e1 and data 4a26d8-4ad0b0: 158 pages of
  // constants stand between them, which are not data.
  const std::string path = "/bin/static";
  ExecImage image{path, 0, 0x4b3000, {}};
  image.areas = {area(Kind::kFile, 0x400000, 1, kReadFlags, path), area(Kind::kFile, 0x401000, 0x79, kReadFlags | kVmExec, path, 0x1000),
                 area(Kind::kFile, 0x47a000, 0x28, kReadFlags, path, 0x7a000),
                 area(Kind::kFile, 0x4a2000, 4, kReadFlags | kVmAccount, path, 0xa1000),  // made read-only after relocation
                 area(Kind::kFile, 0x4a6000, 8, kReadFlags | kVmWrite | kVmAccount, path, 0xa5000),
                 area(Kind::kAnonymous, 0x4ae000, 5, kReadFlags | kVmWrite | kVmAccount)};
  Machine m;
  const Pid child = m.fork(1);
  REQUIRE(exec(m, child, image).ok());
  CHECK(m.mm(child).start_code == 0x401000);
  CHECK(m.mm(child).end_code == 0x47a000);
  CHECK(m.mm(child).start_data == 0x4a2000);
  CHECK(m.mm(child).end_data == 0x4ae000);
  set_limit(m, child, RlimitId::kData, 150);  // 614400 bytes, 12 pages of them data
  Trace silent;
  CHECK(sys_brk(m.k, silent, child, 0x4b3000 + 137 * kPageSize).refused.code == Errno::kOk);
  CHECK(sys_brk(m.k, silent, child, 0x4b3000 + 138 * kPageSize + 1).refused.code == Errno::kENOMEM);
  // Without such a head the segment begins with what may be written; and where nothing may be, it is the last one all the same.
  image.areas[3].offset = 0xa0000;
  REQUIRE(exec(m, child, image).ok());
  CHECK(m.mm(child).start_data == 0x4a6000);
  image.areas.resize(3);
  REQUIRE(exec(m, child, image).ok());
  CHECK(m.mm(child).start_data == 0x47a000);
  CHECK(m.mm(child).end_data == 0x4a2000);
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
  CHECK(look_up_fd(m.k.fds, m.k.tasks[child].files, 3).is_open);
  CHECK_FALSE(look_up_fd(m.k.fds, m.k.tasks[child].files, 4).is_open);
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

TEST_CASE("a program that does not keep to a limit is killed: the stack counts first, then each area", "[exec]") {
  const ExecImage bare{"/bin/true", 0, 0, {}};
  ReasonCode why = Reason::kNone;
  CHECK(signal_under(RlimitId::kAs, 33, bare) == 0);
  CHECK(signal_under(RlimitId::kAs, 32, bare, &why) == kSigsegv);
  CHECK(why == Reason::kExecPassesAs);
  CHECK(signal_under(RlimitId::kAs, 0, bare) == kSigsegv);
  // Ten pages beside the stack; [vdso], which comes last, is asked no limit.
  CHECK(signal_under(RlimitId::kAs, 33 + 10, true_image()) == 0);
  CHECK(signal_under(RlimitId::kAs, 33 + 9, true_image()) == kSigsegv);
  CHECK(signal_under(RlimitId::kData, 4, true_image()) == 0);
  CHECK(signal_under(RlimitId::kData, 3, true_image(), &why) == kSigsegv);
  CHECK(why == Reason::kExecPassesData);
  CHECK(signal_under(RlimitId::kData, 0, true_image()) == 0);  // excused as far as the hard limit goes
  CHECK(signal_under(RlimitId::kStack, 0, true_image()) == 0);
}

TEST_CASE("a program that is killed has left the old one: threads, memory and waiters are let go", "[exec]") {
  Machine m;
  Trace silent;
  const Pid parent = m.fork(1);
  const Pid child = sys_vfork(m.k, silent, parent).value();
  const Pid thread = sys_thread(m.k, silent, child).value();
  set_limit(m, child, RlimitId::kAs, 40);
  CHECK(exec(m, thread, true_image()).value().code == static_cast<i32>(SiCode::kKernel));
  CHECK_FALSE(is_running(m.k, thread));
  CHECK(find_vfork_child(m.k, parent) == 0);
  CHECK(m.mm(parent).users == 1);
  const Result<WaitResult> waited = sys_wait(m.k, silent, parent, child, 0);
  REQUIRE(waited.ok());
  CHECK(waited.value().status == kSigsegv);
  CHECK(m.k.m.mms.live_count() == 2);
}

TEST_CASE("what cannot be promised kills, too; pid 1 is refused, and nothing has changed", "[exec]") {
  Machine m;
  const Pid child = m.fork(1);
  ExecImage image = true_image();
  image.areas.push_back(area(Kind::kAnonymous, 0x100000000000, 1u << 20, kReadFlags | kVmWrite | kVmAccount));
  const u64 hash = state_hash(m.k);
  CHECK(exec(m, 1, image).error().code == Errno::kEPERM);
  CHECK(state_hash(m.k) == hash);
  const u64 committed = m.k.m.committed_pages;
  CHECK(exec(m, child, image).value().signo == kSigsegv);
  CHECK(m.k.m.committed_pages == committed - 33);
}

TEST_CASE("a thread that executes after its leader has ended takes over the leader's pid", "[exec]") {
  Machine m;
  Trace silent;
  const Pid leader = m.fork(1);
  const Pid thread = sys_thread(m.k, silent, leader).value();
  const Pid other = sys_thread(m.k, silent, leader).value();
  m.taskset(thread, 1);
  m.mmap(leader, 1);
  m.write(thread, 0x7ffff7ffe000);
  REQUIRE(sys_exit_thread(m.k, silent, leader, 3).ok());
  REQUIRE(exec(m, thread, true_image()).ok());
  CHECK(is_running(m.k, leader));
  CHECK(m.k.tasks[leader].cpu == 1);
  CHECK(group_of(m.k, leader).exit_status == 0);
  CHECK(m.minflt(leader) == 1);
  CHECK_FALSE(is_running(m.k, thread));
  CHECK_FALSE(is_running(m.k, other));
  CHECK(sys_wait(m.k, silent, 1, leader, 0).error().code == Errno::kEAGAIN);
  m.exit(leader);
  CHECK(sys_wait(m.k, silent, 1, leader, 0).value().status == 0);
}

TEST_CASE("a leader that sleeps in vfork is killed by its thread's execve, and the child goes on alone", "[exec]") {
  Machine m;
  Trace silent;
  const Pid leader = m.fork(1);
  const Pid thread = sys_thread(m.k, silent, leader).value();
  const Pid child = sys_vfork(m.k, silent, leader).value();
  REQUIRE(exec(m, thread, true_image()).ok());
  CHECK(is_running(m.k, leader));
  CHECK(find_vfork_child(m.k, leader) == 0);
  CHECK(is_running(m.k, child));
  m.exit(child);
}

TEST_CASE("thousands of files are found again by name, kind and inode", "[exec]") {
  Machine m;
  Trace silent;
  const Pid child = m.fork(1);
  std::vector<ImageArea> areas;
  for (u64 i = 0; i < 3000; ++i) {
    const std::string path = "/lib/" + std::to_string(i / 2);
    areas.push_back(area(Kind::kFile, 0x100000000000 + i * 2 * kPageSize, 1, kReadFlags, path));
    // Every other one is another file of the same path.
    if (i % 2 == 1) areas.back().name.inode += 1;
  }
  REQUIRE(load_areas(m.k, silent, 1, areas).ok());
  CHECK(m.k.m.files.pool.live_count() == 3000);
  REQUIRE(load_areas(m.k, silent, child, areas).ok());
  CHECK(m.k.m.files.pool.live_count() == 3000);
  CHECK(find_named(m.k.m.files, "/lib/700") == m.vma(1, 0x100000000000 + 1400 * 2 * kPageSize).file);
  m.check();
  m.munmap(1, 0x100000000000, 6000);
  m.check();
  CHECK(m.k.m.files.pool.live_count() == 3000);
  m.munmap(child, 0x100000000000, 6000);
  m.check();
  CHECK(m.k.m.files.pool.live_count() == 0);
  CHECK_FALSE(find_named(m.k.m.files, "/lib/700").valid());
}

TEST_CASE("each area of an image is told as it is placed", "[exec]") {
  struct Loaded : TraceSink {
    void on_event(const Event& event) override {
      if (event.id == static_cast<u16>(EventId::kLoadArea)) events.push_back(event);
    }
    std::vector<Event> events;
  };
  Machine m;
  Loaded loaded;
  m.sink = &loaded;
  const ExecImage image = true_image();
  REQUIRE(exec(m, 1, image).ok());
  REQUIRE(loaded.events.size() == image.areas.size());
  for (u32 i = 0; i < image.areas.size(); ++i) {
    const AddrRange range = image.areas[i].range;
    const VmaId id = find_vma_at(m.k.m.nodes, m.mm(1).tree, range.start);
    CHECK(loaded.events[i].arg[0] == id.v);
    CHECK(loaded.events[i].arg[1] == range.start);
    CHECK(loaded.events[i].arg[2] == range.end);
  }
}
