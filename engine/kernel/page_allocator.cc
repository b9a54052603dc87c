#include "engine/kernel/page_allocator.h"

#include "engine/reclaim/reclaim.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

AllocatorStandIn* stand_in = nullptr;
constexpr u32 kMaxReclaimRetries = 16;  // MAX_RECLAIM_RETRIES

// A request that may wait, behind the free lists: 32 pages are taken, per-CPU lists emptied if they went there, and the free lists asked
// again, for as long as something can be taken.
Pfn alloc_slowly(Cx& cx, const AllocRequest& request) {
  for (u32 fruitless = 0; fruitless < kMaxReclaimRetries;) {
    Span span(cx.trace, EventId::kDirectReclaim, request.order, 0);
    ++cx.m.stat.allocstall;
    flush_lruvec_stats(cx.m.phys.node.lruvec);
    const u64 taken = try_to_free_pages(cx, cx.m.phys.node.lruvec, machine_goal(cx.m));
    span.set(1, taken);
    if (taken == 0) return Pfn();
    Pfn pfn = alloc_pages(cx.m.phys, cx.trace, cx.cpu, request);
    if (pfn.valid()) return pfn;
    for (u32 cpu = 0; cpu < cx.m.phys.config.cpus; ++cpu) drain_pcp(cx.m.phys, cx.trace, cpu);
    pfn = alloc_pages(cx.m.phys, cx.trace, cx.cpu, request);
    if (pfn.valid()) return pfn;
    ++fruitless;
  }
  return Pfn();
}

}  // namespace

Pfn PageAllocator::alloc(const AllocRequest& request) {
  if (stand_in != nullptr) return stand_in->alloc(k_, cpu_, request, trace_);
  Cx cx{k_.m, trace_, *this, cpu_, {}, 0, 0, 0, *this};
  const bool may_reclaim = can_reclaim(k_.m);
  if (may_reclaim && (request.gfp & kGfpBitKswapdReclaim) != 0 && is_below_low(k_.m.phys)) run_kswapd(cx);
  Pfn pfn = alloc_pages(k_.m.phys, trace_, cpu_, request);
  if (!pfn.valid() && may_reclaim && (request.gfp & kGfpBitDirectReclaim) != 0) pfn = alloc_slowly(cx, request);
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
