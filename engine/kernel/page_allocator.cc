#include "engine/kernel/page_allocator.h"

#include "engine/kernel/group_reclaim.h"
#include "engine/reclaim/reclaim.h"
#include "engine/trace/phys_events.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

AllocatorStandIn* stand_in = nullptr;
// __alloc_pages_direct_reclaim: 32 pages are taken away, and the free lists asked again; if they went to the per-CPU lists of others, once
// more after those were emptied.
Pfn direct_reclaim(Cx& cx, const AllocRequest& request, bool* has_progress, ReasonCode* reason) {
  Span span(cx.trace, EventId::kDirectReclaim, request.order, 0);
  const u64 taken = try_to_free_pages(cx, ReclaimGoal{});
  *has_progress = taken != 0;
  span.set(1, taken);
  if (taken == 0) return Pfn();
  const Pfn pfn = get_page_from_freelist(cx.m.phys, cx.trace, cx.cpu, request, kWmarkMin, reason);
  if (pfn.valid()) return pfn;
  for (u32 cpu = 0; cpu < cx.m.phys.config.cpus; ++cpu) drain_pcp(cx.m.phys, cx.trace, cpu);
  return get_page_from_freelist(cx.m.phys, cx.trace, cx.cpu, request, kWmarkMin, reason);
}

struct SlowAnswer {
  Pfn pfn;
  ReasonCode reason = Reason::kNone;
};

// The rungs of __alloc_pages_slowpath. `rounds`: how often it began anew; `from`: what the free lists said last.
SlowAnswer climb(Cx& cx, const AllocRequest& request, u32* rounds, ReasonCode* from) {
  u32 fruitless = 0;
  for (;; ++*rounds) {
    if ((request.gfp & kGfpBitKswapdReclaim) != 0) run_kswapd(cx);
    Pfn pfn = get_page_from_freelist(cx.m.phys, cx.trace, cx.cpu, request, kWmarkMin, from);
    if (pfn.valid()) return {pfn, *rounds == 0 ? Reason::kSlowAboveMin : Reason::kSlowRetried};
    if ((request.gfp & kGfpBitDirectReclaim) == 0) return {pfn, Reason::kSlowMayNotReclaim};
    bool has_progress = false;
    pfn = direct_reclaim(cx, request, &has_progress, from);
    if (pfn.valid()) return {pfn, Reason::kSlowReclaimed};
    if ((request.gfp & kGfpBitNoretry) != 0) return {pfn, Reason::kSlowNoRetry};
    if (!should_reclaim_retry(cx, request.order, has_progress, &fruitless)) return {pfn, Reason::kSlowFailed};
  }
}

Pfn alloc_slowly(Cx& cx, const AllocRequest& request, ReasonCode* from) {
  Span span(cx.trace, EventId::kAllocSlowpath, request.order, 0);
  u32 rounds = 0;
  const SlowAnswer answer = climb(cx, request, &rounds, from);
  span.set(1, rounds);
  span.because(answer.reason);
  return answer.pfn;
}

}  // namespace

Pfn PageAllocator::alloc(const AllocRequest& request) {
  if (stand_in != nullptr) return stand_in->alloc(k_, cpu_, request, trace_);
  const Pfn pfn = alloc_uncharged(request);
  const MemcgId memcg = (request.gfp & kGfpBitAccount) != 0 ? memcg_ : request.memcg;
  if (memcg == 0 || !pfn.valid()) return pfn;
  Cx cx{k_.m, trace_, *this, cpu_, {}, 0, 0, 0, *this, memcg_};
  KernelGroupReclaimer reclaimer(cx);
  const bool is_nofail = (request.gfp & kGfpBitNofail) != 0;
  if (charge_frame(k_.m.phys, trace_, cpu_, reclaimer, pfn, memcg, is_nofail)) return pfn;
  put_page(k_.m.phys, trace_, cpu_, pfn);
  return Pfn();
}

Pfn PageAllocator::alloc_uncharged(const AllocRequest& request) {
  Phys& phys = k_.m.phys;
  Span span(trace_, EventId::kAllocPages, request.order, Pfn::kNone, 0, cpu_);
  ReasonCode reason = Reason::kNone;
  Pfn pfn = get_page_from_freelist(phys, trace_, cpu_, request, kWmarkLow, &reason);
  if (!pfn.valid()) {
    Cx cx{k_.m, trace_, *this, cpu_, {}, 0, 0, 0, *this, memcg_};
    pfn = alloc_slowly(cx, request, &reason);
  }
  tell_allocation(span, phys, pfn, reason);
  PW_ASSERT(pfn.valid() || (request.gfp & kGfpBitNofail) == 0, "who may not fail has to be given something to take away");
  return pfn;
}

u64 PageAllocator::reclaim_pages(const std::vector<Pfn>& isolated) {
  Cx cx{k_.m, trace_, *this, cpu_, {}, 0, 0, 0, *this, memcg_};
  return pw::reclaim_pages(cx, isolated);
}

StandIn::StandIn(AllocatorStandIn& who) {
  PW_ASSERT(stand_in == nullptr, "one stand-in at a time");
  stand_in = &who;
}

StandIn::~StandIn() { stand_in = nullptr; }

}  // namespace pw
