#include "engine/trace/trace.h"

#include "engine/base/assert.h"

namespace pw {
namespace {

constexpr EventInfo kEvents[] = {
#define PW_EVENT(id, name, source, args, sentence) {name, source, args, sentence},
#include "engine/trace/events.def"
#undef PW_EVENT
};

constexpr ReasonInfo kReasons[] = {
#define PW_REASON(id, name, sentence) {name, sentence},
#include "engine/trace/reasons.def"
#undef PW_REASON
};

}  // namespace

const EventInfo& event_info(EventId id) {
  PW_ASSERT(id < EventId::kCount, "event id is declared");
  return kEvents[static_cast<u16>(id)];
}

const ReasonInfo& reason_info(Reason reason) {
  PW_ASSERT(reason < Reason::kCount, "reason is declared");
  return kReasons[static_cast<u16>(reason)];
}

void Trace::deliver(EventId id, Phase phase, Reason reason, u64 a, u64 b, u64 c, u64 d) {
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
