// Diagnostics: UTF-8 checks, caret lines, edit distance. Nothing here knows a command.
#include "engine/shell/diagnostic.h"

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/render/text.h"

namespace pw {
namespace {

// Combining marks take no column, the East Asian blocks two. A short list of ranges is enough to put a caret under the right place.
u32 width_of(u32 code) {
  if (code >= 0x300 && code < 0x370) return 0;
  if (code >= 0x200b && code <= 0x200f) return 0;
  const bool is_wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xa4d0) || (code >= 0xac00 && code < 0xd7a4) ||
                       (code >= 0xf900 && code < 0xfb00) || (code >= 0xfe30 && code < 0xfe70) || (code >= 0xff00 && code < 0xff61) ||
                       (code >= 0x1f300 && code < 0x1f650) || (code >= 0x20000 && code < 0x40000);
  return is_wide ? 2 : 1;
}

// Bytes that may not reach a terminal (a malformed sequence, a control character) are shown as '?'.
struct Shown {
  std::string text;
  u32 width = 0;
};

Shown show_range(const std::string& line, u32 begin, u32 end) {
  Shown shown;
  for (u32 at = begin; at < end && at < line.size();) {
    const Utf8Char character = decode_utf8(line, at);
    if (character.length == 0 || is_unprintable(character.code) || character.code == '\t') {
      shown.text += character.code == '\t' ? ' ' : '?';
      shown.width += 1;
      at += std::max(character.length, 1u);
      continue;
    }
    shown.text.append(line, at, character.length);
    shown.width += width_of(character.code);
    at += character.length;
  }
  return shown;
}

bool is_continuation(char byte) { return (static_cast<u8>(byte) & 0xc0) == 0x80; }

// A character boundary at or before `at`.
u32 boundary_before(const std::string& text, u32 at) {
  while (at > 0 && at < text.size() && is_continuation(text[at])) --at;
  return at;
}

// Damerau-Levenshtein distance with adjacent swaps, capped by the caller through the length check.
u32 edit_distance(const std::string& a, const std::string& b) {
  const u32 columns = static_cast<u32>(b.size()) + 1;
  std::vector<u32> before(columns), previous(columns), row(columns);
  for (u32 j = 0; j < columns; ++j) previous[j] = j;
  for (u32 i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (u32 j = 1; j < columns; ++j) {
      const u32 change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min(std::min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(previous);
    previous.swap(row);
  }
  return previous[columns - 1];
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

constexpr u32 kShownBytes = 100;
constexpr u32 kMaxSuggestBytes = 40;

}  // namespace

bool check_text(const std::string& text, Diagnostic* diagnostic) {
  for (u32 at = 0; at < text.size();) {
    const Utf8Char character = decode_utf8(text, at);
    if (character.length == 0) {
      *diagnostic = {at, "this byte is not part of well-formed UTF-8 text", ""};
      return false;
    }
    if (is_control(character.code)) {
      *diagnostic = {at, "a control character (" + hex(character.code) + ") cannot stand in a command", ""};
      return false;
    }
    at += character.length;
  }
  return true;
}

u32 text_columns(const std::string& text) { return show_range(text, 0, static_cast<u32>(text.size())).width; }

std::string caret_text(const std::string& line, const Diagnostic& diagnostic) {
  const u32 column = std::min(diagnostic.column, static_cast<u32>(line.size()));
  const u32 begin = column > kShownBytes ? boundary_before(line, column - kShownBytes / 2) : 0;
  const u32 end = boundary_before(line, std::min(begin + 2 * kShownBytes, static_cast<u32>(line.size())));
  const Shown head = show_range(line, begin, column);
  const Shown tail = show_range(line, column, end);
  const std::string left = begin > 0 ? "…" : "";
  std::string out = left + head.text + tail.text + (end < line.size() ? "…" : "") + "\n";
  out += std::string(head.width + text_columns(left), ' ') + "^ " + printable(diagnostic.reason);
  if (!diagnostic.hint.empty()) out += "\n" + printable_lines(diagnostic.hint);
  return out;
}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kMaxSuggestBytes) return "";
  const u32 allowed = word.size() <= 2 ? 1 : word.size() <= 5 ? 2 : 3;
  u32 best = allowed + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const u32 distance = edit_distance(lower(word), lower(candidate));
    // Something in common must be left: "xy" is no slip for "ps".
    if (distance >= best || distance >= std::max(word.size(), candidate.size())) continue;
    best = distance;
    found = candidate;
  }
  return found;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string found = nearest(word, candidates);
  return found.empty() ? "" : "did you mean `" + found + "`?";
}

}  // namespace pw
