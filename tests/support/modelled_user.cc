#include "tests/support/modelled_user.h"

#include "engine/kernel/exec.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/mincore.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/mremap_calls.h"
#include "engine/kernel/pkey_calls.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/drain.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/swap_calls.h"
#include "engine/kernel/sysctl.h"
#include "engine/kernel/vfork.h"
#include "engine/kernel/wait.h"
#include "tests/support/machine.h"

namespace pw::test {
namespace {

constexpr u64 kArea = 0x20000000ull;
constexpr u64 kAreaPages = 64;
constexpr u64 kMostSpaces = 6;
constexpr u32 kMostTasks = 12;
// At how many requests the allocator strikes, by seed: at each, at one in three, at one in twenty.
constexpr u32 kOneIn[] = {1, 3, 20};

Kernel boot(u64 seed) {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  config.cpus = 2 + static_cast<u32>(seed % 2);
  config.levels = seed % 3 == 0 ? 5 : 4;
  config.pkeys = seed % 4 < 2;
  return boot_kernel(config);
}

}  // namespace

const ModelledUser::Act ModelledUser::kActs[] = {
    {4, &ModelledUser::map_private}, {2, &ModelledUser::map_shared},       {2, &ModelledUser::map_otherwise},
    {2, &ModelledUser::unmap},       {4, &ModelledUser::protect},          {10, &ModelledUser::store},
    {6, &ModelledUser::load_some},   {3, &ModelledUser::clone},            {1, &ModelledUser::end},
    {1, &ModelledUser::execve},      {1, &ModelledUser::wait},             {4, &ModelledUser::move},
    {2, &ModelledUser::lock},        {1, &ModelledUser::lock_all},         {4, &ModelledUser::advise},
    {4, &ModelledUser::between},     {1, &ModelledUser::advise_by_pieces}, {2, &ModelledUser::brk},
    {1, &ModelledUser::stack},       {2, &ModelledUser::protect_by_key},   {1, &ModelledUser::limit},
    {1, &ModelledUser::look},        {1, &ModelledUser::seal},             {2, &ModelledUser::change_cpu},
    {6, &ModelledUser::page_out, true}, {1, &ModelledUser::swap_on, true},  {1, &ModelledUser::swap_off, true},
    {1, &ModelledUser::break_slot, true}, {1, &ModelledUser::turn_knobs, true}, {2, &ModelledUser::drain, true},
};

ModelledUser::ModelledUser(u64 seed, Surroundings around)
    : around_(around), random_(seed), hostile_(seed, kOneIn[seed % 3]), k_(boot(seed)), model_(k_) {
  if (around_ == Surroundings::kPressed) press();
}

std::unique_ptr<StandIn> ModelledUser::strike() {
  return around_ == Surroundings::kHostile ? std::make_unique<StandIn>(hostile_) : nullptr;
}

// The holder locks one page after the other until so few are free that what the others touch does not find room.
void ModelledUser::press() {
  for (u32 areas = 1 + static_cast<u32>(pick(2)); areas > 0; --areas) swap_on();
  const Result<Pid> forked = sys_fork(k_, trace_, 1);
  REQUIRE(forked.ok());
  holder_ = forked.value();
  const u64 at = sys_mmap(k_, trace_, holder_, 0, k_.config.mem_bytes, kRw, kMapPrivate | kMapAnonymous | kMapNoReserve).value();
  k_.groups.mut(k_.tasks[holder_].group).limits.memlock = Rlimit();
  REQUIRE(sys_mlock2(k_, trace_, holder_, at, k_.config.mem_bytes, kMlockOnFault).ok());
  u64 left = 10 + pick(110);
  for (const Zone& zone : k_.m.phys.node.zones) left += zone.managed_pages == 0 ? 0 : zone.watermark[kWmarkHigh];
  for (u64 page = 0; count_free() > left; ++page) {
    REQUIRE(store_bytes(k_, trace_, holder_, at + page * kPageSize, "held", 1).pages_done == 1);
  }
}

u64 ModelledUser::count_free() const {
  u64 pages = 0;
  for (const Zone& zone : k_.m.phys.node.zones) pages += zone.free_pages;
  return pages;
}

void ModelledUser::step() {
  const std::unique_ptr<StandIn> standing = strike();
  pid_ = pick_running();
  mm_ = k_.tasks[pid_].mm;
  at_ = kArea + pick(kAreaPages) * kPageSize;
  pages_ = 1 + pick(pick(2) == 0 ? 3 : 12);
  u32 total = 0;
  const auto weight_of = [this](const Act& act) { return act.only_pressed && around_ != Surroundings::kPressed ? 0 : act.weight; };
  for (const Act& act : kActs) total += weight_of(act);
  u64 left = pick(total);
  const Act* chosen = kActs;
  for (; left >= weight_of(*chosen); ++chosen) left -= weight_of(*chosen);
  (this->*chosen->run)();
  model_.prune();
}

void ModelledUser::read_everything() {
  const std::unique_ptr<StandIn> standing = strike();
  for (Pid pid = 1; pid < k_.tasks.size(); ++pid) {
    if (pid == holder_ || !is_running(k_, pid) || find_vfork_child(k_, pid) != 0) continue;
    pid_ = pid;
    mm_ = k_.tasks[pid].mm;
    for (u64 page = 0; page < kAreaPages + 12; ++page) load(kArea + page * kPageSize, kPageSize);
  }
  model_.prune();
}

u64 ModelledUser::pick_address() { return kArea + pick(kAreaPages) * kPageSize + pick(kPageSize); }

u32 ModelledUser::pick_prot() {
  static const u32 kProts[] = {kRw, kRw, kRw, kProtRead, kProtNone};
  return kProts[pick(5)];
}

Pid ModelledUser::pick_running() {
  std::vector<Pid> running;
  for (const Task& task : tasks_of(k_)) {
    const bool may_act = task.state == TaskState::kRunning && find_vfork_child(k_, task.pid) == 0;
    if (may_act && task.pid != holder_) running.push_back(task.pid);
  }
  return running[pick(running.size())];
}

void ModelledUser::may_store(MmId mm, u64 addr, u32 value) {
  std::string bytes;
  for (u32 shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  model_.may_store(mm, addr, bytes);
}

void ModelledUser::map(u32 flags) {
  const Result<u64> mapped = sys_mmap(k_, trace_, pid_, at_, size(), pick_prot(), flags | kMapFixed);
  if (mapped.ok()) model_.map_new(mm_, range());
}

void ModelledUser::map_shared() { map(kMapShared | kMapAnonymous | (pick(3) == 0 ? kMapNoReserve : 0u)); }

void ModelledUser::map_otherwise() {
  static const u32 kFlags[] = {kMapPopulate, kMapNoReserve, kMapLocked, kMapPopulate | kMapNonblock};
  map((pick(4) == 0 ? kMapShared : kMapPrivate) | kMapAnonymous | kFlags[pick(4)]);
}

void ModelledUser::unmap() { (void)sys_munmap(k_, trace_, pid_, at_, size()); }

void ModelledUser::protect() { (void)sys_mprotect(k_, trace_, pid_, at_, size(), pick_prot()); }

// Eight bytes and fewer are one store; more are a loop of them, which may end half-way.
void ModelledUser::store_here(u64 addr, const std::string& bytes, u64 pages) {
  const AccessResult result = store_bytes(k_, trace_, pid_, addr, bytes, pages);
  for (u64 i = 0; i < result.pages_done; ++i) model_.store(mm_, addr + i * kPageSize, bytes);
  const u64 stopped = addr + result.pages_done * kPageSize;
  if (result.pages_done < pages) model_.forget(mm_, AddrRange{page_align_down(stopped), page_align_up(stopped + bytes.size())});
}

void ModelledUser::store() {
  std::string bytes(1 + pick(pick(4) == 0 ? 200 : 8), '\0');
  for (char& byte : bytes) byte = static_cast<char>(pick(256));
  store_here(at_ + pick(kPageSize), bytes, pages_);
}

void ModelledUser::load(u64 addr, u32 length) {
  std::string bytes;
  (void)load_bytes(k_, trace_, pid_, addr, length, 1, &bytes);
  INFO("pid " << pid_ << " at " << std::hex << addr);
  REQUIRE(model_.load(mm_, addr, bytes));
}

void ModelledUser::load_some() {
  load(at_ + pick(4000), 1 + static_cast<u32>(pick(9000)));
  if (pick(4) == 0) (void)fetch_instruction(k_, trace_, pid_, at_);
}

u64 ModelledUser::pick_clone_flags() {
  static const u64 kMakings[] = {0, 0, 0, kCloneVm | kCloneFiles | kCloneSighand | kCloneThread, kCloneVm | kCloneVfork, kCloneVm,
                                 kCloneVfork, kCloneFiles, kCloneVm | kCloneSighand, kCloneParent};
  static const u64 kStores[] = {0, 0, kCloneChildSettid, kCloneParentSettid, kCloneChildSettid | kCloneChildCleartid};
  return kMakings[pick(10)] | kStores[pick(5)];
}

void ModelledUser::clone() {
  u32 running = 0;
  for (const Task& task : tasks_of(k_)) running += task.state == TaskState::kRunning ? 1 : 0;
  CloneArgs args;
  args.flags = pick_clone_flags();
  const bool shares_mm = (args.flags & kCloneVm) != 0;
  if (running >= kMostTasks || (!shares_mm && k_.m.mms.live_count() >= kMostSpaces)) return;
  if ((args.flags & kCloneThread) != 0) args.exit_signal = 0;
  args.child_tid = pick_address();
  args.parent_tid = pick_address();
  const Result<Pid> child = sys_clone(k_, trace_, pid_, args);
  if (!child.ok()) return;
  const MmId child_mm = k_.tasks[child.value()].mm;
  if (!shares_mm) model_.fork(mm_, child_mm);
  if ((args.flags & kCloneParentSettid) != 0) may_store(mm_, args.parent_tid, child.value());
  if ((args.flags & kCloneChildSettid) != 0) may_store(child_mm, args.child_tid, child.value());
}

// What CLONE_CHILD_CLEARTID has the kernel store when the tasks of the caller's group end, as long as others use the address space: into an
// object also when the last of them ends in the same call.
void ModelledUser::may_clear_tids() {
  for (const Task& task : tasks_of(k_)) {
    const bool ends = task.state == TaskState::kRunning && task.tgid == k_.tasks[pid_].tgid;
    if (ends && task.clear_child_tid != 0) may_store(task.mm, task.clear_child_tid, 0);
  }
}

void ModelledUser::end() {
  may_clear_tids();
  if (pick(2) == 0) (void)sys_exit(k_, trace_, pid_, 0);
  else (void)sys_exit_thread(k_, trace_, pid_, 0);
}

// Not as init: that is tried on a copy of the machine first, and what the allocator keeps is no part of the machine.
void ModelledUser::execve() {
  if (k_.tasks[pid_].tgid == 1) return;
  may_clear_tids();
  (void)sys_execve(k_, trace_, pid_, ExecImage{"/bin/true", 0, 0, {}});
}

void ModelledUser::wait() { (void)sys_wait(k_, trace_, pid_, 0, pick(2) == 0 ? kWaitAll : 0u); }

void ModelledUser::move() {
  constexpr u64 kMove = kMremapMayMove, kMoveFixed = kMremapMayMove | kMremapFixed;
  static const u64 kFlags[] = {0, kMove, kMoveFixed, kMoveFixed, kMove | kMremapDontUnmap, kMoveFixed | kMremapDontUnmap};
  if (pick(12) == 0) pages_ = 0;  // a second mapping of a shared object
  const u64 new_pages = pages_ != 0 && pick(2) == 0 ? pages_ : 1 + pick(12);
  const u64 to = kArea + pick(kAreaPages) * kPageSize;
  const std::vector<bool> was_mapped = model_.mapped_pages(mm_, range());
  const Result<u64> moved = sys_mremap(k_, trace_, pid_, MremapArgs{at_, size(), new_pages * kPageSize, kFlags[pick(6)], to});
  if (moved.ok()) {
    model_.move(mm_, range(), AddrRange{moved.value(), moved.value() + new_pages * kPageSize}, was_mapped);
  } else {
    model_.forget(mm_, range());
    model_.forget(mm_, AddrRange{to, to + new_pages * kPageSize});
  }
}

void ModelledUser::lock() {
  if (pick(2) == 0) (void)sys_mlock2(k_, trace_, pid_, at_, size(), static_cast<u32>(pick(2)));
  else (void)sys_munlock(k_, trace_, pid_, at_, size());
}

// Seldom for long: what is locked is not taken.
void ModelledUser::lock_all() {
  if (pick(3) == 0) (void)sys_mlockall(k_, trace_, pid_, 1 + static_cast<u32>(pick(7)));
  else (void)sys_munlockall(k_, trace_, pid_);
}

void ModelledUser::advise() {
  static const u32 kAdvice[] = {kMadvDontneed,     kMadvDontneedLocked, kMadvFree,       kMadvFree,          kMadvCold,
                                kMadvPopulateRead, kMadvPopulateWrite,  kMadvRandom,     kMadvGuardInstall,  kMadvGuardRemove,
                                kMadvWipeonfork,   kMadvKeeponfork,     kMadvDontfork,   kMadvDofork,        kMadvWillneed,
                                kMadvSequential,   kMadvNormal,         kMadvDontdump};
  const u32 advice = kAdvice[pick(sizeof kAdvice / sizeof kAdvice[0])];
  const Status status = sys_madvise(k_, trace_, pid_, {at_, size()}, advice);
  if (advice == kMadvFree) model_.free_lazily(mm_, range());
  if (advice != kMadvDontneed && advice != kMadvDontneedLocked && advice != kMadvGuardInstall) return;
  if (status.ok()) model_.drop(mm_, range());
  else model_.maybe_drop(mm_, range());
}

void ModelledUser::advise_by_pieces() {
  const std::vector<Iovec> pieces = {{at_, size()}, {kArea + pick(kAreaPages) * kPageSize, kPageSize}};
  (void)sys_process_madvise(k_, trace_, pid_, pid_, pieces, pick(2) == 0 ? kMadvCold : kMadvWillneed, 0);
}

// process_vm_readv and writev, or /proc/PID/mem.
void ModelledUser::between() {
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
}

void ModelledUser::brk() {
  const u64 start = k_.m.mms[mm_].start_brk;
  (void)sys_brk(k_, trace_, pid_, start + pick(32) * kPageSize);
  model_.prune();
  const u64 at = start + pick(32) * kPageSize;
  store_here(at, "heap", 1);
  load(at, 8);
}

// Below the stack, which grows that far.
void ModelledUser::stack() {
  const u64 at = page_align_down(k_.m.mms[mm_].start_stack) - pick(80) * kPageSize;
  store_here(at, "deep", 1);
  load(at, 8);
}

// Rights are taken away for a while and given back.
void ModelledUser::protect_by_key() {
  switch (pick(6)) {
    case 0: (void)sys_pkey_alloc(k_, trace_, pid_, 0, pick(4)); return;
    case 1: (void)sys_pkey_free(k_, trace_, pid_, static_cast<i32>(pick(4))); return;
    case 2: case 3: (void)sys_pkey_mprotect(k_, trace_, pid_, at_, size(), pick_prot(), static_cast<i32>(pick(4)) - 1); return;
    case 4: (void)pkey_set(k_, trace_, pid_, 1 + pick(3), pick(4)); return;
    default: (void)write_pkru(k_, trace_, pid_, 0); return;
  }
}

void ModelledUser::limit() {
  const RlimitId id = kRlimitIds[pick(4)];
  Limits limits = limits_of(k_, pid_);
  Rlimit wanted = select_limit(limits, id);
  wanted.soft = pick(3) != 0 ? wanted.hard : pick(600) * kPageSize;
  (void)sys_prlimit(k_, trace_, pid_, 0, id, &wanted);
}

void ModelledUser::look() {
  std::vector<u8> rows;
  (void)sys_mincore(k_, trace_, pid_, AdvisedRange{at_, size()}, &rows);
  (void)sys_msync(k_, trace_, pid_, at_, size(), static_cast<u32>(pick(5)));
}

// Once sealed an area stays as it is until its process ends, so this is rare.
void ModelledUser::seal() {
  if (pick(8) == 0) (void)sys_mseal(k_, trace_, pid_, at_, kPageSize, 0);
}

void ModelledUser::page_out() { (void)sys_madvise(k_, trace_, pid_, {at_, size()}, kMadvPageout); }

// A device of any kind and size is made and put to use, or one that is there already.
void ModelledUser::swap_on() {
  static const SwapKind kKinds[] = {SwapKind::kDisk, SwapKind::kSsd, SwapKind::kZram, SwapKind::kFile};
  const std::string name = pick_device();
  (void)make_swap(k_, name, kKinds[pick(4)], (kMinSwapPages + pick(pick(2) == 0 ? 80 : 1500)) * kPageSize);
  const u32 flags = pick(3) == 0 ? kSwapFlagPrefer | static_cast<u32>(pick(3)) : 0;
  (void)sys_swapon(k_, trace_, 1, swap_path_of(k_.m.swap, name), flags);
}

void ModelledUser::swap_off() { (void)sys_swapoff(k_, trace_, pid_, swap_path_of(k_.m.swap, pick_device())); }

void ModelledUser::break_slot() {
  if (pick(4) == 0) (void)break_swap(k_, swap_path_of(k_.m.swap, pick_device()), 1 + pick(60));
}

void ModelledUser::turn_knobs() {
  (void)write_sysctl(k_, trace_, *find_sysctl("vm.swappiness"), pick(201));
  (void)write_sysctl(k_, trace_, *find_sysctl("vm.page-cluster"), pick(5));
}

void ModelledUser::drain() { sys_drain(k_, trace_); }

void ModelledUser::change_cpu() { (void)sys_taskset(k_, trace_, pid_, static_cast<u32>(pick(k_.config.cpus))); }

}  // namespace pw::test
