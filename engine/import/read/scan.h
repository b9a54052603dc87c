// A line under the cursor. Nothing is copied: what is taken are views of the text.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/types.h"

namespace pw {

constexpr bool is_decimal(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_word_char(char c) { return is_letter(c) || is_decimal(c) || c == '_'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
// 99: no digit.
constexpr u32 digit_value(char c) {
  if (is_decimal(c)) return static_cast<u32>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<u32>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<u32>(c - 'A' + 10);
  return 99;
}

constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

struct Scan {
  std::string_view text;
  u64 at = 0;

  bool at_end() const { return at >= text.size(); }
  char peek(u64 ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
  bool take(char c) {
    if (at_end() || text[at] != c) return false;
    ++at;
    return true;
  }
  bool take(std::string_view word) {
    if (text.compare(at, word.size(), word) != 0) return false;
    at += word.size();
    return true;
  }
  // At least one.
  bool blanks() {
    const u64 from = at;
    while (is_blank(peek())) ++at;
    return at > from;
  }
  void skip_blanks() { blanks(); }
  // At most `digits` digits of the base; false when there is none or one too many.
  bool number(u32 base, u32 digits, u64* value) {
    *value = 0;
    const u64 from = at;
    while (at < text.size() && at - from <= digits && digit_value(text[at]) < base) *value = *value * base + digit_value(text[at++]);
    return at > from && at - from <= digits;
  }
  // "0x1f000"
  bool hex(u64* value) { return take("0x") && number(16, 16, value); }
  bool decimal(u32* value) {
    u64 wide = 0;
    const bool ok = number(10, 10, &wide) && wide < 0xffffffffu;
    *value = static_cast<u32>(wide);
    return ok;
  }
  std::string_view word_chars() {
    const u64 from = at;
    while (is_word_char(peek())) ++at;
    return text.substr(from, at - from);
  }
  // Up to the next blank.
  std::string_view token() {
    const u64 from = at;
    while (!at_end() && !is_blank(text[at])) ++at;
    return text.substr(from, at - from);
  }
  std::string_view rest() const { return at_end() ? std::string_view() : text.substr(at); }
};

// Calls f(line) for each line, without its end; what stands behind the last newline is a line, too.
template <class F>
void for_each_line(std::string_view text, F f) {
  for (u64 from = 0; from < text.size();) {
    u64 to = text.find('\n', from);
    if (to == std::string_view::npos) to = text.size();
    f(text.substr(from, to - from));
    from = to + 1;
  }
}

}  // namespace pw
