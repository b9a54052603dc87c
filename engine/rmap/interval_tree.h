// The interval tree of an anon_vma: avcs in, avcs out (mm/interval_tree.c). Searching it is in rmap.h.
#pragma once

#include "engine/rmap/rmap.h"

namespace pw {

// anon_vma_interval_tree_insert and _remove: into and out of the tree of the avc's own anon_vma. The area's offsets must be the same at
// both, see remove_from_interval_trees().
void insert_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc);
void erase_avc(Rmap& rmap, const VmaPool& vmas, AvcId avc);

}  // namespace pw
