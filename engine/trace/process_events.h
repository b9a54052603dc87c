// Events of clone and vfork, of access to others' memory, of protection keys. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kProcess
#define PW_EVENT_ROWS "engine/trace/events_process.def"
#define PW_REASON_ROWS "engine/trace/reasons_process.def"
#include "engine/trace/declare_events.inl"
