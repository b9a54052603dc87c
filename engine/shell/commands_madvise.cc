// The commands madvise, process_madvise and mincore, and their C forms.
//
// Advice is a word or its C name. A process is named by its pid where Linux takes a pidfd. mincore prints its rows, and
// stores them where the C form names an address.
#include "engine/kernel/iovec.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mincore.h"
#include "engine/mm/mincore.h"
#include "engine/shell/command.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

const FlagName* advice_table() {
  static const std::vector<FlagName> table = []() {
    std::vector<FlagName> names;
    for (const AdviceInfo& info : advice_infos()) {
      const FlagUse use = info.refusal == nullptr ? FlagUse::kPassed : FlagUse::kAnswered;
      names.push_back({info.c_name, info.word, info.value, ~u32{0}, use, info.effect});
    }
    names.push_back({nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr});
    return names;
  }();
  return table.data();
}

constexpr Operand kAdviceOperand{OperandKind::kChoice, OperandSlot::kFlags, "advice", "advice", advice_table, "MADV_…"};

// ---- madvise ---------------------------------------------------------------------------------------------------------------------
void run_madvise(MachineContext& context, const Command& command, const Bound& bound) {
  const AdvisedRange range{bound.addr, bound.size};
  answer_status(&context.out, sys_madvise(context.state.kernel, context.trace, bound.pid, range, command.flags));
}

u64 sum_zapped(const StoredEvents& events) {
  u64 sum = 0;
  for (const Event& event : events.events) {
    const bool is_end = static_cast<Phase>(event.phase) == Phase::kEnd;
    if (event.id == static_cast<u16>(EventId::kZapSingle) && is_end) sum += event.arg[2];
  }
  return sum;
}

u64 count_because(const StoredEvents& events, EventCode id, ReasonCode reason) {
  u64 count = 0;
  for (const Event& event : events.events) {
    if (event.id == static_cast<u16>(id) && event.reason == static_cast<u16>(reason)) ++count;
  }
  return count;
}

// Pages that MADV_FREE marked, and those that MADV_COLD did not leave alone.
void describe_ages(const StoredEvents& events, Outcome* out) {
  const u64 lazy = count_because(events, EventId::kMarkLazyfree, Reason::kLazyfreeWaits);
  if (lazy != 0) add_part(out, counted(lazy, "page", "pages") + " may be dropped");
  const u64 cold =
      count_because(events, EventId::kColdPte, Reason::kColdForgotten) + count_because(events, EventId::kColdPte, Reason::kColdWasOld);
  if (cold != 0) add_part(out, counted(cold, "page", "pages") + " cold");
}

// What reclaim did with the pages of MADV_PAGEOUT.
void describe_pageout(const StoredEvents& events, Outcome* out) {
  const u64 freed = count_because(events, EventId::kShrinkFolio, Reason::kShrinkTaken);
  const u64 cached = count_because(events, EventId::kShrinkFolio, Reason::kShrinkWriteback);
  const u64 refused = count_because(events, EventId::kShrinkFolio, Reason::kShrinkNoSlot);
  if (freed != 0) add_part(out, counted(freed, "page is out", "pages are out"));
  if (cached != 0) add_part(out, counted(cached, "page is out, and still cached", "pages are out, and still cached"));
  if (refused != 0) add_part(out, counted(refused, "page found no slot", "pages found no slot"));
}

struct Part {
  EventCode id;
  const char* one;
  const char* many;
};
constexpr Part kParts[] = {
    {EventId::kSplitVma, "split", "splits"},
    {EventId::kCommitMerge, "merge", "merges"},
    {EventId::kReclaimTable, "table gone", "tables gone"},
    {EventId::kGuardInstall, "guard marker set", "guard markers set"},
    {EventId::kGuardRemove, "guard marker removed", "guard markers removed"},
};

void describe_madvise(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  if (events.total > events.events.size()) return add_part(out, counted(events.total, "event", "events"));
  if (count_events(events, EventId::kZapSingle) != 0) add_part(out, counted(sum_zapped(events), "page", "pages") + " unmapped");
  describe_ages(events, out);
  describe_pageout(events, out);
  for (const Part& part : kParts) {
    const u64 count = count_events(events, part.id);
    if (count != 0) add_part(out, counted(count, part.one, part.many));
  }
  if (out->minflt + out->majflt != 0) add_part(out, fault_text(events, out->minflt, out->majflt));
}

