// The helper: what every modelled process runs on the live kernel. It obeys one call at a time from its slot (slot.h).
//
// Freestanding: no libc, no writable data, no stack of its own outside its slot, so that [stack] and the rest of the address space are
// left as execve makes them. SIGSEGV and SIGBUS are caught on the slot's signal stack and reported.
#include "tests/conformance/live/slot.h"

using namespace pw::live;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i64 = std::int64_t;

namespace {

constexpr u64 kPage = 4096;
enum Nr : u64 {
  kNrMmap = 9, kNrMunmap = 11, kNrSigaction = 13, kNrSchedYield = 24, kNrWrite = 1, kNrClone = 56, kNrExitGroup = 231, kNrGetrusage = 98,
  kNrSigaltstack = 131, kNrFutex = 202, kNrSetaffinity = 203, kNrFadvise = 221, kNrGettid = 186, kNrPread = 17,
};

inline i64 system_call(u64 nr, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0, u64 e = 0, u64 f = 0) {
  register u64 r10 asm("r10") = d;
  register u64 r8 asm("r8") = e;
  register u64 r9 asm("r9") = f;
  i64 result;
  asm volatile("syscall" : "=a"(result) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return result;
}

inline Slot* slot_at(u64 index) { return reinterpret_cast<Slot*>(kSlotBase + (index - 1) * kSlotSize); }
inline Slot* slot_of(const void* stack) { return reinterpret_cast<Slot*>(reinterpret_cast<u64>(stack) & ~(kSlotSize - 1)); }

struct SignalInfo {
  int signo, err, code, pad;
  u64 addr;
};

}  // namespace

extern "C" {

// Only the two signals of a bad access count; a fetched instruction may raise anything once it was fetched.
void on_signal(int signo, SignalInfo* info, void*) {
  char here;
  Slot* me = slot_of(&here);
  me->signo = static_cast<u32>(signo);
  me->code = info->code;
  me->at = info->addr;
  __builtin_longjmp(me->jump, 1);
}

__attribute__((naked)) void restore_signal() { asm("mov $15, %eax\n syscall"); }

// Jumps to `addr` with the trap flag set and every register pointing at scratch memory: one instruction at the most is executed.
__attribute__((naked)) void fetch_at(u64 /*addr*/, void* /*scratch*/) {
  asm("mov %rsp, %rdx\n"
      "mov %ss, %eax\n push %rax\n push %rdx\n pushfq\n orq $0x100, (%rsp)\n mov %cs, %eax\n push %rax\n push %rdi\n"
      "mov %rsi, %rax\n mov %rsi, %rbx\n mov %rsi, %rcx\n mov %rsi, %rdx\n mov %rsi, %rdi\n mov %rsi, %rbp\n mov %rsi, %r8\n"
      "mov %rsi, %r9\n mov %rsi, %r10\n mov %rsi, %r11\n mov %rsi, %r12\n mov %rsi, %r13\n mov %rsi, %r14\n mov %rsi, %r15\n"
      "iretq");
}

// The call, and in the child a stack of its own at once: parent and child share the slots.
__attribute__((naked)) i64 clone_call(u64 /*nr*/, const u64* /*args*/, u64 /*child_slot*/, u64 /*child_stack*/) {
  asm("push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n"
      "mov %rdx, %r12\n mov %rcx, %r13\n mov %rsi, %r14\n mov %rdi, %rax\n"
      "mov (%r14), %rdi\n mov 8(%r14), %rsi\n mov 16(%r14), %rdx\n mov 24(%r14), %r10\n mov 32(%r14), %r8\n"
      "syscall\n"
      "test %rax, %rax\n jnz 1f\n"
      "mov %r13, %rsp\n xor %ebp, %ebp\n mov %r12, %rdi\n call child_main\n"
      "1: pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n ret");
}

[[noreturn]] void child_main(u64 index);
[[noreturn]] void first_main(u64 index);
}

namespace {

void set_signal(int signo, bool kills) {
  struct {
    void* handler;
    u64 flags;
    void* restorer;
    u64 mask;
  } action = {kills ? nullptr : reinterpret_cast<void*>(on_signal), 0x4c000004 /* SIGINFO NODEFER ONSTACK RESTORER */,
              reinterpret_cast<void*>(restore_signal), 0};
  system_call(kNrSigaction, static_cast<u64>(signo), reinterpret_cast<u64>(&action), 0, 8);
}

__attribute__((noinline)) i64 run_access(Slot* me) {
  if (__builtin_setjmp(me->jump) != 0) return 0;
  const u64 addr = me->args[0], pages = me->args[1];
  if (me->op == kOpExec) {
    me->exec_at = addr;
    fetch_at(addr, reinterpret_cast<char*>(me) + kScratchOffset + kScratchSize / 2);
    return 0;
  }
  if (me->op == kOpWrite) {
    for (u64 page = 0; page < pages; ++page) {
      volatile std::uint8_t* to = reinterpret_cast<volatile std::uint8_t*>(addr + page * kPage);
      for (u32 i = 0; i < me->data_length; ++i) to[i] = me->data[i];
    }
    return static_cast<i64>(pages);
  }
  u64 first = 0;
  for (u64 page = 0; page < pages; ++page) {
    const volatile std::uint8_t* from = reinterpret_cast<const volatile std::uint8_t*>(addr + page * kPage);
    u64 value = 0;
    for (u64 i = 0; i < me->args[2]; ++i) value |= static_cast<u64>(from[i]) << (8 * i);
    if (page == 0) first = value;
  }
  return static_cast<i64>(first);
}

i64 run_clone(Slot* me) {
  const u64 child = me->args[5];
  u64 args[5];
  for (int i = 0; i < 5; ++i) args[i] = me->args[i];
  return clone_call(me->nr, args, child, reinterpret_cast<u64>(slot_at(child)) + kStackTop - 16);
}

i64 run_call(Slot* me) {
  switch (me->op) {
    case kOpSyscall:
      return system_call(me->nr, me->args[0], me->args[1], me->args[2], me->args[3], me->args[4], me->args[5]);
    case kOpClone:
      return run_clone(me);
    case kOpSignals:
      set_signal(11, me->args[0] != 0);
      set_signal(7, me->args[0] != 0);
      return 0;
    default:
      return run_access(me);
  }
}

void finish(Slot* me, u32 seq) {
  __atomic_store_n(&me->done, seq, __ATOMIC_SEQ_CST);
  system_call(kNrFutex, reinterpret_cast<u64>(&me->done), 1 /* FUTEX_WAKE */, 1);
}

void wait_for_call(Slot* me, u32 done) {
  while (__atomic_load_n(&me->seq, __ATOMIC_SEQ_CST) == done) {
    if (me->spins != 0) {
      system_call(kNrSchedYield);
    } else {
      system_call(kNrFutex, reinterpret_cast<u64>(&me->seq), 0 /* FUTEX_WAIT */, done);
    }
  }
}

// POSIX_FADV_DONTNEED far behind the file's end: drops nothing, but empties this CPU's batches first.
void drain(const Slot* me) {
  if (me->drains != 0) system_call(kNrFadvise, kDrainFd, u64{1} << 40, kPage, 4);
}

// In pages.
__attribute__((noinline)) i64 read_committed() {
  constexpr char kKey[] = "Committed_AS:";
  char text[2048];
  const i64 length = system_call(kNrPread, kMeminfoFd, reinterpret_cast<u64>(text), sizeof text, 0);
  i64 value = 0;
  for (i64 at = 0; at + 32 < length; ++at) {
    u32 same = 0;
    while (same < sizeof kKey - 1 && text[at + same] == kKey[same]) ++same;
    if (same != sizeof kKey - 1) continue;
    for (at += same; at < length && text[at] != '\n'; ++at) {
      if (text[at] >= '0' && text[at] <= '9') value = 10 * value + (text[at] - '0');
    }
  }
  return value / 4;
}

// Faults are counted around the call alone: getrusage and the slot are touched before.
[[noreturn]] void obey(Slot* me) {
  constexpr u64 kThread = 1;
  for (;;) {
    const u32 done = me->done;
    wait_for_call(me, done);
    me->signo = 0;
    me->code = 0;
    me->at = 0;
    drain(me);
    const i64 committed = read_committed();
    system_call(kNrGetrusage, kThread, reinterpret_cast<u64>(me->usage[0]));
    me->ret = run_call(me);
    system_call(kNrGetrusage, kThread, reinterpret_cast<u64>(me->usage[1]));
    me->committed = read_committed() - committed;
    me->minflt = me->usage[1][8] - me->usage[0][8];  // struct rusage: ru_minflt, ru_majflt
    me->majflt = me->usage[1][9] - me->usage[0][9];
    drain(me);
    finish(me, me->seq);
  }
}

void prepare(Slot* me, u64 index) {
  struct {
    u64 sp;
    u64 flags;
    u64 size;
  } stack = {reinterpret_cast<u64>(me) + kSignalStack, 0, kSlotSize - kSignalStack};
  system_call(kNrSigaltstack, reinterpret_cast<u64>(&stack));
  u64 mask = u64{1} << me->cpu;
  system_call(kNrSetaffinity, 0, sizeof mask, reinterpret_cast<u64>(&mask));
  for (u64 at = 0; at < kSlotSize; at += kPage) {
    volatile char* byte = reinterpret_cast<volatile char*>(me) + at;
    *byte = *byte;
  }
  system_call(kNrGetrusage, 1, reinterpret_cast<u64>(me->usage[0]));
  drain(me);  // the page of [stack] that execve wrote
  me->tid = static_cast<u32>(system_call(kNrGettid));
  system_call(kNrWrite, kHelloFd, reinterpret_cast<u64>(&index), sizeof index);
}

}  // namespace

extern "C" {

void child_main(u64 index) {
  Slot* me = slot_at(index);
  prepare(me, index);
  finish(me, me->seq);
  obey(me);
}

void first_main(u64 index) {
  constexpr int kCaught[] = {4, 5, 7, 8, 11};  // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV
  for (const int signo : kCaught) set_signal(signo, false);
  child_main(index);
}
}

// After execve: argc is the slot's number. RLIMIT_AS is lifted to its hard limit, which is read into the words that held argc and
// argv[0]: the page was written by execve. The driver puts it back. What execve left is cleared away: the segment that placed the heap,
// and vdso and vvar, which stand below the top of the mmap area. Where that is depends on the limit of the stack, so the vdso is looked
// up among the auxiliary values (AT_SYSINFO_EHDR, 33), and 64 KiB on either side go with it. Then the slots are mapped and [stack] is
// left, before anything of it is written.
asm(".globl _start\n"
    "_start:\n"
    "mov (%rsp), %r12\n"
    "xor %edi, %edi\n mov $9, %esi\n xor %edx, %edx\n mov %rsp, %r10\n mov $302, %eax\n syscall\n"
    "mov 8(%rsp), %rax\n mov %rax, (%rsp)\n"
    "xor %edi, %edi\n mov $9, %esi\n mov %rsp, %rdx\n xor %r10d, %r10d\n mov $302, %eax\n syscall\n"
    "mov $0x55555557f000, %rdi\n mov $4096, %esi\n mov $11, %eax\n syscall\n"
    "lea 16(%rsp,%r12,8), %rbx\n"
    "1: mov (%rbx), %rax\n add $8, %rbx\n test %rax, %rax\n jnz 1b\n"
    "2: mov (%rbx), %rax\n mov 8(%rbx), %rdi\n add $16, %rbx\n test %rax, %rax\n jz 3f\n cmp $33, %rax\n jne 2b\n"
    "sub $0x10000, %rdi\n mov $0x20000, %esi\n mov $11, %eax\n syscall\n"
    "3:\n"
    "mov $0xc000010000, %rdi\n mov $0x1f0000, %esi\n mov $3, %edx\n mov $0x11, %r10d\n mov $3, %r8d\n xor %r9d, %r9d\n"
    "mov $9, %eax\n syscall\n"
    "mov %r12, %rdi\n lea -1(%r12), %rax\n shl $15, %rax\n mov $0xc000013ff0, %rcx\n lea (%rcx,%rax), %rsp\n"
    "xor %ebp, %ebp\n call first_main\n");
asm(".section .heap_start, \"a\", @nobits\n .fill 16, 1, 0\n .text\n");
