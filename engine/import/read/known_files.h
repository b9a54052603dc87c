// Files that are no text, known by their first bytes: what they are, and what to bring instead.
#pragma once

#include <string_view>

namespace pw {

// "this is packed by gzip, which …: bring …"; nullptr: it begins as a text may. The bytes may have passed a reader of UTF-8, which puts
// U+FFFD in place of each that is none.
const char* known_file(std::string_view first_line);

}  // namespace pw
