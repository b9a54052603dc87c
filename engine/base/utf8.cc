#include "engine/base/utf8.h"

namespace pw {
namespace {

u32 sequence_length(u8 lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;  // 0xc0 and 0xc1 could only begin an overlong form
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

bool is_valid_code(u32 code, u32 length) {
  constexpr u32 kLowest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  return code >= kLowest[length] && code <= 0x10ffff && !is_surrogate;
}

// Marks, embeddings, overrides and isolates of right-to-left writing, and the byte order mark: they show nothing and move the rest.
bool turns_text(u32 code) {
  return code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void append_escaped(std::string& out, u8 byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\x";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

std::string escaped(const std::string& text, bool keeps_newlines) {
  std::string out;
  out.reserve(text.size());
  for (u64 at = 0; at < text.size();) {
    const Utf8Char character = decode_utf8(text, at);
    const u64 end = at + (character.length == 0 ? 1 : character.length);
    if (character.code == '\n' && character.length == 1) {
      out += keeps_newlines ? "\n" : "\\n";
    } else if (character.length == 0 || is_unprintable(character.code)) {
      for (u64 i = at; i < end; ++i) append_escaped(out, static_cast<u8>(text[i]));
    } else {
      out.append(text, at, character.length);
    }
    at = end;
  }
  return out;
}

}  // namespace

Utf8Char decode_utf8(const std::string& text, u64 at) {
  const u8 lead = static_cast<u8>(text[at]);
  const u32 length = sequence_length(lead);
  if (length == 0 || at + length > text.size()) return {};
  if (length == 1) return {lead, 1};
  u32 code = lead & (0x7fu >> length);
  for (u32 i = 1; i < length; ++i) {
    const u8 byte = static_cast<u8>(text[at + i]);
    if ((byte & 0xc0) != 0x80) return {};
    code = code << 6 | (byte & 0x3fu);
  }
  if (!is_valid_code(code, length)) return {};
  return {code, length};
}

bool is_control(u32 code) { return (code < 0x20 && code != '\t') || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029; }

bool is_unprintable(u32 code) { return is_control(code) || turns_text(code); }

std::string printable(const std::string& text) { return escaped(text, false); }

std::string printable_lines(const std::string& text) { return escaped(text, true); }

}  // namespace pw
