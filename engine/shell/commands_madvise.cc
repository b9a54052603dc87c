// The commands madvise, process_madvise and mincore, and their C forms.
//
// Advice is a word or its C name. A process is named by its pid where Linux takes a pidfd. mincore prints its rows, and
// stores them where the C form names an address.
#include <iterator>

#include "engine/kernel/iovec.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mincore.h"
#include "engine/kernel/unread.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

std::vector<std::string> advice_names(bool c_names) {
  std::vector<std::string> names;
  for (const AdviceInfo& info : advice_infos()) names.push_back(c_names ? info.c_name : info.word);
  return names;
}

// A number is taken as it is: the kernel is to say what it thinks of it.
bool parse_advice(Parser& p, Command* command) {
  const Token token = p.lexer().take();
  if (token.kind == TokenKind::kNumber) {
    if (token.number > ~u32{0}) return p.fail(token.begin, "advice is a 32-bit number");
    command->flags = static_cast<u32>(token.number);
    return true;
  }
  if (token.kind != TokenKind::kWord) return p.fail(token.begin, "advice is missing", "help madvise lists it");
  for (const AdviceInfo& info : advice_infos()) {
    if (token.text != info.word && token.text != info.c_name) continue;
    command->flags = info.value;
    return true;
  }
  const bool is_c_name = token.text.compare(0, 5, "MADV_") == 0;
  return p.fail(token.begin, "unknown advice `" + token.text + "`", did_you_mean(token.text, advice_names(is_c_name)));
}

void set_ret(Outcome* out, u64 value) {
  out->has_ret = true;
  out->ret = value;
}

// ---- madvise ---------------------------------------------------------------------------------------------------------------------
bool parse_madvise(Parser& p, Command* command) {
  return p.operand("an address", &command->addr) && p.operand("a size", &command->size) && parse_advice(p, command) && p.no_more();
}

bool parse_c_madvise(Parser& p, Command* command) {
  return p.c_operand("addr", &command->addr) && p.c_comma() && p.operand("length", &command->size) && p.c_comma() &&
         parse_advice(p, command);
}

// MADV_POPULATE_READ and _WRITE fault in whatever the range maps.
bool populates_unread(MachineContext& context, const Command& command, const Bound& bound) {
  if (command.flags != kMadvPopulateRead && command.flags != kMadvPopulateWrite) return false;
  const Touch touch = command.flags == kMadvPopulateRead ? Touch::kLoad : Touch::kStore;
  return refuses_unread(context, command, command.addr,
                        find_unread_file(context.state.kernel, bound.pid, bound.addr, bound.size, touch));
}

void run_madvise(MachineContext& context, const Command& command, const Bound& bound) {
  if (populates_unread(context, command, bound)) return;
  const Status status =
      sys_madvise(context.state.kernel, context.trace, bound.pid, AdvisedRange{bound.addr, bound.size}, command.flags);
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
}

u64 count_events(const StoredEvents& events, EventId id) {
  u64 count = 0;
  for (const Event& event : events.events) {
    if (event.id == static_cast<u16>(id) && static_cast<Phase>(event.phase) != Phase::kEnd) ++count;
  }
  return count;
}

u64 sum_zapped(const StoredEvents& events) {
  u64 sum = 0;
  for (const Event& event : events.events) {
    const bool is_end = static_cast<Phase>(event.phase) == Phase::kEnd;
    if (event.id == static_cast<u16>(EventId::kZapSingle) && is_end) sum += event.arg[2];
  }
  return sum;
}

