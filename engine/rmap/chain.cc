// anon_vmas and chain nodes one at a time (anon_vma_alloc, anon_vma_free, anon_vma_chain_assign, anon_vma_chain_free in mm/rmap.c).
//
// The list of an area is doubly linked with its head, tail and length in the area: a circular list_head in Linux. New nodes go to the
// head, so it reads from the newest membership to the oldest, the root's.
// Owns R2 (lists) and the reference that a child holds to its root.
#include "engine/rmap/chain.h"

#include "engine/rmap/interval_tree.h"
#include "engine/trace/rmap_events.h"

namespace pw {

AnonVmaId alloc_anon_vma(Rmap& rmap, Trace& trace, AnonVmaId parent) {
  const bool is_root = !parent.valid();
  const AnonVmaId id = rmap.anon_vmas.alloc();
  const AnonVmaId root = is_root ? id : rmap.anon_vmas[parent].root;
  {
    AnonVma& anon_vma = rmap.anon_vmas.mut(id);
    anon_vma.root = root;
    anon_vma.parent = is_root ? id : parent;
    anon_vma.num_children = is_root ? 1 : 0;
  }
  if (!is_root) ++rmap.anon_vmas.mut(root).refcount;  // the lock of the family lives in the root
  trace.emit(EventId::kAnonVmaAlloc, is_root ? Reason::kAnonVmaNewRoot : Reason::kAnonVmaNewChild, id.v, root.v, is_root ? id.v : parent.v);
  return id;
}

bool put_anon_vma(Rmap& rmap, Trace& trace, AnonVmaId anon_vma) {
  if (--rmap.anon_vmas.mut(anon_vma).refcount != 0) return false;
  const AnonVmaId root = rmap.anon_vmas[anon_vma].root;
  const bool is_root = root == anon_vma;
  if (!is_root) {
    // Whoever is on this tree is on the root's too and leaves it later, so the root cannot die here as Linux's code allows for.
    const u32 left = --rmap.anon_vmas.mut(root).refcount;
    PW_ASSERT(left != 0, "the root outlives its family");
  }
  rmap.anon_vmas.free(anon_vma);
  trace.emit(EventId::kAnonVmaFree, is_root ? Reason::kFreeLastOfFamily : Reason::kFreeTreeEmpty, anon_vma.v, root.v);
  return true;
}

void link_avc(Rmap& rmap, VmaPool& vmas, Trace& trace, VmaId vma, AnonVmaId anon_vma) {
  const AvcId id = rmap.avcs.alloc();
  const AvcId old_head = vmas[vma].avc_head;
  {
    Avc& avc = rmap.avcs.mut(id);
    avc.vma = vma;
    avc.anon_vma = anon_vma;
    avc.same_vma_next = old_head;
  }
  if (old_head.valid()) rmap.avcs.mut(old_head).same_vma_prev = id;
  {
    Vma& area = vmas.mut(vma);
    area.avc_head = id;
    if (!old_head.valid()) area.avc_tail = id;
    ++area.avc_count;
  }
  insert_avc(rmap, vmas, id);
  trace.emit(EventId::kAnonVmaChainAssign, id.v, vma.v, anon_vma.v);
}

void free_avc(Rmap& rmap, VmaPool& vmas, Trace& trace, AvcId id) {
  const Avc avc = rmap.avcs[id];
  if (avc.same_vma_prev.valid()) rmap.avcs.mut(avc.same_vma_prev).same_vma_next = avc.same_vma_next;
  if (avc.same_vma_next.valid()) rmap.avcs.mut(avc.same_vma_next).same_vma_prev = avc.same_vma_prev;
  {
    Vma& area = vmas.mut(avc.vma);
    if (area.avc_head == id) area.avc_head = avc.same_vma_next;
    if (area.avc_tail == id) area.avc_tail = avc.same_vma_prev;
    --area.avc_count;
  }
  rmap.avcs.free(id);
  trace.emit(EventId::kAnonVmaChainFree, id.v, avc.vma.v, avc.anon_vma.v);
}

}  // namespace pw
