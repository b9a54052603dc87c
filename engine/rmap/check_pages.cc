// R12 (engine/rmap/README.md), between pages and areas, over all frames. How many are mapped is recounted by P9.
//
// A frame that is no longer mapped may keep a stale mapping until it is freed (an LRU batch may still hold it), so it is not looked at.
#include <string>

#include "engine/rmap/rmap.h"

namespace pw {

void check_rmap_pages(const Rmap& rmap, const VmaPool& vmas, const Phys& phys, CheckReport& report) {
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    const Page& page = phys.pages[pfn];
    if (!is_anon_mapping(page) || page.mapcount < 0) continue;
    const AnonVmaId anon_vma = anon_vma_of(page);
    if (!rmap.anon_vmas.is_live(anon_vma)) {
      report.broken("R12", "frame " + std::to_string(pfn) + " is mapped and names an anon_vma that is gone");
    } else if (!first_avc(rmap, vmas, anon_vma, page.index, page.index).valid()) {
      report.broken("R12", "frame " + std::to_string(pfn) + " is mapped, and no area of its anon_vma covers its index");
    }
  }
}

}  // namespace pw
