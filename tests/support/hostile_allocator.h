// An allocator that does the worst that the contract allows (engine/phys/frame_source.h), at every request.
//
// Whatever is mapped loses its frame, in every process: batches and per-CPU lists are emptied first, then up to 256 pages go, chosen by
// seed where there are more. What they held is kept here by content, under a slot of its own, and their entries name the slot. Pages of
// shared objects, mapped or not, are unmapped everywhere and leave their object, in whose XArray a value names the slot. Lazily freed pages
// that are clean are dropped for good. Who holds a reference keeps the frame with its bytes (of an object, in its object), but the entries
// go all the same, as try_to_unmap() takes them before it looks at references.
// One that strikes at every request never meets a page that a fork shares, since the fork's own tables cost requests; so it can be told to
// strike at one request in so many, by seed.
// Left alone is what Linux's reclaim leaves alone: pages that are pinned or locked, and those of areas with VM_LOCKED.
#pragma once

#include <map>
#include <string>

#include "engine/kernel/page_allocator.h"
#include "tests/support/random.h"

namespace pw::test {

class HostileAllocator : public AllocatorStandIn, public SwapOps {
 public:
  explicit HostileAllocator(u64 seed, u32 one_in = 1) : random_(seed), one_in_(one_in) {}

  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override;
  SwapOps& swap(Kernel&) override { return *this; }

  void duplicate(SwpEntry entry) override;
  void free(SwpEntry entry) override;
  void read(Phys& phys, SwpEntry entry, Pfn into) override;
  bool is_cached(SwpEntry) const override { return false; }

  // Slots stay when nobody claims them any more: for scripts that go back in time.
  void keep_slots() { keeps_slots_ = true; }
  u64 taken() const { return taken_; }      // pages, so far
  u64 taken_from_objects() const { return taken_from_objects_; }  // … that left a value behind
  u64 given_back() const { return given_back_; }
  // Empty: every claim on a slot is one entry of the machine's page tables, or one value of an object. Else what is wrong.
  std::string compare_claims(const Kernel& k) const;

 private:
  struct Slot {
    std::vector<ByteRun> runs;
    u32 claims = 0;
  };
  void take_pages(Kernel& k);
  void take_page(Kernel& k, Pfn pfn);
  void take_from_object(Kernel& k, Pfn pfn);
  SwpEntry keep_contents(const Kernel& k, Pfn pfn, u32 claims);

  Random random_;
  u32 one_in_;
  std::map<u64, Slot> slots_;
  u64 next_slot_ = 1;
  u64 taken_ = 0;
  u64 taken_from_objects_ = 0;
  u64 given_back_ = 0;
  bool keeps_slots_ = false;
};

// Refuses the n-th request, once or from then on; the others get what is free.
class FailingAllocator : public AllocatorStandIn {
 public:
  FailingAllocator(u64 nth, bool for_good) : nth_(nth), for_good_(for_good) {}
  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override {
    ++asked_;
    if (asked_ == nth_ || (for_good_ && asked_ > nth_)) return Pfn();
    return alloc_pages(k.m.phys, trace, cpu, request);
  }
  SwapOps& swap(Kernel&) override { return no_swap(); }
  bool has_refused() const { return asked_ >= nth_; }

 private:
  u64 nth_;
  bool for_good_;
  u64 asked_ = 0;
};

}  // namespace pw::test
