// Commands on the heap, on limits and on seals: brk, sbrk, mseal, prlimit, ulimit, sysctl.
//
// brk(2) never fails; it answers where the heap ends. So does `brk`, and says what refused. sbrk is the C library's: it fails with ENOMEM
// when the kernel did not do what it was asked to.
#include <algorithm>

#include "engine/kernel/mmap_calls.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/sysctl.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

// ---- brk, sbrk -------------------------------------------------------------------------------------------------------------------
void run_brk(MachineContext& context, const Command&, const Bound& bound) {
  const BrkResult result = sys_brk(context.state.kernel, context.trace, bound.pid, bound.addr);
  if (result.refused.code == Errno::kESRCH) return set_errno(&context.out, result.refused);
  set_ret(&context.out, result.brk);
  context.out.out = hex(result.brk);
  if (result.refused.code != Errno::kOk && bound.addr != 0) context.out.out += std::string(" · not moved: ") + result.refused.check;
}

constexpr Operand kIncrementOperand{
    .kind = OperandKind::kNumber, .slot = OperandSlot::kSize, .c_name = "increment", .word = "a size", .optional_in_words = true};

void run_sbrk(MachineContext& context, const Command&, const Bound& bound) {
  Kernel& k = context.state.kernel;
  if (!is_running(k, bound.pid)) return set_errno(&context.out, fail(Errno::kESRCH, "no running process has this pid"));
  const u64 old_brk = k.m.mms[k.tasks[bound.pid].mm].brk;
  const u64 wanted = old_brk + bound.size;
  if (bound.size != 0) {
    // The library knows where the heap ends, and refuses by itself what would wrap.
    const bool shrinks = static_cast<i64>(bound.size) < 0;
    if (shrinks ? wanted > old_brk : wanted < old_brk) return set_errno(&context.out, fail(Errno::kENOMEM, "the heap's end would wrap"));
    // It looks only for an end that is lower than asked: a heap that would not shrink counts as success.
    const BrkResult result = sys_brk(k, context.trace, bound.pid, wanted);
    if (result.brk < wanted) return set_errno(&context.out, fail(Errno::kENOMEM, result.refused.check));
  }
  set_ret(&context.out, old_brk);
  context.out.out = hex(old_brk);
  if (bound.size != 0) context.out.out += " · the heap ends at " + hex(k.m.mms[k.tasks[bound.pid].mm].brk) + " now";
}

void describe_brk(const SessionState&, const Command&, const Bound&, const StoredEvents&, Outcome* out) {
  if (out->kind == Outcome::Kind::kOk && out->minflt != 0) add_part(out, counted(out->minflt, "page faulted in", "pages faulted in"));
}

// ---- mseal -----------------------------------------------------------------------------------------------------------------------
constexpr Operand kSealFlags{OperandKind::kNumber, OperandSlot::kNumber, "flags", nullptr, nullptr, "0"};

void run_mseal(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_mseal(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, bound.number));
}

// ---- prlimit, ulimit -------------------------------------------------------------------------------------------------------------
struct ResourceName {
  const char* word;    // of prlimit(1)
  const char* letter;  // of ulimit
  RlimitId id;
  u64 unit;            // ulimit counts in these
};
constexpr ResourceName kResources[] = {
    {"as", "v", RlimitId::kAs, 1024},
    {"data", "d", RlimitId::kData, 1024},
    {"stack", "s", RlimitId::kStack, 1024},
    {"memlock", "l", RlimitId::kMemlock, 1024},
};

const ResourceName* find_resource(const std::string& word) {
  for (const ResourceName& one : kResources) {
    if (word == one.word || word == rlimit_name(one.id)) return &one;
  }
  return nullptr;
}

bool take_resource(Parser& p, Command* command) {
  const Token token = p.lexer().take();
  const ResourceName* found = token.kind == TokenKind::kWord ? find_resource(token.text) : nullptr;
  if (found == nullptr && token.text.compare(0, 7, "RLIMIT_") == 0)
    return p.fail(token.begin, "not built yet in this version: " + token.text, "RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_MEMLOCK are");
  if (found == nullptr) return p.fail(token.begin, "a resource is missing here: as, data, stack or memlock");
  command->flags = static_cast<u32>(found->id);
  return true;
}

// A number of bytes, or `unlimited`; strace writes RLIM64_INFINITY and 8192*1024.
bool take_limit(Parser& p, Expr* out) {
  const Token token = p.lexer().peek();
  const bool is_infinite = token.kind == TokenKind::kWord && (token.text == "unlimited" || token.text == "RLIM_INFINITY" ||
                                                              token.text == "RLIM64_INFINITY");
  if (!is_infinite) return p.operand("a limit in bytes, or `unlimited`,", out);
  p.lexer().take();
  out->kind = ExprKind::kNumber;
  out->begin = token.begin;
  out->end = token.end;
  out->number = kRlimInfinity;
  return true;
}

