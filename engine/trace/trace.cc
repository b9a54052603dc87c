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
#define PW_REASON(id, name, answer, sentence) {Reason::id, name, sentence},
#include "engine/trace/reasons.def"
#undef PW_REASON
};

// Ascending, since events.def and reasons.def list the groups in the order of their numbers.
template <class Info, std::size_t kCount, class Code>
const Info& find_row(const Info (&rows)[kCount], Code code) {
  const auto is_before = [](const Info& info, Code wanted) { return info.code < wanted; };
  const Info* found = std::lower_bound(std::begin(rows), std::end(rows), code, is_before);
  PW_ASSERT(found != std::end(rows) && found->code == code, "an event or a reason is declared");
  return *found;
}

}  // namespace

const EventInfo& event_info(EventCode code) { return find_row(kEvents, code); }

u32 count_of_events() { return static_cast<u32>(std::size(kEvents)); }

EventCode event_at(u32 index) {
  PW_ASSERT(index < count_of_events(), "so many events are declared");
  return kEvents[index].code;
}

const ReasonInfo& reason_info(ReasonCode reason) { return find_row(kReasons, reason); }

void Trace::deliver(EventCode id, Phase phase, ReasonCode reason, u64 a, u64 b, u64 c, u64 d) {
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
