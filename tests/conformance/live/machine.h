// LiveMachine: the processes of one scenario as real processes of the kernel that this program runs on.
//
// The first is executed anew from the helper (helper.cc), as pid 1 of a pid namespace of its own: so pids are those of the model, children
// that lose their parent become those of pid 1, and when pid 1 is killed everything is gone. Randomisation is off, no capability is left,
// process N is pinned to CPU (N - 1) mod 2. Others come from clone calls that the helper itself makes.
#pragma once

#include <string>
#include <vector>

#include "engine/base/ids.h"
#include "tests/conformance/live/slot.h"

namespace pw::live {

// One call for the helper.
struct LiveCall {
  Op op = kOpSyscall;
  u64 nr = 0;
  u64 args[6]{};
  std::string data;     // kOpWrite: what to store
  std::string scratch;  // structures that arguments point to: they stand at scratch_addr()
};

struct LiveAnswer {
  bool is_lost = false;  // the process did not answer: it was killed, or hangs
  i64 ret = 0;           // of a system call: -errno on failure
  u32 signo = 0;
  i32 code = 0;
  u64 at = 0;
  u64 minflt = 0;
  u64 majflt = 0;
  i64 committed = 0;
};

struct LiveProcess {
  Pid pid = 0;   // the scenario's, and the kernel's inside the namespace
  Pid tgid = 0;  // of a thread: its leader's
  int host_pid = 0;  // of a thread: its leader's
  int host_tid = 0;
  u32 slot = 0;
  bool is_running = false;
  Pid sleeps_for = 0;  // the child of vfork that it waits for
  int pidfd = -1;
  int smaps = -1, pagemap = -1, status = -1;  // kept open: reading again asks again
};

// What lasts over scenarios: the shared slots, files of /proc, the helper's program.
class LiveHost {
 public:
  LiveHost() = default;
  LiveHost(const LiveHost&) = delete;
  LiveHost& operator=(const LiveHost&) = delete;
  ~LiveHost();

  // False: this machine cannot run scenarios, and why.
  bool open(const std::string& helper, std::string* why);
  Slot* slot(u32 index) const { return reinterpret_cast<Slot*>(slots_ + (index - 1) * kSlotSize); }
  u8* scratch(u32 index) const { return slots_ + (index - 1) * kSlotSize + kScratchOffset; }
  // Empties the LRU batches of every CPU.
  void drain_all() const;

  int slots_fd = -1, drain_fd = -1, hello[2] = {-1, -1};
  int kpagecount = -1, kpageflags = -1;
  std::string helper_path;

 private:
  bool check_drain(std::string* why) const;
  u8* slots_ = nullptr;
};

class SwapDevices;

struct LiveOptions {
  bool settles = true;  // LRU batches are drained after every call
  // For scenarios about the batches themselves: real-time priority on both CPUs, and nobody sleeps, so that no other program runs in
  // between and empties them.
  bool spins = false;
  SwapDevices* swap = nullptr;  // of a scenario that has swap areas
};

inline constexpr u64 scratch_addr(u32 slot) { return kSlotBase + (slot - 1) * kSlotSize + kScratchOffset; }

// fork, vfork, clone or clone3, and what it makes.
struct CloneCall {
  u64 nr = 0;
  u64 args[5]{};
  std::string scratch;
  bool is_thread = false;
  bool is_vfork = false;
  bool stores_tid = false;  // CLONE_CHILD_SETTID: the child's first store, which may make an area grow
};

class LiveMachine {
 public:
  LiveMachine(const LiveHost& host, LiveOptions options) : host_(host), options_(options) {}
  LiveMachine(const LiveMachine&) = delete;
  LiveMachine& operator=(const LiveMachine&) = delete;
  ~LiveMachine();

  bool start(std::string* why);
  // In the name of a running process; waits until it is done.
  LiveAnswer call(Pid pid, const LiveCall& call);
  // … of which nobody is to know: what it does to Committed_AS does not count.
  LiveAnswer ask(Pid pid, const LiveCall& call);
  // The answer's ret is the new pid. A caller of vfork does not answer before the child ends or executes a program: it sleeps.
  LiveAnswer clone(Pid pid, const CloneCall& request);
  // Executes the helper anew in the process.
  LiveAnswer execute(Pid pid);
  void exit(Pid pid, u32 code);         // exit_group: the process with all its threads
  void exit_thread(Pid pid, u32 code);  // exit: one thread; with the last one the process
  // After a fatal signal: the process is gone.
  void bury(Pid pid);
  bool is_killed(Pid pid);
  // Empties the batches that a call may have filled on a CPU other than its caller's, unless the scenario leaves them alone.
  void settle() const { if (options_.settles) host_.drain_all(); }

  // By how many pages the calls since the last time moved Committed_AS. False: a call did not come back to tell.
  bool take_committed(i64* pages);

  LiveProcess* find(Pid pid);
  std::vector<LiveProcess>& processes() { return processes_; }
  const LiveHost& host() const { return host_; }
  SwapDevices* swap() const { return options_.swap; }

 private:
  bool adopt(u32 slot, Pid pid, Pid tgid, int host_pid, std::string* why);
  bool open_files(LiveProcess& process, std::string* why);
  bool wait_done(u32 slot, u32 seq, int pidfd) const;
  LiveAnswer answer_of(u32 slot) const;
  // The pid of a new process as this program sees it. -1: none came, or the `caller` was refused and has answered `seq`.
  int receive_hello(u32 slot, const Slot* caller = nullptr, u32 seq = 0) const;
  u32 post(const LiveProcess& process, const LiveCall& call);
  void prepare_slot(u32 slot);
  void wake_sleepers(Pid child);
  void wake_sleepers_for(Pid tgid);
  void end_process(const LiveProcess& process, u64 nr, u32 code);
  void become_leader(const LiveProcess& caller);
  void hold_cpus();
  void release_cpus();
  bool has_ended(int pidfd, int patience_ms) const;

  const LiveHost& host_;
  LiveOptions options_;
  std::vector<LiveProcess> processes_;
  u32 next_slot_ = 1;
  int init_ = 0;
  int holder_ = 0;
  i64 committed_ = 0;
  bool knows_committed_ = true;
};

}  // namespace pw::live
