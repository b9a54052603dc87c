// pmap of procps. Sizes are in KiB; a mode has five characters, the last two for shared and for what is not reserved.
#include "engine/import/read/area_formats.h"
#include "engine/import/read/scan.h"

namespace pw {
namespace {

bool take_mode5(Scan& scan, std::string* perm) {
  *perm = "---p";
  constexpr char kLetters[] = "rwxsR";
  for (u32 i = 0; i < 5; ++i) {
    const char c = scan.peek();
    if (c != kLetters[i] && c != '-') return false;
    if (c != '-' && i < 3) (*perm)[i] = c;
    if (c == 's') (*perm)[3] = 's';
    ++scan.at;
  }
  return is_blank(scan.peek());
}

// "[ anon ]" and "[ stack ]" stand for no name and for [stack].
void set_name(std::string_view name, MapsArea* area) {
  area->name = name == "[ anon ]" ? "" : name == "[ stack ]" ? "[stack]" : std::string(name);
  area->inode = !area->name.empty() && area->name[0] != '[' ? kUnknownInode : 0;
}

bool is_number(std::string_view word) {
  for (const char c : word) {
    if (!is_decimal(c)) return false;
  }
  return !word.empty();
}

// A token, and the cursor behind the blanks that follow it.
std::string_view next_token(Scan& scan) {
  const std::string_view token = scan.token();
  scan.skip_blanks();
  return token;
}

// Two letters, as in VmFlags.
bool is_flag_code(std::string_view word) { return word.size() == 2 && is_letter(word[0]) && is_letter(word[1]); }

bool is_mode4(std::string_view perm) {
  if (perm.size() != 4) return false;
  for (u32 i = 0; i < 3; ++i) {
    if (perm[i] != "rwx"[i] && perm[i] != '-') return false;
  }
  return perm[3] == 'p' || perm[3] == 's';
}

bool take_device(Scan& scan, MapsArea* area) {
  u64 major = 0;
  u64 minor = 0;
  if (!scan.number(16, 3, &major) || !scan.take(':') || !scan.number(16, 5, &minor)) return false;
  area->dev_major = static_cast<u32>(major);
  area->dev_minor = static_cast<u32>(minor);
  return true;
}

}  // namespace

// pmap, pmap -x, pmap -d.
//
//   0000555555554000    132K r-x-- prog                                   pmap:    address size mode name
//   0000555555554000     132      96       0 r-x-- prog                   pmap -x: address size rss dirty mode name
//   0000555555554000     132 r-x-- 0000000000001000 0fe:00000 prog        pmap -d: address size mode offset device name
bool read_pmap_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  u64 size = 0;
  u64 other = 0;
  if (!scan.number(16, 16, &area->start) || scan.at < 8 || !scan.blanks() || !scan.number(10, 12, &size)) return false;
  const bool is_short = scan.take('K');
  if (!scan.blanks()) return false;
  while (!is_short && is_decimal(scan.peek())) {
    if (!scan.number(10, 12, &other) || !scan.blanks()) return false;
  }
  if (!take_mode5(scan, &area->perm)) return false;
  area->end = area->start + size * 1024;
  area->offset = 0;
  area->dev_major = area->dev_minor = 0;
  scan.skip_blanks();
  const u64 behind = scan.at;
  const bool has_offset = !is_short && scan.number(16, 16, &area->offset) && scan.at - behind == 16 && scan.blanks();
  const bool has_device = has_offset && take_device(scan, area);
  if (!has_device) {
    scan.at = behind;
    area->offset = 0;
  }
  scan.skip_blanks();
  set_name(trimmed(scan.rest()), area);
  return true;
}

// pmap -X and -XX: the columns of smaps, of which there are more or fewer; the last one is the name, the one before it may be VmFlags.
//
//   7f3f30a1c000 r-xp 00000000  08:01 397022  1772    8     8          8         0        0    0      0 /lib/libc.so.6
//   start        perm offset    dev   inode   size    …                                                 name
bool read_pmap_wide_line(std::string_view line, MapsArea* area) {
  Scan scan{line};
  u64 size = 0;
  scan.skip_blanks();
  if (!scan.number(16, 16, &area->start) || !scan.blanks()) return false;
  area->perm = next_token(scan);
  if (!is_mode4(area->perm) || !scan.number(16, 16, &area->offset) || !scan.blanks()) return false;
  if (!take_device(scan, area) || !scan.blanks()) return false;
  if (!scan.number(10, 19, &area->inode) || !scan.blanks() || !scan.number(10, 12, &size)) return false;
  area->end = area->start + size * 1024;
  scan.skip_blanks();
  area->vm_flags.clear();
  area->name.clear();
  while (!scan.at_end()) {
    const u64 from = scan.at;
    const std::string_view token = next_token(scan);
    if (is_number(token)) continue;
    if (!is_flag_code(token)) {
      area->name = trimmed(line.substr(from));
      return true;
    }
    area->vm_flags += (area->vm_flags.empty() ? "" : " ") + std::string(token);
  }
  return true;
}

}  // namespace pw
