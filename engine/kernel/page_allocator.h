// The one circle of a kernel, cut on purpose: below this, allocation only takes what is free; here, the slow path decides what to
// do when nothing is.
#pragma once

#include "engine/pgtable/pgtable.h"

namespace pw {

// __alloc_pages_slowpath. DIVERGES: reclaim, compaction and the OOM killer are not built yet, so out of memory ends the call with
// ENOMEM, or the access with an error, where Linux would first reclaim and then kill.
class PageAllocator : public FrameSource {
 public:
  PageAllocator(Phys& phys, Trace& trace, u32 cpu) : phys_(phys), trace_(trace), cpu_(cpu) {}
  Pfn alloc_frame(PageType type, Gfp gfp) override { return alloc_pages(phys_, trace_, cpu_, 0, type, gfp); }

 private:
  Phys& phys_;
  Trace& trace_;
  u32 cpu_;
};

}  // namespace pw
