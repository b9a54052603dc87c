// Trace events: how the model tells what it does and why. Output only: nothing in the engine reads them back.
//
// An event is declared once, in a .def file beside this header: PW_EVENT(id, name, source, args, about, sentence), where `name` is the
// kernel function it stands for, `source` the file of Linux 6.18, `args` up to four "name:kind" pairs, and `sentence` the English
// explanation with {name} holes ({reason} is the reason's sentence). A span is a kBegin and a kEnd event of the same id around what
// ran inside it; the call tree that a reader sees is made of them. The kEnd event repeats the arguments, with results filled in.
//
// `about` says by which arguments the event names an object, so that a view can follow it; parts are apart by commas:
//   page ADDR             that page              frame PFN, frames OLD NEW   those frames, the second once it is there
//   range START END       from, to               range START +BYTES          from, so much; of nested ranges the outermost counts
//   moved TO +BYTES       where it goes; nothing behind it in the call says more       moved START END TO   so much as the first two span
//   back FROM +BYTES      … unless it goes back  visit VMA ADDR              a walk looks at that page of that area
//   in MM, in PID         while the span is open, the memory of that address space or process is meant
//   writes FLAG           … and at the span's end is what changed, if the argument is 1
//   process PID           names a process and no address in it      fresh    its address space is new: what was named before is gone
//   no                    says no, whatever its reason
//   machine               what the machine does for itself, whoever happens to run
//   refused               the call came to nothing
// Which events can be the one headline about a command, and which have the decision behind it, stands with the words of the story
// (story_headlines.def).
#pragma once

#include "engine/base/types.h"

namespace pw {

// Who declares an event. The constants EventId::kDoWpPage, … stand in a header for each group (mm_events.h, …), so that a new one rebuilds
// only who uses that group's; this file knows none of them.
enum class EventGroup : u16 {
  kPhys = 1, kPgtable, kVma, kRmap, kMm, kFile, kMremap, kMadvise, kMlock, kLimits, kProcess, kSwap, kReclaim, kSwapoff, kMemcg
};
enum class EventCode : u16 {};

inline constexpr u32 kMaxGroupEvents = 256;
constexpr EventCode event_code(EventGroup group, u32 row) {
  return static_cast<EventCode>(static_cast<u32>(group) * kMaxGroupEvents + row);
}
template <EventGroup>
struct EventRows;

// Why something was decided so: a row of a .def file, too, numbered by group and place. The constants Reason::kNoVma, … stand in the header
// of the group's events.
enum class ReasonCode : u16 {};

constexpr ReasonCode reason_code(EventGroup group, u32 row) {
  return static_cast<ReasonCode>(static_cast<u32>(group) * kMaxGroupEvents + row);
}
template <EventGroup>
struct ReasonRows;

namespace Reason {
inline constexpr ReasonCode kNone{};
}  // namespace Reason

enum class Phase : u8 { kInstant = 0, kBegin = 1, kEnd = 2 };

inline constexpr u32 kEventArgs = 4;

// A fixed 48-byte record; the page gets these as they are.
struct Event {
  u16 id = 0;      // EventCode
  u16 reason = 0;  // ReasonCode; kNone when there is nothing to decide
  u8 phase = 0;    // Phase
  u8 cpu = 0;
  u16 depth = 0;  // open spans around this event
  u32 pid = 0;    // the task on whose behalf it runs
  u32 seq = 0;    // index within the command, from 0
  u64 arg[kEventArgs]{};
};
static_assert(sizeof(Event) == 48, "the page reads this layout");

struct EventInfo {
  EventCode code;
  const char* name;
  const char* source;
  const char* args;
  const char* sentence;
};
struct ReasonInfo {
  ReasonCode code;
  const char* name;
  const char* sentence;
};
const EventInfo& event_info(EventCode code);
// Every event there is, by place: for tests and for completion.
u32 count_of_events();
EventCode event_at(u32 index);
const ReasonInfo& reason_info(ReasonCode reason);

}  // namespace pw
