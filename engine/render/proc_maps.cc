// /proc/PID/maps (fs/proc/task_mmu.c: show_map_vma, show_vma_header_prefix).
//
//   start-end perm offset dev inode           name      addresses at least 8 digits, the name from column 73 on; without a name
//                                                       the line ends in the blank after the inode
// Anonymous areas and special mappings have offset, device and inode 0. A newline in a name is printed as \012 (seq_path).
#include "engine/render/accounting.h"
#include "engine/render/proc.h"
#include "engine/render/text.h"

namespace pw {
namespace {

constexpr char kNoFile[] = "00000000 00:00 0";

bool is_over_file(const Kernel& k, const Vma& vma) {
  return vma.file.valid() && kind_of(k.m.files, vma.file) != FileKind::kSpecial;
}

std::string file_columns(const Kernel& k, const Vma& vma) {
  if (!is_over_file(k, vma)) return kNoFile;
  const FileName name = name_of(k.m.files, vma.file);
  return hex_digits(vma.pgoff << kPageShift, 8) + " " + hex_digits(name.dev_major, 2) + ":" + hex_digits(name.dev_minor, 2) + " " +
         decimal(name.inode);
}

std::string escape_newlines(const std::string& name) {
  std::string text;
  for (const char c : name) text += c == '\n' ? std::string("\\012") : std::string(1, c);
  return text;
}

constexpr u32 kNameColumn = 73;

std::string range_and_rights(u64 start, u64 end, u64 flags) {
  return hex_digits(start, 8) + "-" + hex_digits(end, 8) + " " + perm_text(flags) + " ";
}

}  // namespace

u64 shown_pgoff(const Kernel& k, const Vma& vma) { return is_over_file(k, vma) ? vma.pgoff : 0; }

u64 shown_inode(const Kernel& k, const Vma& vma) { return is_over_file(k, vma) ? name_of(k.m.files, vma.file).inode : 0; }

std::string maps_header(u64 start, u64 end, u64 flags) {
  return pad_right(range_and_rights(start, end, flags) + kNoFile + " ", kNameColumn);
}

std::string maps_line(const Kernel& k, VmaId id) {
  const Vma& vma = k.m.vmas[id];
  const std::string name = escape_newlines(vma_name(k, id));
  const std::string line = range_and_rights(vma.start, vma.end, vma.flags) + file_columns(k, vma) + " ";
  return (name.empty() ? line : pad_right(line, kNameColumn) + name) + "\n";
}

void render_maps(const Kernel& k, const Mm& mm, LineSink& out) {
  for_each_vma(k.m.nodes, mm.tree, [&](VmaId id) { put_line(out, [&] { return maps_line(k, id); }); });
}

}  // namespace pw
