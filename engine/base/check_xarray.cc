// The invariants of an XArray, from scratch.
//
//   X1  count and nr_values of a node count its slots; a node holds something
//   X2  a node knows its parent and its slot there; its shift is six less; leaves have shift 0 and no nodes below, inner nodes nothing
//       else; no node is met twice
//   X3  the tree is no higher than it must be: its top has more than slot 0
//   X4  a mark is set only where there is an entry; in an inner node and on the array it says that some entry below has it
#include "engine/base/xarray.h"

namespace pw {
namespace {

class XArrayCheck {
 public:
  XArrayCheck(const XaNodePool& nodes, const std::string& name, std::vector<bool>& seen, CheckReport& report)
      : nodes_(nodes), name_(name), seen_(seen), report_(report) {}

  XaCount run(const XArray& xa) {
    u32 marks = xa.marks;
    if (xa.head.is_node()) {
      const XaNodeId top = xa.head.node();
      marks = visit(top, XaNodeId(), 0);
      const bool has_only_first = nodes_.is_live(top) && nodes_[top].count == 1 && !nodes_[top].slots[0].is_none();
      if (has_only_first) broken("X3", top, "is a top with nothing but slot 0");
    } else {
      count_entry(xa.head);
      if (xa.head.is_none() && marks != 0) report_.broken("X4", name_ + " has marks and no entry");
    }
    if (marks != xa.marks) report_.broken("X4", name_ + ": its own marks are not those of its entries");
    return count_;
  }

 private:
  void broken(const char* rule, XaNodeId id, const char* what) {
    report_.broken(rule, name_ + ": node " + std::to_string(id.v) + " " + what);
  }

  void count_entry(XaEntry entry) {
    count_.objects += entry.is_object() ? 1 : 0;
    count_.values += entry.is_value() ? 1 : 0;
  }

  bool enter(XaNodeId id, XaNodeId parent, u32 offset) {
    const bool is_there = nodes_.is_live(id);
    if (!is_there || seen_[id.v]) {
      broken("X2", id, is_there ? "is met twice" : "is freed");
      return false;
    }
    seen_[id.v] = true;
    ++count_.nodes;
    const XaNode& node = nodes_[id];
    if (node.parent != parent || node.offset != offset) broken("X2", id, "does not know where it hangs");
    if (parent.valid() && node.shift + kXaChunkShift != nodes_[parent].shift) broken("X2", id, "has a wrong shift for its place");
    if (node.shift % kXaChunkShift != 0) broken("X2", id, "has a shift between two levels");
    return true;
  }

  // Which marks the entries below have, a bit a mark.
  u32 visit(XaNodeId id, XaNodeId parent, u32 offset) {
    if (!enter(id, parent, offset)) return 0;
    const XaNode node = nodes_[id];
    u32 count = 0;
    u32 values = 0;
    u32 marks = 0;
    for (u32 i = 0; i < kXaChunkSize; ++i) {
      const XaEntry entry = node.slots[i];
      u32 here = 0;
      for (u32 mark = 0; mark < kXaMarks; ++mark) here |= static_cast<u32>(node.marks[mark] >> i & 1) << mark;
      count += entry.is_none() ? 0 : 1;
      values += entry.is_value() ? 1 : 0;
      count_entry(entry);
      if (!entry.is_none() && entry.is_node() != (node.shift != 0)) broken("X2", id, "has an entry of another level");
      const u32 below = entry.is_node() ? visit(entry.node(), id, i) : entry.is_none() ? 0 : here;
      if (below != here) broken("X4", id, "marks a slot otherwise than what is below");
      marks |= below;
    }
    if (count != node.count || values != node.nr_values || count == 0) broken("X1", id, "miscounts its slots");
    return marks;
  }

  const XaNodePool& nodes_;
  const std::string& name_;
  std::vector<bool>& seen_;
  CheckReport& report_;
  XaCount count_;
};

}  // namespace

XaCount check_xarray(const XaNodePool& nodes, const XArray& xa, const std::string& name, std::vector<bool>& seen, CheckReport& report) {
  return XArrayCheck(nodes, name, seen, report).run(xa);
}

}  // namespace pw
