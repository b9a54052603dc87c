// Address spaces as commands: execve with an image, and load for what does not fit into one command.
#pragma once

#include "engine/import/import.h"
#include "engine/import/read/maps_text.h"

namespace pw {

// The commands that build an address space, one a line: execve, then as many `load` as it takes. `path` is
// what was executed; empty: the program that the text shows. `start_brk` is where the heap begins, 0: where [heap] stands, or
// behind the program. No areas give an execve that leaves the stack alone. An error only for a path that cannot be written
// down.
ImportResult execve_text(const std::string& path, const MapsText& maps, u64 start_brk);

// The same of a program that runs: the path is its own.
ImportResult import_maps(const MapsText& maps);
// One or more address spaces as a whole script: a process each.
ImportResult import_spaces(const std::vector<MapsText>& spaces);

}  // namespace pw
