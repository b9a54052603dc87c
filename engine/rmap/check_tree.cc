// R3 to R5: is each interval tree a red-black tree with right augmentation? Answers from scratch, with no help from rb_tree.cc.
#include "engine/rmap/check_tree.h"

#include <string>

namespace pw {
namespace {

// What is known of a subtree once it has been walked.
struct Subtree {
  u32 black_height = 0;
  u64 last = 0;  // greatest last offset
  bool is_empty = true;
};

class TreeCheck {
 public:
  TreeCheck(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, std::vector<bool>& seen, CheckReport& report)
      : rmap_(rmap), vmas_(vmas), anon_vma_(anon_vma), seen_(seen), report_(report) {}

  void run() {
    const AvcId root = rmap_.anon_vmas[anon_vma_].rb_root;
    if (root.valid() && rmap_.avcs.is_live(root)) report_.expect(!rmap_.avcs[root].rb_red, "R4", "the root of an interval tree is black");
    visit(root, AvcId());
  }

 private:
  void broken(const char* rule, AvcId avc, const char* what) {
    report_.broken(rule, "avc " + std::to_string(avc.v) + " on the tree of anon_vma " + std::to_string(anon_vma_.v) + ": " + what);
  }

  // A node that may be entered: live, met for the first time, over a live area.
  bool enter(AvcId node) {
    if (!rmap_.avcs.is_live(node) || !vmas_.is_live(rmap_.avcs[node].vma)) {
      broken("R3", node, "is freed, or its area is");
      return false;
    }
    if (seen_[node.v]) {
      broken("R3", node, "is met twice");
      return false;
    }
    seen_[node.v] = true;
    return true;
  }

  // In-order: the offsets of nodes must come ascending.
  void check_order(AvcId node, u64 first) {
    if (has_previous_ && first < previous_) broken("R4", node, "begins before the node on its left");
    previous_ = first;
    has_previous_ = true;
  }

  Subtree visit(AvcId node, AvcId parent) {
    if (!node.valid() || !enter(node)) return Subtree{};
    const Avc avc = rmap_.avcs[node];
    const Vma& vma = vmas_[avc.vma];
    if (avc.anon_vma != anon_vma_) broken("R3", node, "names another anon_vma");
    if (avc.rb_parent != parent) broken("R4", node, "does not point to its parent");
    if (avc.rb_red && parent.valid() && rmap_.avcs[parent].rb_red) broken("R4", node, "is red under a red parent");
    const Subtree left = visit(avc.rb_left, node);
    check_order(node, vma.pgoff);
    const Subtree right = visit(avc.rb_right, node);
    if (left.black_height != right.black_height) broken("R4", node, "has unequal numbers of black nodes on its two sides");
    Subtree all{left.black_height + (avc.rb_red ? 0u : 1u), vma.pgoff + vma.pages() - 1, false};
    if (!left.is_empty && left.last > all.last) all.last = left.last;
    if (!right.is_empty && right.last > all.last) all.last = right.last;
    if (avc.rb_subtree_last != all.last) broken("R5", node, "holds a wrong last offset for its subtree");
    return all;
  }

  const Rmap& rmap_;
  const VmaPool& vmas_;
  AnonVmaId anon_vma_;
  std::vector<bool>& seen_;
  CheckReport& report_;
  u64 previous_ = 0;
  bool has_previous_ = false;
};

}  // namespace

void check_avc_tree(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, std::vector<bool>& seen, CheckReport& report) {
  TreeCheck(rmap, vmas, anon_vma, seen, report).run();
}

}  // namespace pw
