// Commands that make tasks by flags: clone in words, clone() and clone3() as strace prints them, vfork.
//
// Flags that stand for files, signal handlers and the like are taken and dropped; namespaces are refused. An address in square brackets
// (`parent_tid=[7]`) is a value that strace printed in place of the address, so nothing is stored there.
#include "engine/kernel/clone.h"
#include "engine/kernel/vfork.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

void answer_pid(Outcome* out, const Result<Pid>& result) {
  if (!result.ok()) return set_errno(out, result.error());
  set_ret(out, result.value());
  out->out = std::to_string(result.value());
}

// ---- vfork -----------------------------------------------------------------------------------------------------------------------
void run_vfork(MachineContext& context, const Command&, const Bound& bound) {
  answer_pid(&context.out, sys_vfork(context.state.kernel, context.trace, bound.pid));
}

void describe_clone(const SessionState& state, const Command&, const Bound& bound, const StoredEvents&, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  const Pid child = find_vfork_child(state.kernel, bound.pid);
  if (child != 0 && child == out->ret) {
    add_part(out, "pid " + std::to_string(bound.pid) + " sleeps until it ends or executes a program");
  } else if (is_running(state.kernel, bound.pid) && state.kernel.tasks[bound.pid].mm == state.kernel.tasks[static_cast<Pid>(out->ret)].mm) {
    add_part(out, "on the same address space");
  }
}

// ---- clone -----------------------------------------------------------------------------------------------------------------------
const FlagName* find_clone_flag(const std::string& name) {
  for (const FlagName* flag = clone_flag_table(); flag->c_name != nullptr; ++flag) {
    if (name == flag->c_name || (flag->word[0] != '\0' && name == flag->word)) return flag;
  }
  return nullptr;
}

bool parse_clone(Parser& p, Command* command) {
  while (p.lexer().peek().kind != TokenKind::kEnd) {
    if (p.take_punct("|") || p.take_punct(",")) continue;
    const Token word = p.lexer().take_raw();
    const FlagName* flag = find_clone_flag(word.text);
    if (flag == nullptr) return p.fail(word.begin, "unknown flag `" + word.text + "`", "vm, vfork, sighand, thread, parent, fs, …");
    if (flag->use == FlagUse::kUnbuilt)
      return p.fail(word.begin, std::string("not built yet in this version: ") + flag->c_name + " (" + flag->about + ")");
    command->flags |= flag->value;
  }
  if ((command->flags & (kCloneThread | kCloneSignalMask)) == 0) command->flags |= kSigchld;
  return true;
}

bool parse_pointer(Parser& p, Expr* out) {
  const Token& next = p.lexer().peek();
  const bool is_value = next.kind == TokenKind::kPunct && (next.text == "[" || next.text == "{");
  return is_value ? p.skip_c_argument() : p.c_operand("an address", out);
}

// One `key=value`; false with no error set when the key is none of these.
struct Field {
  const char* key;
  Expr Command::*operand;  // nullptr: skipped
};
constexpr Field kFields[] = {
    {"child_stack", nullptr},       {"parent_tidptr", &Command::new_addr}, {"parent_tid", &Command::new_addr},
    {"child_tidptr", &Command::addr}, {"child_tid", &Command::addr},       {"stack_size", &Command::size},
    {"stack", &Command::new_size},  {"exit_signal", &Command::number},     {"tls", nullptr},
    {"newtls", nullptr},            {"pidfd", nullptr},                    {"set_tid_size", nullptr},
    {"set_tid", nullptr},           {"cgroup", nullptr},
};

bool parse_field(Parser& p, Command* command, bool* is_known) {
  *is_known = true;
  for (const Field& field : kFields) {
    if (!p.take_key(field.key)) continue;
    if (field.operand == nullptr) return p.skip_c_argument();
    const Token next = p.lexer().peek();
    const bool is_sigchld = next.kind == TokenKind::kWord && next.text == "SIGCHLD";
    if (!is_sigchld) return parse_pointer(p, &(command->*field.operand));
    p.lexer().take();
    Expr& expr = command->*field.operand;
    expr.kind = ExprKind::kNumber;
    expr.begin = next.begin;
    expr.end = next.end;
    expr.number = kSigchld;
    return true;
  }
  *is_known = false;
  return true;
}

// clone(child_stack=NULL, flags=CLONE_…|SIGCHLD, child_tidptr=0x…), or in the order of the system call without names: flags, stack,
// parent_tid, child_tid, tls.
bool parse_c_clone(Parser& p, Command* command) {
  u32 place = 0;
  do {
    bool is_known = false;
    if (!parse_field(p, command, &is_known)) return false;
    if (is_known) continue;
    const bool is_named = p.take_key("flags");
    const u32 at = is_named ? 0 : place++;
    if (at == 0 && !p.c_flags(clone_flag_table(), &command->flags)) return false;
    if ((at == 1 || at == 4) && !p.skip_c_argument()) return false;
    if (at == 2 && !parse_pointer(p, &command->new_addr)) return false;
    if (at == 3 && !parse_pointer(p, &command->addr)) return false;
    if (at > 4) return p.fail_here("clone takes flags, stack, parent_tid, child_tid and tls");
  } while (p.take_punct(","));
  return true;
}