bool parse_prlimit(Parser& p, Command* command) {
  if (p.starts_operand() && !p.operand("a pid", &command->target)) return false;
  if (!take_resource(p, command)) return false;
  if (p.at_end()) return true;
  if (!take_limit(p, &command->number)) return false;
  if (p.take_punct(":") && !take_limit(p, &command->size)) return false;
  return p.no_more();
}

// {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY} or NULL
bool take_c_limits(Parser& p, Command* command) {
  const Token token = p.lexer().peek();
  if (token.kind == TokenKind::kWord && token.text == "NULL") {
    p.lexer().take();
    return true;
  }
  if (!p.expect_punct("{")) return false;
  p.take_key("rlim_cur");
  if (!take_limit(p, &command->number) || !p.c_comma()) return false;
  p.take_key("rlim_max");
  return take_limit(p, &command->size) && p.expect_punct("}");
}

constexpr Operand kTargetOperand{OperandKind::kPid, OperandSlot::kTarget, "pid"};
constexpr Operand kResourceOperand = own_operand("RLIMIT_…", take_resource, "CRESOURCE");
constexpr Operand kLimitsOperand = own_operand("{SOFT, HARD}", take_c_limits);
constexpr Operand kOldLimits{.kind = OperandKind::kResult, .c_name = "rlim", .shown = "…"};

std::string limits_text(const Rlimit& limit) { return limit_text(limit.soft) + ":" + limit_text(limit.hard); }

// What prlimit and ulimit ask of the kernel.
struct PrlimitCall {
  RlimitId id = RlimitId::kAs;
  Pid target = 0;           // 0: the acting process; beyond kMaxTasks: nobody
  bool sets = false;        // false: only asks
  bool keeps_hard = false;  // `wanted.hard` was not given: the hard limit stays
  Rlimit wanted;
};

PrlimitCall prlimit_call(const Command& command, const Bound& bound) {
  PrlimitCall call;
  call.id = static_cast<RlimitId>(command.flags);
  call.target = bound.target > kMaxTasks ? kMaxTasks + 1 : static_cast<Pid>(bound.target);
  call.sets = command.number.present();
  call.keeps_hard = call.sets && !command.size.present();
  call.wanted.soft = bound.number;
  call.wanted.hard = bound.size;
  return call;
}

PrlimitCall ulimit_call(const Command& command, const Bound& bound) {
  PrlimitCall call;
  call.id = static_cast<RlimitId>(command.flags);
  call.sets = command.number.present();
  const bool is_infinite = bound.number > kRlimInfinity / 1024;
  call.wanted.soft = call.wanted.hard = is_infinite ? kRlimInfinity : bound.number * 1024;
  return call;
}

Result<Rlimit> set_limit(MachineContext& context, const Bound& bound, PrlimitCall& call) {
  const Kernel& k = context.state.kernel;
  const Pid whose = call.target == 0 ? bound.pid : call.target;
  if (call.keeps_hard && find_task(k, whose) != nullptr) {
    Limits limits = limits_of(k, whose);
    call.wanted.hard = select_limit(limits, call.id).hard;
  }
  return sys_prlimit(context.state.kernel, context.trace, bound.pid, call.target, call.id, call.sets ? &call.wanted : nullptr);
}

void run_prlimit(MachineContext& context, const Command& command, const Bound& bound) {
  PrlimitCall call = prlimit_call(command, bound);
  const Result<Rlimit> old = set_limit(context, bound, call);
  if (!old.ok()) return set_errno(&context.out, old.error());
  set_ret(&context.out, command.is_c_form() ? 0 : old.value().soft);
  context.out.out = std::string(rlimit_name(call.id)) + " ";
  context.out.out += call.sets ? limits_text(call.wanted) + ", was " + limits_text(old.value()) : limits_text(old.value());
}

// ulimit -v 100000: both limits of the shell itself, in KiB.
bool parse_ulimit(Parser& p, Command* command) {
  const Token option = p.lexer().take_raw();
  const ResourceName* found = nullptr;
  for (const ResourceName& one : kResources) {
    if (option.text == std::string("-") + one.letter) found = &one;
  }
  if (found == nullptr) return p.fail(option.begin, "an option is missing here: -v (address space), -d (data), -s (stack), -l (locked)");
  command->flags = static_cast<u32>(found->id);
  if (p.at_end()) return true;
  return take_limit(p, &command->number) && p.no_more();
}

