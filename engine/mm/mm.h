// mm_struct and Memory: everything an address space is made of, as one value (include/linux/mm_types.h).
#pragma once

#include <vector>

#include "engine/file/file.h"
#include "engine/mm/sysctl.h"
#include "engine/mm/work.h"
#include "engine/pgtable/pgtable.h"
#include "engine/pgtable/tlb.h"
#include "engine/phys/phys.h"
#include "engine/rmap/rmap.h"
#include "engine/vma/vma_tree.h"

namespace pw {

enum RssCounter : u32 { kMmFilePages = 0, kMmAnonPages = 1, kMmSwapEnts = 2, kMmShmemPages = 3 };
inline constexpr u32 kRssCounters = 4;
// Where the heap of the first program begins: just above a position-independent program that was loaded without randomisation.
inline constexpr u64 kStartBrk = 0x555555580000;

// setrlimit(2), as far as it bounds an address space. Bytes; kRlimInfinity: no limit.
inline constexpr u64 kRlimInfinity = ~u64{0};
struct Rlimit {
  u64 soft = kRlimInfinity;
  u64 hard = kRlimInfinity;
};
struct Limits {
  Rlimit as;
  Rlimit data;
  Rlimit stack{8ull << 20, kRlimInfinity};
  Rlimit memlock{8ull << 20, 8ull << 20};
};

struct Mm {
  Pfn pgd;  // CR3
  u32 users = 0;  // mm_users: tasks that run on it
  VmaTree tree;
  u32 map_count = 0;
  u64 total_vm = 0;  // pages, as are the next ones
  u64 data_vm = 0;
  u64 exec_vm = 0;
  u64 stack_vm = 0;
  u64 locked_vm = 0;
  u64 rss[kRssCounters]{};
  u64 hiwater_rss = 0;
  u64 hiwater_vm = 0;
  u32 nr_tables = 0;        // page-table frames below the PGD; pgtables_bytes = 4096 x
  u32 nr_tables_start = 0;  // … when the process began (fork or exec)
  u64 mmap_base = 0;
  u64 task_size = 0;
  u64 start_stack = 0;
  u64 start_code = 0;  // the program's own text and data, as execve found them; 0: no program
  u64 end_code = 0;
  u64 start_data = 0;
  u64 end_data = 0;
  u64 start_brk = 0;  // the heap: from where, and how far brk moved its end
  u64 brk = 0;
  u32 pkey_map = 0;           // protection keys that are allocated, a bit each (context.pkey_allocation_map)
  i32 execute_only_pkey = 0;  // the key of areas that are PROT_EXEC alone; -1: none yet. 0 where there are no keys
  u64 def_flags = 0;  // VM_LOCKED and VM_LOCKONFAULT that every new area gets (mlockall with MCL_FUTURE)
  u32 cpumask = 0;  // CPUs that may hold its entries in their TLB
};

// Event counters of /proc/vmstat.
struct VmStat {
  u64 pgfault = 0;
  u64 pgmajfault = 0;
  u64 pgreuse = 0;  // do_wp_page that reused
};

struct Memory {
  Phys phys;
  PageTables pt;
  Tlb tlb;
  VmaPool vmas;
  NodePool nodes;
  Rmap rmap;
  Files files;
  Pool<Mm, MmId, 16> mms;
  u64 committed_pages = 0;  // vm_committed_as
  u64 lost_pages = 0;       // of these, what no area stands for any more: 6.18 promised it and never gives it back (lose_pages)
  bool pkeys = false;       // the processor has protection keys, and they are on (X86_FEATURE_OSPKE)
  VmSysctl sysctl;
  VmStat stat;
  WorkLimit work;  // of the command that runs; not hashed
};

// What an operation runs with. `cpu` is the CPU of the acting task.
struct Cx {
  Memory& m;
  Trace& trace;
  FrameSource& frames;
  u32 cpu = 0;
  Limits limits;  // of the acting task's thread group
  u32 pkru = 0;   // of the acting task; who lets a call change it writes it back
  u64 minflt = 0;  // faults that a call took on its own, for its task to be charged with
};

u64 count_rss(const Mm& mm);  // file + anon + shmem

// ---- mmap.cc, munmap.cc, mprotect.cc ----------------------------------------------------------------------------------------------
inline constexpr u32 kProtRead = 1, kProtWrite = 2, kProtExec = 4, kProtNone = 0;
inline constexpr u32 kProtGrowsDown = 0x01000000, kProtGrowsUp = 0x02000000;
enum MapFlag : u32 {
  kMapShared = 0x01,
  kMapPrivate = 0x02,
  kMapSharedValidate = 0x03,
  kMapDroppable = 0x08,
  kMapTypeMask = 0x0f,
  kMapFixed = 0x10,
  kMapAnonymous = 0x20,
  kMap32Bit = 0x40,
  kMapAbove4G = 0x80,
  kMapGrowsDown = 0x0100,
  kMapLocked = 0x2000,
  kMapNoReserve = 0x4000,
  kMapPopulate = 0x8000,
  kMapNonblock = 0x10000,
  kMapStack = 0x20000,
  kMapFixedNoReplace = 0x100000,
};
// What do_mmap is to map: an open file from a page offset on, or (no file) fresh memory.
struct MapSource {
  FileId file;
  u64 pgoff = 0;
};
Result<u64> do_mmap(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot, u32 flags, const MapSource& source = {});
// Is what do_mmap maps with these flags to be faulted in at once: MAP_POPULATE without MAP_NONBLOCK, or locked memory?
bool must_populate(const Memory& m, MmId mm, u32 flags);
Status do_munmap(Cx& cx, MmId mm, u64 addr, u64 length);
Status do_mprotect(Cx& cx, MmId mm, u64 addr, u64 length, u32 prot);

// ---- fault/ ---------------------------------------------------------------------------------------------------------------------
// kUnshare is no access of a program: get_user_pages wants a page to be exclusive before it pins it for reading (FAULT_FLAG_UNSHARE).
enum class Access : u8 { kRead, kWrite, kExec, kUnshare };
// Who accesses: a program, or the kernel on its behalf (copy_to_user and its kin).
enum class AccessMode : u8 { kUser, kKernel };
struct FaultResult {
  enum class Kind : u8 { kDone, kSegvMaperr, kSegvAccerr, kSegvPkuerr, kSegvKernel, kBus, kOom } kind = Kind::kDone;
  Pfn pfn;              // kDone: the frame the access reached
  u32 minor = 0;        // faults that handle_mm_fault() accounted to the task
  u32 major = 0;
  u64 addr = 0;         // si_addr of a signal
  u32 pkey = 0;         // si_pkey of kSegvPkuerr
};
// One access to one page: TLB, walk, as many faults as it takes. Sets A and D as the processor does.
FaultResult access_page(Cx& cx, MmId mm, u64 addr, Access access, AccessMode mode = AccessMode::kUser);

// ---- create_mm.cc, dup_mmap.cc, exit_mmap.cc
// ----------------------------------------------------------------------------------------------
Result<MmId> create_mm(Cx& cx);                    // mm_alloc: a PGD and nothing else
Status setup_stack(Cx& cx, MmId mm);               // what execve leaves: [stack], one page of it touched
Result<MmId> dup_mm(Cx& cx, MmId parent);          // fork's copy
// mmput, in two steps so that its last task can let go in between: leave_mm drops a user, and takes the areas down when it was the
// last (true); free_mm then frees the PGD and the struct (mmdrop).
bool leave_mm(Cx& cx, MmId mm);
void free_mm(Cx& cx, MmId mm);

void check_memory(const Memory& m, CheckLevel level, CheckReport& report);
void hash_state(const Memory& m, Hasher& hasher);

}  // namespace pw
