// One line at a time: the prefix (pid, time), then one of four shapes: a whole call, the begin of one, the rest of one, an end.
#include "engine/import/strace_log.h"

#include <map>

namespace pw {
namespace {

constexpr u64 kMaxStraceBytes = 4u << 20;
constexpr char kUnfinished[] = "<unfinished ...>";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

// A line under the cursor.
struct Cursor {
  const std::string& text;
  u64 at = 0;

  bool at_end() const { return at >= text.size(); }
  char peek() const { return at_end() ? '\0' : text[at]; }
  bool take(const char* word) {
    const std::string wanted(word);
    if (text.compare(at, wanted.size(), wanted) != 0) return false;
    at += wanted.size();
    return true;
  }
  void skip_blanks() {
    while (!at_end() && (text[at] == ' ' || text[at] == '\t')) ++at;
  }
  bool take_number(u32* value) {
    const u64 from = at;
    u64 number = 0;
    while (is_digit(peek()) && number < 0xffffffffu) number = number * 10 + static_cast<u64>(text[at++] - '0');
    *value = static_cast<u32>(number);
    return at > from && number < 0xffffffffu;
  }
  std::string take_name() {
    const u64 from = at;
    while (is_name_char(peek())) ++at;
    return text.substr(from, at - from);
  }
};

// "13526 ", "[pid 13526] ", then the time of -t, -tt, -ttt or -r.
u32 take_prefix(Cursor& cursor) {
  u32 tid = 0;
  cursor.skip_blanks();
  const u64 start = cursor.at;
  if (cursor.take("[pid")) {
    cursor.skip_blanks();
    if (!cursor.take_number(&tid) || !cursor.take("]")) cursor.at = start;
  } else if (!cursor.take_number(&tid) || cursor.peek() != ' ') {
    tid = 0;
    cursor.at = start;
  }
  cursor.skip_blanks();
  const u64 time = cursor.at;
  while (is_digit(cursor.peek()) || cursor.peek() == ':' || cursor.peek() == '.') ++cursor.at;
  if (cursor.at > time && cursor.peek() != ' ') cursor.at = time;
  cursor.skip_blanks();
  return tid;
}

// Skips a quoted string; the cursor stands on its quote. False: it has no end.
bool skip_string(Cursor& cursor) {
  for (++cursor.at; !cursor.at_end(); ++cursor.at) {
    if (cursor.peek() == '\\') {
      ++cursor.at;
    } else if (cursor.peek() == '"') {
      ++cursor.at;
      return true;
    }
  }
  return false;
}

std::string trimmed(const std::string& text) {
  u64 from = 0;
  u64 to = text.size();
  while (from < to && (text[from] == ' ' || text[from] == '\t')) ++from;
  while (to > from && (text[to - 1] == ' ' || text[to - 1] == '\t' || text[to - 1] == '\r')) --to;
  return text.substr(from, to - from);
}

// Splits "a, {b, c}, "d") = 0" at the outermost commas, up to the bracket that closes the call.
bool take_arguments(Cursor& cursor, std::vector<std::string>* args) {
  u64 from = cursor.at;
  u32 depth = 0;
  while (!cursor.at_end()) {
    const char c = cursor.peek();
    if (c == '"') {
      if (!skip_string(cursor)) return false;
      continue;
    }
    const bool closes = c == ')' || c == ']' || c == '}';
    if (closes && depth == 0 && c != ')') return false;
    if ((c == ',' || c == ')') && depth == 0) {
      const std::string arg = trimmed(cursor.text.substr(from, cursor.at - from));
      if (!arg.empty() || c == ',') args->push_back(arg);
      from = cursor.at + 1;
      if (c == ')') {
        ++cursor.at;
        return true;
      }
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (closes) --depth;
    ++cursor.at;
  }
  return false;
}

// "0x7ffff7fc0000", "-1 ENOMEM (Cannot allocate memory)" -> "-1 ENOMEM", "3</etc/passwd>" -> "3".
std::string take_result(Cursor& cursor) {
  cursor.skip_blanks();
  if (!cursor.take("=")) return "";
  cursor.skip_blanks();
  const u64 from = cursor.at;
  if (cursor.take("?")) return "?";
  if (cursor.peek() == '-') ++cursor.at;
  cursor.take_name();
  std::string result = cursor.text.substr(from, cursor.at - from);
  if (result != "-1") return result;
  cursor.skip_blanks();
  const std::string errno_name = cursor.take_name();
  return errno_name.empty() ? result : result + " " + errno_name;
}

class LogReader {
 public:
  void read_line(const std::string& line) {
    ++log_.lines;
    Cursor cursor{line};
    const u32 tid = take_prefix(cursor);
    if (cursor.at_end() || cursor.peek() == '\r') return;
    if (cursor.take("+++ ")) return read_end(cursor, tid);
    if (cursor.take("--- ") || cursor.take("strace: ")) return;
    if (cursor.take("<... ")) return read_rest(cursor, tid);
    read_call(cursor, tid);
  }

  StraceLog take() {
    for (auto& entry : open_) settle(entry.second.call);
    return std::move(log_);
  }
  void note(u64 column, const std::string& text) { log_.note(static_cast<u32>(log_.lines), static_cast<u32>(column), text); }

 private:
  // A call that has begun: where it stands in the list, and its text so far.
  struct Open {
    u64 call = 0;
    std::string text;
  };

  void refuse(u64 at, const std::string& text) {
    ++log_.unread;
    note(at + 1, text);
  }

  void read_end(Cursor& cursor, u32 tid) {
    const std::string how = cursor.take_name();
    if (how != "exited" && how != "killed") return;  // +++ superseded by execve in pid 7 +++
    open_.erase(tid);
    StraceCall& end = add_call(tid, how);
    end.kind = StraceCall::Kind::kEnd;
    end.result = how;
  }

  void read_call(Cursor& cursor, u32 tid) {
    const u64 from = cursor.at;
    const std::string name = cursor.take_name();
    if (name.empty() || is_digit(name[0])) return refuse(from, "this is no line of strace");
    if (!cursor.take("(")) return refuse(cursor.at, "a call has its arguments in brackets");
    const std::string& line = cursor.text;
    const u64 end = line.rfind(kUnfinished);
    if (end != std::string::npos && trimmed(line.substr(end)) == kUnfinished) {
      open_[tid] = Open{log_.calls.size(), line.substr(cursor.at, end - cursor.at)};
      add_call(tid, name);
      return;
    }
    finish(add_call(tid, name), cursor);
  }

  void read_rest(Cursor& cursor, u32 tid) {
    const u64 from = cursor.at;
    const std::string name = cursor.take_name();
    const auto open = open_.find(tid);
    if (!cursor.take(" resumed>")) return refuse(from, "`<... NAME resumed>` was expected");
    if (open == open_.end() || log_.calls[open->second.call].name != name) {
      return refuse(from, "the begin of this call of " + name + " is not in the log");
    }
    const std::string whole = open->second.text + cursor.text.substr(cursor.at);
    StraceCall& call = log_.calls[open->second.call];
    open_.erase(open);
    Cursor rest{whole};
    finish(call, rest);
  }

  StraceCall& add_call(u32 tid, const std::string& name) {
    StraceCall call;
    call.tid = tid;
    call.name = name;
    call.line = call.end_line = static_cast<u32>(log_.lines);
    log_.calls.push_back(std::move(call));
    return log_.calls.back();
  }

  void finish(StraceCall& call, Cursor& cursor) {
    call.end_line = static_cast<u32>(log_.lines);
    if (!take_arguments(cursor, &call.args)) return refuse(cursor.at, "the call of " + call.name + " is cut off");
    call.result = take_result(cursor);
    if (call.result.empty()) refuse(cursor.at, "the call of " + call.name + " has no result");
  }

  // Begun and never returned: its arguments, as far as they are known.
  void settle(u64 index) { log_.calls[index].result.clear(); }

  StraceLog log_;
  std::map<u32, Open> open_;  // by tid
};

}  // namespace

const std::string& StraceCall::arg(u32 index) const {
  static const std::string kNone;
  return index < args.size() ? args[index] : kNone;
}

StraceLog parse_strace(const std::string& text) {
  LogReader reader;
  const u64 size = text.size() < kMaxStraceBytes ? text.size() : kMaxStraceBytes;
  u64 from = 0;
  while (from < size) {
    u64 to = text.find('\n', from);
    if (to == std::string::npos || to > size) to = size;
    reader.read_line(text.substr(from, to - from));
    from = to + 1;
  }
  if (text.size() > kMaxStraceBytes) reader.note(0, "the log has more than 4 MiB: the rest is not read");
  return reader.take();
}

bool is_strace(const std::string& text) {
  std::string head;
  u64 from = 0;
  for (u32 line = 0; line < 10 && from < text.size(); ++line) {
    u64 to = text.find('\n', from);
    if (to == std::string::npos) to = text.size();
    if (to - from < 4096) head += text.substr(from, to - from) + "\n";
    from = to + 1;
  }
  const StraceLog log = parse_strace(head);
  return !log.calls.empty() && log.unread * 2 <= log.lines;
}

}  // namespace pw
