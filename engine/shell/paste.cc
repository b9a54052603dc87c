// What strace puts around a call, so that its line can be pasted as it stands: pids, times and addresses in front, names of descriptors
// and of programs behind a number.
//
//   prefix     = { pid | "[pid" pid "]" | time | address }     taken only where a call in C form follows
//   pid        = digits [ annotation ]                         strace -f -o; -Y adds the program's name
//   time       = digits ":" digits ":" digits [ "." digits ] | digits "." digits      -t, -tt, -ttt, -r
//   address    = "[" { blank } { hex digit } "]"               -i, -n
//   annotation = "<" { character but ">" | "->" | annotation } ">" [ "(deleted)" ]    -y, -yy, -Y
//
// A pid of the log that this machine never had stands for the process that is acting anyway (execute.cc).
#include "engine/shell/command.h"

namespace pw {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) { return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

template <class Is>
u32 skip_while(const std::string& line, u32 at, Is is) {
  while (at < line.size() && is(line[at])) ++at;
  return at;
}
u32 skip_digits(const std::string& line, u32 at) { return skip_while(line, at, is_decimal); }
u32 skip_spaces(const std::string& line, u32 at) {
  return skip_while(line, at, [](char c) { return c == ' ' || c == '\t'; });
}

// Behind the `>` that belongs to the `<` at `at`; `at` where there is none.
u32 annotation_end(const std::string& line, u32 at) {
  if (at >= line.size() || line[at] != '<') return at;
  u32 depth = 0;
  for (u32 i = at; i < line.size(); ++i) {
    if (line[i] == '<') ++depth;
    const bool is_arrow = line[i] == '>' && line[i - 1] == '-';
    if (line[i] == '>' && !is_arrow && --depth == 0) return i + 1;
  }
  return at;
}

bool is_call_at(const std::string& line, u32 at) {
  if (at >= line.size() || !is_name_start(line[at])) return false;
  const u32 end = skip_while(line, at, [](char c) { return is_name_start(c) || is_decimal(c); });
  return end < line.size() && line[end] == '(';
}

struct Piece {
  u32 end = 0;  // 0: nothing of a prefix stands there
  u32 pid_begin = 0;
  u32 pid_end = 0;
};

Piece read_bracket(const std::string& line, u32 at) {
  Piece piece;
  const bool is_pid = line.compare(at, 4, "[pid") == 0;
  piece.pid_begin = skip_spaces(line, at + (is_pid ? 4 : 1));
  piece.pid_end = is_pid ? skip_digits(line, piece.pid_begin) : skip_while(line, piece.pid_begin, is_hexadecimal);
  const u32 close = annotation_end(line, piece.pid_end);
  if (piece.pid_end == piece.pid_begin || close >= line.size() || line[close] != ']') return Piece();
  if (!is_pid) piece.pid_begin = piece.pid_end = 0;
  piece.end = close + 1;
  return piece;
}

Piece read_piece(const std::string& line, u32 at) {
  if (at < line.size() && line[at] == '[') return read_bracket(line, at);
  Piece piece;
  u32 end = skip_digits(line, at);
  if (end == at) return piece;
  const bool is_time = end < line.size() && (line[end] == ':' || line[end] == '.');
  while (end < line.size() && (line[end] == ':' || line[end] == '.')) end = skip_digits(line, end + 1);
  if (!is_time) {
    piece.pid_begin = at;
    piece.pid_end = end;
    end = annotation_end(line, end);
  }
  piece.end = end < line.size() && (line[end] == ' ' || line[end] == '\t') ? end : 0;
  return piece;
}

const char* notice_text(const std::string& line, u32 at) {
  if (line.find("<unfinished ...>", at) != std::string::npos) return "this call was cut in two when the log was written";
  if (line.compare(at, 5, "<... ") == 0) return "this is the second half of a call that was cut in two";
  const bool is_mark = line.compare(at, 4, "+++ ") == 0 || line.compare(at, 4, "--- ") == 0;
  return is_mark ? "this line of a log tells of a signal or an end, and is no call" : nullptr;
}

}  // namespace

bool Parser::parse_log_prefix(Command* out) {
  const std::string& line = lexer_.line();
  const u32 begin = lexer_.next_column();
  u32 at = begin;
  Piece pid;
  for (Piece piece = read_piece(line, at); piece.end != 0; piece = read_piece(line, at)) {
    if (piece.pid_end != 0) pid = piece;
    at = skip_spaces(line, piece.end);
  }
  const char* notice = notice_text(line, at);
  if (notice != nullptr && (at > begin || is_call_at(line, at) || line[at] == '<'))
    return fail(at, notice, "open the whole log: on the page with `Open`, in a terminal with `pagewalk import FILE`");
  if (at == begin || !is_call_at(line, at)) return true;
  lexer_.rewind(at);
  const std::string digits = line.substr(pid.pid_begin, pid.pid_end - pid.pid_begin);
  if (digits.empty() || digits.size() > 9) return true;
  out->actor.kind = ExprKind::kNumber;
  out->actor.begin = pid.pid_begin;
  out->actor.end = pid.pid_end;
  out->actor.number = std::stoull(digits);
  out->is_actor_of_log = true;
  return true;
}

bool Parser::annotated(const char* what, Expr* out, std::string* text) {
  if (!operand(what, out)) return false;
  skip_annotation(out->end, text);
  return true;
}

void Parser::skip_annotation(u32 at, std::string* text) {
  const std::string& line = lexer_.line();
  const u32 end = annotation_end(line, at);
  if (end == at) return;
  if (text != nullptr) *text = line.substr(at + 1, end - at - 2);
  constexpr char kDeleted[] = "(deleted)";
  const bool is_deleted = line.compare(end, sizeof kDeleted - 1, kDeleted) == 0;
  lexer_.rewind(is_deleted ? end + static_cast<u32>(sizeof kDeleted) - 1 : end);
}

}  // namespace pw
