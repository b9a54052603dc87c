// UTF-8, and text that may go to a terminal. A name may hold any byte (Linux asks nothing of a file's name but that it has no `/` and no
// zero), so whatever prints one goes through printable() or printable_lines(), once, where a text is finished.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

// One character: its code point, and how many bytes it takes; 0 bytes when no well-formed sequence begins there.
struct Utf8Char {
  u32 code = 0;
  u32 length = 0;
};
Utf8Char decode_utf8(const std::string& text, u64 at);

// C0 (a tab is none here), DEL and C1, line and paragraph separators.
bool is_control(u32 code);
// Those, and what turns the direction of writing around.
bool is_unprintable(u32 code);

// Bytes that do not belong to well-formed text as \x80, and what is_unprintable() by the bytes that it is made of: a
// newline as \n, all others as \x1b. Idempotent.
std::string printable(const std::string& text);
// The same, of a text of several lines: a newline stays.
std::string printable_lines(const std::string& text);

}  // namespace pw
