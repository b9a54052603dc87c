// An address space as some tool printed it: a list of areas. Whose grammar each line follows is in area_formats.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/import/import.h"

namespace pw {

struct MapsArea {
  u32 line = 0;  // of the input, from 1
  u64 start = 0;
  u64 end = 0;
  std::string perm;  // four characters
  u64 offset = 0;
  u32 dev_major = 0;
  u32 dev_minor = 0;
  u64 inode = 0;
  std::string name;      // as it stands there; a newline in it as \\012
  std::string vm_flags;  // of smaps: "rd wr mr mw me ac"
};

struct MapsText : ImportNotes {
  std::vector<MapsArea> areas;  // ascending, disjoint, inside the user address space
  u32 tid = 0;                  // whose they are, where the text tells: `cat /proc/4711/maps`, `process 4711`
  u32 line = 0;                 // of its first area
  u32 lines = 0;
  u32 left_out = 0;  // lines that are none of the file's
};

// The first address space of a text.
MapsText parse_maps(std::string_view text);

}  // namespace pw