void run_ulimit(MachineContext& context, const Command& command, const Bound& bound) {
  PrlimitCall call = ulimit_call(command, bound);
  const Result<Rlimit> old = set_limit(context, bound, call);
  if (!old.ok()) return set_errno(&context.out, old.error());
  const u64 soft = call.sets ? call.wanted.soft : old.value().soft;
  set_ret(&context.out, soft == kRlimInfinity ? soft : soft / 1024);
  context.out.out = soft == kRlimInfinity ? "unlimited" : decimal(soft / 1024);
}

// ---- sysctl ----------------------------------------------------------------------------------------------------------------------
// sysctl NAME, sysctl NAME VALUE, sysctl -w NAME=VALUE; the raw word may have `=` and the number in it.
bool take_setting(Parser& p, u32 column, const std::string& text, Command* command) {
  command->text = text;
  command->has_text = true;
  command->text_column = column;
  if (find_sysctl(text) != nullptr) return true;
  std::vector<std::string> names;
  for (const SysctlName* row = sysctl_names(); row->name != nullptr; ++row) names.push_back(row->name);
  std::string hint = did_you_mean(text, names);
  for (const std::string& name : names) hint += hint.empty() ? "settings: " + name : hint[0] == 's' ? ", " + name : "";
  return p.fail(column, text.empty() ? "a setting is missing here" : "unknown setting `" + text + "`", hint);
}

bool parse_sysctl(Parser& p, Command* command) {
  Token word = p.lexer().take_raw();
  if (word.text == "-w") word = p.lexer().take_raw();
  const std::size_t sign = word.text.find('=');
  if (!take_setting(p, word.begin, word.text.substr(0, sign), command)) return false;
  if (sign != std::string::npos) p.lexer().rewind(word.begin + static_cast<u32>(sign) + 1);
  else p.take_punct("=");
  if (sign == std::string::npos && p.at_end()) return true;
  return p.operand("a number", &command->number) && p.no_more();
}

