// /proc/PID/maps (fs/proc/task_mmu.c: show_map_vma, show_vma_header_prefix).
//
//   start-end perm offset dev inode           name      addresses at least 8 digits, the name from column 73 on; without a name
//                                                       the line ends in the blank after the inode
// Anonymous areas have offset, device and inode 0.
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {

std::string maps_line(const Kernel& k, VmaId id) {
  constexpr u32 kNameColumn = 73;
  const Vma& vma = k.m.vmas[id];
  std::string line = hex_digits(vma.start, 8) + "-" + hex_digits(vma.end, 8) + " " + perm_text(vma.flags) + " 00000000 00:00 0 ";
  const std::string name = vma_name(k, id);
  if (!name.empty()) line = pad_right(line, kNameColumn) + name;
  return line + "\n";
}

std::string render_maps(const Kernel& k, const Mm& mm) {
  std::string out;
  for (const VmaId id : vmas_of(k, mm)) out += maps_line(k, id);
  return out;
}

}  // namespace pw
