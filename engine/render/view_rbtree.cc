// The areas of an address space as kernels before 6.1 kept them: a red-black tree ordered by address (mm->mm_rb), every node with the
// largest gap below it (rb_subtree_gap), and beside it a list in address order (vm_next). mm/mmap.c of 6.0: vma_rb_insert,
// vma_compute_gap, find_vma. A drawing of the same set that the maple tree holds: nothing in the model searches it.
//
// A red-black tree's shape depends on the order in which its nodes came. Here they come in address order, so that one set always has one
// picture; a real kernel's tree may lean otherwise, with the same bound on its height.
#include "engine/base/rb_tree.h"
#include "engine/base/utf8.h"
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

// The areas in address order; an id is a place in the lists. own() is vma_compute_gap: what is free below an area; below a growing one its
// guard gap is kept.
struct AreaNodes {
  using Id = pw::Id<struct DrawnAreaTag>;
  const Kernel& k;
  std::vector<VmaId> areas;
  std::vector<RbNode<Id>> nodes;

  const Vma& vma(u32 at) const { return k.m.vmas[areas[at]]; }
  const RbNode<Id>& at(Id id) const { return nodes[id.v]; }
  RbNode<Id>& mut(Id id) { return nodes[id.v]; }
  u64 own(Id id) const {
    u64 start = vma(id.v).start;
    if (vma(id.v).has(kVmGrowsDown)) start = start > kStackGuardGap ? start - kStackGuardGap : 0;
    const u64 floor = id.v == 0 ? 0 : vma(id.v - 1).end;
    return start > floor ? start - floor : 0;
  }
};
using NodeAt = AreaNodes::Id;

// The tree's view of them: it is made and thrown away, the nodes stay.
struct AreaNodesRef {
  using Id = NodeAt;
  AreaNodes& all;
  const RbNode<Id>& at(Id id) const { return all.at(id); }
  RbNode<Id>& mut(Id id) { return all.mut(id); }
  u64 own(Id id) const { return all.own(id); }
};

// Each at the right end, behind all before it. Returns the root.
NodeAt link_in_order(AreaNodes& all) {
  all.nodes.resize(all.areas.size());
  NodeAt root;
  NodeAt last;
  for (u32 i = 0; i < all.areas.size(); ++i) {
    RbTree<AreaNodesRef> tree(AreaNodesRef{all}, root);
    tree.link(NodeAt(i), last, RbSide::kRight);
    tree.propagate(NodeAt(i));
    root = tree.root();
    last = NodeAt(i);
  }
  return root;
}

u32 height(const AreaNodes& all, NodeAt at) {
  if (!at.valid()) return 0;
  const u32 left = height(all, all.at(at).left);
  const u32 right = height(all, all.at(at).right);
  return 1 + (left > right ? left : right);
}

std::string node_line(const AreaNodes& all, NodeAt at) {
  const Vma& vma = all.vma(at.v);
  const std::string name = printable(vma_name(all.k, all.areas[at.v]));
  return std::string(all.at(at).is_red ? "red   " : "black ") + "vma " + id_text(all.areas[at.v].v) + " " + range_text(vma) + " " +
         perm_text(vma.flags) + (name.empty() ? "" : " " + name) + "  rb_subtree_gap " +
         counted(to_pages(all.at(at).subtree), "page", "pages") + "\n";
}

void print_node(const AreaNodes& all, NodeAt at, const std::string& indent, const char* side, std::string& out) {
  out += indent + side + node_line(all, at);
  const std::string below = indent + "  ";
  if (all.at(at).left.valid()) print_node(all, all.at(at).left, below, "< ", out);
  if (all.at(at).right.valid()) print_node(all, all.at(at).right, below, "> ", out);
}

// find_vma as it was: the leftmost area that ends above the address, by way of which nodes.
std::string search_line(const AreaNodes& all, NodeAt root, u64 addr) {
  std::string way;
  NodeAt found;
  u32 steps = 0;
  for (NodeAt at = root; at.valid(); ++steps) {
    const Vma& vma = all.vma(at.v);
    way += (way.empty() ? "vma " : " -> ") + id_text(all.areas[at.v].v);
    const bool ends_above = vma.end > addr;
    if (ends_above) found = at;
    if (ends_above && vma.start <= addr) {
      ++steps;
      break;
    }
    at = ends_above ? all.at(at).left : all.at(at).right;
  }
  const bool holds = found.valid() && all.vma(found.v).start <= addr;
  const std::string name = found.valid() ? "vma " + id_text(all.areas[found.v].v) : "";
  const std::string result = !found.valid() ? "no area ends above it" : name + (holds ? " holds it" : " is the next one above it");
  return "find_vma(" + hex(addr) + ") looks at " + counted(steps, "node", "nodes") + ": " + way + "; " + result + "\n";
}

}  // namespace

std::string view_rbtree(const Kernel& k, Pid pid, u64 addr) {
  const Mm* mm = mm_of(k, pid);
  if (mm == nullptr) return "process " + decimal(pid) + " has no address space\n";
  AreaNodes all{k, vmas_of(k, *mm), {}};
  const NodeAt root = link_in_order(all);
  std::string out = "process " + decimal(pid) + ": " + counted(all.areas.size(), "area", "areas") + " as a red-black tree of " +
                    counted(height(all, root), "level", "levels") + ", as kernels before 6.1 kept them\n" +
                    "< lower addresses, > higher ones; areas put in by address\n";
  if (!root.valid()) return out;
  print_node(all, root, "", "", out);
  return addr == 0 ? out : out + search_line(all, root, addr);
}

}  // namespace pw
