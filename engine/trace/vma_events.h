// Events of engine/vma, which others emit around its functions. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kVma
#define PW_EVENT_ROWS "engine/trace/events_vma.def"
#define PW_REASON_ROWS "engine/trace/reasons_vma.def"
#include "engine/trace/declare_events.inl"
