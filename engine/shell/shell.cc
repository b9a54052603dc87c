// Shell: from a typed line to outcomes. Owns the session; decides what belongs to the log.
//
// Belongs to the log: every machine command that parsed, whose operands have values and whose process runs, even if it failed (a refusal
// is part of a story, and may have changed a counter); and whatever keeps a name. Does not: what looks, what moves in time, what is wrong.
#include "engine/base/utf8.h"
#include "engine/kernel/vfork.h"
#include "engine/shell/command.h"
#include "engine/shell/pipe.h"

namespace pw {
namespace {

SessionState boot_state(const BootConfig& config) {
  SessionState state;
  state.kernel = boot_kernel(config);
  return state;
}

class ShellLast : public LastCommand {
 public:
  explicit ShellLast(const Shell& shell) : shell_(shell) {}
  const Outcome& outcome() const override { return shell_.last_outcome(); }
  const StoredEvents& events() const override { return shell_.last_events(); }

 private:
  const Shell& shell_;
};

Outcome start_outcome(const Command& command) {
  Outcome out;
  out.command = command.typed();
  return out;
}

// Whom a paste names, when another ran it.
void tell_actor(const Command& command, Outcome* out) {
  const bool ran = out->kind != Outcome::Kind::kSyntax && out->pid != 0;
  if (!command.is_actor_of_log || !ran || out->pid == command.actor.number) return;
  add_line(out, std::to_string(command.actor.number) + " is a pid of the log: pid " + std::to_string(out->pid) + " ran the call here");
}

// What a paste of strace promised against what happened.
void compare_result(const Command& command, Outcome* out) {
  const ExpectedResult& expected = command.expected;
  if (!expected.present || expected.is_any || out->kind == Outcome::Kind::kSyntax) return;
  const bool failed = out->kind != Outcome::Kind::kOk;
  const std::string wanted = expected.errno_name.empty() ? hex(expected.value) : expected.errno_name;
  const std::string got = failed ? errno_name(out->error) : hex(out->ret);
  if (wanted == got) return;
  out->differs = true;
  add_line(out, "differs: the line says " + wanted + ", here it is " + got);
}

// At the end of a line, or else of a character.
bool cut_output(std::string* text) {
  if (text->size() <= kMaxOutBytes) return false;
  std::size_t end = text->rfind('\n', kMaxOutBytes);
  if (end == std::string::npos) end = kMaxOutBytes;
  while (end > 0 && (static_cast<u8>((*text)[end]) & 0xc0) == 0x80) --end;
  text->resize(end);
  return true;
}

// The one place where what a command says becomes text for a terminal: names of files and programs, and whatever an error repeats, may
// hold any byte.
void finish_text(Outcome* out) {
  out->command = printable(out->command);
  out->check = printable(out->check);
  const bool is_long = cut_output(&out->out);
  out->out = printable_lines(out->out);
  if (!cut_output(&out->out) && !is_long) return;
  out->out += "\n… cut: a command prints at most " + size_text(kMaxOutBytes) + "; filters such as `| head 20` show the part you want";
}

bool is_blank_line(const std::string& line, u32 at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == ';')) ++at;
  return at >= line.size() || line[at] == '#';
}

u32 skip_separators(const std::string& line, u32 at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == '\t' || line[at] == ';')) ++at;
  return at;
}

bool check_line(const std::string& line, Diagnostic* error) {
  if (line.size() > kMaxLineBytes) {
    *error = {kMaxLineBytes, "the line is too long: at most " + std::to_string(kMaxLineBytes) + " bytes", ""};
    return false;
  }
  return check_text(line, error);
}

// One command from *at on; *at moves behind it.
bool parse_at(const std::string& line, u32* at, Command* command, Diagnostic* error) {
  Parser parser(line, *at);
  if (!parser.parse_command(command)) {
    *error = parser.error();
    return false;
  }
  if (command->end - command->begin > kMaxCommandBytes) {
    *error = {command->begin + kMaxCommandBytes, "the command is too long: at most " + std::to_string(kMaxCommandBytes) + " bytes", ""};
    return false;
  }
  *at = parser.lexer().next_column();
  return true;
}

