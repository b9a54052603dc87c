// What debuggers print of an address space. Devices and inodes they do not tell: a file gets a number of its own by its name.
#include "engine/import/read/area_formats.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

// "r-xp", or "r-x" of tools that leave out the last: private then.
bool take_mode(Scan& scan, std::string* perm) {
  perm->clear();
  while (perm->size() < 3 && (scan.peek() == "rwx"[perm->size()] || scan.peek() == '-')) *perm += scan.text[scan.at++];
  if (perm->size() != 3) return false;
  *perm += scan.take('s') ? 's' : 'p';
  if (perm->back() == 'p') scan.take('p');
  return scan.at_end() || is_blank(scan.peek());
}

// A name to the end of the line. Files are told apart by it alone.
void take_name(Scan& scan, MapsArea* area) {
  scan.skip_blanks();
  area->name = trimmed(scan.rest());
  area->dev_major = area->dev_minor = 0;
  area->inode = !area->name.empty() && area->name[0] != '[' ? kUnknownInode : 0;
}

}  // namespace

// gdb, `info proc mappings`: 12 and later with permissions.
//
//   0x7f3f30a1c000     0x7f3f30bd7000   0x1bb000        0x0  r-xp   /lib/libc.so.6
//   start              end              size            offset perm name
bool read_gdb_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  u64 size = 0;
  scan.skip_blanks();
  const bool ok = scan.hex(&area->start) && scan.blanks() && scan.hex(&area->end) && scan.blanks() && scan.hex(&size) && scan.blanks() &&
                  scan.hex(&area->offset) && scan.blanks() && take_mode(scan, &area->perm);
  if (!ok || area->end - area->start != size) return false;
  take_name(scan, area);
  return true;
}

// Plugins of gdb, `vmmap`: pwndbg, gef and peda.
//
//   0x555555554000     0x555555556000 r--p     2000      0 /bin/x       pwndbg: start end perm size offset name
//   0x0000555555554000 0x0000555555556000 0x0000000000000000 r-- /bin/x     gef: start end offset perm name
//   0x00400000         0x0040b000         r-xp      /bin/x               peda: start end perm name
bool read_plugin_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  scan.skip_blanks();
  if (!scan.hex(&area->start) || !scan.blanks() || !scan.hex(&area->end) || !scan.blanks()) return false;
  area->offset = 0;
  const bool has_offset = scan.peek() == '0' && scan.peek(1) == 'x';
  if (has_offset && (!scan.hex(&area->offset) || !scan.blanks())) return false;
  if (!take_mode(scan, &area->perm)) return false;
  const u64 behind = scan.at;
  u64 size = 0;
  const bool is_sized = !has_offset && scan.blanks() && scan.number(16, 16, &size) && size == area->end - area->start && scan.blanks() &&
                        scan.number(16, 16, &area->offset);
  if (!is_sized) scan.at = behind;
  take_name(scan, area);
  return true;
}

// lldb, `memory region --all`: what is not mapped has no permissions at all.
//
//   [0x0000000000400000-0x0000000000401000) r-x /bin/srv
//   start              end                  perm name
bool read_lldb_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  scan.skip_blanks();
  const bool ok = scan.take('[') && scan.hex(&area->start) && scan.take('-') && scan.hex(&area->end) && scan.take(") ") &&
                  take_mode(scan, &area->perm);
  if (!ok) return false;
  area->offset = 0;
  take_name(scan, area);
  return true;
}

}  // namespace pw