// ---- process_madvise -------------------------------------------------------------------------------------------------------------
bool parse_process_madvise(Parser& p, Command* command) {
  const bool ok = p.operand("a pid", &command->target) && p.operand("an address", &command->addr) && p.operand("a size", &command->size);
  if (!ok) return false;
  if (p.starts_operand()) {
    const bool has_second = p.operand("an address", &command->new_addr) && p.operand("a size", &command->new_size);
    if (!has_second) return false;
  }
  return parse_choice(p, kAdviceOperand, *command->spec, &command->flags) && p.no_more();
}

std::vector<Iovec> ranges_of(const Command& command, const Bound& bound) {
  std::vector<Iovec> ranges;
  for (u64 i = 0; i + 1 < bound.pieces.size(); i += 2) ranges.push_back({bound.pieces[i], bound.pieces[i + 1]});
  if (command.is_too_many) ranges.resize(kMaxIovecs + 1);
  if (command.is_c_form()) return ranges;
  ranges.push_back({bound.addr, bound.size});
  if (command.new_size.present()) ranges.push_back({bound.new_addr, bound.new_size});
  return ranges;
}

void run_process_madvise(MachineContext& context, const Command& command, const Bound& bound) {
  const Pid target = bound.target <= kMaxTasks ? static_cast<Pid>(bound.target) : 0;
  const Result<u64> done = sys_process_madvise(context.state.kernel, context.trace, bound.pid, target, ranges_of(command, bound),
                                               command.flags, bound.number);
  if (!done.ok()) return set_errno(&context.out, done.error());
  set_ret(&context.out, done.value());
  context.out.out = counted(done.value(), "byte", "bytes") + " advised";
}

// ---- mincore -------------------------------------------------------------------------------------------------------------------------
// The vector is an address, or the rows that strace prints in its place.
bool parse_vector(Parser& p, Command* command) {
  const Token next = p.lexer().peek();
  const bool is_rows = next.kind == TokenKind::kPunct && next.text == "[";
  return is_rows ? p.skip_c_argument() : p.c_operand("vec", &command->new_addr);
}

// "1101…": the first pages of a long range.
std::string rows_text(const std::vector<u8>& rows) {
  constexpr u64 kShown = 256;
  std::string text;
  for (u64 i = 0; i < rows.size() && i < kShown; ++i) text += rows[i] != 0 ? '1' : '0';
  return rows.size() > kShown ? text + "…" : text;
}

void run_mincore(MachineContext& context, const Command& command, const Bound& bound) {
  std::vector<u8> rows;
  const AdvisedRange range{bound.addr, bound.size};
  const MincoreVector vector{command.new_addr.present(), bound.new_addr};
  const Status status = sys_mincore(context.state.kernel, context.trace, bound.pid, range, &rows, vector);
  if (!status.ok()) return set_errno(&context.out, status.error());
  u64 present = 0;
  for (const u8 row : rows) present += row;
  set_ret(&context.out, 0);
  const std::string sum = std::to_string(present) + " of " + counted(rows.size(), "page", "pages") + " in memory";
  context.out.out = vector.is_given ? sum : rows_text(rows) + " · " + sum;
}

constexpr Operand kPidfdOperand{OperandKind::kPid, OperandSlot::kTarget, "pidfd: the process's pid", "a pid", nullptr, "PID"};
constexpr Operand kRangesOperand{.kind = OperandKind::kPieces, .shown = "[{ADDR, LENGTH}], COUNT"};

