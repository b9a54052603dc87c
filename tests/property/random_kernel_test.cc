// Seeded random system calls over a small range, several processes deep, with the invariants after each: kQuick always, kFull every
// hundredth and at the end. PAGEWALK_RANDOM_COMMANDS sets how many (default 6,000); the whole 100,000 take some minutes under
// sanitizers.
#include <cstdlib>

#include "engine/base/fields_compare.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/pkey_calls.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/sysctl.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"
#include "engine/trace/process_events.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/mremap_calls.h"
#include "tests/support/random.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kArea = 0x20000000ull;
constexpr u64 kAreaPages = 64;

u64 command_count() {
  const char* text = std::getenv("PAGEWALK_RANDOM_COMMANDS");
  return text == nullptr ? 6000 : std::strtoull(text, nullptr, 10);
}

class RandomUser {
 public:
  explicit RandomUser(u64 seed) : random_(seed) {
    BootConfig config;
    config.mem_bytes = 32ull << 20;
    config.cpus = 2 + static_cast<u32>(seed % 2);
    config.levels = seed % 3 == 0 ? 5 : 4;
    config.pkeys = seed % 2 == 1;
    k_ = boot_kernel(config);
  }
  Kernel& kernel() { return k_; }

  void listen(TraceSink* sink) { sink_ = sink; }
  void step() {
    Trace trace(sink_);
    const Pid pid = pick_running();
    const u64 at = kArea + pick(kAreaPages) * kPageSize;
    const u64 pages = 1 + pick(12);
    static const u32 kProts[] = {kRw, kRw, kRw, kProtRead, kProtNone, kProtRead | kProtExec};
    const u32 prot = kProts[pick(6)];
    static const u32 kPlacings[] = {0, 0, 0, kMapPopulate, kMapPopulate, kMapLocked, kMap32Bit, kMapNoReserve};
    if (pick(6) == 0) return step_between(trace, pid, at, pages);
    if (pick(20) == 0) return step_pkeys(trace, pid, at, pages);
    if (pick(9) == 0) return step_files(trace, pid, at, pages, prot);
    switch (pick(28)) {
      case 20: (void)sys_mlock2(k_, trace, pid, at, pages * kPageSize, static_cast<u32>(pick(2))); break;
      case 21: (void)sys_munlock(k_, trace, pid, at, pages * kPageSize); break;
      case 22: (void)sys_mlockall(k_, trace, pid, static_cast<u32>(pick(8))); break;
      case 23: (void)sys_munlockall(k_, trace, pid); break;
      case 24: (void)sys_msync(k_, trace, pid, at, pages * kPageSize, static_cast<u32>(pick(8))); break;
      case 25: case 26: case 27: advise(trace, pid, at, pages); break;
      case 0: case 1: (void)sys_mmap(k_, trace, pid, at, pages * kPageSize, prot, kPrivateAnon | kMapFixed); break;
      case 2: (void)sys_mmap(k_, trace, pid, 0, pages * kPageSize, prot, kPrivateAnon | kPlacings[pick(8)]); break;
      case 3: (void)sys_munmap(k_, trace, pid, at, pages * kPageSize); break;
      case 4: case 5: (void)sys_mprotect(k_, trace, pid, at, pages * kPageSize, prot); break;
      case 6: case 7: case 8: case 9: (void)store_bytes(k_, trace, pid, at + pick(4090), "random", pages); break;
      case 10: case 11: (void)load_bytes(k_, trace, pid, at, 8, pages, nullptr); break;
      case 12: (void)fetch_instruction(k_, trace, pid, at); break;
      case 13:
        if (k_.m.mms.live_count() < 9 && k_.tasks.size() < kMaxTasks)
          (void)(pick(5) == 0 ? sys_thread(k_, trace, pid) : sys_fork(k_, trace, pid));
        break;
      case 14: if (pick(2) == 0) (void)sys_exit(k_, trace, pid, 0); else (void)sys_wait(k_, trace, pid, 0); break;
      case 15: case 16: move(trace, pid, at, pages); break;
      case 17: move_heap(trace, pid); break;
      case 18: change_limits(trace, pid, at, pages); break;
      default: (void)sys_taskset(k_, trace, pid, static_cast<u32>(pick(k_.config.cpus))); break;
    }
  }

