#include "engine/kernel/page_allocator.h"

#include "engine/reclaim/reclaim.h"

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

u64 PageAllocator::reclaim_pages(const std::vector<Pfn>& isolated) {
  Cx cx{k_.m, trace_, *this, cpu_, {}, 0, 0, 0, *this};
  return pw::reclaim_pages(cx, isolated);
}

StandIn::StandIn(AllocatorStandIn& who) {
  PW_ASSERT(stand_in == nullptr, "one stand-in at a time");
  stand_in = &who;
}

StandIn::~StandIn() { stand_in = nullptr; }

}  // namespace pw
