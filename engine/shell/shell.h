// Shell: the command language, once, for terminal, lessons, links, tests and CLI.
//
// A command is one row of a table (command.h: name, synopsis, example, kernel function, man page, parser, runner); the rows stand by group
// in commands_*.cc. Help, completion and did-you-mean read the same tables. The grammar stands as EBNF in grammar.ebnf beside this file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/kernel/signal.h"
#include "engine/session/session.h"

namespace pw {

inline constexpr u32 kMaxCommandBytes = 4096;
inline constexpr u32 kMaxLineBytes = 4 * kMaxCommandBytes;  // of several commands between `;`
inline constexpr u32 kMaxOutBytes = 1u << 20;               // what one command may print
inline constexpr u64 kMaxScriptBytes = kMaxLogBytes + kMaxCommandBytes;  // a full log can be loaded: a boot line stands on top of it
inline constexpr u64 kMaxWorkPages = 1u << 22;  // pages one command may touch

// What one command did. `out` is what a terminal prints, without a final newline.
struct Outcome {
  enum class Kind : u8 { kOk, kErrno, kSignal, kSyntax, kAssertFailed } kind = Kind::kOk;
  std::string command;   // as typed, trimmed
  std::string out;
  Pid pid = 0;           // the acting process
  bool has_ret = false;
  u64 ret = 0;
  Errno error = Errno::kOk;
  std::string check;     // which check refused
  Signal signal;
  u64 minflt = 0, majflt = 0;  // the acting process's own, in this command
  bool logged = false;   // it belongs to the log
  bool differs = false;  // C form: the `= RESULT` at its end is not what came out (the difference stands in `out`)
  u32 column = 0;        // kSyntax: byte offset of the caret, 0-based, from the start of the line
  u64 events = 0;        // how many the command emitted
};

struct Candidate {
  std::string text;   // replaces from `from` to the cursor
  std::string hint;   // one line of help
};
struct Completion {
  u32 from = 0;
  std::vector<Candidate> candidates;
};

// A value of the expression language.
struct Value {
  enum class Type : u8 { kNumber, kBool, kString, kNone } type = Type::kNone;
  u64 number = 0;           // kNumber; kBool: 0 or 1; kString with has_number: what the text stands for
  std::string text;
  bool has_number = false;  // errno() and signal(): comparable with their number as well as with their name
};
struct Evaluated {
  bool ok = false;
  Value value;
  std::string message;  // with a caret line when !ok
  u32 column = 0;
};

struct Command;
class Pipes;

class LastCommand;  // expr.h

class Shell : public CommandRunner {
 public:
  Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // A line may hold several commands between `;`. Runs them in order until one cannot be parsed.
  std::vector<Outcome> run_line(const std::string& line);
  Completion complete(const std::string& line, u32 cursor) const;
  Evaluated evaluate(const std::string& expression) const;
  // On another state than the head's: a moment of the past.
  static Evaluated evaluate_at(const std::string& expression, const SessionState& state, const LastCommand& last);
  // The log up to its head (undone commands are left out), from its full boot line, one command a line.
  std::string script() const;
  // Splits a script into commands (comments and blank lines dropped), with line numbers; a syntax error is found before anything runs.
  struct ScriptCommand {
    std::string text;
    u32 line = 0;
  };
  struct ParsedScript {
    std::vector<ScriptCommand> commands;
    std::string error;  // "line 3, column 7: …" with the line and a caret; empty: fine
  };
  static ParsedScript parse_script(const std::string& script);

  const Session& session() const { return *session_; }
  Session& session() { return *session_; }
  const BootConfig& boot() const { return boot_; }
  // Tells this session from those that `boot` began before or after it.
  u32 session_number() const { return number_; }

  // What the last command of the log (or a walk behind it) came to, and its events; after undo, redo and seek that is the command in
  // front of the head, looked at anew by a replay when first asked for.
  const Outcome& last_outcome() const;
  const StoredEvents& last_events() const;

  // Which check refused a command of the log, or why its access was; "" when none did. It is run once more to find out.
  std::string check_of(u32 index) const;

  // Starts anew: a fresh machine, no names, an empty log. A session that has a log is set aside; true when one is.
  bool boot_with(const BootConfig& config);
  // What `undo` and `redo` do where the log ends: back to the session that `boot` set aside, and forward again. False: there is none.
  bool go_before_boot() { return swap_sessions(before_boot_, after_undone_boot_); }
  bool go_behind_boot() { return swap_sessions(after_undone_boot_, before_boot_); }
  bool can_undo() const { return session_->head() > 0 || before_boot_.session != nullptr; }
  bool can_redo() const { return session_->head() < session_->length() || after_undone_boot_.session != nullptr; }

  void replay(SessionState& state, Trace& trace, const std::string& command) override;

 private:
  struct Last {
    u32 head = 0;              // of the session when it was noted: another head, another last command
    bool from_replay = false;  // the events are in `events`, not in the session
    Outcome outcome;
    StoredEvents events;
  };

  // A session that another stands in front of.
  struct Aside {
    u32 number = 0;
    BootConfig boot;
    std::unique_ptr<Session> session;
  };

  bool swap_sessions(Aside& from, Aside& to);
  void run_one_line(const std::string& line, std::vector<Outcome>* outcomes);
  Outcome run_command(const Command& command);
  void run_machine(const Command& command, Outcome* out);
  void run_look(const Command& command, Pipes& pipes, Outcome* out);
  void run_session(const Command& command, Outcome* out);
  void note_last(const Outcome& out);
  void find_last() const;
  StoredEvents run_again(u32 index, Outcome* out) const;

  u32 number_ = 1;
  u32 sessions_begun_ = 1;
  BootConfig boot_;
  std::unique_ptr<Session> session_;
  Aside before_boot_;
  Aside after_undone_boot_;  // until another command joins the log, as what stands right of a head
  mutable Last last_;
};

}  // namespace pw
