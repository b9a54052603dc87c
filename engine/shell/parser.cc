// The command parser: prefix, name, then the row's own operands, then what may follow (filters, a C form's result).
//
// It knows no command: rows and calls say what their operands are (call.h), or bring small parsers made of the helpers here. It evaluates
// nothing, so a script can be checked before it runs; names and values are looked up when the command is bound (execute.cc).
//
// Of strace's output it takes what a call may look like: named arguments, structures in brackets (skipped), results with errno and its
// text, `?`, and what stands around a call (paste.cc). It leaves out calls that were cut in two ("<unfinished ...>") and signals
// ("--- SIGSEGV ---").
#include "engine/shell/command.h"
#include "engine/shell/regex.h"

#include <algorithm>

namespace pw {
namespace {

std::string shown(const Token& token) {
  if (token.kind == TokenKind::kString) return "a text";
  if (token.kind == TokenKind::kName) return "`$" + token.text + "`";
  return "`" + token.text + "`";
}

constexpr u32 kMaxNameBytes = 64;

}  // namespace

bool Parser::at_end() {
  const Token& token = lexer_.peek();
  return token.kind == TokenKind::kEnd || is_punct(token, "|");
}

bool Parser::take_punct(const char* text) {
  if (!is_punct(lexer_.peek(), text)) return false;
  lexer_.take();
  return true;
}

bool Parser::expect_punct(const char* text) {
  if (take_punct(text)) return true;
  return fail_here(std::string("expected `") + text + "`");
}

bool Parser::operand(const char* what, Expr* out) {
  if (at_end()) return fail_here(std::string(what) + " is missing here");
  if (!starts_operand()) {
    return fail_here(std::string(what) + " is missing: expected a number, $name or a sum of them, not " + shown(lexer_.peek()));
  }
  return parse_operand(lexer_, out);
}

bool Parser::c_operand(const char* what, Expr* out) {
  const Token& token = lexer_.peek();
  if (token.kind != TokenKind::kWord || token.text != "NULL") return operand(what, out);
  out->kind = ExprKind::kNumber;
  out->begin = token.begin;
  out->end = token.end;
  lexer_.take();
  return true;
}

bool Parser::take_key(const char* key) {
  const Token token = lexer_.peek();
  if (token.kind != TokenKind::kWord || token.text != key) return false;
  if (token.end >= lexer_.line().size() || lexer_.line()[token.end] != '=') return false;
  lexer_.take();
  lexer_.take();
  return true;
}

bool Parser::option_pages(Command* command) {
  if (at_end()) return true;
  if (take_key("n")) return operand("the number of pages", &command->pages);
  return fail_here("unexpected " + shown(lexer_.peek()), "n=PAGES would repeat it on that many pages");
}

bool Parser::no_more() {
  if (at_end()) return true;
  return fail_here("unexpected " + shown(lexer_.peek()) + " behind the command");
}

bool parse_nothing(Parser& p, Command*) { return p.no_more(); }

// ---- prefix ----------------------------------------------------------------------------------------------------------------------
bool Parser::parse_actor(Command* out) {
  const Token token = lexer_.peek();
  if (token.kind != TokenKind::kNumber && token.kind != TokenKind::kName) return fail_here("a pid is missing here, as in @2 or [pid 2]");
  lexer_.take();
  out->actor.kind = token.kind == TokenKind::kNumber ? ExprKind::kNumber : ExprKind::kName;
  out->actor.begin = token.begin;
  out->actor.end = token.end;
  out->actor.number = token.number;
  out->actor.text = token.text;
  return true;
}

bool Parser::parse_prefix(Command* out) {
  if (take_punct("@")) return parse_actor(out);
  if (!take_punct("[")) return true;
  const Token word = lexer_.take();
  if (word.kind != TokenKind::kWord || word.text != "pid") return fail(word.begin, "expected `pid`, as in [pid 2]");
  return parse_actor(out) && expect_punct("]");
}

bool Parser::parse_assignment(Command* out) {
  const Token word = lexer_.peek();
  if (word.kind == TokenKind::kName) {
    return fail(word.begin, "a command is missing in front of `$" + word.text + "`",
                "`" + word.text + " = COMMAND` keeps a result, without `$`; `print $" + word.text + "` shows it");
  }
  if (word.kind != TokenKind::kWord) return true;
  lexer_.take();
  if (!is_punct(lexer_.peek(), "=")) {
    lexer_.rewind(word.begin);
    return true;
  }
  if (word.text.size() > kMaxNameBytes) return fail(word.begin, "a name has at most " + std::to_string(kMaxNameBytes) + " bytes");
  lexer_.take();
  out->assign = word.text;
  out->assign_column = word.begin;
  return true;
}

// ---- body ------------------------------------------------------------------------------------------------------------------------
bool Parser::refuse_unknown(const Token& word) {
  const char* missing = find_unbuilt(word.text);
  if (missing != nullptr) return fail(word.begin, "not built yet in this version: " + word.text + " (" + missing + ")");
  if (const CallRow* call = find_call(word.text); call != nullptr) {
    return fail(word.begin, word.text + " is known as a call of C: `" + word.text + "(…)`", "in words: " + command_synopsis(*call->row));
  }
  std::vector<std::string> names;
  for (const CommandSpec* row : all_commands()) names.push_back(row->name);
  for (const CallRow& call : all_calls()) names.push_back(call.call->name);
  std::string hint = did_you_mean(word.text, names);
  if (hint.empty()) hint = "`help` lists all commands";
  return fail(word.begin, "unknown command `" + word.text + "`", hint);
}

bool Parser::parse_words(const Token& word, Command* out) {
  out->spec = find_command(word.text);
  if (out->spec == nullptr) return refuse_unknown(word);
  return out->spec->parse != nullptr ? out->spec->parse(*this, out) : parse_call_words(*this, out->spec->call, out);
}

// `print(1 + 2)` is `print` with brackets around its expression. But `write(1, "x", 1)` is a call that means something else in C.
bool Parser::parse_words_with_bracket(const Token& word, Command* out) {
  const CommandSpec* row = find_command(word.text);
  if (row == nullptr) return refuse_unknown(word);
  if (row->machine == nullptr) return parse_words(word, out);
  const bool is_file_call = word.text == "write" || word.text == "read";
  if (is_file_call)
    return fail(word.begin, "not built yet in this version: " + word.text + "() on a file", "in words: " + command_synopsis(*row));
  return fail(word.begin, word.text + " is no call of C", "in words: " + command_synopsis(*row));
}

bool Parser::parse_c_form(const Token& word, Command* out) {
  const CallRow* found = find_call(word.text);
  if (found == nullptr) return parse_words_with_bracket(word, out);
  out->call = found->call;
  out->spec = found->row;
  lexer_.take();  // (
  return parse_call_operands(*this, *found->call, out) && expect_punct(")") && parse_expected(out);
}

bool Parser::parse_body(Command* out) {
  const Token word = lexer_.peek();
  if (word.kind == TokenKind::kEnd) return fail(word.begin, "a command is missing here");
  if (word.kind != TokenKind::kWord)
    return fail(word.begin, "a command begins with its name, not with " + shown(word), "`help` lists all commands");
  lexer_.take();
  const bool has_bracket = word.end < lexer_.line().size() && lexer_.line()[word.end] == '(';
  return has_bracket ? parse_c_form(word, out) : parse_words(word, out);
}

// `= 0x7f…`, `= -1 ENOMEM (Cannot allocate memory)`, `= ?`; strace may add a time in <>.
bool Parser::parse_expected(Command* out) {
  if (!take_punct("=")) return true;
  ExpectedResult& expected = out->expected;
  expected.present = true;
  if (take_punct("?")) {
    expected.is_any = true;
  } else {
    const bool is_negative = take_punct("-");
    const Token number = lexer_.take();
    if (number.kind != TokenKind::kNumber) return fail(number.begin, "the result is missing: a number, -1 and an errno, or ?");
    expected.value = is_negative ? u64{0} - number.number : number.number;
  }
  skip_annotation(lexer_.next_column());
  const Token next = lexer_.peek();
  if (next.kind == TokenKind::kWord) expected.errno_name = lexer_.take().text;
  const u32 at = lexer_.next_column();
  const std::string& line = lexer_.line();
  if (at < line.size() && line[at] == '(') {
    const std::size_t end = line.find(')', at);
    if (end == std::string::npos) return fail(at, "a `)` is missing");
    lexer_.rewind(static_cast<u32>(end) + 1);
  }
  skip_annotation(lexer_.next_column());  // the time that it took
  return true;
}

// Up to `,` or `)` of the call itself; brackets inside are skipped with their contents.
bool Parser::skip_c_argument() {
  u32 depth = 0;
  for (;;) {
    const Token token = lexer_.peek();
    if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kError) return fail(token.begin, "a `)` is missing here");
    const bool opens = is_punct(token, "(") || is_punct(token, "[") || is_punct(token, "{");
    const bool closes = is_punct(token, ")") || is_punct(token, "]") || is_punct(token, "}");
    if (depth == 0 && (closes || is_punct(token, ","))) return true;
    if (opens) ++depth;
    if (closes) --depth;
    const u32 end = lexer_.take().end;
    if (token.kind == TokenKind::kWord || token.kind == TokenKind::kNumber) skip_annotation(end);
  }
}

