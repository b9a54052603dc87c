// PageReclaimer: the door through which an operation on an address space asks for pages to be taken away (MADV_PAGEOUT, and later a charge
// beyond its group's limit). Reclaim sees all address spaces and stands beside mm/; neither includes the other, so who asks goes through
// the top layer, as for an allocation.
#pragma once

#include <vector>

#include "engine/base/ids.h"

namespace pw {

class PageReclaimer {
 public:
  virtual ~PageReclaimer() = default;
  // reclaim_pages: pages that the caller isolated from their LRU list, with a reference each, oldest first. Taken away or put back; how
  // many were taken.
  virtual u64 reclaim_pages(const std::vector<Pfn>& isolated) = 0;
};

// Where nothing is taken away: tests that build their own Cx.
PageReclaimer& no_reclaimer();

}  // namespace pw
