// Imports for programs: which kind of text it is, and what it becomes.
#pragma once

#include <string>

#include "engine/import/import.h"

namespace pw {

// maps or smaps, by the first line that says anything.
ImportResult import_text(const std::string& text);
// "line 3, column 1: …" a line, for a terminal.
std::string import_notes_text(const ImportResult& result);

}  // namespace pw
