// Events of taking pages away. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kReclaim
#define PW_EVENT_ROWS "engine/trace/events_reclaim.def"
#define PW_REASON_ROWS "engine/trace/reasons_reclaim.def"
#include "engine/trace/declare_events.inl"