// "/proc/sys/vm/max_map_count" as the setting that sysctl(8) calls vm.max_map_count.
std::string setting_of_path(const std::string& path) {
  const std::string folder = "/proc/sys/";
  if (path.compare(0, folder.size(), folder) != 0) return "";
  std::string name = path.substr(folder.size());
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace

bool parse_echo_to_file(Parser& p, const Token& text, Command* command, bool* is_taken) {
  for (const char* sign : {"| sudo tee ", "| tee ", ">"}) {
    const std::size_t at = text.text.rfind(sign);
    if (at == std::string::npos) continue;
    const std::size_t path = text.text.find_first_not_of(' ', at + std::string(sign).size());
    if (path == std::string::npos || text.text[path] != '/') continue;
    *is_taken = true;
    const u32 column = text.begin + static_cast<u32>(path);
    const std::string file = text.text.substr(path);
    if (file.rfind("/sys/fs/cgroup", 0) == 0) {
      command->spec = find_command("cgset");
      command->path = file;
      command->text = text.text.substr(0, at);
      command->text_column = text.begin;
      return true;
    }
    const std::string name = setting_of_path(file);
    if (name.empty()) {
      return p.fail(column, "of all files only settings below /proc/sys/vm and files of groups can be written",
                    "`help sysctl`, `help cgset`");
    }
    command->spec = find_command("sysctl");
    if (!take_setting(p, column, name, command)) return false;
    p.lexer().rewind(text.begin);
    const bool is_number = p.operand("a number", &command->number) && p.lexer().next_column() == text.begin + at;
    if (!is_number) return p.fail(text.begin, "a number is missing here");
    p.lexer().rewind(text.end);
    return true;
  }
  return true;
}

namespace {

void run_sysctl(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const SysctlName& name = *find_sysctl(command.text);
  if (command.number.present()) {
    const Status status = write_sysctl(k, context.trace, name, bound.number);
    if (!status.ok()) return set_errno(&context.out, status.error());
  }
  const u64 value = read_sysctl(k.m, name);
  set_ret(&context.out, value);
  context.out.out = std::string(name.name) + " = " + decimal(value);
}

constexpr CommandSpec kLimitsRows[] = {
    {.name = "brk",
     .group = "memory",
     .summary = "Moves the end of the heap to ADDR; prints where it is then.",
     .details =
         "The call never fails: it answers the old end where it may not move it. The heap begins at start_brk; it is no area of its "
         "own,\nand mmap, munmap and mprotect may cut it. It stops a page, and a growing area's guard gap, below the next area.",
     .example = "h = brk 0\nbrk $h+64K\nwrite $h n=16\nbrk $h+16K",
     .kernel = "brk → do_brk_flags (mm/mmap.c, mm/vma.c)",
     .man = "brk(2)",
     .result = "the heap's end",
     .machine = run_brk,
     .describe = describe_brk,
     .call = {.name = "brk", .nr = 12, .operands = {kAddrOperand}}},
    {.name = "sbrk",
     .group = "memory",
     .synopsis = "sbrk [SIZE]",
     .summary = "Moves the end of the heap by SIZE bytes, which may be negative; prints where it was.",
     .details = "The C library's way to call brk: ENOMEM when the kernel did not move it.",
     .example = "h = sbrk 64K\nwrite $h n=16\nsbrk -32K\nsbrk",
     .kernel = "brk (mm/mmap.c)",
     .man = "sbrk(2)",
     .result = "the old end",
     .machine = run_sbrk,
     .describe = describe_brk,
     .call = {.name = "sbrk", .operands = {kIncrementOperand}}},
    {.name = "mseal",
     .group = "memory",
     .summary = "Seals a range: it can no longer be unmapped, moved, protected or replaced.",
     .details =
         "The whole range must be mapped (ENOMEM, and nothing is sealed). There is no way back. Each later call asks area by area, so "
         "what\ncomes before the sealed area is changed all the same.",
     .example = "a = mmap 64K\nmseal $a+16K 16K\ncat smaps | grep sl",
     .kernel = "do_mseal → mseal_apply (mm/mseal.c)",
     .man = "mseal(2)",
     .result = "0",
     .machine = run_mseal,
     .call = {.name = "mseal", .nr = 462, .operands = {kAddrOperand, kLengthOperand, kSealFlags}}},
    {.name = "prlimit",
     .group = "limits",
     .synopsis = "prlimit [PID] as|data|stack|memlock [SOFT[:HARD]]",
     .summary = "Shows or sets a limit of a process, in bytes.",
     .details =
         "as bounds all areas together, data the private writable ones, stack each growing area, memlock what is locked. Without HARD "
         "the\n"
         "hard limit stays; it can be lowered, never raised (EPERM). `unlimited` is a number, too. Children inherit limits, threads "
         "share\n"
         "them.",
     .example = "prlimit as 1M\nmmap 64K\nprlimit as unlimited\nprlimit 1 stack 1M:4M",
     .kernel = "do_prlimit (kernel/sys.c)",
     .man = "prlimit(2)",
     .result = "the soft limit as it was",
     .operands = "PID RESOURCE",
     .parse = parse_prlimit,
     .machine = run_prlimit,
     .call = {.name = "prlimit64",
              .nr = 302,
              .operands = {kTargetOperand, kResourceOperand, kLimitsOperand, kOldLimits},
              .synopsis = "prlimit64(PID, RLIMIT_…, {SOFT, HARD} | NULL, …)"}},
    {.name = "ulimit",
     .group = "limits",
     .synopsis = "ulimit -v|-d|-s|-l [KIB | unlimited]",
     .summary = "Shows or sets both limits of the acting process in KiB, like a shell.",
     .details =
         "-v address space, -d data, -s stack, -l locked memory. A hard limit that was lowered stays low: `prlimit` sets the soft one "
         "alone.",
     .example = "ulimit -s\nulimit -v 100000\nulimit -v",
     .kernel = "do_prlimit (kernel/sys.c)",
     .man = "getrlimit(2)",
     .result = "the soft limit in KiB",
     .parse = parse_ulimit,
     .machine = run_ulimit},
    {.name = "sysctl",
     .group = "limits",
     .synopsis = "sysctl [-w] NAME[=VALUE]",
     .summary = "Shows or sets a setting below /proc/sys/vm, as root.",
     .details =
         "vm.overcommit_memory 0, 1 or 2; vm.overcommit_ratio and vm.overcommit_kbytes, which clear each other; "
         "vm.user_reserve_kbytes,\n"
         "vm.admin_reserve_kbytes; vm.max_map_count; vm.swappiness, 0 to 200, how readily pages go to swap;\n"
         "vm.page-cluster, 2 to whose power pages are read from swap at once. They are files, too:\n"
         "cat /proc/sys/vm/max_map_count, echo 100 > /proc/sys/vm/max_map_count.\n"
         "`cat /proc/meminfo` has CommitLimit and Committed_AS, `show limits` draws them.",
     .example = "sysctl vm.overcommit_memory\nsysctl vm.overcommit_memory=2\nshow limits",
     .kernel = "proc_sys_call_handler (fs/proc/proc_sysctl.c)",
     .man = "sysctl(8)",
     .result = "the value",
     .operands = "SYSCTL",
     .parse = parse_sysctl,
     .machine = run_sysctl},
};

constexpr OtherCall kLimitsCalls[] = {
    {"prlimit", {.name = "setrlimit", .nr = 160, .operands = {kResourceOperand, kLimitsOperand}}},
    {"prlimit", {.name = "getrlimit", .nr = 97, .operands = {kResourceOperand, kOldLimits}, .in_log = InLog::kLeftOut}},
};

}  // namespace

CommandGroup limits_commands() { return group_of(kLimitsRows, kLimitsCalls); }

}  // namespace pw
