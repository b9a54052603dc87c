#include "engine/import/read/call_text.h"

#include "engine/base/errno.h"

namespace pw {
namespace {

// The cursor stands on the quote. False: it has no end.
bool skip_string(Scan& scan) {
  for (++scan.at; !scan.at_end(); ++scan.at) {
    if (scan.peek() == '\\') ++scan.at;
    else if (scan.take('"')) return true;
  }
  return false;
}

// What -y and -yy put behind a descriptor: "</dev/null<char 1:3>>", "<TCP:[127.0.0.1:5->127.0.0.1:80]>". In paths strace escapes < and >.
void skip_path(Scan& scan) {
  const u64 from = scan.at;
  u32 depth = 0;
  for (; !scan.at_end(); ++scan.at) {
    const char c = scan.peek();
    if (c == '<') ++depth;
    if (c != '>' || scan.text[scan.at - 1] == '-') continue;
    if (--depth == 0) {
      ++scan.at;
      return;
    }
  }
  scan.at = from + 1;
}

bool skip_comment(Scan& scan) {
  const u64 close = scan.text.find("*/", scan.at + 2);
  if (close == std::string_view::npos) return false;
  scan.at = close + 2;
  return true;
}

// An argument as far as it has been read, without its comments.
class Argument {
 public:
  Argument(std::string_view text, u64 from) : text_(text), from_(from) {}
  // The comment goes from `from` to `to`.
  void leave_out(u64 from, u64 to) {
    kept_ += text_.substr(from_, from - from_);
    from_ = to;
  }
  // It ends at `to`. Between brackets that hold nothing there is none.
  void put(u64 to, bool is_there, std::vector<std::string>* args) {
    leave_out(to, to + 1);
    const std::string_view argument = trimmed(kept_);
    if (!argument.empty() || is_there) args->emplace_back(argument);
    kept_.clear();
  }

 private:
  std::string_view text_;
  u64 from_;
  std::string kept_;
};

bool is_path_begin(const Scan& scan) {
  if (scan.peek() != '<' || scan.at == 0) return false;
  return is_word_char(scan.text[scan.at - 1]) && scan.text.compare(scan.at, 4, "<<=\"") != 0;
}

std::string negative(u64 number) {
  if (!is_errno(number)) return "-" + std::to_string(number);
  return std::string("-1 ") + errno_name(static_cast<Errno>(number));
}

}  // namespace

bool take_arguments(Scan& scan, std::vector<std::string>* args) {
  Argument argument(scan.text, scan.at);
  u32 depth = 0;
  while (!scan.at_end()) {
    const char c = scan.peek();
    const u64 from = scan.at;
    if (c == '"') {
      if (!skip_string(scan)) return false;
      continue;
    }
    if (c == '/' && scan.peek(1) == '*') {
      if (!skip_comment(scan)) return false;
      if (args != nullptr) argument.leave_out(from, scan.at);
      continue;
    }
    if (is_path_begin(scan)) {
      skip_path(scan);
      continue;
    }
    const bool closes = c == ')' || c == ']' || c == '}';
    if (closes && depth == 0 && c != ')') return false;
    if ((c == ',' || c == ')') && depth == 0) {
      if (args != nullptr) argument.put(scan.at, c == ',', args);
      ++scan.at;
      if (c == ')') return true;
      continue;
    }
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (closes) --depth;
    ++scan.at;
  }
  return false;
}

std::string take_result(Scan& scan) {
  scan.skip_blanks();
  if (!scan.take('=')) return "";
  scan.skip_blanks();
  if (scan.take('?')) return "?";
  const bool is_negative = scan.take('-');
  const std::string_view word = scan.word_chars();
  if (word.empty()) return "";
  if (!is_negative) return std::string(word);
  u64 number = 0;
  if (word != "1") {
    Scan digits{word};
    return digits.number(10, 5, &number) && digits.at_end() ? negative(number) : "-" + std::string(word);
  }
  scan.skip_blanks();
  if (scan.take("errno=")) return scan.number(10, 5, &number) ? negative(number) : "-1";
  const std::string_view name = scan.word_chars();
  return name.empty() ? "-1" : "-1 " + std::string(name);
}

}  // namespace pw
