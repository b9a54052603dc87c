// Events of engine/mm: faults, mmap, munmap, mprotect, fork and exit. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kMm
#define PW_EVENT_ROWS "engine/trace/events_mm.def"
#define PW_REASON_ROWS "engine/trace/reasons_mm.def"
#include "engine/trace/declare_events.inl"
