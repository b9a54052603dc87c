// Android's tombstones and `debuggerd -b`, "memory map": the end is the last byte; the arrow marks where the fault was.
//
//       00000000'00400000-00000000'00401fff r-x         0      2000  /system/bin/app (BuildId: 12ab)
//   --->00000000'00402000-00000000'00402fff rw-         0      1000
//       start             last              perm        offset size  name
#include "engine/import/read/area_formats.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

bool take_address(Scan& scan, u64* address) {
  u64 low = 0;
  if (!scan.number(16, 16, address)) return false;
  if (!scan.take('\'')) return true;
  if (!scan.number(16, 8, &low)) return false;
  *address = *address << 32 | low;
  return true;
}

bool take_mode3(Scan& scan, std::string* perm) {
  *perm = "---p";
  for (u32 i = 0; i < 3; ++i) {
    const char c = scan.peek();
    if (c != "rwx"[i] && c != '-') return false;
    (*perm)[i] = c;
    ++scan.at;
  }
  return scan.blanks();
}

}  // namespace

bool read_tombstone_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  u64 last = 0;
  u64 size = 0;
  scan.skip_blanks();
  scan.take("--->");
  const bool ok = take_address(scan, &area->start) && scan.take('-') && take_address(scan, &last) && scan.blanks() &&
                  take_mode3(scan, &area->perm) && scan.number(16, 16, &area->offset) && scan.blanks() && scan.number(16, 16, &size);
  if (!ok || last - area->start + 1 != size) return false;
  area->end = last + 1;
  scan.skip_blanks();
  std::string_view name = scan.rest();
  const u64 build = name.find(" (BuildId:");
  if (build != std::string_view::npos) name = name.substr(0, build);
  area->name = trimmed(name);
  area->dev_major = area->dev_minor = 0;
  area->inode = !area->name.empty() && area->name[0] == '/' ? kUnknownInode : 0;
  return true;
}

}  // namespace pw
