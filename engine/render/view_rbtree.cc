// The areas of an address space as kernels before 6.1 kept them: a red-black tree ordered by address (mm->mm_rb), every node with the
// largest gap below it (rb_subtree_gap), and beside it a list in address order (vm_next). mm/mmap.c of 6.0: vma_rb_insert,
// vma_compute_gap, find_vma. A drawing of the same set that the maple tree holds: nothing in the model searches it.
//
// A red-black tree's shape depends on the order in which its nodes came. Here they come in address order, so that one set always has one
// picture; a real kernel's tree may lean otherwise, with the same bound on its height.
#include "engine/render/accounting.h"
#include "engine/render/names.h"
#include "engine/render/text.h"
#include "engine/render/views.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

constexpr u32 kNil = ~0u;

struct RbNode {
  VmaId id;
  u32 parent = kNil;
  u32 child[2] = {kNil, kNil};
  bool is_red = true;
  u64 subtree_gap = 0;
};

// Insertion at the right end, and the usual repair by colours and rotations (lib/rbtree.c: __rb_insert).
class RbTree {
 public:
  void append(VmaId id) {
    const u32 at = static_cast<u32>(nodes_.size());
    RbNode node;
    node.id = id;
    node.parent = last_;
    nodes_.push_back(node);
    if (last_ == kNil) root_ = at;
    else nodes_[last_].child[1] = at;
    last_ = at;
    repair(at);
  }
  u32 root() const { return root_; }
  const RbNode& operator[](u32 at) const { return nodes_[at]; }
  RbNode& mut(u32 at) { return nodes_[at]; }
  u32 size() const { return static_cast<u32>(nodes_.size()); }
  u32 height(u32 at) const {
    if (at == kNil) return 0;
    const u32 left = height(nodes_[at].child[0]);
    const u32 right = height(nodes_[at].child[1]);
    return 1 + (left > right ? left : right);
  }

 private:
  bool is_red(u32 at) const { return at != kNil && nodes_[at].is_red; }
  u32 side_of(u32 at) const { return nodes_[nodes_[at].parent].child[1] == at ? 1 : 0; }

  // The child on the other side rises into the place of `at`, which goes down to `side`.
  void rotate(u32 at, u32 side) {
    const u32 up = nodes_[at].child[1 - side];
    const u32 between = nodes_[up].child[side];
    const u32 parent = nodes_[at].parent;
    if (parent == kNil) root_ = up;
    else nodes_[parent].child[side_of(at)] = up;
    nodes_[up].parent = parent;
    nodes_[up].child[side] = at;
    nodes_[at].parent = up;
    nodes_[at].child[1 - side] = between;
    if (between != kNil) nodes_[between].parent = at;
  }

  void repair(u32 at) {
    while (is_red(nodes_[at].parent)) {
      u32 parent = nodes_[at].parent;
      const u32 grand = nodes_[parent].parent;
      const u32 side = side_of(parent);
      const u32 uncle = nodes_[grand].child[1 - side];
      if (is_red(uncle)) {
        nodes_[parent].is_red = nodes_[uncle].is_red = false;
        nodes_[grand].is_red = true;
        at = grand;
        continue;
      }
      if (side_of(at) != side) {
        rotate(parent, side);
        parent = at;
      }
      nodes_[parent].is_red = false;
      nodes_[grand].is_red = true;
      rotate(grand, 1 - side);
      break;
    }
    nodes_[root_].is_red = false;
  }

  std::vector<RbNode> nodes_;
  u32 root_ = kNil;
  u32 last_ = kNil;
};

// vma_compute_gap: what is free below an area; below a growing one its guard gap is kept.
u64 gap_below(const Kernel& k, const std::vector<VmaId>& ids, u32 at) {
  const Vma& vma = k.m.vmas[ids[at]];
  u64 start = vma.start;
  if (vma.has(kVmGrowsDown)) start = start > kStackGuardGap ? start - kStackGuardGap : 0;
  const u64 floor = at == 0 ? 0 : k.m.vmas[ids[at - 1]].end;
  return start > floor ? start - floor : 0;
}

u64 fill_gaps(RbTree& tree, u32 at, const Kernel& k, const std::vector<VmaId>& ids) {
  if (at == kNil) return 0;
  const u64 left = fill_gaps(tree, tree[at].child[0], k, ids);
  const u64 right = fill_gaps(tree, tree[at].child[1], k, ids);
  u64 largest = gap_below(k, ids, at);
  for (const u64 gap : {left, right}) largest = gap > largest ? gap : largest;
  tree.mut(at).subtree_gap = largest;
  return largest;
}

std::string node_line(const Kernel& k, const RbNode& node) {
  const Vma& vma = k.m.vmas[node.id];
  const std::string name = vma_name(k, node.id);
  return std::string(node.is_red ? "red   " : "black ") + "vma " + id_text(node.id.v) + " " + range_text(vma) + " " + perm_text(vma.flags) +
         (name.empty() ? "" : " " + name) + "  rb_subtree_gap " +
         counted(to_pages(node.subtree_gap), "page", "pages") + "\n";
}

void print_node(const Kernel& k, const RbTree& tree, u32 at, const std::string& indent, const char* side, std::string& out) {
  out += indent + side + node_line(k, tree[at]);
  const std::string below = indent + "  ";
  if (tree[at].child[0] != kNil) print_node(k, tree, tree[at].child[0], below, "< ", out);
  if (tree[at].child[1] != kNil) print_node(k, tree, tree[at].child[1], below, "> ", out);
}

// find_vma as it was: the leftmost area that ends above the address, by way of which nodes.
std::string search_line(const Kernel& k, const RbTree& tree, u64 addr) {
  std::string way;
  VmaId found;
  u32 steps = 0;
  for (u32 at = tree.root(); at != kNil; ++steps) {
    const Vma& vma = k.m.vmas[tree[at].id];
    way += (way.empty() ? "vma " : " -> ") + id_text(tree[at].id.v);
    const bool ends_above = vma.end > addr;
    if (ends_above) found = tree[at].id;
    if (ends_above && vma.start <= addr) {
      ++steps;
      break;
    }
    at = tree[at].child[ends_above ? 0 : 1];
  }
  const bool holds = found.valid() && k.m.vmas[found].start <= addr;
  const std::string result = !found.valid() ? "no area ends above it"
                             : holds        ? "vma " + id_text(found.v) + " holds it"
                                            : "vma " + id_text(found.v) + " is the next one above it";
  return "find_vma(" + hex(addr) + ") looks at " + counted(steps, "node", "nodes") + ": " + way + "; " + result + "\n";
}

}  // namespace

std::string view_rbtree(const Kernel& k, Pid pid, u64 addr) {
  const Mm* mm = mm_of(k, pid);
  if (mm == nullptr) return "process " + decimal(pid) + " has no address space\n";
  const std::vector<VmaId> ids = vmas_of(k, *mm);
  RbTree tree;
  for (const VmaId id : ids) tree.append(id);
  std::string out = "process " + decimal(pid) + ": " + counted(ids.size(), "area", "areas") + " as a red-black tree of " +
                    counted(tree.height(tree.root()), "level", "levels") + ", as kernels before 6.1 kept them\n" +
                    "< lower addresses, > higher ones; areas put in by address\n";
  if (tree.root() == kNil) return out;
  fill_gaps(tree, tree.root(), k, ids);
  print_node(k, tree, tree.root(), "", "", out);
  return addr == 0 ? out : out + search_line(k, tree, addr);
}

}  // namespace pw
