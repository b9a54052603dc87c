// Texts that hold no areas or calls that could be run, known by their own words: what they are, and what to bring instead.
#pragma once

#include <string>
#include <string_view>

namespace pw {

// "this is AddressSanitizer's memory map, which tells no permissions: bring …"; nullptr: the line is of no tool that is known here.
const char* known_tool(std::string_view line);

// Which process a line speaks of, whose areas follow: `cat /proc/4711/maps`, gdb's "process 4711", pmap's "4711:   /bin/srv".
// 0: it speaks of none.
unsigned process_of_heading(std::string_view line);
// A line that the forms of area_formats.h have around their areas: heads of columns, sums. It is no loss that it is not read.
bool is_heading(std::string_view line);

}  // namespace pw
