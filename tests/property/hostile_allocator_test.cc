// Random calls over an allocator that takes away all that it may at every request (tests/support/hostile_allocator.h), with what programs
// read back compared with a naive model of memory, the invariants after each call, and every claim on a slot counted.
// PAGEWALK_HOSTILE_COMMANDS sets how many calls (default 6,000).
#include <cstdlib>

#include "engine/kernel/clone.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/sched.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "tests/support/hostile_allocator.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/memory_model.h"
#include "tests/support/mremap_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x20000000ull;
constexpr u64 kAreaPages = 64;
// At how many requests it strikes, by seed: at each, at one in three, at one in twenty.
constexpr u32 kOneIn[] = {1, 3, 20};

u64 command_count() {
  const char* text = std::getenv("PAGEWALK_HOSTILE_COMMANDS");
  return text == nullptr ? 6000 : std::strtoull(text, nullptr, 10);
}

class ModelledUser {
 public:
  explicit ModelledUser(u64 seed) : random_(seed), hostile_(seed, kOneIn[seed % 3]), k_(boot(seed)), model_(k_) {}

  Kernel& kernel() { return k_; }
  HostileAllocator& hostile() { return hostile_; }

  void step() {
    const StandIn standing(hostile_);
    pid_ = pick_running();
    mm_ = k_.tasks[pid_].mm;
    at_ = kArea + pick(kAreaPages) * kPageSize;
    pages_ = 1 + pick(12);
    switch (pick(26)) {
      case 0: case 1: return map(kPrivateAnon | kMapFixed);
      case 2: return map(kMapShared | kMapAnonymous | kMapFixed | (pick(3) == 0 ? kMapNoReserve : 0u));
      case 3: return map(kPrivateAnon | kMapFixed | (pick(2) == 0 ? kMapPopulate : kMapNoReserve));
      case 4: done(sys_munmap(k_, trace_, pid_, at_, size())); return;
      case 5: case 6: done(sys_mprotect(k_, trace_, pid_, at_, size(), pick_prot())); return;
      case 7: case 8: case 9: case 10: case 11: return store();
      case 12: case 13: case 14: return load(at_ + pick(4000), 1 + static_cast<u32>(pick(9000)));
      case 15: return fork();
      case 16: return end();
      case 17: case 18: return move();
      case 19: return lock();
      case 20: case 21: return advise();
      case 22: case 23: return between();
      case 24: return brk();
      default: done(sys_taskset(k_, trace_, pid_, static_cast<u32>(pick(k_.config.cpus)))); return;
    }
  }

  // Every page of every process, as far as it may be read.
  void read_everything() {
    const StandIn standing(hostile_);
    for (Pid pid = 1; pid < k_.tasks.size(); ++pid) {
      if (!is_running(k_, pid) || find_vfork_child(k_, pid) != 0) continue;
      pid_ = pid;
      mm_ = k_.tasks[pid].mm;
      for (u64 page = 0; page < kAreaPages + 12; ++page) load(kArea + page * kPageSize, kPageSize);
    }
  }

 private:
  static Kernel boot(u64 seed) {
    BootConfig config;
    config.mem_bytes = 32ull << 20;
    config.cpus = 2 + static_cast<u32>(seed % 2);
    config.levels = seed % 3 == 0 ? 5 : 4;
    return boot_kernel(config);
  }
  u64 pick(u64 bound) { return random_.below(static_cast<u32>(bound)); }
  u64 size() const { return pages_ * kPageSize; }
  AddrRange range() const { return AddrRange{at_, at_ + size()}; }
  u32 pick_prot() {
    static const u32 kProts[] = {kRw, kRw, kRw, kProtRead, kProtNone};
    return kProts[pick(5)];
  }
  Pid pick_running() {
    std::vector<Pid> running;
    for (const Task& task : tasks_of(k_)) {
      if (task.state == TaskState::kRunning && find_vfork_child(k_, task.pid) == 0) running.push_back(task.pid);
    }
    return running[pick(running.size())];
  }
  template <class Outcome>
  void done(const Outcome&) {
    model_.prune();
  }

