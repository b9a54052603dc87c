// /proc/PID/maps and /proc/PID/smaps as a list of areas (fs/proc/task_mmu.c: show_map_vma, show_smap). Pure text: whatever is not a
// line of such a file is noted and left out.
#pragma once

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
  u32 lines = 0;
  u32 left_out = 0;  // lines that are none of the file's
};

MapsText parse_maps(const std::string& text);
// Does the text begin with a line of maps or smaps? What comes first decides; blank lines and comments (#) are passed over.
bool looks_like_maps(const std::string& text);

}  // namespace pw
