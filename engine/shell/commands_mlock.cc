// Commands that lock memory: mlock, mlock2, munlock, mlockall, munlockall; and msync.
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/unread.h"
#include "engine/render/accounting.h"
#include "engine/shell/command.h"

#include <iterator>

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

// ---- parsing ---------------------------------------------------------------------------------------------------------------------
bool parse_range(Parser& p, Command* command) { return p.operand("an address", &command->addr) && p.operand("a size", &command->size); }
bool parse_c_range(Parser& p, Command* command) {
  return p.c_operand("addr", &command->addr) && p.c_comma() && p.operand("length", &command->size);
}

std::string words_of(const FlagName* table) {
  std::string text;
  for (; table->c_name != nullptr; ++table) text += (text.empty() ? "" : ", ") + std::string(table->word);
  return text;
}

// Words of the table in any order, up to the end; C names and `|` are taken, too.
bool flag_words(Parser& p, const FlagName* table, u32* out) {
  while (!p.at_end()) {
    if (p.take_punct("|") || p.take_punct(",")) continue;
    const Token word = p.lexer().take_raw();
    const FlagName* found = nullptr;
    for (const FlagName* flag = table; flag->c_name != nullptr; ++flag) {
      if (word.text == flag->word || word.text == flag->c_name) found = flag;
    }
    if (found == nullptr) return p.fail(word.begin, "unknown flag `" + word.text + "`", "there are: " + words_of(table));
    *out |= found->value;
  }
  return true;
}

bool parse_mlock(Parser& p, Command* command) { return parse_range(p, command) && p.no_more(); }
bool parse_mlock2(Parser& p, Command* command) { return parse_range(p, command) && flag_words(p, kMlockFlags, &command->flags); }
bool parse_mlockall(Parser& p, Command* command) { return flag_words(p, kMclFlags, &command->flags); }
bool parse_munlockall(Parser& p, Command*) { return p.no_more(); }
bool parse_msync(Parser& p, Command* command) { return parse_range(p, command) && flag_words(p, kMsFlags, &command->flags); }

bool parse_c_mlock2(Parser& p, Command* command) {
  return parse_c_range(p, command) && p.c_comma() && p.c_flags(kMlockFlags, &command->flags);
}
bool parse_c_mlockall(Parser& p, Command* command) { return p.c_flags(kMclFlags, &command->flags); }
bool parse_c_nothing(Parser&, Command*) { return true; }
bool parse_c_msync(Parser& p, Command* command) {
  return parse_c_range(p, command) && p.c_comma() && p.c_flags(kMsFlags, &command->flags);
}

// ---- running ---------------------------------------------------------------------------------------------------------------------
void answer(MachineContext& context, const Status& status) {
  if (!status.ok()) return set_errno(&context.out, status.error());
  context.out.has_ret = true;
  context.out.ret = 0;
}

// A range without holes is faulted in, areas of named files with the rest.
bool populates_unread(MachineContext& context, const Command& command, const Bound& bound) {
  const Kernel& k = context.state.kernel;
  const Mm* mm = mm_of(k, bound.pid);
  if (mm == nullptr || (command.flags & kMlockOnFault) != 0) return false;
  const u64 end = bound.addr + bound.size;
  for (u64 at = bound.addr; at < end;) {
    const VmaId id = find_vma_at(k.m.nodes, mm->tree, at);
    if (!id.valid()) return false;
    at = k.m.vmas[id].end;
  }
  return refuses_unread(context, command, command.addr, find_unread_file(k, bound.pid, bound.addr, bound.size, Touch::kLoad));
}

void run_mlock(MachineContext& context, const Command& command, const Bound& bound) {
  if (populates_unread(context, command, bound)) return;
  answer(context, sys_mlock2(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.flags));
}

void run_munlock(MachineContext& context, const Command&, const Bound& bound) {
  answer(context, sys_munlock(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size));
}

void run_mlockall(MachineContext& context, const Command& command, const Bound& bound) {
  answer(context, sys_mlockall(context.state.kernel, context.trace, bound.pid, command.flags));
}

void run_munlockall(MachineContext& context, const Command&, const Bound& bound) {
  answer(context, sys_munlockall(context.state.kernel, context.trace, bound.pid));
}

void run_msync(MachineContext& context, const Command& command, const Bound& bound) {
  answer(context, sys_msync(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.flags));
}

// ---- describing ------------------------------------------------------------------------------------------------------------------
u64 count_begins(const StoredEvents& events, EventId id) {
  u64 count = 0;
  for (const Event& event : events.events) {
    const bool is_begin = static_cast<Phase>(event.phase) != Phase::kEnd;
    count += is_begin && event.id == static_cast<u16>(id) ? 1 : 0;
  }
  return count;
}

// "2 splits · 4 pages present · 3 minor faults · VmLck 28 kB"
void describe_lock(const SessionState& state, const Command&, const Bound& bound, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  const u64 splits = count_begins(events, EventId::kSplitVma);
  const u64 merges = count_begins(events, EventId::kCommitMerge);
  u64 pages = 0;
  for (const Event& event : events.events) {
    const bool is_end = event.id == static_cast<u16>(EventId::kMlockVmaPages) && static_cast<Phase>(event.phase) == Phase::kEnd;
    if (is_end) pages += event.arg[2];
  }
  if (splits != 0) add_part(out, counted(splits, "split", "splits"));
  if (merges != 0) add_part(out, counted(merges, "merge", "merges"));
  if (pages != 0) add_part(out, counted(pages, "page was present", "pages were present"));
  if (out->minflt + out->majflt != 0) add_part(out, fault_text(events, out->minflt, out->majflt));
  const Mm* mm = mm_of(state.kernel, bound.pid);
  if (mm != nullptr) add_part(out, "VmLck " + decimal(mm->locked_vm * (kPageSize >> 10)) + " kB");
}

