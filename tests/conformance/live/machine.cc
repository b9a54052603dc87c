#include "tests/conformance/live/machine.h"

#include <fcntl.h>
#include <malloc.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "tests/conformance/live/committed.h"
#include "tests/conformance/live/proc.h"

namespace pw::live {
namespace {

constexpr int kCpus = 2;
constexpr int kPatienceMs = 5000;

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

void set_affinity(int cpu) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  CPU_SET(static_cast<unsigned>(cpu), &mask);
  sched_setaffinity(0, sizeof mask, &mask);
}

void set_real_time(bool on) {
  sched_param priority{};
  priority.sched_priority = on ? 10 : 0;
  ::sched_setscheduler(0, on ? SCHED_FIFO : SCHED_OTHER, &priority);
}

u64 read_u64(int fd, u64 index) {
  u64 value = 0;
  return ::pread(fd, &value, sizeof value, static_cast<off_t>(index * 8)) == 8 ? value : 0;
}

void drain_this_cpu(int fd) { ::posix_fadvise(fd, off_t{1} << 40, 4096, POSIX_FADV_DONTNEED); }

// This program's own heap grows in large pieces and never shrinks: each change moves Committed_AS.
void keep_heap() {
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  ::mallopt(M_TOP_PAD, 64 << 20);
}

}  // namespace

// ---- host ------------------------------------------------------------------------------------------------------------------------
LiveHost::~LiveHost() {
  if (slots_ != nullptr) ::munmap(slots_, kSlots * kSlotSize);
  for (int* fd : {&slots_fd, &drain_fd, &hello[0], &hello[1], &kpagecount, &kpageflags}) close_fd(*fd);
}

