// The one circle of a kernel, cut on purpose: below this, allocation only takes what is free; here, the slow path decides what to
// do when nothing is. It sees the whole machine, since it may take pages away from anyone (the contract: phys/frame_source.h).
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// __alloc_frozen_pages: what is free down to the low watermarks, then the ladder of __alloc_pages_slowpath:
//
//   kswapd is woken, and the free lists asked down to min      everybody
//   direct reclaim, and the free lists again                   who may wait (__GFP_DIRECT_RECLAIM)
//   once more from the top                                     while it may help (reclaim/retry.cc); not with __GFP_NORETRY
// DIVERGES: compaction and the OOM killer are not built yet, so when nothing can be taken the call ends with ENOMEM, or the access with an
// error, where Linux would kill somebody. Left out: what is reserved for requests that may not wait.
class PageAllocator : public FrameSource, public PageReclaimer {
 public:
  PageAllocator(Kernel& k, Trace& trace, u32 cpu, MemcgId memcg = 0) : k_(k), trace_(trace), cpu_(cpu), memcg_(memcg) {}
  Pfn alloc(const AllocRequest& request) override;
  u64 reclaim_pages(const std::vector<Pfn>& isolated) override;

 private:
  Pfn alloc_uncharged(const AllocRequest& request);  // __alloc_pages, without the charge
  Kernel& k_;
  Trace& trace_;
  u32 cpu_;
  MemcgId memcg_;  // of the acting task, which is charged for what the kernel makes for it
};

// What answers in place of the slow path while a StandIn lives: tests let it take away all that it may, or fail at the n-th request. One at
// a time; a program has none.
class AllocatorStandIn {
 public:
  virtual ~AllocatorStandIn() = default;
  virtual Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) = 0;
};
class StandIn {
 public:
  explicit StandIn(AllocatorStandIn& who);
  ~StandIn();
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;
};

}  // namespace pw
