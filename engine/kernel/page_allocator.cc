#include "engine/kernel/page_allocator.h"

namespace pw {
namespace {

AllocatorStandIn* stand_in = nullptr;

}  // namespace

Pfn PageAllocator::alloc(const AllocRequest& request) {
  if (stand_in != nullptr) return stand_in->alloc(k_, cpu_, request, trace_);
  const Pfn pfn = alloc_pages(k_.m.phys, trace_, cpu_, request);
  PW_ASSERT(pfn.valid() || (request.gfp & kGfpBitNofail) == 0, "who may not fail has to be given something to take away");
  return pfn;
}

SwapOps& PageAllocator::swap() { return stand_in != nullptr ? stand_in->swap(k_) : no_swap(); }

StandIn::StandIn(AllocatorStandIn& who) {
  PW_ASSERT(stand_in == nullptr, "one stand-in at a time");
  stand_in = &who;
}

StandIn::~StandIn() { stand_in = nullptr; }

}  // namespace pw
