// Command: one parsed command, and the table row that parses, runs and explains it.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/image.h"
#include "engine/render/render.h"
#include "engine/render/text.h"
#include "engine/shell/call.h"
#include "engine/shell/expr.h"

namespace pw {

// `| grep [-E] TEXT`, `| head N`, `| tail N`, `| wc -l` behind a command that prints.
struct Pipe {
  enum class Kind : u8 { kGrep, kHead, kTail, kCount } kind = Kind::kGrep;
  std::string text;          // kGrep
  bool is_pattern = false;   // grep -E
  bool counts = false;       // grep -c
  bool numbers = false;      // grep -n
  bool is_inverted = false;  // grep -v
  bool ignores_case = false;  // grep -i
  u64 lines = 10;            // kHead, kTail
};

// The `= RESULT` of a C form, as strace prints it.
struct ExpectedResult {
  bool present = false;
  bool is_any = false;  // `= ?`
  u64 value = 0;
  std::string errno_name;  // `= -1 ENOMEM (Cannot allocate memory)`
};

struct Command {
  std::string line;  // what it was read from; columns point into it
  u32 begin = 0;
  u32 end = 0;
  Expr actor;  // @N
  bool is_actor_of_log = false;  // … in front of a pasted call: a pid of the log, which this machine need not have
  std::string assign;
  u32 assign_column = 0;
  const CommandSpec* spec = nullptr;
  const Call* call = nullptr;  // of a C form, which may be another than the row's own
  std::vector<Pipe> pipes;
  ExpectedResult expected;

  bool is_c_form() const { return call != nullptr; }

  // Operands. What each means is the row's business.
  Expr addr, size, number, pages, expr;
  Expr new_addr, new_size;  // where to, how long then
  Expr target;              // another process
  std::vector<Expr> pieces, remote_pieces;  // address and size in turn, of any number of pieces
  Expr offset;              // of a file
  Expr descriptor;          // an open file by number …
  std::string path;         // … and by name
  std::string text;
  bool has_text = false;
  u32 text_column = 0;
  u32 prot = 0;
  u32 flags = 0;
  bool has_path = false;
  bool is_too_many = false;  // more pieces than UIO_MAXIOV, of which none is kept
  bool is_too_many_remote = false;
  std::vector<ImageArea> image;  // of execve and load
  BootConfig boot;