bool LiveHost::open(const std::string& helper, std::string* why) {
  helper_path = helper;
  // Two processes take turns all the time: on a busy machine each turn would wait for everybody else's.
  ::setpriority(PRIO_PROCESS, 0, -15);
  keep_heap();
  if (!open_committed()) return *why = "/proc/meminfo cannot be read", false;
  drain_fd = ::open(helper.c_str(), O_RDONLY | O_CLOEXEC);
  if (drain_fd < 0) return *why = "the helper " + helper + " is missing", false;
  kpagecount = ::open("/proc/kpagecount", O_RDONLY | O_CLOEXEC);
  kpageflags = ::open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
  if (kpagecount < 0 || kpageflags < 0 || ::geteuid() != 0) return *why = "page frames are shown to root only", false;
  slots_fd = ::memfd_create("slots", MFD_CLOEXEC);
  const u64 size = kSlots * kSlotSize;
  if (slots_fd < 0 || ::ftruncate(slots_fd, static_cast<off_t>(size)) != 0) return *why = "no shared memory", false;
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, slots_fd, 0);
  if (at == MAP_FAILED) return *why = "no shared memory", false;
  slots_ = static_cast<u8*>(at);
  const int on = 1;
  if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, hello) != 0) return *why = "no socket", false;
  ::setsockopt(hello[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  return check_drain(why);
}

// A fresh page must show up on an LRU list once the batches were drained, or nothing that follows could be compared.
bool LiveHost::check_drain(std::string* why) const {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  set_affinity(0);
  void* page = ::mmap(nullptr, kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  *static_cast<volatile char*>(page) = 1;
  drain_this_cpu(drain_fd);
  const int pagemap = ::open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  const u64 pfn = read_u64(pagemap, reinterpret_cast<u64>(page) / kPageSize) & ((u64{1} << 55) - 1);
  const bool is_on_lru = pfn != 0 && (read_u64(kpageflags, pfn) & 1u << 5) != 0;
  ::close(pagemap);
  ::munmap(page, kPageSize);
  sched_setaffinity(0, sizeof before, &before);
  if (!is_on_lru) *why = "the LRU batches cannot be drained from here (the program must stand on a disk's file system)";
  return is_on_lru;
}

void LiveHost::drain_all() const {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  for (int cpu = 0; cpu < kCpus; ++cpu) {
    set_affinity(cpu);
    drain_this_cpu(drain_fd);
  }
  sched_setaffinity(0, sizeof before, &before);
}

// ---- starting --------------------------------------------------------------------------------------------------------------------
namespace {

struct Start {
  const LiveHost* host;
  LiveOptions options;
  const char* argv[2];
  const char* envp[1];
};

void set_limit(__rlimit_resource resource, u64 soft) {
  rlimit limit{};
  ::getrlimit(resource, &limit);
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  ::setrlimit(resource, &limit);
}

// Runs in this program's memory until it executes the helper (CLONE_VM, CLONE_VFORK): system calls only.
int start_helper(void* argument) {
  const Start& start = *static_cast<const Start*>(argument);
  ::personality(ADDR_NO_RANDOMIZE);
  set_affinity(0);
  // Batches belong to the CPU: nobody else may run there, and use them, between the two drains around a call.
  set_real_time(true);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  set_limit(RLIMIT_STACK, 8u << 20);
  set_limit(RLIMIT_MEMLOCK, 8u << 20);
  set_limit(RLIMIT_CORE, 0);
  for (unsigned capability = 0; capability <= 40; ++capability) ::prctl(PR_CAPBSET_DROP, capability);
  ::dup2(start.host->slots_fd, kSlotsFd + 100);
  ::dup2(start.host->drain_fd, kDrainFd + 100);
  ::dup2(start.host->hello[1], kHelloFd + 100);
  ::dup2(committed_fd(), kMeminfoFd + 100);
  for (const int fd : {kSlotsFd, kDrainFd, kHelloFd, kMeminfoFd}) ::dup2(fd + 100, fd);
  ::syscall(SYS_close_range, 7u, ~0u, 0u);
  ::execve(start.host->helper_path.c_str(), const_cast<char**>(start.argv), const_cast<char**>(start.envp));
  ::_exit(127);
}

}  // namespace

bool LiveMachine::start(std::string* why) {
  static char stack[64 * 1024];
  Start start{&host_, options_, {"h", nullptr}, {nullptr}};
  const Turn turn;
  if (options_.spins) hold_cpus();
  prepare_slot(1);
  host_.slot(1)->drains = options_.settles;
  init_ = ::clone(start_helper, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_NEWPID | SIGCHLD, &start);
  if (init_ < 0) return *why = std::string("clone: ") + std::strerror(errno), false;
  next_slot_ = 2;
  const int host_pid = receive_hello(1);
  if (host_pid < 0) return *why = "the helper did not start", false;
  return adopt(1, 1, 1, host_pid, why);
}

// ---- real time -------------------------------------------------------------------------------------------------------------------
namespace {

int hold_cpu_0(void*) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  set_affinity(0);
  set_real_time(true);
  for (;;) ::sched_yield();
}

// This program's own first touches of pages would fill batches, too: the memory that it will need is touched in advance.
void touch_heap() {
  static bool is_done = false;
  if (is_done) return;
  is_done = true;
  constexpr std::size_t kHeap = 48u << 20;
  void* heap = std::malloc(kHeap);
  std::memset(heap, 1, kHeap);
  std::free(heap);
}

}  // namespace

void LiveMachine::hold_cpus() {
  static char stack[16 * 1024];
  touch_heap();
  holder_ = ::clone(hold_cpu_0, stack + sizeof stack, CLONE_VM | SIGCHLD, nullptr);
  set_affinity(1);
  set_real_time(true);
  host_.drain_all();
  set_affinity(1);
}

void LiveMachine::release_cpus() {
  if (holder_ <= 0) return;
  set_real_time(false);
  ::kill(holder_, SIGKILL);
  ::waitpid(holder_, nullptr, 0);
  cpu_set_t all;
  CPU_ZERO(&all);
  for (unsigned cpu = 0; cpu < kCpus; ++cpu) CPU_SET(cpu, &all);
  sched_setaffinity(0, sizeof all, &all);
}

LiveMachine::~LiveMachine() {
  release_cpus();
  if (init_ > 0) {
    const Turn turn;
    ::kill(init_, SIGKILL);
    ::waitpid(init_, nullptr, 0);
  }
  for (LiveProcess& process : processes_) {
    for (int* fd : {&process.pidfd, &process.smaps, &process.pagemap, &process.status}) close_fd(*fd);
  }
}

int LiveMachine::receive_hello(u32 slot, const Slot* caller, u32 seq) const {
  pollfd waits{host_.hello[0], POLLIN, 0};
  const int patience = caller == nullptr ? kPatienceMs : 1;
  for (int waited = 0; waited < kPatienceMs;) {
    if (::poll(&waits, 1, patience) != 1) {
      if (caller != nullptr && __atomic_load_n(&caller->done, __ATOMIC_SEQ_CST) == seq) return -1;
      waited += patience;
      continue;
    }
    u64 index = 0;
    iovec part{&index, sizeof index};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(host_.hello[0], &message, 0) != sizeof index || index != slot) continue;
    const cmsghdr* head = CMSG_FIRSTHDR(&message);
    if (head == nullptr || head->cmsg_type != SCM_CREDENTIALS) continue;
    ucred sender{};
    std::memcpy(&sender, CMSG_DATA(head), sizeof sender);
    return sender.pid;
  }
  return -1;
}

