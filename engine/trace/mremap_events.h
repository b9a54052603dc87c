// Events of mremap. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kMremap
#define PW_EVENT_ROWS "engine/trace/events_mremap.def"
#define PW_REASON_ROWS "engine/trace/reasons_mremap.def"
#include "engine/trace/declare_events.inl"