  void map(u32 flags) {
    const Result<u64> mapped = sys_mmap(k_, trace_, pid_, at_, size(), pick_prot(), flags);
    if (mapped.ok()) model_.map_new(mm_, range());
    done(mapped);
  }
  // Eight bytes and fewer are one store; more are a loop of them, which may end half-way.
  void store() {
    const u64 addr = at_ + pick(kPageSize);
    std::string bytes(1 + pick(pick(4) == 0 ? 200 : 8), '\0');
    for (char& byte : bytes) byte = static_cast<char>(pick(256));
    const AccessResult result = store_bytes(k_, trace_, pid_, addr, bytes, pages_);
    for (u64 i = 0; i < result.pages_done; ++i) model_.store(mm_, addr + i * kPageSize, bytes);
    const u64 stopped = addr + result.pages_done * kPageSize;
    if (result.pages_done < pages_) model_.forget(mm_, AddrRange{page_align_down(stopped), page_align_up(stopped + bytes.size())});
    model_.prune();
  }
  void load(u64 addr, u32 length) {
    std::string bytes;
    const AccessResult result = load_bytes(k_, trace_, pid_, addr, length, 1, &bytes);
    INFO("pid " << pid_ << " at " << std::hex << addr);
    REQUIRE(model_.load(mm_, addr, bytes));
    done(result);
  }
  void fork() {
    if (k_.m.mms.live_count() >= 6 || k_.tasks.size() >= kMaxTasks) return;
    if (pick(5) == 0) return done(sys_thread(k_, trace_, pid_));
    const Result<Pid> child = sys_fork(k_, trace_, pid_);
    if (child.ok()) model_.fork(mm_, k_.tasks[child.value()].mm);
    done(child);
  }
  void end() {
    if (pick(2) == 0) done(sys_exit(k_, trace_, pid_, 0));
    else done(sys_wait(k_, trace_, pid_, 0));
  }
  void move() {
    static const u64 kFlags[] = {0, kMove, kMoveFixed, kMoveFixed, kMoveDontUnmap, kMoveFixed | kMremapDontUnmap};
    const u64 new_pages = pick(2) == 0 ? pages_ : 1 + pick(12);
    const u64 to = kArea + pick(kAreaPages) * kPageSize;
    const std::vector<bool> was_mapped = model_.mapped_pages(mm_, range());
    const Result<u64> moved = sys_mremap(k_, trace_, pid_, MremapArgs{at_, size(), new_pages * kPageSize, kFlags[pick(6)], to});
    if (moved.ok()) {
      model_.move(mm_, range(), AddrRange{moved.value(), moved.value() + new_pages * kPageSize}, was_mapped);
    } else {
      model_.forget(mm_, range());
      model_.forget(mm_, AddrRange{to, to + new_pages * kPageSize});
    }
    done(moved);
  }
  void lock() {
    if (pick(2) == 0) done(sys_mlock2(k_, trace_, pid_, at_, size(), static_cast<u32>(pick(2))));
    else if (pick(4) == 0) done(sys_munlockall(k_, trace_, pid_));
    else done(sys_munlock(k_, trace_, pid_, at_, size()));
  }
  void advise() {
    static const u32 kAdvice[] = {kMadvDontneed, kMadvFree, kMadvFree, kMadvCold, kMadvPopulateRead, kMadvPopulateWrite,
                                  kMadvGuardInstall, kMadvGuardRemove, kMadvWipeonfork, kMadvKeeponfork, kMadvDontfork, kMadvDofork};
    const u32 advice = kAdvice[pick(sizeof kAdvice / sizeof kAdvice[0])];
    const Status status = sys_madvise(k_, trace_, pid_, {at_, size()}, advice);
    if (advice == kMadvFree) model_.free_lazily(mm_, range());
    if (advice == kMadvDontneed || advice == kMadvGuardInstall) {
      if (status.ok()) model_.drop(mm_, range());
      else model_.maybe_drop(mm_, range());
    }
    done(status);
  }
  // process_vm_readv and writev, or /proc/PID/mem.
  void between() {
    const Pid other = pick_running();
    const MmId remote = k_.tasks[other].mm;
    const u64 remote_at = kArea + pick(kAreaPages) * kPageSize + pick(300);
    const u64 local_at = at_ + pick(300);
    const u64 bytes = 1 + pick(9000);
    const bool is_write = pick(2) == 0;
    Result<u64> result = u64{0};
    if (pick(2) == 0) {
      ProcessVmCall call;
      call.remote_pid = other;
      call.local = {{local_at, bytes}};
      call.remote = {{remote_at, bytes}};
      call.is_write = is_write;
      result = sys_process_vm(k_, trace_, pid_, call);
    } else {
      MemFileCall call;
      call.remote_pid = other;
      call.local = local_at;
      call.offset = remote_at;
      call.size_bytes = bytes;
      call.is_write = is_write;
      result = sys_mem_file(k_, trace_, pid_, call);
    }
    const MmId target_mm = is_write ? remote : mm_;
    const u64 target = is_write ? remote_at : local_at;
    // What lies over itself is copied in an order of the call's own.
    if (!result.ok() || target_mm == (is_write ? mm_ : remote)) {
      model_.forget(target_mm, AddrRange{page_align_down(target), page_align_up(target + bytes)});
    } else {
      model_.copy(is_write ? mm_ : remote, is_write ? local_at : remote_at, target_mm, target, result.value());
    }
    done(result);
  }
  void brk() {
    const u64 start = k_.m.mms[mm_].start_brk;
    done(sys_brk(k_, trace_, pid_, start + pick(32) * kPageSize));
    const u64 at = start + pick(32) * kPageSize;
    const AccessResult result = store_bytes(k_, trace_, pid_, at, "heap", 1);
    if (result.pages_done == 1) model_.store(mm_, at, "heap");
    load(at, 8);
  }

