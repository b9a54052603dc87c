// Is a text fit for a terminal? Told by a reader of its own, not by the engine's: what it checks is what the engine's made.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw::test {

// "" or what is wrong: a byte that is no UTF-8, a control character (of several lines newlines and tabs are none), a mark that turns text.
inline std::string find_unclean(const std::string& text, bool has_lines = true) {
  for (u64 at = 0; at < text.size();) {
    const u8 lead = static_cast<u8>(text[at]);
    const u32 more = lead < 0x80 ? 0 : lead < 0xc2 ? 9 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 9;
    u32 code = more == 0 ? lead : lead & (0x3fu >> more);
    bool is_broken = more == 9;
    for (u32 i = 1; i <= more && !is_broken; ++i) {
      is_broken = at + i >= text.size() || (static_cast<u8>(text[at + i]) & 0xc0) != 0x80;
      if (!is_broken) code = code << 6 | (static_cast<u8>(text[at + i]) & 0x3fu);
    }
    const std::string where = " at byte " + std::to_string(at);
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    is_broken = is_broken || is_surrogate || (more == 2 && code < 0x800) || (more == 3 && (code < 0x10000 || code > 0x10ffff));
    if (is_broken) return "no UTF-8" + where;
    const bool is_layout = code == '\t' || (has_lines && code == '\n');
    if (!is_layout && (code < 0x20 || (code >= 0x7f && code < 0xa0))) return "a control character" + where;
    if ((code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f || code == 0xfeff)
      return "a mark that moves text" + where;
    at += more + 1;
  }
  return "";
}

}  // namespace pw::test
