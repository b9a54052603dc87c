// The checks of one anon_vma's interval tree; part of check_rmap().
#pragma once

#include <vector>

#include "engine/rmap/rmap.h"

namespace pw {

// R3, R4 and R5 over the tree of `anon_vma`. `seen` has a place for every avc id and is shared by all trees: a node that is met twice, in
// one tree or two, is reported and not entered again, so a circle ends.
void check_avc_tree(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, std::vector<bool>& seen, CheckReport& report);

}  // namespace pw
