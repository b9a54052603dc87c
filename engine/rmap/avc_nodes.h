// avcs as nodes of an interval tree (avc_start_pgoff, avc_last_pgoff in mm/interval_tree.c): each stands for the offsets of its area.
#pragma once

#include "engine/base/interval_tree.h"
#include "engine/rmap/rmap.h"

namespace pw {

// AvcPool is const for whoever only looks.
template <class AvcPool>
struct AvcNodes {
  using Id = AvcId;
  AvcPool& avcs;
  const VmaPool& vmas;

  const RbNode<AvcId>& at(AvcId id) const { return avcs[id].rb; }
  RbNode<AvcId>& mut(AvcId id) { return avcs.mut(id).rb; }
  u64 first(AvcId id) const { return first_offset(vmas[avcs[id].vma]); }
  u64 last(AvcId id) const { return last_offset(vmas[avcs[id].vma]); }
  u64 own(AvcId id) const { return last(id); }
};

inline AvcNodes<const Pool<Avc, AvcId>> nodes_of(const Rmap& rmap, const VmaPool& vmas) { return {rmap.avcs, vmas}; }
inline AvcNodes<Pool<Avc, AvcId>> mut_nodes_of(Rmap& rmap, const VmaPool& vmas) { return {rmap.avcs, vmas}; }

}  // namespace pw