bool LiveMachine::open_files(LiveProcess& process, std::string* why) {
  const std::string folder = "/proc/" + std::to_string(process.host_tid) + "/";
  const auto open = [&](const char* name) { return ::open((folder + name).c_str(), O_RDONLY | O_CLOEXEC); };
  for (int* fd : {&process.smaps, &process.pagemap, &process.status}) close_fd(*fd);
  process.smaps = open("smaps");
  process.pagemap = open("pagemap");
  process.status = open("status");
  if (process.smaps >= 0 && process.pagemap >= 0 && process.status >= 0) return true;
  *why = "cannot open the files of " + folder;
  return false;
}

bool LiveMachine::adopt(u32 slot, Pid pid, Pid tgid, int host_pid, std::string* why) {
  LiveProcess process;
  process.pid = pid;
  process.tgid = tgid;
  process.slot = slot;
  process.host_pid = host_pid;
  process.host_tid = pid == tgid ? host_pid : find_host_tid(host_pid, pid);
  process.is_running = true;
  process.pidfd = static_cast<int>(::syscall(SYS_pidfd_open, host_pid, 0));
  const bool is_ready = wait_done(slot, 1, process.pidfd) && open_files(process, why);
  processes_.push_back(process);
  return is_ready;
}

// ---- calls -----------------------------------------------------------------------------------------------------------------------
LiveProcess* LiveMachine::find(Pid pid) {
  for (LiveProcess& process : processes_) {
    if (process.pid == pid) return &process;
  }
  return nullptr;
}

bool LiveMachine::has_ended(int pidfd, int patience_ms) const {
  pollfd ended{pidfd, POLLIN, 0};
  if (!options_.spins || patience_ms == 0) return pidfd >= 0 && ::poll(&ended, 1, patience_ms) == 1;
  while (::poll(&ended, 1, 0) == 0) ::sched_yield();
  return true;
}

bool LiveMachine::wait_done(u32 slot, u32 seq, int pidfd) const {
  Slot* shared = host_.slot(slot);
  const auto done = [shared] { return __atomic_load_n(&shared->done, __ATOMIC_SEQ_CST); };
  u32 yields = 0;
  for (int waited = 0; waited < kPatienceMs;) {
    const u32 seen = done();
    if (seen == seq) return true;
    if (options_.spins) {
      ::sched_yield();
      if (++yields % 8192 == 0 && has_ended(pidfd, 0)) return done() == seq;
      continue;
    }
    const timespec patience{0, 50'000'000};
    const i64 result = ::syscall(SYS_futex, &shared->done, FUTEX_WAIT, seen, &patience, nullptr, 0);
    if (result == 0 || errno != ETIMEDOUT) continue;
    waited += 50;
    if (has_ended(pidfd, 0)) return done() == seq;
  }
  return false;
}