// ---- flags -----------------------------------------------------------------------------------------------------------------------
namespace {

std::string unbuilt_text(const FlagName& flag) {
  return std::string("not built yet in this version: ") + flag.c_name + " (" + flag.about + ")";
}

const FlagName* find_flag(const FlagName* table, const std::string& name) {
  for (; table->c_name != nullptr; ++table) {
    if (name == table->c_name || (table->word[0] != '\0' && name == table->word)) return table;
  }
  return nullptr;
}

std::vector<std::string> flag_names(const FlagName* table, bool words) {
  std::vector<std::string> names;
  for (; table->c_name != nullptr; ++table) names.push_back(words ? table->word : table->c_name);
  return names;
}

const FlagName* find_unbuilt_bits(const FlagName* table, u64 number) {
  for (; table->c_name != nullptr; ++table) {
    if (table->use == FlagUse::kUnbuilt && (number & table->mask) == table->value) return table;
  }
  return nullptr;
}

}  // namespace

bool Parser::c_flags(const FlagName* table, u32* out) {
  do {
    const Token token = lexer_.take();
    const FlagName* flag = nullptr;
    if (token.kind == TokenKind::kNumber) {
      if (token.number > ~u32{0}) return fail(token.begin, "flags are a 32-bit number here");
      flag = find_unbuilt_bits(table, token.number);
      if (flag != nullptr) return fail(token.begin, unbuilt_text(*flag));
      *out |= static_cast<u32>(token.number);
      continue;
    }
    if (token.kind != TokenKind::kWord) return fail(token.begin, "flags are missing: names joined by `|`, or a number");
    flag = find_flag(table, token.text);
    if (flag == nullptr)
      return fail(token.begin, "unknown flag `" + token.text + "`", did_you_mean(token.text, flag_names(table, false)));
    if (flag->use == FlagUse::kUnbuilt) return fail(token.begin, unbuilt_text(*flag));
    if (flag->use == FlagUse::kPassed) *out |= flag->value;
  } while (take_punct("|"));
  return true;
}