  std::string typed() const { return line.substr(begin, end - begin); }
};

// The operands as numbers. Bound in front of the run, so that a bad name or type changes nothing.
struct Bound {
  u64 addr = 0;
  u64 size = 0;
  u64 number = 0;
  u64 pages = 1;
  u64 new_addr = 0;
  u64 new_size = 0;
  u64 target = 0;
  std::vector<u64> pieces, remote_pieces;
  u64 offset = 0;
  u64 descriptor = 0;
  Pid pid = 0;
};

// A command of the machine: may change the state, is kept in the log, is run again by replay.
struct MachineContext {
  SessionState& state;
  Trace& trace;
  Outcome& out;
};
// A command that looks: the state is const; `trace` hears what a walk does.
class Pipes;
struct LookContext {
  const Shell& shell;
  const SessionState& state;
  const EvalEnv& env;
  Trace& trace;
  Outcome& out;
  Pipes& pipes;  // long text goes there line by line, short text into `out`
};
// A command of the session: undo, seek, log …
struct SessionContext {
  Shell& shell;
  Outcome& out;
};

class Parser;

// One row. Exactly one of `machine`, `look` and `session` is set.
struct CommandSpec {
  const char* name;
  const char* group;               // heading in the overview of `help`
  const char* synopsis = nullptr;  // nullptr: as the call's operands say
  const char* summary = "";        // one line
  const char* details = "";        // some lines for `help NAME`
  const char* example = "";        // commands that can be typed in a fresh machine, one a line
  const char* kernel = "";         // kernel function(s); "" when it stands for none
  const char* man = "";            // "mmap(2)"; ""
  const char* result = "";         // what `name = COMMAND` keeps; "" when there is nothing
  // What completion offers, by kind: PAGES PID CPU FILE VIEW PFN TOPIC EXPR BOOT EVENT RESOURCE CRESOURCE SYSCTL POLICY SIGNAL SWAP
  // SWAPKIND SWAPPRIO CGROUP CGROUPFILE; nullptr: what the call's operands may be.
  const char* operands = nullptr;
  bool (*parse)(Parser& parser, Command* command) = nullptr;  // nullptr: the call's operands in turn
  void (*machine)(MachineContext& context, const Command& command, const Bound& bound) = nullptr;
  void (*look)(LookContext& context, const Command& command, const Bound& bound) = nullptr;
  void (*session)(SessionContext& context, const Command& command, const Bound& bound) = nullptr;
  // Machine commands: completes `out` from the events of the run; may be nullptr.
  void (*describe)(const SessionState& state, const Command& command, const Bound& bound, const StoredEvents& events,
                   Outcome* out) = nullptr;
  Call call = {};  // what the command is in C, if it is anything there
};

// For a command without operands.
bool parse_nothing(Parser& p, Command* command);

// The rows of one file, and what else stands for them in C.
struct CommandGroup {
  const CommandSpec* rows;
  u32 row_count;
  const OtherCall* calls = nullptr;
  u32 call_count = 0;
};
template <u32 N>
constexpr CommandGroup group_of(const CommandSpec (&rows)[N]) {
  return {rows, N};
}
template <u32 N, u32 M>
constexpr CommandGroup group_of(const CommandSpec (&rows)[N], const OtherCall (&calls)[M]) {
  return {rows, N, calls, M};
}

// ---- commands.cc -----------------------------------------------------------------------------------------------------------------
const std::vector<const CommandSpec*>& all_commands();
const CommandSpec* find_command(const std::string& name);
struct CallRow {
  const CommandSpec* row;
  const Call* call;
};
const std::vector<CallRow>& all_calls();  // row by row, its own call first
const CallRow* find_call(const std::string& name);
// Rows by file.
CommandGroup memory_commands();
CommandGroup mremap_commands();
CommandGroup madvise_commands();
CommandGroup process_commands();
CommandGroup clone_commands();
CommandGroup kill_commands();
CommandGroup file_commands();
CommandGroup exec_commands();
CommandGroup import_commands();
CommandGroup remote_commands();
CommandGroup pkey_commands();
CommandGroup numa_commands();
CommandGroup limits_commands();
CommandGroup mlock_commands();
CommandGroup swap_commands();
CommandGroup cgroup_commands();
CommandGroup look_commands();
CommandGroup story_commands();
CommandGroup other_commands();
// What other words share (commands_look.cc).
bool parse_help(Parser& p, Command* command);
// echo NUMBER > /proc/sys/vm/NAME, which is sysctl, and echo TEXT > /sys/fs/cgroup/…, which is cgset: the command is that one then
// (commands_limits.cc).
bool parse_echo_to_file(Parser& p, const Token& text, Command* command, bool* is_taken);
void look_cat(LookContext& context, const Command& command, const Bound& bound);
void look_log(LookContext& context, const Command& command, const Bound& bound);
void look_ps(LookContext& context, const Command& command, const Bound& bound);
void look_help(LookContext& context, const Command& command, const Bound& bound);
CommandGroup session_commands();
// What Linux has and this version does not: "tick" -> "background daemons"; nullptr when the name is unknown.
const char* find_unbuilt(const std::string& name);

// ---- parser.cc -------------------------------------------------------------------------------------------------------------------
class Parser {
 public:
  Parser(const std::string& line, u32 position) : lexer_(line, position) {}

  // One command from the position on. On failure error() says why.
  bool parse_command(Command* out);
  Lexer& lexer() { return lexer_; }
  const Diagnostic& error() const { return lexer_.error(); }

  // ---- operands, for the rows ----
  bool fail(u32 column, const std::string& reason, const std::string& hint = "") { return lexer_.fail(column, reason, hint); }
  bool fail_here(const std::string& reason, const std::string& hint = "") { return fail(lexer_.next_column(), reason, hint); }
  bool at_end();                              // of the command's own part: end, or a pipe
  bool take_punct(const char* text);          // takes it if it is there
  bool expect_punct(const char* text);
  bool operand(const char* what, Expr* out);    // required
  bool c_operand(const char* what, Expr* out);  // … or NULL
  // … with what strace says of it: 3</etc/passwd>
  bool annotated(const char* what, Expr* out, std::string* text = nullptr);
  bool starts_operand() { return pw::starts_operand(lexer_); }
  bool option_pages(Command* command);        // `n=PAGES`, required if anything stands here
  bool take_key(const char* key);             // `key =`
  bool no_more();                             // fails when something is left
  bool prot_and_flags(Command* command, bool allows_flags);
  bool file_option(Command* command, bool* taken);  // file=PATH, fd=N, offset=SIZE
  // C form: "A|B|0x10" of the given table into *out; and one number.
  bool c_flags(const struct FlagName* table, u32* out);
  bool c_path(std::string* path);  // a quoted path, not empty
  bool c_comma() { return expect_punct(","); }
  // paste.cc: `<…>` right at that column, and what is in it. Nothing when there is none.
  void skip_annotation(u32 at, std::string* text = nullptr);
  bool skip_c_argument();  // whatever stands up to the next `,` or `)`

