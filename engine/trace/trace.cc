#include "engine/trace/trace.h"

#include <algorithm>
#include <iterator>

#include "engine/base/assert.h"
#include "engine/trace/all_events.h"

namespace pw {
namespace {

constexpr EventInfo kEvents[] = {
#define PW_EVENT(id, name, source, args, about, sentence) {EventId::id, name, source, args, sentence},
#include "engine/trace/events.def"
#undef PW_EVENT
};

constexpr ReasonInfo kReasons[] = {
#define PW_REASON(id, name, sentence) {name, sentence},
#include "engine/trace/reasons.def"
#undef PW_REASON
};

}  // namespace

// Ascending, since events.def lists the groups in the order of their numbers.
const EventInfo& event_info(EventCode code) {
  const auto is_before = [](const EventInfo& info, EventCode wanted) { return info.code < wanted; };
  const EventInfo* found = std::lower_bound(std::begin(kEvents), std::end(kEvents), code, is_before);
  PW_ASSERT(found != std::end(kEvents) && found->code == code, "event id is declared");
  return *found;
}

u32 count_of_events() { return static_cast<u32>(std::size(kEvents)); }

EventCode event_at(u32 index) {
  PW_ASSERT(index < count_of_events(), "so many events are declared");
  return kEvents[index].code;
}

const ReasonInfo& reason_info(Reason reason) {
  PW_ASSERT(reason < Reason::kCount, "reason is declared");
  return kReasons[static_cast<u16>(reason)];
}

void Trace::deliver(EventCode id, Phase phase, Reason reason, u64 a, u64 b, u64 c, u64 d) {
  Event event;
  event.id = static_cast<u16>(id);
  event.reason = static_cast<u16>(reason);
  event.phase = static_cast<u8>(phase);
  event.cpu = cpu_;
  event.depth = depth_;
  event.pid = pid_;
  event.seq = seq_;
  event.arg[0] = a;
  event.arg[1] = b;
  event.arg[2] = c;
  event.arg[3] = d;
  sink_->on_event(event);
}

}  // namespace pw
