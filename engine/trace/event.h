// Trace events: how the model tells what it does and why. Output only: nothing in the engine reads them back.
//
// An event is declared once, in a .def file beside this header: PW_EVENT(id, name, source, args, sentence), where `name` is the
// kernel function it stands for, `source` the file of Linux 6.18, `args` up to four "name:kind" pairs, and `sentence` the English
// explanation with {name} holes ({reason} is the reason's sentence). A span is a kBegin and a kEnd event of the same id around what
// ran inside it; the call tree that a reader sees is made of them. The kEnd event repeats the arguments, with results filled in.
#pragma once

#include "engine/base/types.h"

namespace pw {

enum class EventId : u16 {
#define PW_EVENT(id, name, source, args, sentence) id,
#include "engine/trace/events.def"
#undef PW_EVENT
  kCount
};

enum class Reason : u16 {
#define PW_REASON(id, name, sentence) id,
#include "engine/trace/reasons.def"
#undef PW_REASON
  kCount
};

enum class Phase : u8 { kInstant = 0, kBegin = 1, kEnd = 2 };

inline constexpr u32 kEventArgs = 4;

// A fixed 48-byte record; the page gets these as they are.
struct Event {
  u16 id = 0;      // EventId
  u16 reason = 0;  // Reason; kNone when there is nothing to decide
  u8 phase = 0;    // Phase
  u8 cpu = 0;
  u16 depth = 0;  // open spans around this event
  u32 pid = 0;    // the task on whose behalf it runs
  u32 seq = 0;    // index within the command, from 0
  u64 arg[kEventArgs]{};
};
static_assert(sizeof(Event) == 48, "the page reads this layout");

struct EventInfo {
  const char* name;
  const char* source;
  const char* args;
  const char* sentence;
};
struct ReasonInfo {
  const char* name;
  const char* sentence;
};
const EventInfo& event_info(EventId id);
const ReasonInfo& reason_info(Reason reason);

}  // namespace pw
