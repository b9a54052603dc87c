// Commands that lock memory: mlock, mlock2, munlock, mlockall, munlockall; and msync.
#include "engine/kernel/mlock_calls.h"
#include "engine/mm/msync.h"
#include "engine/render/accounting.h"
#include "engine/shell/command.h"
#include "engine/trace/mlock_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr FlagUse kPassed = FlagUse::kPassed;

constexpr FlagName kMlockFlags[] = {
    {"MLOCK_ONFAULT", "onfault", kMlockOnFault, kMlockOnFault, kPassed, "lock each page when it is first touched"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

constexpr FlagName kMclFlags[] = {
    {"MCL_CURRENT", "current", kMclCurrent, kMclCurrent, kPassed, "every area there is"},
    {"MCL_FUTURE", "future", kMclFuture, kMclFuture, kPassed, "every area to come"},
    {"MCL_ONFAULT", "onfault", kMclOnFault, kMclOnFault, kPassed, "lock each page when it is first touched"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

constexpr FlagName kMsFlags[] = {
    {"MS_ASYNC", "async", kMsAsync, kMsAsync, kPassed, "no effect since 2.6.19"},
    {"MS_INVALIDATE", "invalidate", kMsInvalidate, kMsInvalidate, kPassed, "EBUSY where an area is locked"},
    {"MS_SYNC", "sync", kMsSync, kMsSync, kPassed, "write and wait"},
    {nullptr, nullptr, 0, 0, kPassed, nullptr},
};

const FlagName* mlock_flag_table() { return kMlockFlags; }
const FlagName* mcl_flag_table() { return kMclFlags; }
const FlagName* ms_flag_table() { return kMsFlags; }

// ---- running ---------------------------------------------------------------------------------------------------------------------
void run_mlock(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, sys_mlock2(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.flags));
}

void run_munlock(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_munlock(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size));
}

void run_mlockall(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, sys_mlockall(context.state.kernel, context.trace, bound.pid, command.flags));
}

void run_munlockall(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_munlockall(context.state.kernel, context.trace, bound.pid));
}

void run_msync(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, sys_msync(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.flags));
}

// ---- describing ------------------------------------------------------------------------------------------------------------------
// "2 splits · 4 pages present · 3 minor faults · VmLck 28 kB"
void describe_lock(const SessionState& state, const Command&, const Bound& bound, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  u64 pages = 0;
  for (const Event& event : events.events) {
    const bool is_end = event.id == static_cast<u16>(EventId::kMlockVmaPages) && static_cast<Phase>(event.phase) == Phase::kEnd;
    if (is_end) pages += event.arg[2];
  }
  add_area_parts(events, out);
  if (pages != 0) add_part(out, counted(pages, "page was present", "pages were present"));
  if (out->minflt + out->majflt != 0) add_part(out, fault_text(events, out->minflt, out->majflt));
  const Mm* mm = mm_of(state.kernel, bound.pid);
  if (mm != nullptr) add_part(out, "VmLck " + decimal(mm->locked_vm * (kPageSize >> 10)) + " kB");
}

constexpr CommandSpec kMlockRows[] = {
    {.name = "mlock",
     .group = "locking",
     .summary = "Locks a range: its pages are faulted in now, and stay in memory.",
     .details =
         "The areas get VM_LOCKED (split and merged like under mprotect), present pages go to the unevictable list by way of the CPU's "
         "mlock\n"
         "batch, absent ones are faulted in. RLIMIT_MEMLOCK bounds what a process locks (ENOMEM beyond it, EPERM where it is 0). At a "
         "hole it\nends in ENOMEM, with what stands before the hole locked.",
     .example = "a = mmap 64K\nwrite $a n=4\nmlock $a 32K\ncat status | grep VmLck",
     .kernel = "do_mlock → mlock_fixup (mm/mlock.c), __mm_populate (mm/gup.c)",
     .man = "mlock(2)",
     .result = "0",
     .machine = run_mlock,
     .describe = describe_lock,
     .call = {.name = "mlock", .nr = 149, .operands = {kAddrOperand, kLengthOperand}}},
    {.name = "mlock2",
     .group = "locking",
     .summary = "The same; with `onfault` each page is locked when it is first touched.",
     .details =
         "onfault sets VM_LOCKONFAULT beside VM_LOCKED, and nothing is faulted in.",
     .example = "a = mmap 64K\nmlock2 $a 64K onfault\nwrite $a n=2\npage $a",
     .kernel = "do_mlock (mm/mlock.c)",
     .man = "mlock2(2)",
     .result = "0",
     .machine = run_mlock,
     .describe = describe_lock,
     .call = {.name = "mlock2", .nr = 325, .operands = {kAddrOperand, kLengthOperand, flags_operand(mlock_flag_table)}}},
    {.name = "munlock",
     .group = "locking",
     .summary = "Unlocks a range; a page stays unevictable while another locked area maps it.",
     .details = "The pages stay in memory, but may be reclaimed again.",
     .example = "a = mmap 64K\nmlock $a 64K\nmunlock $a+16K 16K\ncat smaps | grep lo",
     .kernel = "apply_vma_lock_flags (mm/mlock.c)",
     .man = "munlock(2)",
     .result = "0",
     .machine = run_munlock,
     .describe = describe_lock,
     .call = {.name = "munlock", .nr = 150, .operands = {kAddrOperand, kLengthOperand}}},
    {.name = "mlockall",
     .group = "locking",
     .summary = "Locks every area there is, every area to come, or both.",
     .details =
         "With `future` new areas of mmap and brk are locked and faulted in; where RLIMIT_MEMLOCK forbids that, the call ends in "
         "EAGAIN.\nA child starts with nothing locked.",
     .example = "mlockall current future\na = mmap 16K\ncat status | grep VmLck",
     .kernel = "apply_mlockall_flags (mm/mlock.c)",
     .man = "mlockall(2)",
     .result = "0",
     .machine = run_mlockall,
     .describe = describe_lock,
     .call = {.name = "mlockall", .nr = 151, .operands = {flags_operand(mcl_flag_table)}}},
    {.name = "munlockall",
     .group = "locking",
     .summary = "Unlocks every area, and those to come.",
     .example = "a = mmap 16K\nmlock $a 16K\nmunlockall",
     .kernel = "apply_mlockall_flags (mm/mlock.c)",
     .man = "munlockall(2)",
     .result = "0",
     .machine = run_munlockall,
     .describe = describe_lock,
     .call = {.name = "munlockall", .nr = 152}},
    {.name = "msync",
     .group = "locking",
     .synopsis = "msync ADDR SIZE [async | sync] [invalidate]",
     .summary = "Asks for a range to be written to its file; checks its arguments.",
     .details =
         "No area of this version maps a file on a disk, so nothing is written. ENOMEM where a part is not mapped, EBUSY where "
         "`invalidate`\nmeets a locked area.",
     .example = "a = mmap 16K\nmsync $a 16K sync\nmsync $a 16K async invalidate",
     .kernel = "msync (mm/msync.c)",
     .man = "msync(2)",
     .result = "0",
     .machine = run_msync,
     .call = {.name = "msync", .nr = 26, .operands = {kAddrOperand, kLengthOperand, flags_operand(ms_flag_table)}}},
};

}  // namespace

CommandGroup mlock_commands() { return group_of(kMlockRows); }

}  // namespace pw
