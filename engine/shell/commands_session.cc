// Commands of the session: boot, undo, redo, seek. They move between states and are no part of the log themselves (boot begins it).
#include "engine/shell/command.h"

namespace pw {
namespace {

// ---- boot ------------------------------------------------------------------------------------------------------------------------
struct BootOption {
  const char* key;
  u64 low;
  u64 high;
  const char* range;
  void (*set)(BootConfig& config, u64 value);
};

constexpr BootOption kBootOptions[] = {
    {"mem", 32ull << 20, 16ull << 30, "32M to 16G", [](BootConfig& config, u64 value) { config.mem_bytes = value; }},
    {"cpus", 1, kMaxCpus, "1 to 8", [](BootConfig& config, u64 value) { config.cpus = static_cast<u32>(value); }},
    {"levels", 4, 5, "4 or 5", [](BootConfig& config, u64 value) { config.levels = static_cast<u32>(value); }},
    {"seed", 0, ~u64{0}, "any number", [](BootConfig& config, u64 value) { config.seed = value; }},
};

bool parse_boot_number(Parser& p, const BootOption& option, BootConfig* config) {
  const Token value = p.lexer().take();
  if (value.kind != TokenKind::kNumber || value.number < option.low || value.number > option.high) {
    return p.fail(value.begin, std::string(option.key) + " takes " + option.range);
  }
  if (std::string(option.key) == "mem" && value.number % kPageSize != 0) return p.fail(value.begin, "mem is a multiple of 4K");
  option.set(*config, value.number);
  return true;
}

bool parse_segv(Parser& p, BootConfig* config) {
  const Token value = p.lexer().take_raw();
  if (value.text != "kill" && value.text != "handle") return p.fail(value.begin, "segv takes `kill` or `handle`");
  config->segv_kills = value.text == "kill";
  return true;
}

bool parse_cgroup(Parser& p, BootConfig* config) {
  const Token value = p.lexer().take_raw();
  if (value.text != "v1" && value.text != "v2") return p.fail(value.begin, "cgroup takes `v2` or `v1`");
  config->cgroup_v1 = value.text == "v1";
  return true;
}

bool parse_on_off(Parser& p, const char* key, bool* on) {
  const Token value = p.lexer().take_raw();
  if (value.text != "on" && value.text != "off") return p.fail(value.begin, std::string(key) + " takes `on` or `off`");
  *on = value.text == "on";
  return true;
}

bool parse_boot_option(Parser& p, BootConfig* config) {
  for (const BootOption& option : kBootOptions) {
    if (p.take_key(option.key)) return parse_boot_number(p, option, config);
  }
  if (p.take_key("segv")) return parse_segv(p, config);
  if (p.take_key("pkeys")) return parse_on_off(p, "pkeys", &config->pkeys);
  if (p.take_key("root")) return parse_on_off(p, "root", &config->root);
  if (p.take_key("cgroup")) return parse_cgroup(p, config);
  const Token word = p.lexer().take();
  std::string hint = did_you_mean(word.text, {"mem", "cpus", "levels", "seed", "segv", "pkeys", "root", "cgroup"});
  if (hint.empty()) hint = "boot mem=64M cpus=2 levels=4 seed=1 segv=handle";
  return p.fail(word.begin, "unknown boot option", hint);
}

bool parse_boot(Parser& p, Command* command) {
  while (!p.at_end()) {
    if (!parse_boot_option(p, &command->boot)) return false;
  }
  return true;
}

void session_boot(SessionContext& context, const Command& command, const Bound&) {
  const bool is_kept = context.shell.boot_with(command.boot);
  context.out.logged = true;
  context.out.pid = 1;
  context.out.out = render_boot(command.boot);
  if (is_kept) add_part(&context.out, "the session before it is set aside: `undo` brings it back");
}

// ---- undo, redo, seek ------------------------------------------------------------------------------------------------------------
bool parse_nothing(Parser& p, Command*) { return p.no_more(); }

std::string position_text(const Session& session) {
  return "command " + std::to_string(session.head()) + " of " + std::to_string(session.length());
}

void session_undo(SessionContext& context, const Command&, const Bound&) {
  Session& session = context.shell.session();
  if (!session.undo()) {
    const std::string booted = render_boot(context.shell.boot());
    if (!context.shell.go_before_boot()) return add_part(&context.out, "nothing to undo: this is the machine as it booted");
    context.out.out = "undone: " + booted;
    return add_part(&context.out, position_text(context.shell.session()));
  }
  context.out.out = "undone: " + session.command(session.head());
  add_part(&context.out, position_text(session));
}

void session_redo(SessionContext& context, const Command&, const Bound&) {
  Session& session = context.shell.session();
  if (!session.redo()) {
    if (!context.shell.go_behind_boot()) return add_part(&context.out, "nothing to redo: this is the newest command");
    context.out.out = "redone: " + render_boot(context.shell.boot());
    return add_part(&context.out, position_text(context.shell.session()));
  }
  context.out.out = "redone: " + session.command(session.head() - 1);
  add_part(&context.out, position_text(session));
}

bool parse_seek(Parser& p, Command* command) {
  return p.operand("how many commands of the log shall have run", &command->number) && p.no_more();
}

void session_seek(SessionContext& context, const Command& command, const Bound& bound) {
  Session& session = context.shell.session();
  if (bound.number > session.length() || !session.seek(static_cast<u32>(bound.number))) {
    return set_syntax_error(
        &context.out, command.line,
        {command.number.begin,
         "the log has " + counted(session.length(), "command", "commands") + ": seek takes 0 to " + std::to_string(session.length()),
         ""});
  }
  context.out.out = position_text(session);
}

constexpr CommandSpec kSessionRows[] = {
    {"boot", "session", "boot [mem=SIZE] [cpus=N] [levels=4|5] [seed=N] [segv=handle|kill] [pkeys=on|off] [root=on|off] [cgroup=v2|v1]",
     "Starts a new machine with an empty log; `undo` at its beginning goes back to the session before.",
     "mem: 32M to 16G, default 64M. cpus: 1 to 8, default 2. levels: of the page tables, 4 or 5, default 4. seed: of what Linux leaves "
     "to\n"
     "chance, default 1. segv: after a SIGSEGV `handle` (default) lets the process go on, as under a handler that jumps out; `kill` ends "
     "it.\n"
     "pkeys: whether the processor has protection keys, default off. root: whether programs run as root does, whom RLIMIT_MEMLOCK does\n"
     "not bind and who may raise hard limits, default off. cgroup: which hierarchy of groups there is, default v2.\n"
     "Configured as Linux 6.18 for x86-64 with soft-dirty, MGLRU and anonymous-area names off. After boot there is one\n"
     "process, pid 1 init, with nothing but its [stack].",
     "boot\nboot mem=128M cpus=4 levels=5 segv=kill", "start_kernel (init/main.c)", "", "", "BOOT", parse_boot, nullptr, nullptr,
     session_boot, nullptr},
    {"undo", "session", "undo", "Goes back to before the last command of the log.",
     "Nothing is lost until another command is typed: `redo` goes forward again.", "mmap 16K\nundo\nredo", "", "", "", "", parse_nothing,
     nullptr, nullptr, session_undo, nullptr},
    {"redo", "session", "redo", "Runs the command that was undone last again.", "", "mmap 16K\nundo\nredo", "", "", "", "", parse_nothing,
     nullptr, nullptr, session_redo, nullptr},
    {"seek", "session", "seek N", "Goes to the machine as it stood after N commands of the log.", "seek 0 is the machine as it booted.",
     "mmap 16K\nfork\nseek 1\nseek 2", "", "", "", "", parse_seek, nullptr, nullptr, session_seek, nullptr},
};

}  // namespace

CommandGroup session_commands() { return group_of(kSessionRows); }

}  // namespace pw