u64 count_because(const StoredEvents& events, EventId id, Reason reason) {
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

struct Part {
  EventId id;
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
  return parse_advice(p, command) && p.no_more();
}

bool parse_c_process_madvise(Parser& p, Command* command) {
  const bool ok = p.operand("pidfd: the process's pid", &command->target) && p.c_comma() &&
                  parse_iovecs(p, &command->pieces, &command->is_too_many) && p.c_comma();
  return ok && parse_advice(p, command) && p.c_comma() && p.operand("flags", &command->number);
}

std::vector<Iovec> ranges_of(const Command& command, const Bound& bound) {
  std::vector<Iovec> ranges;
  for (u64 i = 0; i + 1 < bound.pieces.size(); i += 2) ranges.push_back({bound.pieces[i], bound.pieces[i + 1]});
  if (command.is_too_many) ranges.resize(kMaxIovecs + 1);
  if (command.is_c_form) return ranges;
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
bool parse_mincore(Parser& p, Command* command) {
  return p.operand("an address", &command->addr) && p.operand("a size", &command->size) && p.no_more();
}

// The vector is an address, or the rows that strace prints in its place.
bool parse_c_mincore(Parser& p, Command* command) {
  if (!p.c_operand("addr", &command->addr) || !p.c_comma() || !p.operand("length", &command->size) || !p.c_comma()) return false;
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
  const u64 stored = vector.is_given ? to_pages(bound.size) : 0;
  const FileId unread = find_unread_file(context.state.kernel, bound.pid, vector.addr, stored, Touch::kStore);
  if (stored != 0 && refuses_unread(context, command, command.new_addr, unread)) return;
  const Status status = sys_mincore(context.state.kernel, context.trace, bound.pid, range, &rows, vector);
  if (!status.ok()) return set_errno(&context.out, status.error());
  u64 present = 0;
  for (const u8 row : rows) present += row;
  set_ret(&context.out, 0);
  const std::string sum = std::to_string(present) + " of " + counted(rows.size(), "page", "pages") + " in memory";
  context.out.out = vector.is_given ? sum : rows_text(rows) + " · " + sum;
}

constexpr char kMadviseDetails[] =
    "The range is rounded up to whole pages. Where no area is, the rest is advised all the same, and the call answers ENOMEM at its end.\n"
    "  normal, random, sequential   how the range will be read (flags of the area)\n"
    "  willneed                     read ahead; of anonymous memory without swap there is nothing to read\n"
    "  dontneed                     pages go at once, the next touch finds zeros; a table of 2 MiB goes when all of it is given up\n"
    "  dontneed_locked              the same, of locked areas, too\n"
    "  free                         pages stay, but may be dropped when memory is short; a store before that keeps one. Private\n"
    "                               anonymous memory alone. Nothing reclaims here yet, so they stay until used or freed (smaps: LazyFree)\n"
    "  cold                         pages nobody else maps look long unused; active ones go to the inactive list\n"
    "  populate_read, …_write       faults all pages in; the errors are ENOMEM (hole), EINVAL (forbidden), EFAULT (guard)\n"
    "  dontfork, dofork             whether a child gets the area\n"
    "  wipeonfork, keeponfork       whether a child gets the pages of it\n"
    "  dontdump, dodump             whether core dumps have it\n"
    "  nohugepage                   small pages only\n"
    "  guard_install, guard_remove  markers instead of pages: a touch ends in SIGSEGV; costs no area\n"
    "Not built, EINVAL: hugepage, collapse, pageout, mergeable, unmergeable, remove, hwpoison, soft_offline.\n"
    "EINVAL: bad advice or range, a locked area. EAGAIN: the limit of areas. EPERM: sealed. C form: madvise(ADDR, LENGTH, MADV_…).";

constexpr CommandSpec kRows[] = {
    {"madvise", "memory", "madvise ADDR SIZE ADVICE", "Tells the kernel what a range is for, or what may become of its pages.",
     kMadviseDetails,
     "a = mmap 64K\nwrite $a n=16\nmadvise $a 32K dontneed\nread $a\nmadvise $a+40K 8K free\n"
     "madvise $a+32K 4K guard_install\nmincore $a 64K",
     "do_madvise → madvise_walk_vmas → madvise_vma_behavior (mm/madvise.c)", "madvise(2)", "0", "ADDR SIZE ADVICE", parse_madvise,
     run_madvise, nullptr, nullptr, describe_madvise},
    {"process_madvise", "memory", "process_madvise PID ADDR SIZE [ADDR SIZE] ADVICE",
     "The same for one or two ranges of a process, by its pid.",
     "About another address space only cold, willneed, pageout and collapse may be said, and only with CAP_SYS_NICE, which no process has\n"
     "here (EPERM). The result is the number of bytes done; an error is told only when nothing was.\n"
     "C form, of up to 1024 ranges: process_madvise(PID, [{ADDR, LENGTH}, …], COUNT, MADV_…, 0).",
     "a = mmap 64K\nwrite $a n=16\nprocess_madvise 1 $a 8K $a+16K 8K dontneed", "process_madvise → vector_madvise (mm/madvise.c)",
     "process_madvise(2)", "bytes advised", "PID ADDR SIZE ADVICE", parse_process_madvise, run_process_madvise, nullptr, nullptr,
     describe_madvise},
    {"mincore", "memory", "mincore ADDR SIZE", "Prints which pages of a range are in memory: a 1 or a 0 for each.",
     "The zero page counts as in memory, a guard marker does not. ENOMEM where no area is; EINVAL when ADDR is not page aligned.\n"
     "C form: mincore(ADDR, LENGTH, VEC) stores a byte for each page at VEC, and faults its pages in (EFAULT where it may not be\n"
     "written); [1, 0, …] as strace prints it stores nothing.",
     "a = mmap 32K\nwrite $a\nread $a+4K\nmincore $a 32K", "do_mincore (mm/mincore.c)", "mincore(2)", "0", "ADDR SIZE", parse_mincore,
     run_mincore, nullptr, nullptr, nullptr},
};

}  // namespace

const std::vector<CommandSpec>& madvise_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const std::vector<CForm>& madvise_c_forms() {
  static const std::vector<CForm> forms = {
      {"madvise", "madvise", "madvise(ADDR, LENGTH, MADV_…)", "ADDR CADVICE", parse_c_madvise},
      {"process_madvise", "process_madvise", "process_madvise(PID, [{ADDR, LENGTH}], COUNT, MADV_…, FLAGS)", "ADDR CADVICE",
       parse_c_process_madvise},
      {"mincore", "mincore", "mincore(ADDR, LENGTH, VEC)", "ADDR SIZE", parse_c_mincore},
  };
  return forms;
}

}  // namespace pw
