// R3 to R5 of one anon_vma's interval tree, by base/check_interval_tree.h.
#include "engine/rmap/check_tree.h"

#include "engine/base/check_interval_tree.h"
#include "engine/rmap/avc_nodes.h"

namespace pw {

void check_avc_tree(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, std::vector<bool>& seen, CheckReport& report) {
  const IntervalTreeRules rules{"R4", "R5", "avc", "the tree of anon_vma " + std::to_string(anon_vma.v)};
  const auto broken = [&](AvcId avc, const char* what) {
    report.broken("R3", "avc " + std::to_string(avc.v) + " on " + rules.tree_name + " " + what);
  };
  const auto enter = [&](AvcId avc) {
    const bool is_there = rmap.avcs.is_live(avc) && vmas.is_live(rmap.avcs[avc].vma);
    if (!is_there) broken(avc, "is freed, or its area is");
    if (is_there && seen[avc.v]) broken(avc, "is met twice");
    if (!is_there || seen[avc.v]) return false;
    seen[avc.v] = true;
    if (rmap.avcs[avc].anon_vma != anon_vma) broken(avc, "names another anon_vma");
    return true;
  };
  check_interval_tree(nodes_of(rmap, vmas), rmap.anon_vmas[anon_vma].rb_root, rules, enter, report);
}

}  // namespace pw
