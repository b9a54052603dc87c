// kill: a signal to a process, as the shell's command and as the call of C.
#include "engine/kernel/kill.h"
#include "engine/render/names.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr u32 kSigterm = 15;

constexpr FlagName kSignals[] = {
#define PW_SIGNAL(number, name, action) {name, &name[3], number, ~0u, FlagUse::kPassed, ""},
#include "engine/kernel/signals.def"
#undef PW_SIGNAL
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

constexpr Operand kPidOperand{OperandKind::kPid, OperandSlot::kTarget, "pid", "a pid"};
constexpr Operand kSignalOperand{OperandKind::kChoice, OperandSlot::kFlags, "sig", nullptr, signal_flag_table};

// 9, KILL, SIGKILL
bool parse_signal(Parser& p, Command* command) {
  const Token token = p.lexer().take();
  if (token.kind == TokenKind::kNumber && token.number <= ~u32{0}) return command->flags = static_cast<u32>(token.number), true;
  std::vector<std::string> names;
  for (const FlagName* signal = kSignals; signal->c_name != nullptr; ++signal) {
    if (token.text == signal->c_name || token.text == signal->word) return command->flags = signal->value, true;
    names.push_back(signal->c_name);
  }
  return p.fail(token.begin, "unknown signal `" + token.text + "`", did_you_mean("SIG" + token.text, names));
}

// kill [-9 | -KILL | -s KILL] PID
bool parse_kill(Parser& p, Command* command) {
  command->flags = kSigterm;
  if (p.take_punct("-")) {
    const Token& word = p.lexer().peek();
    if (word.kind == TokenKind::kWord && word.text == "s") p.lexer().take();
    if (!parse_signal(p, command)) return false;
  }
  return p.operand("a pid", &command->target) && p.no_more();
}

std::string signal_text(u32 signo) { return signo <= 31 ? signal_name(signo) : "signal " + std::to_string(signo); }

void run_kill(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const u32 signo = command.flags;
  if (static_cast<i64>(bound.target) <= 0) {
    return set_syntax_error(&context.out, command.line,
                            {command.target.begin, "not built yet in this version: process groups (a pid that is 0 or negative)", ""});
  }
  const bool is_stop = signo <= kMaxSignal && default_action(signo) == SignalAction::kStop;
  if (is_stop) {
    return set_syntax_error(&context.out, command.line, {command.begin, "not built yet in this version: stopped processes", ""});
  }
  const bool ran = bound.target <= kMaxTasks && is_running(k, static_cast<Pid>(bound.target));
  const Status status = sys_kill(k, context.trace, bound.pid, bound.target, signo);
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
  const std::string target = "pid " + std::to_string(bound.target);
  const bool runs = ran && is_running(k, static_cast<Pid>(bound.target));
  if (signo == 0) context.out.out = target + " is there";
  else if (ran && !runs) context.out.out = target + " is killed by " + signal_text(signo);
  else if (!ran) context.out.out = target + " has ended before: " + signal_text(signo) + " changes nothing";
  else if (bound.target == 1) context.out.out = "init ignores " + signal_text(signo);
  else context.out.out = signal_text(signo) + " is ignored where no handler is set";
}

constexpr CommandSpec kRows[] = {
    {.name = "kill",
     .group = "processes",
     .synopsis = "kill [-SIGNAL] PID",
     .summary = "Sends a signal to a process, SIGTERM unless another is named.",
     .details =
         "SIGNAL is a number or a name: -9, -KILL, -s SIGKILL. No process has a handler here: most signals end it with all its threads,\n"
         "which its parent learns by `wait`; SIGCHLD, SIGCONT, SIGURG and SIGWINCH do nothing, 0 asks whether the process is there.\n"
         "pid 1 ignores them all, as init does. Stops and process groups are not built.",
     .example = "c = fork\nkill -KILL $c\nwait",
     .kernel = "kill_pid_info → group_send_sig_info; do_group_exit (kernel/signal.c, kernel/exit.c)",
     .man = "kill(2)",
     .result = "0",
     .operands = "SIGNAL PID",
     .parse = parse_kill,
     .machine = run_kill,
     .call = {.name = "kill", .nr = 62, .operands = {kPidOperand, kSignalOperand}, .in_log = InLog::kLeftOut}},
};

}  // namespace

const FlagName* signal_flag_table() { return kSignals; }
CommandGroup kill_commands() { return group_of(kRows); }

}  // namespace pw
