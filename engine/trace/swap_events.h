// Events of swap slots, their counts, the swap cache and the device. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kSwap
#define PW_EVENT_ROWS "engine/trace/events_swap.def"
#define PW_REASON_ROWS "engine/trace/reasons_swap.def"
#include "engine/trace/declare_events.inl"
