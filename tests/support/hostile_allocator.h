// An allocator that does the worst that the contract allows (engine/phys/frame_source.h), at every request.
//
// Whatever is mapped loses its frame, in every process: batches and per-CPU lists are emptied first, then up to 256 pages go, chosen by
// seed where there are more. What they held goes to a swap area of its own that this allocator turns on when it first strikes, a device
// that is memory or a disk by seed, and their entries name its slots. Pages of shared objects, mapped or not, are unmapped everywhere and
// leave their object, in whose XArray a value names the slot. Lazily freed pages that are clean are dropped for good. Who holds a reference
// keeps the frame with its bytes (of an object, in its object), but the entries go all the same, as try_to_unmap() takes them before it
// looks at references. Every third request is left in peace: a store that copies a page out of swap would lose it for ever to one that
// strikes each time. One that strikes so often never meets a page that a fork shares, since the fork's own tables cost requests; so it can
// be told to strike at one request in so many, by seed.
// Left alone is what Linux's reclaim leaves alone: pages that are pinned or locked, and those of areas with VM_LOCKED.
#pragma once

#include "engine/kernel/page_allocator.h"
#include "tests/support/random.h"

namespace pw::test {

class HostileAllocator : public AllocatorStandIn {
 public:
  explicit HostileAllocator(u64 seed, u32 one_in = 1) : random_(seed), one_in_(one_in), asked_(seed % 3) {}

  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override;

  u64 taken() const { return taken_; }      // pages, so far
  u64 taken_from_objects() const { return taken_from_objects_; }  // … that left a value behind

 private:
  void take_pages(Kernel& k);
  void take_page(Kernel& k, Pfn pfn);
  void take_from_object(Kernel& k, Pfn pfn);

  Random random_;
  u32 one_in_;
  u64 asked_;
  u64 taken_ = 0;
  u64 taken_from_objects_ = 0;
};
// How many pages a machine read back from swap, and from its swap cache not.
inline u64 given_back(const Kernel& k) { return k.m.swap.stat.pswpin + k.m.swap.stat.swpin_zero; }

// Refuses the n-th request, once or from then on; the others get what is free.
class FailingAllocator : public AllocatorStandIn {
 public:
  FailingAllocator(u64 nth, bool for_good) : nth_(nth), for_good_(for_good) {}
  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override {
    ++asked_;
    if (asked_ == nth_ || (for_good_ && asked_ > nth_)) return Pfn();
    return alloc_pages(k.m.phys, trace, cpu, request);
  }
  bool has_refused() const { return asked_ >= nth_; }

 private:
  u64 nth_;
  bool for_good_;
  u64 asked_ = 0;
};

}  // namespace pw::test