  Random random_;
  HostileAllocator hostile_;
  Kernel k_;
  MemoryModel model_;
  Trace trace_;
  Pid pid_ = 0;
  MmId mm_;
  u64 at_ = 0;
  u64 pages_ = 0;
};

void expect_sound(ModelledUser& user, CheckLevel level, u64 step) {
  CheckReport report;
  check_kernel(user.kernel(), level, report);
  INFO("after command " << step << "\n" << first_messages(report));
  REQUIRE(report.ok());
  if (level == CheckLevel::kFull) REQUIRE(user.hostile().compare_claims(user.kernel()) == "");
}

}  // namespace

TEST_CASE("hostile allocator: programs read back what they wrote, whatever is taken away at any allocation") {
  const u64 commands = command_count();
  for (u64 seed = 1; seed <= 6; ++seed) {
    ModelledUser user(seed);
    for (u64 step = 1; step <= commands / 6; ++step) {
      INFO("seed " << seed << ", command " << step);
      user.step();
      expect_sound(user, step % 100 == 0 ? CheckLevel::kFull : CheckLevel::kQuick, step);
      if (step % 50 == 0) user.read_everything();
    }
    expect_sound(user, CheckLevel::kFull, commands);
    CHECK(user.hostile().taken() > commands / 24);
    CHECK(user.hostile().given_back() > commands / 48);
  }
}

// Random calls seldom strike just there: a page that a fork shares, taken by the allocation that is to copy it.
TEST_CASE("hostile allocator: the page that a store copies may go while its copy is fetched") {
  for (const bool is_child : {false, true}) {
    Machine m;
    const u64 at = m.mmap(1, 4);
    m.write(1, at, "shared", 4);
    const Pid child = m.fork(1);
    const Pid writer = is_child ? child : 1;
    HostileAllocator hostile(1);
    const StandIn standing(hostile);
    m.write(writer, at + 10, "own", 1);
    CHECK(hostile.taken() > 0);
    std::string bytes;
    m.read(writer, at, 1, &bytes, 14);
    CHECK(bytes == std::string("shared\0\0\0\0own\0", 14));
    bytes.clear();
    m.read(is_child ? 1 : child, at, 1, &bytes, 14);
    CHECK(bytes == std::string("shared\0\0\0\0\0\0\0\0", 14));
    CHECK(hostile.compare_claims(m.k) == "");
  }
}
