// Harder lives than random_kernel_test's: out of memory half-way, growing areas, hints, huge lengths, signals that kill, many
// processes; and at random events, in the middle of whatever runs, somebody looks: every view, every file, the snapshot. Nothing
// may break, and looking may change nothing.
#include "engine/api/snapshot.h"
#include "engine/kernel/drain.h"
#include "engine/kernel/wait.h"
#include "engine/render/render.h"
#include "tests/support/machine.h"
#include "tests/support/random.h"

using namespace pw;
using namespace pw::test;

namespace {

class Looker : public TraceSink {
 public:
  Looker(const Kernel& k, u32 chances) : k_(k), chances_(chances) {}
  u32 looks() const { return looks_; }
  void on_event(const Event& event) override {
    if (!random_.one_in(chances_)) return;
    ++looks_;
    const Kernel copy = k_;
    const u64 before = state_hash(copy);
    look(copy, event);
    if (state_hash(copy) != before) FAIL("looking changed the machine");
  }

 private:
  static void look(const Kernel& k, const Event& event) {
    ViewRequest request;
    request.pid = event.pid != 0 ? event.pid : 1;
    const bool names_frame = event.arg[0] < k.m.phys.pages.size();
    request.pfn = names_frame ? Pfn(static_cast<u32>(event.arg[0])) : k.m.phys.zero_page;
    for (u32 view = 0; view < kViews; ++view) (void)render_view(k, static_cast<View>(view), request);
    (void)render_ps(k);
    (void)render_tlb(k);
    (void)render_rmap(k, request.pfn);
    (void)render_page(k, request.pfn);
    (void)event_sentence(event);
    for (const char* file : {"/proc/self/maps", "/proc/self/smaps", "/proc/self/status", "/proc/meminfo"})
      (void)render_proc(k, request.pid, file);
    std::vector<u8> bytes;
    encode_snapshot(take_snapshot(k, 0, 0), bytes);
  }

  const Kernel& k_;
  u32 chances_;
  u32 looks_ = 0;
  Random random_{9};
};

class HardLife {
 public:
  explicit HardLife(u64 seed) : random_(seed) {
    BootConfig config;
    config.mem_bytes = 32ull << 20;
    config.cpus = 1 + static_cast<u32>(seed % 4);
    config.levels = seed % 3 == 0 ? 5 : 4;
    config.segv_kills = seed % 2 == 0;
    k_ = boot_kernel(config);
  }
  Kernel& kernel() { return k_; }
  u64 failures() const { return failures_; }

  void step(TraceSink* sink, u32 max_tasks) {
    Trace trace(sink);
    std::vector<Pid> running;
    for (const Task& task : tasks_of(k_)) {
      if (task.state == TaskState::kRunning) running.push_back(task.pid);
    }
    const Pid pid = running[random_.below(static_cast<u32>(running.size()))];
    const u64 base = random_.one_in(3) ? 0x20000000ull : 0x7ffff0000000ull;
    const u64 at = base + random_.below(600) * kPageSize * (random_.one_in(4) ? 512 : 1);
    const u64 length = (1 + random_.below(random_.one_in(6) ? 700 : 12)) * kPageSize;
    const u32 op = random_.below(16);
    if (op < 10) {
      memory_call(trace, pid, op, at, length);
    } else if (op < 14) {
      if (running.size() < max_tasks) failures_ += sys_fork(k_, trace, pid).ok() ? 0 : 1;
    } else if (op == 14) {
      if (random_.one_in(3)) (void)sys_exit(k_, trace, pid, 3);
    } else {
      (void)sys_wait(k_, trace, pid, 0);
      if (random_.one_in(4)) (void)sys_thread(k_, trace, pid);
      (void)sys_taskset(k_, trace, pid, random_.below(k_.config.cpus));
      if (random_.one_in(8)) (void)sys_drain(k_, trace);
    }
  }

 private:
  void memory_call(Trace& trace, Pid pid, u32 op, u64 at, u64 length) {
    static const u32 kProts[] = {kRw, kRw, kRw, kProtRead, kProtNone, kProtRead | kProtExec, kProtWrite, kProtExec};
    const u32 prot = kProts[random_.below(8)];
    u32 flags = kPrivateAnon;
    if (random_.one_in(6)) flags |= kMapNoReserve;
    if (random_.one_in(5)) flags |= kMapGrowsDown;
    if (random_.one_in(8)) flags |= kMapPopulate;
    const u64 many = random_.one_in(4) ? 512 : 1;
    switch (op) {
      case 0: case 1: (void)sys_mmap(k_, trace, pid, at, length, prot, flags | kMapFixed); break;
      case 2: (void)sys_mmap(k_, trace, pid, random_.one_in(2) ? at + random_.below(8191) : 0, length * many, prot, flags); break;
      case 3: (void)sys_munmap(k_, trace, pid, random_.one_in(40) ? 0 : at, random_.one_in(40) ? 0x7ffffffff000ull : length * many); break;
      case 4: (void)sys_mprotect(k_, trace, pid, at, length, prot | (random_.one_in(6) ? kProtGrowsDown : 0)); break;
      case 8: (void)fetch_instruction(k_, trace, pid, at); break;
      case 9: failures_ += load_bytes(k_, trace, pid, at, 8, to_pages(length), nullptr).error != Errno::kOk ? 1 : 0; break;
      default:
        failures_ +=
            store_bytes(k_, trace, pid, at + random_.below(4090), "random bytes", to_pages(length)).error != Errno::kOk ? 1 : 0;
        break;
    }
  }

  Random random_;
  Kernel k_;
  u64 failures_ = 0;
};

void expect_sound(const Kernel& k, CheckLevel level, u32 step) {
  CheckReport report;
  check_kernel(k, level, report);
  INFO("after command " << step << "\n" << first_messages(report));
  REQUIRE(report.ok());
}

}  // namespace

TEST_CASE("random calls that run out of memory break nothing") {
  u64 failures = 0;
  for (u64 seed = 1; seed <= 4; ++seed) {
    HardLife life(seed);
    for (u32 step = 0; step < 1500; ++step) {
      life.step(nullptr, 400);
      expect_sound(life.kernel(), step % 50 == 0 ? CheckLevel::kFull : CheckLevel::kQuick, step);
    }
    failures += life.failures();
  }
  CHECK(failures > 50);
}

TEST_CASE("every view can be drawn in the middle of every call") {
  u32 looks = 0;
  for (u64 seed = 1; seed <= 4; ++seed) {
    HardLife life(seed);
    Looker looker(life.kernel(), 60);
    for (u32 step = 0; step < 120; ++step) life.step(&looker, 6);
    expect_sound(life.kernel(), CheckLevel::kFull, 120);
    looks += looker.looks();
  }
  CHECK(looks > 200);
}