Outcome syntax_outcome(const std::string& line, u32 begin, const Diagnostic& error) {
  Outcome out;
  out.command = line.substr(begin);
  set_syntax_error(&out, line, error);
  return out;
}

bool ends_expression(Lexer& lexer) {
  const u32 at = lexer.next_column();
  const bool is_end = at >= lexer.line().size() || lexer.line()[at] == '#';
  return is_end || lexer.fail(at, "unexpected text behind the expression");
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  for (std::string& line : lines) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
  }
  return lines;
}

// A task in vfork runs no command until its child lets it go.
void refuse_sleeper(Pid pid, Pid child, Outcome* out) {
  const std::string n = std::to_string(child);
  set_errno(out, fail(Errno::kEAGAIN, ""));
  out->check = "pid " + std::to_string(pid) + " waits for its vfork child " + n;
  out->check += ", until that ends or executes a program: `@" + n + " exit`";
  add_part(out, out->check);
}

// What the command did cannot stand: it went beyond what this program does, or keeps, for one machine, or asked for a page of a named file.
// Nobody has seen it yet.
bool cannot_stand(const Memory& m) { return m.work.is_exceeded || m.work.unread.valid() || m.phys.contents.has_overflowed(); }

// Where the caret points, and what it says.
Diagnostic excess_of(const Memory& m, const Command& command) {
  if (m.work.is_exceeded) {
    const u32 column = command.size.present() ? command.size.begin : command.begin;
    return {column, "that would reach more than " + std::to_string(kMaxWorkPages) + " pages: the limit of one command's work", ""};
  }
  if (m.work.unread.valid()) {
    // Neither a signal nor an errno, since Linux would read the page in.
    const u32 column = command.addr.present() ? command.addr.begin : command.begin;
    const std::string name = printable(m.files.pool[m.work.unread].path);
    return {column, "not built yet in this version: reading files; this page belongs to " + name, ""};
  }
  const std::string contents = "the pages would hold more than " + size_text(Contents::kMaxBytes) + " of contents that differ";
  return {command.begin, contents + ": the limit of a machine", ""};
}

void refuse_excess(const Memory& m, const Command& command, Outcome* out) {
  const Diagnostic excess = excess_of(m, command);
  const Pid pid = out->pid;
  *out = start_outcome(command);
  out->pid = pid;
  set_syntax_error(out, command.line, excess);
}

}  // namespace

Shell::Shell() : session_(std::make_unique<Session>(*this, boot_state(BootConfig()))) {}

bool Shell::boot_with(const BootConfig& config) {
  auto fresh = std::make_unique<Session>(*this, boot_state(config));
  fresh->take_place_of(*session_);
  if (session_->length() > 0) before_boot_ = Aside{number_, boot_, std::move(session_)};
  after_undone_boot_ = Aside();
  number_ = ++sessions_begun_;
  boot_ = config;
  session_ = std::move(fresh);
  last_ = Last();
  return before_boot_.session != nullptr;
}

bool Shell::swap_sessions(Aside& from, Aside& to) {
  if (from.session == nullptr) return false;
  from.session->take_place_of(*session_);
  to = Aside{number_, boot_, std::move(session_)};
  number_ = from.number;
  boot_ = from.boot;
  session_ = std::move(from.session);
  from = Aside();
  last_ = Last();
  return true;
}

