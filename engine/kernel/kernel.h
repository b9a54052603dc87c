// Kernel: the whole machine as one copyable, comparable value; a command transforms it, nothing else does.
#pragma once

#include <string>
#include <vector>

#include "engine/mm/mm.h"

namespace pw {

// The `boot` line. Defaults are the contract's machine; an unknown or bad option is an error of the command.
struct BootConfig {
  u64 mem_bytes = 64ull << 20;  // 32M .. 16G
  u32 cpus = 2;                 // 1 .. kMaxCpus
  u32 levels = 4;               // 4 or 5
  u64 seed = 1;
  bool segv_kills = false;  // segv=kill
  bool pkeys = false;       // pkeys=on: X86_FEATURE_OSPKE
};

inline constexpr u32 kSigchld = 17;
// One open descriptor of a process. Only files that an area may map are kept; an invalid file is any other thing that was
// duplicated.
struct Fd {
  u32 number = 0;
  FileId file;
  bool close_on_exec = false;
};

enum class TaskState : u8 { kFree = 0, kRunning = 1, kZombie = 2 };

struct Task {
  Pid pid = 0;
  Pid tgid = 0;  // of a thread: its leader's pid
  Pid parent = 0;
  u32 sibling = 0;  // place in the parent's list of children, which wait() goes through: made or adopted later is further back
  TaskState state = TaskState::kFree;
  MmId mm;  // invalid in a zombie
  u32 cpu = 0;
  u64 minflt = 0;
  u64 majflt = 0;
  u32 pkru = 0;             // the thread's rights by protection key: two bits a key, access and write denied
  u32 exit_signal = kSigchld;  // what its parent gets at its end; wait() passes over children with another one
  Pid vfork_parent = 0;        // the task that sleeps until this one ends or executes a program (task->vfork_done); 0: none
  u64 clear_child_tid = 0;     // CLONE_CHILD_CLEARTID
  Limits limits;        // of a thread group its leader's are meant (signal->rlim)
  std::vector<Fd> fds;  // ascending; of a thread group its leader's are meant
  u32 exit_status = 0;  // of a zombie, as wait(2) reports it: code << 8, or the signal that killed it
  std::string comm;
};

inline constexpr u32 kMaxTasks = 4096;

struct Kernel {
  BootConfig config;
  Memory m;
  std::vector<Task> tasks;  // index = pid; 0 unused; a reaped task stays kFree and its pid is not used again
  u64 rng = 0;              // splitmix64 state, for what Linux leaves to chance (nothing yet)
};

struct Signal {
  u32 signo = 0;  // 0: none; 11 SIGSEGV, 7 SIGBUS
  i32 code = 0;   // SEGV_MAPERR 1, SEGV_ACCERR 2, SEGV_PKUERR 4, SI_KERNEL 0x80; of SIGBUS BUS_ADRERR 2
  u64 addr = 0;   // si_addr
  u32 pkey = 0;   // si_pkey, of SEGV_PKUERR
};
inline constexpr i32 kBusAdrerr = 2;
inline constexpr u32 kSigbus = 7, kSigsegv = 11, kSigkill = 9;

// What one command did for the acting task.
struct AccessResult {
  Errno error = Errno::kOk;  // ENOMEM: out of memory, nothing to reclaim from yet
  Signal signal;
  u64 pages_done = 0;  // how many of the repeated accesses went through
  u64 value = 0;  // first 8 bytes read
  FileId unread;  // valid: refused and nothing changed, since the pages of this file are not built yet
};

// Every call names the acting pid, which must be alive and not a zombie (ESRCH otherwise).
Kernel boot_kernel(const BootConfig& config);
Result<u64> sys_mmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags);
Status sys_munmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length);
Status sys_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot);
Result<Pid> sys_fork(Kernel& k, Trace& trace, Pid pid);
Result<Pid> sys_thread(Kernel& k, Trace& trace, Pid pid);  // clone(CLONE_VM|CLONE_THREAD|…): a task on the same mm; clone.h has the rest
Status sys_exit(Kernel& k, Trace& trace, Pid pid, u32 code);
struct WaitResult {
  Pid pid = 0;
  u32 status = 0;
};
// child 0: any. ECHILD: none that `options` (WNOHANG, __WALL …, clone.h) admit. EAGAIN: none has ended yet; pid 0 instead with WNOHANG.
Result<WaitResult> sys_wait(Kernel& k, Trace& trace, Pid pid, Pid child, u32 options = 0);
Status sys_taskset(Kernel& k, Trace& trace, Pid pid, u32 cpu);
// lru_add_drain_all: what memory compaction or a hot-unplug does first; every CPU empties its batch. The number of pages that waited.
u64 sys_drain(Kernel& k, Trace& trace);
// The bytes of `data` stored at addr (one access per page touched); `repeat_pages` > 1 stores the same at addr + i x 4096.
AccessResult store_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, const std::string& data, u64 repeat_pages);
AccessResult load_bytes(Kernel& k, Trace& trace, Pid pid, u64 addr, u32 length, u64 repeat_pages, std::string* out);
AccessResult fetch_instruction(Kernel& k, Trace& trace, Pid pid, u64 addr);

const Task* find_task(const Kernel& k, Pid pid);       // live or zombie; nullptr else
bool is_running(const Kernel& k, Pid pid);
Pfn frame_at(const Kernel& k, Pid pid, u64 addr);      // the frame a PTE maps, present or PROT_NONE; invalid else
RmapWalk walk_rmap(const Kernel& k, Trace& trace, Pfn pfn);

// refcount = mapcount + what else holds the frame: each holder named.
struct Holder {
  // kPageCache: the object that the page belongs to. kOperation: the call that runs at this moment (the gather of munmap, a fault in
  // progress); none between commands. kPin: one of those holds it with a pin, which counts as 1024.
  enum class Kind : u8 { kPte, kLruBatch, kTable, kKernel, kOperation, kPin, kPageCache } kind = Kind::kPte;
  Pid pid = 0;    // kPte: first task of that mm
  u64 addr = 0;   // kPte
  u32 cpu = 0;    // kLruBatch
  BatchKind batch = BatchKind::kLruAdd;
};
std::vector<Holder> find_holders(const Kernel& k, Pfn pfn);

void check_kernel(const Kernel& k, CheckLevel level, CheckReport& report);
u64 state_hash(const Kernel& k);

}  // namespace pw