u32 LiveMachine::post(const LiveProcess& process, const LiveCall& call) {
  Slot* slot = host_.slot(process.slot);
  slot->op = call.op;
  slot->nr = call.nr;
  slot->ret = 0;
  slot->committed = 0;
  std::memcpy(slot->args, call.args, sizeof slot->args);
  slot->drains = options_.settles;
  slot->spins = options_.spins;
  slot->data_length = static_cast<u32>(call.data.size() < kMaxData ? call.data.size() : kMaxData);
  std::memcpy(slot->data, call.data.data(), slot->data_length);
  if (!call.scratch.empty()) {
    std::memcpy(host_.scratch(process.slot), call.scratch.data(), call.scratch.size() < kScratchSize ? call.scratch.size() : kScratchSize);
  }
  const u32 seq = slot->seq + 1;
  __atomic_store_n(&slot->seq, seq, __ATOMIC_SEQ_CST);
  if (!options_.spins) ::syscall(SYS_futex, &slot->seq, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  return seq;
}

LiveAnswer LiveMachine::call(Pid pid, const LiveCall& call) {
  LiveAnswer answer;
  const LiveProcess* process = find(pid);
  answer.is_lost = process == nullptr || !process->is_running;
  if (answer.is_lost) return answer;
  const u32 seq = post(*process, call);
  // A thread has no descriptor of its own; that of its leader tells when the whole process is gone.
  const int pidfd = process->pidfd >= 0 ? process->pidfd : find(process->tgid)->pidfd;
  const bool is_lost = !wait_done(process->slot, seq, pidfd);
  answer = answer_of(process->slot);
  answer.is_lost = is_lost;
  committed_ += answer.committed;
  knows_committed_ = knows_committed_ && !is_lost;
  return answer;
}

LiveAnswer LiveMachine::ask(Pid pid, const LiveCall& question) {
  const i64 committed = committed_;
  const bool knows = knows_committed_;
  const LiveAnswer answer = call(pid, question);
  committed_ = committed;
  knows_committed_ = knows;
  return answer;
}

bool LiveMachine::take_committed(i64* pages) {
  const bool is_known = knows_committed_;
  *pages = committed_;
  committed_ = 0;
  knows_committed_ = true;
  return is_known;
}

LiveAnswer LiveMachine::answer_of(u32 slot_index) const {
  LiveAnswer answer;
  const Slot* slot = host_.slot(slot_index);
  answer.ret = slot->ret;
  answer.signo = slot->signo;
  answer.code = slot->code;
  answer.at = slot->at;
  answer.minflt = slot->minflt;
  answer.majflt = slot->majflt;
  answer.committed = slot->committed;
  return answer;
}

void LiveMachine::prepare_slot(u32 slot) {
  Slot* shared = host_.slot(slot);
  std::memset(static_cast<void*>(shared), 0, sizeof(Slot));
  shared->seq = 1;
  shared->spins = options_.spins;
  shared->cpu = (slot - 1) % kCpus;
}

LiveAnswer LiveMachine::clone(Pid pid, const CloneCall& request) {
  LiveAnswer lost;
  lost.is_lost = true;
  const LiveProcess* parent = find(pid);
  if (next_slot_ > kSlots || parent == nullptr) return lost;
  const Pid tgid = parent->tgid;
  const u32 slot = next_slot_++;
  prepare_slot(slot);
  LiveCall call_clone;
  call_clone.op = kOpClone;
  call_clone.nr = request.nr;
  for (int i = 0; i < 5; ++i) call_clone.args[i] = request.args[i];
  call_clone.args[5] = slot;
  call_clone.scratch = request.scratch;
  LiveAnswer answer;
  const Slot* caller = host_.slot(parent->slot);
  const i64 kept = committed_, before = read_committed();
  const u32 seq = request.is_vfork ? post(*parent, call_clone) : 0;
  if (!request.is_vfork) answer = call(pid, call_clone);
  const bool is_refused = answer.is_lost || answer.ret < 0;
  const int host_pid = is_refused ? -1 : receive_hello(slot, request.is_vfork ? caller : nullptr, seq);
  if (host_pid < 0) {
    --next_slot_;
    const bool has_answered = request.is_vfork && __atomic_load_n(&caller->done, __ATOMIC_SEQ_CST) == seq;
    if (has_answered) answer = answer_of(parent->slot);
    answer.is_lost = answer.ret >= 0;
    return answer;
  }
  std::string why;
  const Pid child = static_cast<Pid>(host_.slot(slot)->tid);
  const bool is_adopted = adopt(slot, child, request.is_thread ? tgid : child, host_pid, &why);
  // The parent cannot tell what a vfork came to, nor what the child stored before it ran.
  if (request.is_vfork || request.stores_tid) committed_ = kept + read_committed() - before;
  if (!is_adopted) return lost;
  answer.ret = child;
  if (request.is_vfork) find(pid)->sleeps_for = child;
  return answer;
}

LiveAnswer LiveMachine::execute(Pid pid) {
  LiveProcess* process = find(pid);
  const u64 at = scratch_addr(process->slot);
  // argv has as many entries as the slot's number: that is how the new program learns it. Behind them the path.
  std::string scratch;
  const u64 path_at = at + 8 * (kSlots + 2);
  const auto add = [&scratch](u64 value) { scratch.append(reinterpret_cast<const char*>(&value), sizeof value); };
  for (u32 i = 0; i < kSlots + 2; ++i) add(i < process->slot ? path_at + host_.helper_path.size() : 0);
  scratch += host_.helper_path + std::string(1, '\0');
  LiveCall request;
  request.nr = SYS_execve;
  request.args[0] = path_at;
  request.args[1] = at;
  request.args[2] = at + 8 * process->slot;
  request.scratch = scratch;
  const i64 committed = read_committed();
  const LiveAnswer answer = call(pid, request);
  std::string why;
  const bool is_new = !answer.is_lost && answer.ret == 0 && receive_hello(process->slot) > 0;
  if (is_new) committed_ += read_committed() - committed;
  if (is_new) become_leader(*process);
  LiveAnswer result = answer;
  result.is_lost = answer.ret == 0 && (!is_new || !open_files(*find(process->tgid), &why));
  if (is_new) wake_sleepers_for(find(pid)->tgid);
  return result;
}

// de_thread: the caller goes on under the pid of its leader, and the other threads are gone.
void LiveMachine::become_leader(const LiveProcess& caller) {
  const Pid tgid = caller.tgid;
  const u32 slot = caller.slot;
  for (LiveProcess& one : processes_) {
    if (one.tgid != tgid) continue;
    one.is_running = one.pid == tgid;
    if (one.pid == tgid) one.slot = slot;
  }
}

// ---- ending ----------------------------------------------------------------------------------------------------------------------
void LiveMachine::bury(Pid pid) {
  const LiveProcess* process = find(pid);
  if (process == nullptr) return;
  const Pid tgid = process->tgid;
  has_ended(find(tgid)->pidfd, kPatienceMs);
  for (LiveProcess& one : processes_) {
    if (one.tgid == tgid) one.is_running = false;
  }
  // What it stored at its end (a cleared tid) may wait in its CPU's batch, and it cannot drain that any more.
  if (options_.settles) host_.drain_all();
  wake_sleepers_for(tgid);
}

// A parent in vfork waits for the process, whichever of its threads ended it or executed a program.
void LiveMachine::wake_sleepers_for(Pid tgid) {
  for (const LiveProcess& one : processes_) {
    if (one.tgid == tgid) wake_sleepers(one.pid);
  }
}

// The call of vfork comes to its end.
void LiveMachine::wake_sleepers(Pid child) {
  for (LiveProcess& one : processes_) {
    if (one.sleeps_for != child || !one.is_running) continue;
    one.sleeps_for = 0;
    wait_done(one.slot, host_.slot(one.slot)->seq, one.pidfd);
  }
}

bool LiveMachine::is_killed(Pid pid) {
  const LiveProcess* process = find(pid);
  return process != nullptr && has_ended(process->pidfd, 0);
}

void LiveMachine::end_process(const LiveProcess& process, u64 nr, u32 code) {
  LiveCall request;
  request.nr = nr;
  request.args[0] = code;
  const Pid pid = process.pid;
  const i64 committed = read_committed();
  post(process, request);
  bury(pid);
  committed_ += read_committed() - committed;
}

void LiveMachine::exit(Pid pid, u32 code) {
  const LiveProcess* process = find(pid);
  if (process != nullptr && process->is_running) end_process(*process, SYS_exit_group, code);
}

namespace {

u32 count_threads(const std::vector<LiveProcess>& processes, Pid tgid) {
  u32 count = 0;
  for (const LiveProcess& one : processes) count += one.tgid == tgid && one.is_running ? 1 : 0;
  return count;
}

}  // namespace

void LiveMachine::exit_thread(Pid pid, u32 code) {
  LiveProcess* process = find(pid);
  if (process == nullptr || !process->is_running) return;
  const u32 threads = count_threads(processes_, process->tgid);
  if (threads == 1) return end_process(*process, SYS_exit, code);
  LiveCall request;
  request.nr = SYS_exit;
  request.args[0] = code;
  const i64 committed = read_committed();
  post(*process, request);
  for (int tries = 0; tries < kPatienceMs * 10 && !is_thread_gone(process->host_pid, process->host_tid); ++tries) ::usleep(100);
  process->is_running = false;
  committed_ += read_committed() - committed;
  if (options_.settles) host_.drain_all();
  wake_sleepers(pid);
}

}  // namespace pw::live
