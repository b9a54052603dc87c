// Events of madvise and mincore. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kMadvise
#define PW_EVENT_ROWS "engine/trace/events_madvise.def"
#define PW_REASON_ROWS "engine/trace/reasons_madvise.def"
#include "engine/trace/declare_events.inl"
