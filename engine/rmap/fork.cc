// The child's area at fork (anon_vma_fork in mm/rmap.c).
//
//   parent's list:   [P] -> [root]              child's list:   [C] -> [P] -> [root]
//   pages from before the fork name P or root: the child is on those trees, so they are found in both processes.
//   pages that the child copies later name C: only the child (and its own children) will be asked for them.
#include "engine/rmap/chain.h"
#include "engine/trace/rmap_events.h"

namespace pw {

void fork_anon_vma(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId child, VmaId parent) {
  Span span(trace, EventId::kAnonVmaFork, child.v, parent.v, AnonVmaId::kNone);
  const AnonVmaId above = vmas[parent].anon_vma;
  if (!above.valid()) {
    span.because(Reason::kForkParentHasNone);
    return;
  }
  vmas.mut(child).anon_vma = AnonVmaId();
  clone_anon_vma(rmap, vmas, trace, child, parent);
  if (vmas[child].anon_vma.valid()) {
    span.set(2, vmas[child].anon_vma.v);
    span.because(Reason::kForkReused);
    return;
  }
  const AnonVmaId own = alloc_anon_vma(rmap, trace, above);
  rmap.anon_vmas.mut(own).num_active_vmas = 1;
  vmas.mut(child).anon_vma = own;
  ++rmap.anon_vmas.mut(above).num_children;
  link_avc(rmap, vmas, trace, child, own);
  span.set(2, own.v);
  span.because(Reason::kForkOwn);
}

}  // namespace pw
