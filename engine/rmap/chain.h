// The two small objects of reverse mapping: making and dropping one anon_vma or one chain node. Used by the operations of this folder.
#pragma once

#include "engine/rmap/rmap.h"

namespace pw {

// anon_vma_alloc: invalid `parent` makes a root, which is its own parent and counts itself among its children. A child holds a reference
// to its root; the parent counts the child only once it can be seen (fork.cc).
AnonVmaId alloc_anon_vma(Rmap& rmap, Trace& trace, AnonVmaId parent);
// put_anon_vma: drops one reference; with the last one the anon_vma is freed, and its reference to the root dropped. True if it died.
bool put_anon_vma(Rmap& rmap, Trace& trace, AnonVmaId anon_vma);

// anon_vma_chain_alloc and anon_vma_chain_assign, then the interval tree: the area is on that tree, its new node first in its list.
void link_avc(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma, AnonVmaId anon_vma);
// list_del and anon_vma_chain_free. The avc has left its interval tree before.
void free_avc(Rmap& rmap, VmaPool& vmas, Trace& trace, AvcId avc);

}  // namespace pw
