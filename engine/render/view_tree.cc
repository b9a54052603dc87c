// Text twin of the VMA tree: every node of the maple tree with its slots; ranges in addresses, the largest gap of each child.
#include "engine/base/utf8.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"

namespace pw {
namespace {

std::string span_text(u64 first, u64 last) { return hex_digits(first, 8) + "-" + hex_digits(last, 8); }

void print_slot(const Kernel& k, const MapleNode& node, u32 slot, u64 first, const std::string& indent, std::string& out) {
  const u64 last = node.pivot[slot];
  out += indent + "  [" + decimal(slot) + "] " + span_text(first, last) + "  ";
  if (!node.is_leaf()) {
    out += "node " + id_text(node.slot[slot]) + ", largest gap " + decimal(to_pages(node.gap[slot])) + " pages\n";
  } else if (node.slot[slot] == 0) {
    out += "gap\n";
  } else {
    const VmaId id(node.slot[slot] - 1);
    const std::string name = printable(vma_name(k, id));
    out += "vma " + id_text(id.v) + " " + perm_text(k.m.vmas[id].flags) + (name.empty() ? "" : " " + name) + "\n";
  }
}

void print_node(const Kernel& k, NodeId id, u64 first, u32 depth, std::string& out) {
  const MapleNode& node = k.m.nodes[id];
  const std::string indent(4 * depth, ' ');
  out += indent + "node " + id_text(id.v) + (node.is_leaf() ? ": maple_leaf_64, " : ": maple_arange_64, ") + decimal(node.count) + " of " +
         decimal(max_slots(node.type)) + " slots\n";
  for (u32 slot = 0; slot < node.count; ++slot) {
    print_slot(k, node, slot, first, indent, out);
    if (!node.is_leaf()) print_node(k, NodeId(node.slot[slot]), first, depth + 1, out);
    first = node.pivot[slot] + 1;
  }
}

}  // namespace

std::string view_tree(const Kernel& k, Pid pid) {
  const Mm* mm = mm_of(k, pid);
  if (mm == nullptr) return "process " + decimal(pid) + " has no address space\n";
  std::string out = "process " + decimal(pid) + ": " + counted(mm->tree.count, "area", "areas") + ", tree of " +
                    counted(mm->tree.height, "level", "levels") + "; ranges are inclusive, as pivots are\n";
  if (mm->tree.root.valid()) print_node(k, mm->tree.root, 0, 0, out);
  return out;
}

}  // namespace pw
