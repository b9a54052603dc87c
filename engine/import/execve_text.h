// Address spaces as commands: execve with an image, and load for what does not fit into one command.
#pragma once

#include "engine/import/import.h"

namespace pw {

// The commands that build the address space of a maps or smaps text, one a line: execve, then as many `load` as it takes. `path` is
// what was executed; empty: the program that the text shows. `start_brk` is where the heap begins, 0: where [heap] stands, or
// behind the program. An empty text gives an execve that leaves the stack alone. An error only for a path that cannot be written
// down.
ImportResult execve_text(const std::string& path, const std::string& maps, u64 start_brk);

// The same as a whole script. An error when no line of the text is one of maps or smaps.
ImportResult import_maps(const std::string& text);

}  // namespace pw
