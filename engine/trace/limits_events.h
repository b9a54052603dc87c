// Events of brk, limits, settings and seals. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kLimits
#define PW_EVENT_ROWS "engine/trace/events_limits.def"
#define PW_REASON_ROWS "engine/trace/reasons_limits.def"
#include "engine/trace/declare_events.inl"
