// What the helper process and its driver share: one slot of shared memory for every modelled process.
//
// Each modelled process is a real one that owns nothing but the helper's pages and [stack]. The helper keeps out of the way of what is
// measured: its code is a private file mapping that is never written, everything it writes lies in a shared mapping, and both stand in
// two MiB of their own, so fork copies none of its page tables and exactly kHelperTables tables are its own. They stand below where
// scenarios work: the kernel looks for the next area above an address (stack growth), and that must not be the helper's.
//
//   kHelperBase           kSlotBase                                    + kHelperSpan
//   | code (file, r-x) ... | slot 1 | slot 2 | ... | slot kSlots        |
//
//   slot:  | Slot, data | scratch | stack, 2 pages | signal stack, 4 pages |
#pragma once

#include <cstdint>

namespace pw::live {

constexpr std::uint64_t kHelperBase = 0xc000000000;
constexpr std::uint64_t kHelperSpan = 0x200000;
constexpr std::uint64_t kSlotBase = kHelperBase + 0x10000;
constexpr std::uint64_t kSlotSize = 0x8000;
constexpr std::uint32_t kSlots = 62;  // slot N belongs to the N-th process of a scenario, from 1
constexpr std::uint64_t kScratchOffset = 0x1000;
constexpr std::uint64_t kScratchSize = 0x1000;
constexpr std::uint64_t kStackTop = 0x4000;
constexpr std::uint64_t kSignalStack = 0x4000;
constexpr std::uint32_t kHelperTables = 3;  // one chain of PUD, PMD and PTE table
constexpr std::uint64_t kHelperBytes = 0x1000 + kSlots * kSlotSize;  // of its areas
constexpr std::uint64_t kHelperSegments = 2;  // pages that execve maps of the helper's program
constexpr std::uint32_t kMaxData = 2048;

// Descriptors that the helper finds open.
constexpr int kSlotsFd = 3;   // the shared memory
constexpr int kDrainFd = 4;   // a file on a disk: fadvise() on it drains the LRU batches of the CPU
constexpr int kMeminfoFd = 6;  // /proc/meminfo
constexpr int kHelloFd = 5;   // a new process sends its slot; the credentials that come with it tell its pid outside

enum Op : std::uint32_t {
  kOpSyscall,  // nr, args
  kOpWrite,    // args: address, pages; data
  kOpRead,     // args: address, pages, bytes; ret: the first value
  kOpExec,     // args: address
  kOpClone,    // nr, args as of the call; args[5]: the child's slot
  kOpSignals,  // args[0]: 1 lets SIGSEGV and SIGBUS kill
};

struct Slot {
  std::uint32_t seq;   // counted up by the driver: a call is there
  std::uint32_t done;  // = seq: it is done
  std::uint32_t op;
  std::uint32_t spins;   // 1: yield instead of sleeping while waiting, so that nobody else gets the CPU
  std::uint32_t drains;  // 1: drain the CPU's LRU batches after each call
  std::uint32_t cpu;     // where the process starts
  std::uint32_t tid;     // its pid, once it runs
  std::uint32_t pad;
  std::uint64_t nr;
  std::uint64_t args[6];
  std::int64_t ret;  // of a system call: -errno on failure
  std::uint32_t signo;
  std::int32_t code;
  std::uint64_t at;
  std::uint64_t minflt;
  std::uint64_t majflt;
  std::int64_t committed;  // by how many pages Committed_AS went up
  std::uint64_t exec_at;  // while an instruction is fetched: from where
  void* jump[8];
  std::uint64_t usage[2][32];
  std::uint32_t data_length;
  std::uint8_t data[kMaxData];
};
static_assert(sizeof(Slot) <= kScratchOffset, "the slot's page");

}  // namespace pw::live
