#include "engine/import/script/descriptors.h"

#include "engine/render/text.h"

namespace pw {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

u32 hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<u32>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<u32>(c - 'a' + 10);
  return c >= 'A' && c <= 'F' ? static_cast<u32>(c - 'A' + 10) : 16;
}

// One escape behind its backslash, as strace writes them: letters, \xNN, and one to three octal digits.
char take_escape(const std::string& text, u64* at) {
  const char c = text[*at];
  constexpr char kLetters[] = "ntrvfabe";
  constexpr char kMeant[] = "\n\t\r\v\f\a\b\x1b";
  for (u32 i = 0; kLetters[i] != '\0'; ++i) {
    if (c != kLetters[i]) continue;
    ++*at;
    return kMeant[i];
  }
  if (c == 'x' && *at + 2 < text.size() && hex_value(text[*at + 1]) < 16 && hex_value(text[*at + 2]) < 16) {
    *at += 3;
    return static_cast<char>(hex_value(text[*at - 2]) * 16 + hex_value(text[*at - 1]));
  }
  if (!is_octal(c)) {
    ++*at;
    return c;
  }
  u32 value = 0;
  for (u32 digits = 0; digits < 3 && *at < text.size() && is_octal(text[*at]); ++digits) {
    value = value * 8 + static_cast<u32>(text[(*at)++] - '0');
  }
  return static_cast<char>(value);
}

}  // namespace

u32 Descriptors::add_table() {
  tables_.emplace_back();
  return static_cast<u32>(tables_.size() - 1);
}

void Descriptors::dup(u32 table, u32 from, u32 to) {
  const auto found = tables_[table].find(from);
  if (found == tables_[table].end()) return;
  const Descriptor copy = found->second;
  tables_[table][to] = copy;
}

Descriptor& Descriptors::at(u32 table, u32 fd) {
  Descriptor& descriptor = tables_[table][fd];
  if (descriptor.path.empty()) descriptor.path = "fd " + std::to_string(fd);
  return descriptor;
}

// "3</dev/null<char 1:3>>" ends at the second bracket; "<deleted>" and what -yy adds of a device are no part of the path.
std::string path_beside(const std::string& descriptor) {
  const u64 open = descriptor.find('<');
  const u64 close = open == std::string::npos ? open : descriptor.find_first_of("<>", open + 1);
  if (close == std::string::npos) return "";
  const bool is_deleted = descriptor.compare(close, std::string::npos, ">(deleted)") == 0;
  return unescaped(descriptor.substr(open + 1, close - open - 1)) + (is_deleted ? " (deleted)" : "");
}

std::string unescaped(const std::string& text) {
  std::string plain;
  for (u64 at = 0; at < text.size();) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      plain += text[at++];
      continue;
    }
    ++at;
    plain += take_escape(text, &at);
  }
  return plain;
}

std::string unquoted(const std::string& text) {
  const u64 from = text.find('"');
  const u64 to = text.rfind('"');
  if (from == std::string::npos || to <= from) return text;
  return unescaped(text.substr(from + 1, to - from - 1));
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const u32 byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (byte < 0x20 || byte >= 0x7f) out += "\\x" + hex_digits(byte, 2);
    else out += c;
  }
  return out + "\"";
}

}  // namespace pw
