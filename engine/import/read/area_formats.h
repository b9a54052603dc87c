// One recogniser for each form in which a tool prints an area of an address space: its grammar stands in front of it. Each reads one line,
// knows nothing of the lines around it, and takes any bytes.
#pragma once

#include <string_view>

#include "engine/import/read/maps_text.h"

namespace pw {

// The inode of a file in a form that tells none.
inline constexpr u64 kUnknownInode = 1;

struct AreaFormat {
  const char* name;
  bool (*read)(std::string_view line, MapsArea* area);  // false: no line of this form; `area` is undefined then
  const char* sample;
};

// ---- maps_line.cc ----
bool read_maps_line(std::string_view line, MapsArea* area);
// The column, from 1, where the line stops being one of maps; 0: it does not even begin as one.
u32 maps_line_breaks_at(std::string_view line);
// "Rss:                   4 kB", "VmFlags: rd ex mr", "ProtectionKey:         0": what smaps prints below an area.
bool is_smaps_label(std::string_view line);

// ---- debugger_lines.cc ----
bool read_gdb_line(std::string_view line, MapsArea* area);
bool read_plugin_line(std::string_view line, MapsArea* area);
bool read_lldb_line(std::string_view line, MapsArea* area);

// ---- pmap_line.cc ----
bool read_pmap_line(std::string_view line, MapsArea* area);
bool read_pmap_wide_line(std::string_view line, MapsArea* area);

// ---- tombstone_line.cc ----
bool read_tombstone_line(std::string_view line, MapsArea* area);

// All of them; the last has no name.
extern const AreaFormat kAreaFormats[];

}  // namespace pw
