#include "engine/import/descriptors.h"

namespace pw {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// One escape behind its backslash, as strace writes them: letters, \xNN, and one to three octal digits.
char take_escape(const std::string& text, u64* at) {
  const char c = text[*at];
  if (c == 'n' || c == 't' || c == 'r') {
    ++*at;
    return c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
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

std::string path_beside(const std::string& descriptor) {
  const u64 open = descriptor.find('<');
  const u64 close = descriptor.rfind('>');
  if (open == std::string::npos || close == std::string::npos || close <= open) return "";
  return descriptor.substr(open + 1, close - open - 1);
}

std::string unquoted(const std::string& text) {
  const u64 from = text.find('"');
  const u64 to = text.rfind('"');
  if (from == std::string::npos || to <= from) return text;
  std::string plain;
  for (u64 at = from + 1; at < to;) {
    if (text[at] != '\\' || at + 1 >= to) {
      plain += text[at++];
      continue;
    }
    ++at;
    plain += take_escape(text, &at);
  }
  return plain;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace pw
