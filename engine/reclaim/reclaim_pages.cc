// reclaim_pages, reclaim_folio_list (mm/vmscan.c): pages that a program wants gone (MADV_PAGEOUT).
#include "engine/reclaim/parts.h"

namespace pw {

u64 reclaim_pages(Cx& cx, const std::vector<Pfn>& isolated) {
  const Shrunk shrunk = shrink_folio_list(cx, isolated, References::kIgnore, 0);
  // list_add for each page that stays, and from the tail back: in the order in which they came.
  for (const Pfn pfn : shrunk.kept) folio_putback_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
  return shrunk.reclaimed;
}

}  // namespace pw