bool Parser::c_path(std::string* path) {
  const Token token = lexer_.take();
  if (token.kind != TokenKind::kString || token.text.empty()) return fail(token.begin, "a path in quotes is missing here");
  *path = token.text;
  return true;
}

bool Parser::file_option(Command* command, bool* taken) {
  *taken = true;
  if (take_key("offset")) return operand("an offset", &command->offset);
  if (take_key("fd")) return operand("a descriptor", &command->descriptor);
  *taken = take_key("file");
  if (!*taken) return true;
  const Token path = lexer_.take_raw();
  if (path.text.empty() || path.kind == TokenKind::kError) return fail(path.begin, "a path is missing here, as in file=/bin/sh");
  command->path = path.text;
  command->has_path = true;
  return true;
}

// `rwx private fixed`, in any order, commas or `|` between them allowed; C names are taken, too.
bool Parser::prot_and_flags(Command* command, bool allows_flags) {
  bool has_prot = false;
  while (lexer_.peek().kind != TokenKind::kEnd) {
    if (take_punct("|") || take_punct(",")) continue;
    bool is_file_option = false;
    if (allows_flags && !file_option(command, &is_file_option)) return false;
    if (is_file_option) continue;
    if (starts_operand()) return fail_here("unexpected " + shown(lexer_.peek()), "permissions are words: rw, r, rx, rwx, none");
    const Token word = lexer_.take_raw();
    u32 prot = 0;
    bool is_shared = false;
    const bool is_prot_word = parse_prot_word(word.text, &prot, &is_shared);
    const FlagName* prot_flag = find_flag(prot_flag_table(), word.text);
    const FlagName* map_flag = allows_flags ? find_flag(map_flag_table(), is_shared ? "shared" : word.text) : nullptr;
    if (map_flag != nullptr && map_flag->use == FlagUse::kUnbuilt) return fail(word.begin, unbuilt_text(*map_flag));
    if (map_flag != nullptr && !is_prot_word) {
      command->flags |= map_flag->use == FlagUse::kPassed ? map_flag->value : 0;
      continue;
    }
    if (!is_prot_word && prot_flag == nullptr) {
      std::vector<std::string> names = {"r", "rw", "rx", "rwx", "none"};
      const std::vector<std::string> flags = allows_flags ? flag_names(map_flag_table(), true) : std::vector<std::string>();
      names.insert(names.end(), flags.begin(), flags.end());
      return fail(word.begin, "unknown option `" + word.text + "`", did_you_mean(word.text, names));
    }
    if (is_shared && map_flag != nullptr) command->flags |= kMapShared;
    command->prot |= is_prot_word ? prot : prot_flag->value;
    has_prot = true;
  }
  if (!has_prot && allows_flags) command->prot = kProtRead | kProtWrite;
  if (!has_prot && !allows_flags) return fail_here("permissions are missing here: rw, r, rx, rwx or none");
  return true;
}

