// Diagnostics of the command language: where in the line, what is wrong, and what was perhaps meant.
#pragma once

#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

struct Diagnostic {
  u32 column = 0;      // byte offset in the line
  std::string reason;  // empty: no error
  std::string hint;    // "did you mean …?" or another way out; may be empty
};

// The line, a caret under the column, the reason, and the hint below. Carets line up under wide and combining characters too; of a long
// line only the part around the caret is shown.
std::string caret_text(const std::string& line, const Diagnostic& diagnostic);

// The candidate with the smallest edit distance to `word` (swaps of neighbours count as one edit), if it is near enough to be a slip of
// the keyboard; the first of equals. Empty when none is.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

// Well-formed UTF-8 without control characters (tab is allowed)? Else the offset and the reason.
bool check_text(const std::string& text, Diagnostic* diagnostic);

u32 text_columns(const std::string& text);  // on a terminal, wide and combining characters counted as such

}  // namespace pw