// clone3({flags=…, exit_signal=SIGCHLD, stack=…, stack_size=…} => {…}, SIZE)
bool parse_c_clone3(Parser& p, Command* command) {
  if (!p.expect_punct("{")) return false;
  do {
    bool is_known = false;
    if (!parse_field(p, command, &is_known)) return false;
    if (is_known) continue;
    if (!p.take_key("flags")) return p.fail_here("unknown field", "flags, child_tid, parent_tid, exit_signal, stack, stack_size, tls");
    if (!p.c_flags(clone_flag_table(), &command->flags)) return false;
  } while (p.take_punct(","));
  return p.expect_punct("}") && p.skip_c_argument() && p.c_comma() && p.operand("the size of the struct", &command->pages);
}

CloneArgs clone_args(const Command& command, const Bound& bound) {
  CloneArgs args;
  args.flags = command.flags;
  args.child_tid = bound.addr;
  args.parent_tid = bound.new_addr;
  args.stack = bound.new_size;
  args.stack_size = bound.size;
  return args;
}

void run_clone(MachineContext& context, const Command& command, const Bound& bound) {
  CloneArgs args = clone_args(command, bound);
  const bool is_clone3 = command.pages.present();
  if (!is_clone3) {
    args.exit_signal = args.flags & kCloneSignalMask;
    args.flags &= ~static_cast<u64>(kCloneSignalMask);
    return answer_pid(&context.out, sys_clone(context.state.kernel, context.trace, bound.pid, args));
  }
  args.exit_signal = bound.number;
  args.struct_size = bound.pages;
  answer_pid(&context.out, sys_clone3(context.state.kernel, context.trace, bound.pid, args));
}

constexpr CommandSpec kCloneRows[] = {
    {.name = "vfork",
     .group = "processes",
     .summary = "Makes a child on the caller's own address space; the caller sleeps until it ends or executes a program.",
     .details =
         "Nothing is copied, no entry becomes read-only: what the child stores, the parent finds. The child is another process all the "
         "same,\nwith limits of its own. Commands of the sleeping parent are refused until then.",
     .example = "a = mmap 16K\nc = vfork\n@$c write $a \"from the child\"\n@$c exit\nread $a",
     .kernel = "kernel_clone with CLONE_VFORK|CLONE_VM (kernel/fork.c)",
     .man = "vfork(2)",
     .result = "the child's pid",
     .machine = run_vfork,
     .describe = describe_clone,
     .call = {.name = "vfork", .nr = 58}},
    {.name = "clone",
     .group = "processes",
     .synopsis = "clone [vm] [vfork] [sighand] [thread] [parent] …",
     .summary = "Makes a task; the flags say what it shares. Without flags it is fork.",
     .details =
         "vm: the address space is shared, not copied. vfork: the caller sleeps until the child ends or executes a program. thread: of "
         "the\n"
         "same process; needs sighand, which needs vm (EINVAL). parent: a sibling of the caller. child_settid and the like need an "
         "address,\n"
         "which only the C forms can give: clone(flags=CLONE_…|SIGCHLD, child_tidptr=ADDR), clone3({flags=CLONE_…, "
         "exit_signal=SIGCHLD}, 88).\nWithout a signal in the C form, wait() does not see the child, but for __WALL and __WCLONE.",
     .example = "c = clone vm\nt = clone vm|sighand|thread\nclone(flags=CLONE_VM|CLONE_VFORK|SIGCHLD)",
     .kernel = "kernel_clone (kernel/fork.c)",
     .man = "clone(2)",
     .result = "the child's pid",
     .parse = parse_clone,
     .machine = run_clone,
     .describe = describe_clone,
     .call = {.name = "clone",
              .nr = 56,
              .operands = {flags_operand(clone_flag_table)},
              .parse = parse_c_clone,
              .synopsis = "clone(flags=…)"}},
};

constexpr OtherCall kCloneCalls[] = {
    {"clone",
     {.name = "clone3",
      .nr = 435,
      .operands = {flags_operand(clone_flag_table)},
      .parse = parse_c_clone3,
      .synopsis = "clone3({flags=…, exit_signal=SIGCHLD}, 88)"}},
};

}  // namespace

CommandGroup clone_commands() { return group_of(kCloneRows, kCloneCalls); }

}  // namespace pw