// ---- what follows ----------------------------------------------------------------------------------------------------------------
// "-vi"; false: not an option of grep's.
bool Parser::take_grep_option(const Token& word, Pipe* pipe) {
  for (const char option : word.text.substr(1)) {
    switch (option) {
      case 'E': pipe->is_pattern = true; break;
      case 'c': pipe->counts = true; break;
      case 'v': pipe->is_inverted = true; break;
      case 'i': pipe->ignores_case = true; break;
      case 'n': pipe->numbers = true; break;
      default:
        return fail(word.begin, "grep knows -v (lines without it), -i (any case), -n (numbers), -c (how many) and -E (a pattern)");
    }
  }
  return true;
}

// In quotes a pattern keeps its backslashes.
bool Parser::take_pattern(std::string* text) {
  const u32 begin = lexer_.next_column();
  const std::string& line = lexer_.line();
  const char quote = begin < line.size() ? line[begin] : '\0';
  if (quote != '"' && quote != '\'') {
    *text = lexer_.take_raw().text;
    return true;
  }
  const std::size_t end = line.find(quote, begin + 1);
  if (end == std::string::npos) return fail(begin, "this text has no closing quote");
  *text = line.substr(begin + 1, end - begin - 1);
  lexer_.rewind(static_cast<u32>(end) + 1);
  return true;
}

