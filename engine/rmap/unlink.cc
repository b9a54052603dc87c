// An area leaves all its trees (unlink_anon_vmas in mm/rmap.c).
//
// Two passes over the list, as in Linux, where the second must run without the family's lock: the first takes every node out of its tree
// and frees those whose anon_vma still has other areas; the second drops the anon_vmas that are empty now. The list runs from newest to
// oldest, so children go before parents and the root goes last.
#include "engine/rmap/chain.h"
#include "engine/rmap/interval_tree.h"
#include "engine/trace/rmap_events.h"

namespace pw {
namespace {

void leave_trees(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma) {
  AvcId next;
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = next) {
    next = rmap.avcs[avc].same_vma_next;
    const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
    erase_avc(rmap, vmas, avc);
    if (rmap.anon_vmas[anon_vma].rb_root.valid()) {
      free_avc(rmap, vmas, trace, avc);
    } else {
      --rmap.anon_vmas.mut(rmap.anon_vmas[anon_vma].parent).num_children;  // a root takes back its own count
    }
  }
}

u32 drop_empty(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma) {
  u32 freed = 0;
  AvcId next;
  for (AvcId avc = vmas[vma].avc_head; avc.valid(); avc = next) {
    next = rmap.avcs[avc].same_vma_next;
    const AnonVmaId anon_vma = rmap.avcs[avc].anon_vma;
    PW_ASSERT(rmap.anon_vmas[anon_vma].num_children == 0, "an anon_vma dies without children");
    PW_ASSERT(rmap.anon_vmas[anon_vma].num_active_vmas == 0, "an anon_vma dies without active areas");
    free_avc(rmap, vmas, trace, avc);  // before what it names, other than in Linux: no event may show a node that points to nothing
    if (put_anon_vma(rmap, trace, anon_vma)) ++freed;
  }
  return freed;
}

}  // namespace

void unlink_anon_vmas(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma) {
  const u32 links = vmas[vma].avc_count;
  Span span(trace, EventId::kUnlinkAnonVmas, vma.v, links);
  leave_trees(rmap, vmas, trace, vma);
  const AnonVmaId own = vmas[vma].anon_vma;
  if (own.valid()) {
    --rmap.anon_vmas.mut(own).num_active_vmas;
    vmas.mut(vma).anon_vma = AnonVmaId();
  }
  span.set(2, drop_empty(rmap, vmas, trace, vma));
}

}  // namespace pw