constexpr CommandSpec kRows[] = {
    {"mlock", "locking", "mlock ADDR SIZE", "Locks a range: its pages are faulted in now, and stay in memory.",
     "The areas get VM_LOCKED (split and merged like under mprotect), present pages go to the unevictable list by way of the CPU's mlock\n"
     "batch, absent ones are faulted in. RLIMIT_MEMLOCK bounds what a process locks (ENOMEM beyond it, EPERM where it is 0). At a hole it\n"
     "ends in ENOMEM, with what stands before the hole locked. C form: mlock(ADDR, LENGTH).",
     "a = mmap 64K\nwrite $a n=4\nmlock $a 32K\ncat status | grep VmLck", "do_mlock → mlock_fixup (mm/mlock.c), __mm_populate (mm/gup.c)",
     "mlock(2)", "0", "ADDR SIZE", parse_mlock, run_mlock, nullptr, nullptr, describe_lock},
    {"mlock2", "locking", "mlock2 ADDR SIZE [onfault]", "The same; with `onfault` each page is locked when it is first touched.",
     "onfault sets VM_LOCKONFAULT beside VM_LOCKED, and nothing is faulted in. C form: mlock2(ADDR, LENGTH, MLOCK_ONFAULT).",
     "a = mmap 64K\nmlock2 $a 64K onfault\nwrite $a n=2\npage $a", "do_mlock (mm/mlock.c)", "mlock2(2)", "0", "ADDR SIZE MLOCKFLAG",
     parse_mlock2, run_mlock, nullptr, nullptr, describe_lock},
    {"munlock", "locking", "munlock ADDR SIZE", "Unlocks a range; a page stays unevictable while another locked area maps it.",
     "The pages stay in memory, but may be reclaimed again. C form: munlock(ADDR, LENGTH).",
     "a = mmap 64K\nmlock $a 64K\nmunlock $a+16K 16K\ncat smaps | grep lo", "apply_vma_lock_flags (mm/mlock.c)", "munlock(2)", "0",
     "ADDR SIZE", parse_mlock, run_munlock, nullptr, nullptr, describe_lock},
    {"mlockall", "locking", "mlockall [current] [future] [onfault]", "Locks every area there is, every area to come, or both.",
     "With `future` new areas of mmap and brk are locked and faulted in; where RLIMIT_MEMLOCK forbids that, the call ends in EAGAIN.\n"
     "A child starts with nothing locked. C form: mlockall(MCL_CURRENT|MCL_FUTURE).",
     "mlockall current future\na = mmap 16K\ncat status | grep VmLck", "apply_mlockall_flags (mm/mlock.c)", "mlockall(2)", "0", "MCLFLAG",
     parse_mlockall, run_mlockall, nullptr, nullptr, describe_lock},
    {"munlockall", "locking", "munlockall", "Unlocks every area, and those to come.", "C form: munlockall().",
     "a = mmap 16K\nmlock $a 16K\nmunlockall", "apply_mlockall_flags (mm/mlock.c)", "munlockall(2)", "0", "", parse_munlockall,
     run_munlockall, nullptr, nullptr, describe_lock},
    {"msync", "locking", "msync ADDR SIZE [async | sync] [invalidate]", "Asks for a range to be written to its file; checks its arguments.",
     "No area of this version maps a file on a disk, so nothing is written. ENOMEM where a part is not mapped, EBUSY where `invalidate`\n"
     "meets a locked area. C form: msync(ADDR, LENGTH, MS_SYNC).",
     "a = mmap 16K\nmsync $a 16K sync\nmsync $a 16K async invalidate", "msync (mm/msync.c)", "msync(2)", "0", "ADDR SIZE MSFLAG",
     parse_msync, run_msync, nullptr, nullptr, nullptr},
};

}  // namespace

const FlagName* mlock_flag_table() { return kMlockFlags; }
const FlagName* mcl_flag_table() { return kMclFlags; }
const FlagName* ms_flag_table() { return kMsFlags; }

const std::vector<CommandSpec>& mlock_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const std::vector<CForm>& mlock_c_forms() {
  static const std::vector<CForm> forms = {
      {"mlock", "mlock", "mlock(ADDR, LENGTH)", "ADDR SIZE", parse_c_range},
      {"mlock2", "mlock2", "mlock2(ADDR, LENGTH, FLAGS)", "ADDR SIZE CMLOCK", parse_c_mlock2},
      {"munlock", "munlock", "munlock(ADDR, LENGTH)", "ADDR SIZE", parse_c_range},
      {"mlockall", "mlockall", "mlockall(FLAGS)", "CMCL", parse_c_mlockall},
      {"munlockall", "munlockall", "munlockall()", "", parse_c_nothing},
      {"msync", "msync", "msync(ADDR, LENGTH, FLAGS)", "ADDR SIZE CMS", parse_c_msync},
  };
  return forms;
}

}  // namespace pw