constexpr char kMadviseDetails[] =
    "The range is rounded up to whole pages. Where no area is, the rest is advised all the same, and the call answers ENOMEM at its end.\n"
    "  normal, random, sequential   how the range will be read (flags of the area)\n"
    "  willneed                     read ahead: pages in swap come into the swap cache, and their entries stay\n"
    "  dontneed                     pages go at once, the next touch finds zeros; a table of 2 MiB goes when all of it is given up\n"
    "  dontneed_locked              the same, of locked areas, too\n"
    "  free                         pages stay, but may be dropped when memory is short; a store before that keeps one. Private\n"
    "                               anonymous memory alone. Nothing reclaims by itself: they stay until used or freed (smaps: LazyFree)\n"
    "  cold                         pages nobody else maps look long unused; active ones go to the inactive list\n"
    "  pageout                      … and they are taken away now, into a slot of swap if they must be kept (`help swapon`)\n"
    "  populate_read, …_write       faults all pages in; the errors are ENOMEM (hole), EINVAL (forbidden), EFAULT (guard)\n"
    "  dontfork, dofork             whether a child gets the area\n"
    "  wipeonfork, keeponfork       whether a child gets the pages of it\n"
    "  dontdump, dodump             whether core dumps have it\n"
    "  hugepage, nohugepage         whether huge pages are wanted (VmFlags hg, nh); pages stay small here\n"
    "  mergeable, unmergeable       whether KSM, which is stopped, may merge equal pages (VmFlags mg)\n"
    "  remove                       a hole in the shared object: its pages go for everybody (EACCES: may not be written)\n"
    "  guard_install, guard_remove  markers instead of pages: a touch ends in SIGSEGV; costs no area\n"
    "Not built, EINVAL: collapse, hwpoison, soft_offline.\n"
    "EINVAL: bad advice or range, a locked area. EAGAIN: the limit of areas. EPERM: sealed.";

constexpr CommandSpec kMadviseRows[] = {
    {.name = "madvise",
     .group = "memory",
     .summary = "Tells the kernel what a range is for, or what may become of its pages.",
     .details = kMadviseDetails,
     .example =
         "a = mmap 64K\nwrite $a n=16\nmadvise $a 32K dontneed\nread $a\nmadvise $a+40K 8K free\nmadvise $a+32K 4K guard_install\n"
         "mincore $a 64K",
     .kernel = "do_madvise → madvise_walk_vmas → madvise_vma_behavior (mm/madvise.c)",
     .man = "madvise(2)",
     .result = "0",
     .machine = run_madvise,
     .describe = describe_madvise,
     .call = {.name = "madvise", .nr = 28, .operands = {kAddrOperand, kLengthOperand, kAdviceOperand}}},
    {.name = "process_madvise",
     .group = "memory",
     .synopsis = "process_madvise PID ADDR SIZE [ADDR SIZE] ADVICE",
     .summary = "The same for one or two ranges of a process, by its pid.",
     .details =
         "About another address space only cold, willneed, pageout and collapse may be said, and only with CAP_SYS_NICE, which no "
         "process has\nhere (EPERM). The result is the number of bytes done; an error is told only when nothing was.\n"
         "The C form takes up to 1024 ranges.",
     .example = "a = mmap 64K\nwrite $a n=16\nprocess_madvise 1 $a 8K $a+16K 8K dontneed",
     .kernel = "process_madvise → vector_madvise (mm/madvise.c)",
     .man = "process_madvise(2)",
     .result = "bytes advised",
     .parse = parse_process_madvise,
     .machine = run_process_madvise,
     .describe = describe_madvise,
     .call = {.name = "process_madvise", .nr = 440, .operands = {kPidfdOperand, kRangesOperand, kAdviceOperand, kZeroFlagsOperand}}},
    {.name = "mincore",
     .group = "memory",
     .summary = "Prints which pages of a range are in memory: a 1 or a 0 for each.",
     .details =
         ""
         "The zero page counts as in memory, a guard marker does not. ENOMEM where no area is; EINVAL when ADDR is not page aligned.\n"
         "In C, mincore(ADDR, LENGTH, VEC) stores a byte for each page at VEC, and faults its pages in (EFAULT where it may not be\n"
         "written); [1, 0, …] as strace prints it stores nothing.",
     .example = "a = mmap 32K\nwrite $a\nread $a+4K\nmincore $a 32K",
     .kernel = "do_mincore (mm/mincore.c)",
     .man = "mincore(2)",
     .result = "0",
     .machine = run_mincore,
     .call = {.name = "mincore",
              .nr = 27,
              .operands = {kAddrOperand, kLengthOperand, own_operand("VEC", parse_vector, nullptr, OperandSlot::kNewAddr)}}},
};

}  // namespace

CommandGroup madvise_commands() { return group_of(kMadviseRows); }

}  // namespace pw
