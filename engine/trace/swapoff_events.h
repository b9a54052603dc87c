// Events of swapoff. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kSwapoff
#define PW_EVENT_ROWS "engine/trace/events_swapoff.def"
#define PW_REASON_ROWS "engine/trace/reasons_swapoff.def"
#include "engine/trace/declare_events.inl"
