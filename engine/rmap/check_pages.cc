// The invariants between pages and areas, over all frames.
//
//   R12  a mapped anonymous page names a live anon_vma on whose tree an area covers its index: a walk can find it
//   R13  phys.nr_anon_mapped = frames with an anonymous mapping and a PTE at least
// A frame that is no longer mapped may keep a stale mapping until it is freed (an LRU batch may still hold it), so it is not looked at.
#include <string>

#include "engine/rmap/rmap.h"

namespace pw {

void check_rmap_pages(const Rmap& rmap, const VmaPool& vmas, const Phys& phys, CheckReport& report) {
  u32 mapped = 0;
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (!is_anon_mapping(page) || page.mapcount < 0) continue;
    ++mapped;
    const AnonVmaId anon_vma = anon_vma_of(page);
    if (!rmap.anon_vmas.is_live(anon_vma)) {
      report.broken("R12", "frame " + std::to_string(pfn) + " is mapped and names an anon_vma that is gone");
    } else if (!first_avc(rmap, vmas, anon_vma, page.index, page.index).valid()) {
      report.broken("R12", "frame " + std::to_string(pfn) + " is mapped, and no area of its anon_vma covers its index");
    }
  }
  report.expect(mapped == phys.nr_anon_mapped, "R13", "nr_anon_mapped counts the mapped anonymous frames");
}

}  // namespace pw
