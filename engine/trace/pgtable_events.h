// Events of engine/pgtable. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kPgtable
#define PW_EVENT_ROWS "engine/trace/events_pgtable.def"
#define PW_REASON_ROWS "engine/trace/reasons_pgtable.def"
#include "engine/trace/declare_events.inl"