 private:
  void move(Trace& trace, Pid pid, u64 addr, u64 pages) {
    static const u64 kFlags[] = {0, kMove, kMove, kMoveFixed, kMoveFixed, kMoveFixed, kMoveDontUnmap, kMoveFixed | kMremapDontUnmap};
    // Half of them end where their area does, and so may grow there.
    const VmaId id = find_vma_at(k_.m.nodes, k_.m.mms[k_.tasks[pid].mm].tree, addr);
    if (id.valid() && pick(2) == 0) pages = to_pages(k_.m.vmas[id].end - addr);
    const u64 new_pages = pick(2) == 0 ? pages : 1 + pick(12);
    const u64 to = kArea + pick(kAreaPages) * kPageSize;
    (void)sys_mremap(k_, trace, pid, MremapArgs{addr, pages * kPageSize, new_pages * kPageSize, kFlags[pick(8)], to});
  }
  // Shared memory; and a few files, private and shared, so that neighbours over the same one come about.
  void step_files(Trace& trace, Pid pid, u64 at, u64 pages, u32 prot) {
    if (pick(2) == 0) {
      const u32 noreserve = pick(3) == 0 ? kMapNoReserve : 0u;
      (void)sys_mmap(k_, trace, pid, at, pages * kPageSize, prot, kMapShared | kMapAnonymous | kMapFixed | noreserve);
      return;
    }
    const FileName name = name_of_path(pick(2) == 0 ? "/lib/a" : "/lib/b");
    const u32 type = pick(3) == 0 ? kMapShared : kMapPrivate;
    (void)sys_mmap_path(k_, trace, pid, at, pages * kPageSize, prot, type | kMapFixed, name, at - kArea);
  }
  // Calls that make tasks by flags, and calls on another task's memory.
  void step_between(Trace& trace, Pid pid, u64 at, u64 pages) {
    const u64 other_at = kArea + pick(kAreaPages) * kPageSize + pick(2) * 100;
    const Pid other = pick_running();
    switch (pick(5)) {
      case 0: return step_clone(trace, pid, at, other_at);
      case 1: (void)sys_exit_thread(k_, trace, pid, 0); return;
      case 2: {
        MemFileCall call;
        call.remote_pid = other;
        call.local = at;
        call.offset = other_at;
        call.size_bytes = pages * 1000;
        call.is_write = pick(2) == 0;
        (void)sys_mem_file(k_, trace, pid, call);
        return;
      }
      default: {
        ProcessVmCall call;
        call.remote_pid = other;
        call.local = {{at, pages * 900}, {at + 8 * kPageSize, 5000}};
        call.remote = {{other_at, 6000}, {other_at + 8 * kPageSize, pages * 500}};
        call.is_write = pick(2) == 0;
        (void)sys_process_vm(k_, trace, pid, call);
      }
    }
  }
  void step_clone(Trace& trace, Pid pid, u64 child_tid, u64 parent_tid) {
    if (k_.m.mms.live_count() >= 9 || k_.tasks.size() >= kMaxTasks) return;
    static const u64 kFlags[] = {kCloneVm, kCloneVfork | kCloneVm, kCloneVfork, kCloneVm | kCloneSighand | kCloneThread, kCloneThread, 0};
    CloneArgs args;
    args.flags = kFlags[pick(6)];
    if (pick(2) == 0) args.flags |= kCloneChildSettid | kCloneParentSettid | kCloneChildCleartid;
    args.child_tid = child_tid;
    args.parent_tid = parent_tid;
    (void)sys_clone(k_, trace, pid, args);
  }
  void step_pkeys(Trace& trace, Pid pid, u64 at, u64 pages) {
    switch (pick(4)) {
      case 0: (void)sys_pkey_alloc(k_, trace, pid, 0, pick(4)); return;
      case 1: (void)sys_pkey_free(k_, trace, pid, static_cast<i32>(pick(17))); return;
      case 2: (void)pkey_set(k_, trace, pid, pick(16), pick(2) * pick(4)); return;
      default:
        (void)sys_pkey_mprotect(k_, trace, pid, at, pages * kPageSize, pick(3) == 0 ? kProtExec : kRw, static_cast<i32>(pick(4)) - 1);
    }
  }
  void advise(Trace& trace, Pid pid, u64 at, u64 pages) {
    static const u32 kAdvice[] = {kMadvNormal,   kMadvRandom,    kMadvWillneed,   kMadvDontneed,     kMadvDontneed,     kMadvDontfork,
                                  kMadvDofork,   kMadvDofork,    kMadvWipeonfork, kMadvKeeponfork,   kMadvDontdump,     kMadvDodump,
                                  kMadvGuardInstall, kMadvGuardInstall, kMadvGuardRemove, kMadvDontneedLocked,
                                  kMadvPopulateRead, kMadvPopulateWrite, kMadvFree, kMadvFree, kMadvFree, kMadvCold, kMadvCold};
    const u32 advice = kAdvice[pick(sizeof kAdvice / sizeof kAdvice[0])];
    std::vector<u8> rows;
    if (pick(8) == 0) (void)sys_mincore(k_, trace, pid, {at, pages * kPageSize}, &rows);
    (void)sys_madvise(k_, trace, pid, {at, pages * kPageSize}, advice);
  }
  u64 pick(u64 bound) { return random_.below(static_cast<u32>(bound)); }
  Pid pick_running() {
    std::vector<Pid> running;
    for (const Task& task : tasks_of(k_)) {
      if (task.state == TaskState::kRunning && find_vfork_child(k_, task.pid) == 0) running.push_back(task.pid);
    }
    return running[pick(running.size())];
  }

