// for_each_avc: the loop of anon_vma_interval_tree_foreach() (include/linux/mm.h). Included by rmap.h alone.
#pragma once

namespace pw {

template <class Visit>
void for_each_avc(const Rmap& rmap, const VmaPool& vmas, AnonVmaId anon_vma, u64 first, u64 last, Visit visit) {
  AvcId avc = first_avc(rmap, vmas, anon_vma, first, last);
  while (avc.valid()) {
    visit(avc);
    avc = next_avc(rmap, vmas, avc, first, last);
  }
}

}  // namespace pw