bool Parser::parse_grep(Pipe* pipe) {
  u32 at = lexer_.next_column();
  const std::string& line = lexer_.line();
  while (at + 1 < line.size() && line[at] == '-' && line[at + 1] != ' ' && line[at + 1] != '|') {
    if (!take_grep_option(lexer_.take_raw(), pipe)) return false;
    at = lexer_.next_column();
  }
  if (pipe->is_pattern) {
    if (!take_pattern(&pipe->text)) return false;
  } else {
    pipe->text = lexer_.take_raw().text;
  }
  if (pipe->text.empty()) return fail(at, "grep needs a text to look for");
  const std::string wrong = pipe->is_pattern ? Regex().compile(pipe->text, pipe->ignores_case) : "";
  return wrong.empty() || fail(at, "this is no pattern: " + wrong);
}

// head, head 3, head -3, head -n 3
bool Parser::parse_line_count(Pipe* pipe) {
  if (at_end()) return true;
  take_punct("-");
  const Token& n = lexer_.peek();
  if (n.kind == TokenKind::kWord && n.text == "n") lexer_.take();
  const Token count = lexer_.take();
  if (count.kind != TokenKind::kNumber) return fail(count.begin, "a number of lines is missing here");
  pipe->lines = count.number;
  return true;
}

bool Parser::parse_pipe(Command* out) {
  const Token word = lexer_.take();
  Pipe pipe;
  bool ok = false;
  if (word.text == "grep") {
    pipe.kind = Pipe::Kind::kGrep;
    ok = parse_grep(&pipe);
  } else if (word.text == "head" || word.text == "tail") {
    pipe.kind = word.text == "head" ? Pipe::Kind::kHead : Pipe::Kind::kTail;
    ok = parse_line_count(&pipe);
  } else if (word.text == "wc") {
    pipe.kind = Pipe::Kind::kCount;
    const u32 at = lexer_.next_column();
    ok = take_punct("-") && lexer_.take().text == "l";
    if (!ok) return fail(at, "only `wc -l` is known: it counts lines");
  } else {
    return fail(word.begin, "unknown filter `" + word.text + "`", "behind `|`: grep TEXT, grep -E PATTERN, head N, tail N, wc -l");
  }
  if (ok) out->pipes.push_back(pipe);
  return ok;
}

bool Parser::parse_pipes(Command* out) {
  constexpr u32 kMaxPipes = 16;
  while (is_punct(lexer_.peek(), "|")) {
    const u32 at = lexer_.take().begin;
    if (out->spec->look == nullptr && out->spec->session == nullptr)
      return fail(at, std::string(out->spec->name) + " prints nothing to filter", "cat, help, ps and other commands that print take `|`");
    if (out->pipes.size() == kMaxPipes) return fail(at, "at most " + std::to_string(kMaxPipes) + " filters follow one command");
    if (!parse_pipe(out)) return false;
  }
  return true;
}

bool Parser::finish(Command* out) {
  const Token& token = lexer_.peek();
  if (token.kind != TokenKind::kEnd) return fail(token.begin, "unexpected " + shown(token) + " behind the command");
  out->end = token.begin;
  while (out->end > out->begin && (out->line[out->end - 1] == ' ' || out->line[out->end - 1] == '\t')) --out->end;
  if (!out->assign.empty() && out->spec->result[0] == '\0') {
    return fail(out->assign_column, std::string(out->spec->name) + " gives no result to keep");
  }
  if (out->actor.present() && out->spec->session != nullptr) {
    return fail(out->actor.begin, std::string(out->spec->name) + " belongs to the session and is run by no process");
  }
  return true;
}

bool Parser::parse_command(Command* out) {
  out->line = lexer_.line();
  out->begin = lexer_.next_column();
  // The name may stand in front of the prefix or behind it: `c = @2 fork`, `@2 c = fork`.
  const auto parse_actor_once = [this, out] { return out->actor.present() || parse_prefix(out); };
  const bool ok = parse_log_prefix(out) && parse_actor_once() && parse_assignment(out) && parse_actor_once() && parse_body(out);
  return ok && parse_pipes(out) && finish(out) && lexer_.error().reason.empty();
}

}  // namespace pw
