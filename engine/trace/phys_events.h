// Events of engine/phys. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kPhys
#define PW_EVENT_ROWS "engine/trace/events_phys.def"
#define PW_REASON_ROWS "engine/trace/reasons_phys.def"
#include "engine/trace/declare_events.inl"
