// Events of memory groups. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kMemcg
#define PW_EVENT_ROWS "engine/trace/events_memcg.def"
#define PW_REASON_ROWS "engine/trace/reasons_memcg.def"
#include "engine/trace/declare_events.inl"
