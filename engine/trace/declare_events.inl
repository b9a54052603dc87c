// The constants EventId::… and Reason::… of one group. Before it is included, PW_EVENT_GROUP names the group, PW_EVENT_ROWS and
// PW_REASON_ROWS its .def files; no include guard, since each group's header includes it.
#include "engine/trace/event.h"

namespace pw {

template <>
struct EventRows<EventGroup::PW_EVENT_GROUP> {
  enum Row : u16 {
#define PW_EVENT(id, name, source, args, about, sentence) id,
#include PW_EVENT_ROWS
#undef PW_EVENT
    kCount
  };
  static_assert(kCount <= kMaxGroupEvents, "a group's events are numbered in a byte");
};

template <>
struct ReasonRows<EventGroup::PW_EVENT_GROUP> {
  enum Row : u16 {
#define PW_REASON(id, name, answer, sentence) id,
#include PW_REASON_ROWS
#undef PW_REASON
    kCount
  };
  static_assert(kCount <= kMaxGroupEvents, "a group's reasons are numbered in a byte");
};

namespace EventId {
#define PW_EVENT(id, name, source, args, about, sentence) \
  inline constexpr EventCode id = event_code(EventGroup::PW_EVENT_GROUP, EventRows<EventGroup::PW_EVENT_GROUP>::id);
#include PW_EVENT_ROWS
#undef PW_EVENT
}  // namespace EventId

namespace Reason {
#define PW_REASON(id, name, answer, sentence) \
  inline constexpr ReasonCode id = reason_code(EventGroup::PW_EVENT_GROUP, ReasonRows<EventGroup::PW_EVENT_GROUP>::id);
#include PW_REASON_ROWS
#undef PW_REASON
}  // namespace Reason

}  // namespace pw

#undef PW_EVENT_GROUP
#undef PW_EVENT_ROWS
#undef PW_REASON_ROWS