// ---- running ---------------------------------------------------------------------------------------------------------------------
void Shell::run_machine(const Command& command, Outcome* out) {
  const EvalEnv env{session_->state()};
  Bound bound;
  if (!bind_operands(env, command, &bound, out)) return;
  // `task` chooses who acts, so it must work when the one chosen before has ended; `drain` is the machine's own doing.
  const std::string name = command.spec->name;
  const bool needs_actor = name != "task" && name != "drain";
  if (needs_actor && !is_running(session_->state().kernel, bound.pid)) {
    return set_errno(out, fail(Errno::kESRCH, "the acting process has ended or never was: `ps` lists them, `task N` chooses another"));
  }
  const Pid vfork_child = needs_actor ? find_vfork_child(session_->state().kernel, bound.pid) : 0;
  if (vfork_child != 0) return refuse_sleeper(bound.pid, vfork_child, out);
  if (!session_->can_append(command.typed())) {
    const std::string limit = std::to_string(kMaxLogCommands) + " commands and " + size_text(kMaxLogBytes);
    return set_syntax_error(out, command.line, {command.begin, "the log is full: at most " + limit, "`boot` begins a new one"});
  }
  session_->run(command.typed(), [&command, &bound, out](SessionState& state, Trace& trace) {
    execute_logged(state, trace, command, bound, out);
    const Memory& m = state.kernel.m;
    if (cannot_stand(m)) refuse_excess(m, command, out);
    out->logged = out->kind != Outcome::Kind::kSyntax;
    return out->logged;
  });
  if (!out->logged) return;
  after_undone_boot_ = Aside();
  out->events = session_->last_events().total;
  session_->mark_last(static_cast<u8>(out->kind));
  if (command.spec->describe != nullptr) command.spec->describe(session_->state(), command, bound, session_->last_events(), out);
  note_last(*out);
}

void Shell::run_look(const Command& command, Pipes& pipes, Outcome* out) {
  const ShellLast last(*this);
  const EvalEnv env{session_->state(), &last};
  Bound bound;
  if (!bind_operands(env, command, &bound, out)) return;
  const bool walks = std::string(command.spec->name) == "rmap";
  if (!walks) {
    Trace nobody;
    LookContext context{*this, session_->state(), env, nobody, *out, pipes};
    return command.spec->look(context, command, bound);
  }
  // The walk's events become those of the last command, for `trace` and the view of what happened.
  session_->run(command.typed(), [this, &command, &bound, &env, &pipes, out](SessionState& state, Trace& trace) {
    LookContext context{*this, state, env, trace, *out, pipes};
    command.spec->look(context, command, bound);
    return false;
  });
  out->events = session_->last_events().total;
  note_last(*out);
}

void Shell::run_session(const Command& command, Outcome* out) {
  const EvalEnv env{session_->state()};
  Bound bound;
  if (!bind_operands(env, command, &bound, out)) return;
  SessionContext context{*this, *out};
  command.spec->session(context, command, bound);
}

Outcome Shell::run_command(const Command& command) {
  Outcome out = start_outcome(command);
  Pipes pipes(command.pipes);
  if (is_logged(command)) {
    run_machine(command, &out);
  } else if (command.spec->look != nullptr) {
    run_look(command, pipes, &out);
  } else {
    run_session(command, &out);
  }
  compare_result(command, &out);
  tell_actor(command, &out);
  if (out.kind == Outcome::Kind::kOk && !command.pipes.empty() && !pipes.has_run()) out.out = pipes.run(out.out);
  while (!out.out.empty() && out.out.back() == '\n') out.out.pop_back();
  return out;
}

void Shell::run_one_line(const std::string& line, std::vector<Outcome>* outcomes) {
  Diagnostic error;
  if (!check_line(line, &error)) return outcomes->push_back(syntax_outcome(line, 0, error));
  u32 at = 0;
  while (!is_blank_line(line, at)) {
    at = skip_separators(line, at);
    const u32 begin = at;
    Command command;
    if (!parse_at(line, &at, &command, &error)) return outcomes->push_back(syntax_outcome(line, begin, error));
    outcomes->push_back(run_command(command));
    if (outcomes->back().kind == Outcome::Kind::kSyntax) return;
  }
}

std::vector<Outcome> Shell::run_line(const std::string& line) {
  std::vector<Outcome> outcomes;
  for (const std::string& one : split_lines(line)) {
    const std::size_t before = outcomes.size();
    run_one_line(one, &outcomes);
    for (std::size_t i = before; i < outcomes.size(); ++i) finish_text(&outcomes[i]);
    if (!outcomes.empty() && outcomes.back().kind == Outcome::Kind::kSyntax) break;
  }
  return outcomes;
}

void Shell::replay(SessionState& state, Trace& trace, const std::string& text) {
  Command command;
  Diagnostic error;
  u32 at = 0;
  Outcome out;
  Bound bound;
  const bool ok = parse_at(text, &at, &command, &error) && bind_operands(EvalEnv{state}, command, &bound, &out);
  PW_ASSERT(ok && is_logged(command), "a command of the log can be run again");
  execute_logged(state, trace, command, bound, &out);
}

