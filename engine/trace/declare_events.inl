// The constants EventId::… of one group of events. Before it is included, PW_EVENT_GROUP names the group and PW_EVENT_ROWS its .def file;
// no include guard, since each group's header includes it.
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

namespace EventId {
#define PW_EVENT(id, name, source, args, about, sentence) \
  inline constexpr EventCode id = event_code(EventGroup::PW_EVENT_GROUP, EventRows<EventGroup::PW_EVENT_GROUP>::id);
#include PW_EVENT_ROWS
#undef PW_EVENT
}  // namespace EventId

}  // namespace pw

#undef PW_EVENT_GROUP
#undef PW_EVENT_ROWS
