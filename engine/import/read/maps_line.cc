// /proc/PID/maps and /proc/PID/smaps (fs/proc/task_mmu.c: show_map_vma, show_smap), column by column:
//
//   7f65643ed000-7f65643f1000 r--p 001cf000 fe:00 332835                     /usr/lib/x86_64-linux-gnu/libc.so.6
//   start        end          perm offset   dev   inode                      name, blanks and all, to the end of the line
//
// Behind it smaps has lines `Label: …`; of those only VmFlags is kept. Crash reports (glibc's "Memory map:", the JVM's
// "Dynamic libraries:", minidumps, catchsegv) hold the same lines.
#include "engine/import/read/area_formats.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

bool take_perm(Scan& scan, std::string* perm) {
  *perm = scan.text.substr(scan.at, 4);
  if (perm->size() != 4) return false;
  constexpr char kLetters[] = "rwxp";
  for (u32 i = 0; i < 4; ++i) {
    const char c = (*perm)[i];
    const bool is_known = c == kLetters[i] || (i < 3 ? c == '-' : c == 's');
    if (!is_known) return false;
  }
  scan.at += 4;
  return true;
}

// False: no line of maps; the cursor stands where it stops being one.
bool scan_maps_line(Scan& scan, MapsArea* area) {
  u64 major = 0;
  u64 minor = 0;
  const bool ok = scan.number(16, 16, &area->start) && scan.take('-') && scan.number(16, 16, &area->end) && scan.take(' ') &&
                  take_perm(scan, &area->perm) && scan.take(' ') && scan.number(16, 16, &area->offset) && scan.take(' ') &&
                  scan.number(16, 3, &major) && scan.take(':') && scan.number(16, 5, &minor) && scan.take(' ') &&
                  scan.number(10, 19, &area->inode) && (scan.at_end() || scan.blanks());
  if (!ok) return false;
  area->dev_major = static_cast<u32>(major);
  area->dev_minor = static_cast<u32>(minor);
  area->name = scan.rest();
  return true;
}

}  // namespace

bool read_maps_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  return scan_maps_line(scan, area);
}

u32 maps_line_breaks_at(std::string_view line) {
  Scan scan{line};
  MapsArea area;
  if (scan_maps_line(scan, &area)) return 0;
  const u64 dash = line.find('-');
  return dash != 0 && scan.at > dash && dash != std::string_view::npos ? static_cast<u32>(scan.at) + 1 : 0;
}

bool is_smaps_label(std::string_view line) {
  const u64 colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 24) return false;
  for (u64 i = 0; i < colon; ++i) {
    if (!is_letter(line[i]) && line[i] != '_') return false;
  }
  Scan value{line, colon + 1};
  value.skip_blanks();
  return is_decimal(value.peek()) || line.substr(0, colon) == "VmFlags";
}

}  // namespace pw
