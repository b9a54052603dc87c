// Events of engine/rmap. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kRmap
#define PW_EVENT_ROWS "engine/trace/events_rmap.def"
#define PW_REASON_ROWS "engine/trace/reasons_rmap.def"
#include "engine/trace/declare_events.inl"
