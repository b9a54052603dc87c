// Events of mlock, populating and msync. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kMlock
#define PW_EVENT_ROWS "engine/trace/events_mlock.def"
#define PW_REASON_ROWS "engine/trace/reasons_mlock.def"
#include "engine/trace/declare_events.inl"