// ---- the last command ------------------------------------------------------------------------------------------------------------
void Shell::note_last(const Outcome& out) {
  last_ = Last();
  last_.head = session_->head();
  last_.outcome = out;
}

// Moving in time clears the session's own events; that tells it happened even when the head came back to where it was.
void Shell::find_last() const {
  const bool has_events = last_.from_replay || session_->last_events().total == last_.outcome.events;
  if (last_.head == session_->head() && has_events) return;
  last_ = Last();
  last_.head = session_->head();
  last_.from_replay = true;
  if (session_->head() == 0) return;
  last_.events = run_again(session_->head() - 1, &last_.outcome);
}

StoredEvents Shell::run_again(u32 index, Outcome* out) const {
  const std::string& text = session_->command(index);
  SessionState state = session_->state_before(index);
  Recorder recorder;
  Trace trace(&recorder);
  Command command;
  Diagnostic error;
  u32 at = 0;
  Bound bound;
  if (!parse_at(text, &at, &command, &error) || !bind_operands(EvalEnv{state}, command, &bound, out)) return StoredEvents();
  out->command = text;
  execute_logged(state, trace, command, bound, out);
  out->logged = true;
  StoredEvents events = recorder.take();
  out->events = events.total;
  return events;
}

std::string Shell::check_of(u32 index) const {
  if (session_->mark(index) == static_cast<u8>(Outcome::Kind::kOk)) return "";
  if (index + 1 == session_->head()) return last_outcome().check;
  Outcome out;
  run_again(index, &out);
  return out.check;
}

const Outcome& Shell::last_outcome() const {
  find_last();
  return last_.outcome;
}

const StoredEvents& Shell::last_events() const {
  find_last();
  return last_.from_replay ? last_.events : session_->last_events();
}

Evaluated Shell::evaluate(const std::string& expression) const { return evaluate_at(expression, session_->state(), ShellLast(*this)); }

Evaluated Shell::evaluate_at(const std::string& expression, const SessionState& state, const LastCommand& last) {
  Evaluated result;
  Diagnostic error;
  const EvalEnv env{state, &last};
  if (check_line(expression, &error)) {
    Lexer lexer(expression, 0);
    Expr expr;
    result.ok = parse_expression(lexer, &expr) && ends_expression(lexer);
    if (!result.ok) error = lexer.error();
    result.ok = result.ok && evaluate_expression(env, expr, &result.value, &error);
  }
  if (!result.ok) {
    result.column = error.column;
    result.message = caret_text(expression, error);
  }
  return result;
}

// ---- scripts ---------------------------------------------------------------------------------------------------------------------
std::string Shell::script() const {
  std::string text = render_boot(boot_) + "\n";
  for (u32 i = 0; i < session_->head(); ++i) text += session_->command(i) + "\n";
  return text;
}

namespace {

std::string script_error(u32 line_number, const std::string& line, const Diagnostic& error) {
  const u32 column = text_columns(line.substr(0, error.column)) + 1;
  return "line " + std::to_string(line_number) + ", column " + std::to_string(column) + ": " + printable(error.reason) + "\n" +
         caret_text(line, error);
}

bool parse_script_line(const std::string& line, u32 number, Shell::ParsedScript* script) {
  Diagnostic error;
  u32 at = 0;
  bool ok = check_line(line, &error);
  while (ok && !is_blank_line(line, at)) {
    at = skip_separators(line, at);
    Command command;
    ok = parse_at(line, &at, &command, &error);
    if (ok) script->commands.push_back({command.typed(), number});
  }
  if (!ok) script->error = script_error(number, line, error);
  return ok;
}

}  // namespace

Shell::ParsedScript Shell::parse_script(const std::string& script) {
  ParsedScript parsed;
  if (script.size() > kMaxScriptBytes) {
    parsed.error = "the script is too long: at most " + size_text(kMaxLogBytes) + " below its boot line";
    return parsed;
  }
  u32 number = 0;
  for (const std::string& line : split_lines(script)) {
    if (!parse_script_line(line, ++number, &parsed)) break;
  }
  return parsed;
}

}  // namespace pw