  // Within 32 pages of where the heap begins; a write into it now and then, so that it is cut and joined like any other memory.
  void move_heap(Trace& trace, Pid pid) {
    const u64 start = k_.m.mms[k_.tasks[pid].mm].start_brk;
    (void)sys_brk(k_, trace, pid, start + pick(32) * kPageSize + pick(2) * 100);
    if (pick(2) == 0) (void)store_bytes(k_, trace, pid, start + pick(32) * kPageSize, "heap", 1);
    if (pick(4) == 0) (void)sys_munmap(k_, trace, pid, start + pick(32) * kPageSize, kPageSize);
  }

  // Limits near what is used, and mostly none; a seal is for ever, so it is rare and small.
  void change_limits(Trace& trace, Pid pid, u64 at, u64 pages) {
    const u64 soft = pick(5) == 0 ? (60 + pick(200)) * kPageSize : kRlimInfinity;
    const Rlimit wanted{soft, kRlimInfinity};
    static const RlimitId kIds[] = {RlimitId::kAs, RlimitId::kData, RlimitId::kStack};
    (void)sys_prlimit(k_, trace, pid, static_cast<Pid>(pick(k_.tasks.size())), kIds[pick(3)], &wanted);
    (void)write_sysctl(k_, trace, *find_sysctl("vm.overcommit_memory"), pick(8) == 0 ? 2 : pick(2));
    if (pick(60) == 0) (void)sys_mseal(k_, trace, pid, at, (1 + pages % 2) * kPageSize, 0);
  }

  Random random_;
  Kernel k_;
  TraceSink* sink_ = nullptr;
};

void expect_sound(const Kernel& k, CheckLevel level, u64 step) {
  CheckReport report;
  check_kernel(k, level, report);
  INFO("after command " << step << "\n" << first_messages(report));
  REQUIRE(report.ok());
  if (level == CheckLevel::kFull) REQUIRE(lost_pages(k) == "");
}

}  // namespace

TEST_CASE("random system calls leave every invariant whole") {
  const u64 commands = command_count();
  for (u64 seed = 1; seed <= 6; ++seed) {
    RandomUser user(seed);
    for (u64 step = 1; step <= commands / 6; ++step) {
      user.step();
      expect_sound(user.kernel(), step % 100 == 0 ? CheckLevel::kFull : CheckLevel::kQuick, step);
    }
    expect_sound(user.kernel(), CheckLevel::kFull, commands);
  }
}

