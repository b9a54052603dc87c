// Lexer: numbers with sizes, strings with escapes, names, operators; and raw words for what is not made of these.
//
// There is no pass over the whole line first: which symbols there are depends on the command (`rw-p`, `/proc/1/maps` and `[stack]` are
// one word each, `$a-p` is three), so the parser asks for a token or for a raw word, and may look one token ahead.
//
// Owns these rules: the position never passes the line's end; the first error stays, and every token after it is kError.
#include "engine/shell/lexer.h"

#include <cstring>
#include <vector>

namespace pw {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word_char(char c) { return is_letter(c) || is_digit(c); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

u32 hex_digit(char c) {
  if (is_digit(c)) return static_cast<u32>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<u32>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<u32>(c - 'A' + 10);
  return 16;
}

bool is_all_hex(const std::string& text) {
  for (const char c : text) {
    if (hex_digit(c) == 16) return false;
  }
  return !text.empty();
}

// false: does not fit into 64 bits.
bool parse_digits(const std::string& text, u64 base, u64* value) {
  *value = 0;
  for (const char c : text) {
    const u64 digit = hex_digit(c);
    if (*value > (~u64{0} - digit) / base) return false;
    *value = *value * base + digit;
  }
  return true;
}

// Shift of a size suffix, 0 for none.
u32 suffix_shift(char c) {
  switch (c) {
    case 'K':
    case 'k': return 10;
    case 'M':
    case 'm': return 20;
    case 'G':
    case 'g': return 30;
    case 'T':
    case 't': return 40;
    default: return 0;
  }
}

const char* const kOperators[] = {"==", "!=", "<=", ">=", "&&", "||", "<<", ">>"};  // two characters; all others have one
constexpr char kSingles[] = "<>=+-*/%()[]{},.|@&^?!~:";

}  // namespace

bool Lexer::fail(u32 column, const std::string& reason, const std::string& hint) {
  if (error_.reason.empty()) error_ = {column, reason, hint};
  return false;
}

Token Lexer::error_token(u32 column, const std::string& reason, const std::string& hint) {
  fail(column, reason, hint);
  Token token;
  token.kind = TokenKind::kError;
  token.begin = column;
  token.end = column;
  return token;
}

// A comment of C is a blank: strace -X verbose puts names of flags into one.
void Lexer::skip_blanks() {
  for (;;) {
    while (position_ < line_.size() && is_blank(line_[position_])) ++position_;
    if (line_.compare(position_, 2, "/*") != 0) return;
    const std::size_t end = line_.find("*/", position_ + 2);
    if (end == std::string::npos) return;
    position_ = static_cast<u32>(end) + 2;
  }
}

u32 Lexer::next_column() { return has_token_ ? token_.begin : (skip_blanks(), position_); }

void Lexer::rewind(u32 position) {
  position_ = position;
  has_token_ = false;
}

bool Lexer::is_end_at(u32 at) const { return at >= line_.size() || line_[at] == ';' || line_[at] == '#'; }

const Token& Lexer::peek() {
  if (!has_token_) {
    skip_blanks();
    token_ = scan();
    has_token_ = true;
  }
  return token_;
}

Token Lexer::take() {
  Token token = peek();
  has_token_ = false;
  position_ = token.end;
  return token;
}

Token Lexer::scan() {
  if (!error_.reason.empty()) return error_token(error_.column, error_.reason);
  Token end;
  end.begin = end.end = position_;
  if (is_end_at(position_)) return end;
  const char c = line_[position_];
  if (is_digit(c)) return scan_number();
  if (c == '"' || c == '\'') return scan_string(c);
  if (c == '$') return scan_name();
  if (is_letter(c)) return scan_word();
  return scan_punct();
}

Token Lexer::scan_word() {
  Token token;
  token.kind = TokenKind::kWord;
  token.begin = token.end = position_;
  while (token.end < line_.size() && is_word_char(line_[token.end])) ++token.end;
  token.text = line_.substr(token.begin, token.end - token.begin);
  return token;
}

Token Lexer::scan_name() {
  const u32 begin = position_;
  ++position_;
  if (position_ >= line_.size() || !is_letter(line_[position_])) {
    return error_token(begin, "a name must follow `$`, as in $a");
  }
  Token token = scan_word();
  token.kind = TokenKind::kName;
  token.begin = begin;
  return token;
}

// 123, 0x7f, 64K. What looks like a bare hexadecimal address is refused with the 0x that is missing.
Token Lexer::scan_number() {
  Token token;
  token.kind = TokenKind::kNumber;
  token.begin = token.end = position_;
  while (token.end < line_.size() && is_word_char(line_[token.end])) ++token.end;
  const std::string text = line_.substr(token.begin, token.end - token.begin);
  const bool is_hex = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  std::string digits = is_hex ? text.substr(2) : text;
  const u32 shift = digits.empty() ? 0 : suffix_shift(digits.back());
  if (shift != 0) digits.pop_back();
  const u64 base = is_hex ? 16 : 10;
  for (const char c : digits) {
    if (hex_digit(c) < base) continue;
    const std::string hint = !is_hex && shift == 0 && is_all_hex(digits) ? "did you mean `0x" + text + "`?" : "";
    return error_token(token.begin, "`" + text + "` is no number: 64, 0x40, and sizes such as 64K, 2M, 1G, 1T", hint);
  }
  if (digits.empty()) return error_token(token.begin, "`" + text + "` has no digits");
  if (!parse_digits(digits, base, &token.number) || token.number > ~u64{0} >> shift) {
    return error_token(token.begin, "`" + text + "` does not fit into 64 bits");
  }
  token.number <<= shift;
  token.text = text;
  if (token.end < line_.size() && line_[token.end] == '.' && token.end + 1 < line_.size() && is_digit(line_[token.end + 1])) {
    return error_token(token.begin, "numbers are whole: write 1536K for 1.5M");
  }
  return token;
}

bool Lexer::scan_escape(std::string* text) {
  const u32 at = position_;
  const char c = ++position_ < line_.size() ? line_[position_] : '\0';
  constexpr char kFrom[] = "ntr0\\\"'";
  constexpr char kTo[] = {'\n', '\t', '\r', '\0', '\\', '"', '\''};
  const char* found = c == '\0' ? nullptr : std::strchr(kFrom, c);
  if (found != nullptr) {
    *text += kTo[found - kFrom];
    ++position_;
    return true;
  }
  if (c == 'x' && position_ + 2 < line_.size() && hex_digit(line_[position_ + 1]) < 16 && hex_digit(line_[position_ + 2]) < 16) {
    *text += static_cast<char>(hex_digit(line_[position_ + 1]) * 16 + hex_digit(line_[position_ + 2]));
    position_ += 3;
    return true;
  }
  return fail(at, "unknown escape: \\n \\t \\r \\0 \\\\ \\\" \\' and \\x41 are known");
}

Token Lexer::scan_string(char quote) {
  Token token;
  token.kind = TokenKind::kString;
  token.begin = position_;
  ++position_;
  while (position_ < line_.size() && line_[position_] != quote) {
    if (line_[position_] == '\\') {
      if (!scan_escape(&token.text)) return error_token(error_.column, error_.reason);
      continue;
    }
    token.text += line_[position_++];
  }
  if (position_ >= line_.size()) return error_token(token.begin, "this text has no closing quote");
  token.end = position_ + 1;
  return token;
}

Token Lexer::scan_punct() {
  Token token;
  token.kind = TokenKind::kPunct;
  token.begin = position_;
  for (const char* two : kOperators) {
    if (line_.compare(position_, 2, two) != 0) continue;
    token.text = two;
    token.end = position_ + 2;
    return token;
  }
  if (std::strchr(kSingles, line_[position_]) == nullptr) return error_token(position_, "this character has no meaning here");
  token.text = line_.substr(position_, 1);
  token.end = position_ + 1;
  return token;
}

Token Lexer::take_raw() {
  rewind(next_column());
  if (!is_end_at(position_) && (line_[position_] == '"' || line_[position_] == '\'')) return take();
  Token token;
  token.kind = TokenKind::kWord;
  token.begin = token.end = position_;
  // Inside a word `#` is a character like any other, as in a Unix shell.
  while (token.end < line_.size() && !is_blank(line_[token.end]) && line_[token.end] != ';' && line_[token.end] != '|' &&
         !(line_[token.end] == '#' && token.end == token.begin)) {
    ++token.end;
  }
  token.text = line_.substr(token.begin, token.end - token.begin);
  if (token.text.empty()) token.kind = TokenKind::kEnd;
  position_ = token.end;
  return token;
}

Token Lexer::take_rest() {
  rewind(next_column());
  Token token;
  token.kind = TokenKind::kWord;
  token.begin = position_;
  char quote = '\0';
  while (position_ < line_.size() && (quote != '\0' || !is_end_at(position_))) {
    const char c = line_[position_++];
    // An apostrophe without a partner is just a character.
    if (quote == '\0' && (c == '"' || c == '\'') && line_.find(c, position_) != std::string::npos) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
  }
  token.end = position_;
  while (token.end > token.begin && is_blank(line_[token.end - 1])) --token.end;
  token.text = line_.substr(token.begin, token.end - token.begin);
  return token;
}

}  // namespace pw
