// Events of files, shared objects and programs. A new one rebuilds who emits or reads them, and nothing else.
#pragma once

#define PW_EVENT_GROUP kFile
#define PW_EVENT_ROWS "engine/trace/events_file.def"
#define PW_REASON_ROWS "engine/trace/reasons_file.def"
#include "engine/trace/declare_events.inl"
