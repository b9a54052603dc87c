#include "engine/session/tally.h"

#include "engine/base/ids.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/pgtable_events.h"
#include "engine/trace/phys_events.h"
#include "engine/trace/reclaim_events.h"

namespace pw {
namespace {

bool is_span_end(const Event& event) { return event.phase == static_cast<u8>(Phase::kEnd); }

// The end of the allocation says whether it got any.
u64 frames_of(const Event& event) {
  const bool got = is_span_end(event) && event.arg[1] != Pfn::kNone;
  return got ? 1ull << event.arg[0] : 0;
}

}  // namespace

void Tally::count(const Event& event) {
  switch (static_cast<EventCode>(event.id)) {
    case EventId::kFaultDone: ++faults; break;
    case EventId::kCopyUserPage: ++copies; break;
    case EventId::kAllocPages: frames += frames_of(event); break;
    case EventId::kBalancePgdat: kswapd += is_span_end(event); break;
    case EventId::kDirectReclaim: direct += is_span_end(event); break;
    case EventId::kP4dAlloc:
    case EventId::kPudAlloc:
    case EventId::kPmdAlloc:
    case EventId::kPteAlloc: ++tables; break;
    default: break;
  }
}

void Tally::end(const Phys& phys) {
  for (u32 i = 0; i < kZones; ++i) free[i] = phys.node.zones[i].free_pages;
}

}  // namespace pw