 private:
  bool parse_log_prefix(Command* out);  // paste.cc
  bool parse_prefix(Command* out);
  bool parse_actor(Command* out);
  bool parse_assignment(Command* out);
  bool parse_body(Command* out);
  bool parse_words(const Token& word, Command* out);
  bool parse_c_form(const Token& word, Command* out);
  bool parse_words_with_bracket(const Token& word, Command* out);
  bool parse_expected(Command* out);
  bool parse_pipes(Command* out);
  bool parse_pipe(Command* out);
  bool parse_grep(Pipe* pipe);
  bool take_grep_option(const Token& word, Pipe* pipe);
  bool take_pattern(std::string* text);
  bool parse_line_count(Pipe* pipe);
  bool refuse_unknown(const Token& word);
  bool finish(Command* out);

  Lexer lexer_;
};

// ---- iovecs.cc -------------------------------------------------------------------------------------------------------------------
// [{iov_base=ADDR, iov_len=SIZE}, …], COUNT — or NULL, 0. A count beyond kMaxIovecs need not be that of the pieces.
bool parse_iovecs(Parser& p, std::vector<Expr>* pieces, bool* is_too_many);

// ---- flags.cc --------------------------------------------------------------------------------------------------------------------
// How a flag is treated: kPassed to the engine, kIgnored as Linux ignores it, kUnbuilt refused; kAnswered is passed, too, and not offered,
// since the engine is known to answer with an errno.
enum class FlagUse : u8 { kPassed, kIgnored, kUnbuilt, kAnswered };
struct FlagName {
  const char* c_name;  // "MAP_FIXED"; nullptr ends the table
  const char* word;    // "fixed"
  u32 value;
  u32 mask;  // a number has the flag when (number & mask) == value
  FlagUse use;
  const char* about;   // hint of completion; of kUnbuilt what is missing
};
const FlagName* map_flag_table();
const FlagName* prot_flag_table();
const FlagName* clone_flag_table();
const FlagName* signal_flag_table();  // commands_kill.cc
// "rwx", "r--", "rw-p", "none"; false: not a permission word.
bool parse_prot_word(const std::string& word, u32* prot, bool* is_shared);
std::string perm_word(u32 prot);  // "rw-"

// ---- execute.cc ------------------------------------------------------------------------------------------------------------------
// Operands to numbers. False: `out` has the syntax error, and nothing was changed.
bool bind_operands(const EvalEnv& env, const Command& command, Bound* bound, Outcome* out);
// Runs a command of the log on a state, and keeps its name. The acting process must be running.
void execute_logged(SessionState& state, Trace& trace, const Command& command, const Bound& bound, Outcome* out);
bool is_logged(const Command& command);  // a machine command, or anything that keeps a name

// ---- outcome_text.cc -------------------------------------------------------------------------------------------------------------
void set_syntax_error(Outcome* out, const std::string& line, const Diagnostic& error);
void set_ret(Outcome* out, u64 value);
void answer_status(Outcome* out, const Status& status);  // 0 or an errno
void set_errno(Outcome* out, const Error& error);
void set_signal(Outcome* out, const Signal& signal, const StoredEvents& events);
// "minor fault · do_wp_page → wp_page_copy"; "no fault".
std::string fault_text(const StoredEvents& events, u64 minflt, u64 majflt);
u64 count_events(const StoredEvents& events, EventCode id);  // spans once
void add_line(Outcome* out, const std::string& text);
void add_part(Outcome* out, const std::string& text);  // after " · "
void add_area_parts(const StoredEvents& events, Outcome* out);  // "2 splits · 1 merge", where there were any

// ---- help.cc ---------------------------------------------------------------------------------------------------------------------
std::string help_text(const std::string& topic, Diagnostic* error);
std::vector<std::string> help_topics();

}  // namespace pw
