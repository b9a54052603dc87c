// Is this a red-black tree, in order and with the right maxima? Answers from scratch, with no help from rb_tree.h: a part of the checks
// of whoever has such trees.
#pragma once

#include <string>

#include "engine/base/check.h"
#include "engine/base/rb_tree.h"

namespace pw {

// Under which numbers the rules stand, and what the tree is called in a message.
struct IntervalTreeRules {
  const char* shape = "";         // rules 1 to 4 of rb_tree.h
  const char* augmentation = "";  // rule 5
  std::string node_name;          // "avc"
  std::string tree_name;          // "the tree of anon_vma 3"
};

// `enter(id)` says whether a node may be looked at: alive, of this tree, and met for the first time, so that a circle ends. It reports by
// itself what it refuses.
template <class Nodes, class Enter>
class IntervalTreeCheck {
 public:
  using Id = typename Nodes::Id;

  IntervalTreeCheck(const Nodes& nodes, const IntervalTreeRules& rules, Enter enter, CheckReport& report)
      : nodes_(nodes), rules_(rules), enter_(enter), report_(report) {}

  void run(Id root) {
    const Subtree all = visit(root, Id());
    if (!all.is_empty && nodes_.at(root).is_red) broken(rules_.shape, root, "is a red root");
  }

 private:
  // What is known of a subtree once it has been walked.
  struct Subtree {
    u32 black_height = 0;
    u64 last = 0;  // greatest last offset
    bool is_empty = true;
  };

  void broken(const char* rule, Id id, const char* what) {
    report_.broken(rule, rules_.node_name + " " + std::to_string(id.v) + " on " + rules_.tree_name + " " + what);
  }

  // In-order: the offsets of nodes must come ascending.
  void check_order(Id id) {
    const u64 first = nodes_.first(id);
    if (has_previous_ && first < previous_) broken(rules_.shape, id, "begins before the node on its left");
    previous_ = first;
    has_previous_ = true;
  }

  Subtree visit(Id id, Id parent) {
    if (!id.valid() || !enter_(id)) return Subtree{};
    const RbNode<Id> node = nodes_.at(id);
    if (node.parent != parent) broken(rules_.shape, id, "does not point to its parent");
    if (node.is_red && parent.valid() && nodes_.at(parent).is_red) broken(rules_.shape, id, "is red under a red parent");
    const Subtree left = visit(node.left, id);
    check_order(id);
    const Subtree right = visit(node.right, id);
    if (left.black_height != right.black_height) broken(rules_.shape, id, "has unequal numbers of black nodes on its two sides");
    Subtree all{left.black_height + (node.is_red ? 0u : 1u), nodes_.last(id), false};
    if (!left.is_empty && left.last > all.last) all.last = left.last;
    if (!right.is_empty && right.last > all.last) all.last = right.last;
    if (node.subtree != all.last) broken(rules_.augmentation, id, "holds a wrong last offset for its subtree");
    return all;
  }

  Nodes nodes_;
  const IntervalTreeRules& rules_;
  Enter enter_;
  CheckReport& report_;
  u64 previous_ = 0;
  bool has_previous_ = false;
};

template <class Nodes, class Enter>
void check_interval_tree(const Nodes& nodes, typename Nodes::Id root, const IntervalTreeRules& rules, Enter enter, CheckReport& report) {
  IntervalTreeCheck<Nodes, Enter>(nodes, rules, enter, report).run(root);
}

}  // namespace pw