TEST_CASE("the random calls reach every handler and every kind of decision") {
  EventCounter events;
  for (const u64 seed : {7, 8, 9, 20}) {
    RandomUser user(seed);
    user.listen(&events);
    for (u32 step = 0; step < 6000; ++step) user.step();
  }
  for (const char* name : {"do_anonymous_page", "wp_page_copy", "wp_page_reuse", "wp_can_reuse_anon_folio", "split_vma",
                           "commit_merge", "unmap_region", "copy_page_range", "exit_mmap", "copy_mm", "wait_task_zombie",
                           "lru_add_drain", "refused", "__bad_area_nosemaphore", "TLB hit",
                           "do_shared_fault", "do_fault_around", "shmem_evict_inode", "move_ptes", "dontunmap_complete", "remap_move",
                           "wait_for_vfork_done", "put_user", "copy_to_user", "process_vm_rw_core",
                           "access_remote_vm", "faultin_page", "lru_activate", "write_pkru", "__execute_only_pkey",
                           "folio_mark_lazyfree", "lru_lazyfree", "folio_deactivate", "lru_deactivate",
                           "mlock_fixup", "mlock_folio", "mlock_folio_batch", "populate_vma_page_range", "folio_mark_accessed"}) {
    INFO(name);
    CHECK(events.count(name) > 0);
  }
  for (const ReasonCode reason : {Reason::kRefcountOver3, Reason::kRefcountOver1, Reason::kRefcountIs1, Reason::kOldIsZeroPage,
                              Reason::kFlagsMerged, Reason::kFlagsSplit, Reason::kFlagsInPlace, Reason::kPteMadeWritable,
                              Reason::kPteProtNone, Reason::kCopySkipped, Reason::kCowShared, Reason::kZeroShared,
                              Reason::kPgoffReset, Reason::kPgoffKept, Reason::kMremapGrown, Reason::kMremapShrunk,
                              Reason::kRmapLocksTaken, Reason::kGupForced,
                              Reason::kFollowForcedWrite, Reason::kFollowMustUnshare, Reason::kUnshareFault, Reason::kPkeyDenied,
                              Reason::kMarkActivate, Reason::kVforkExit, Reason::kFreeCleaned, Reason::kFreeWasClean,
                              Reason::kFreeDirtyShared, Reason::kLazyfreeWaits, Reason::kLazyfreeNotSwapbacked,
                              Reason::kLazyfreeNotOnLru, Reason::kLazyfreeUnevictable, Reason::kColdForgotten, Reason::kColdWasOld,
                              Reason::kColdShared, Reason::kColdNotOnLru}) {
    INFO(reason_info(reason).name);
    CHECK(events.gave(reason));
  }
}

TEST_CASE("the same random calls give the same state hash, and a copy in between changes nothing") {
  RandomUser a(42);
  RandomUser b(42);
  std::vector<Kernel> copies;
  std::vector<u64> hashes;
  for (u32 step = 0; step < 600; ++step) {
    if (step % 50 == 0) {
      copies.push_back(a.kernel());
      hashes.push_back(state_hash(a.kernel()));
    }
    a.step();
    b.step();
  }
  CHECK(state_hash(a.kernel()) == state_hash(b.kernel()));
  CHECK(find_difference(a.kernel(), b.kernel()).empty());
  for (std::size_t i = 0; i < copies.size(); ++i) CHECK(state_hash(copies[i]) == hashes[i]);
}

namespace {

// Copies the whole machine at every event, which makes all its chunks shared: a reference kept across an event would write into the copy.
class Snapshotter : public TraceSink {
 public:
  explicit Snapshotter(const Kernel& k) : k_(k) {}
  void on_event(const Event&) override {
    copies_.push_back(k_);
    hashes_.push_back(state_hash(k_));
  }
  void verify() const {
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      INFO("event " << i);
      REQUIRE(state_hash(copies_[i]) == hashes_[i]);
    }
  }
  std::size_t size() const { return copies_.size(); }

 private:
  const Kernel& k_;
  std::vector<Kernel> copies_;
  std::vector<u64> hashes_;
};

}  // namespace

TEST_CASE("no mutable reference survives the emission of an event") {
  Machine m;
  Snapshotter snapshots(m.k);
  m.sink = &snapshots;
  const u64 a = m.mmap(1, 8);
  m.write(1, a, "\1", 4);
  m.read(1, a, 8);
  const Pid child = m.fork(1);
  m.write(child, a, "\2", 2);
  m.mprotect(1, a + kPageSize, 2, kProtRead);
  m.mprotect(1, a + kPageSize, 2, kRw);
  m.munmap(1, a + 3 * kPageSize, 2);
  mremap(m, 1, a, 3, 5, kMove);
  mremap(m, child, a, 8, 8, kMoveDontUnmap);
  m.exit(child);
  m.write(1, a, "\3", 3);
  for (const u32 advice : {kMadvPopulateWrite, kMadvPopulateWrite, kMadvCold, kMadvFree}) advise(m, 1, a, 2 * kPageSize, advice);
  CHECK(snapshots.size() > 100);
  snapshots.verify();
}
