// /proc/PID/maps (fs/proc/task_mmu.c: show_map_vma, show_vma_header_prefix).
//
//   start-end perm offset dev inode           name      addresses at least 8 digits, the name from column 73 on; without a name
//                                                       the line ends in the blank after the inode
// Anonymous areas have offset, device and inode 0.
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {

namespace {

constexpr u32 kNameColumn = 73;

std::string range_and_rights(u64 start, u64 end, u64 flags) {
  return hex_digits(start, 8) + "-" + hex_digits(end, 8) + " " + perm_text(flags) + " 00000000 00:00 0 ";
}

}  // namespace

std::string maps_header(u64 start, u64 end, u64 flags) { return pad_right(range_and_rights(start, end, flags), kNameColumn); }

std::string maps_line(const Kernel& k, VmaId id) {
  const Vma& vma = k.m.vmas[id];
  const std::string name = vma_name(k, id);
  return (name.empty() ? range_and_rights(vma.start, vma.end, vma.flags) : maps_header(vma.start, vma.end, vma.flags) + name) + "\n";
}

std::string render_maps(const Kernel& k, const Mm& mm) {
  std::string out;
  for (const VmaId id : vmas_of(k, mm)) out += maps_line(k, id);
  return out;
}

}  // namespace pw
