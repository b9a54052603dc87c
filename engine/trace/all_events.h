// Every group's events, for what tells them all: the text tables.
#pragma once

#include "engine/trace/file_events.h"
#include "engine/trace/limits_events.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/memcg_events.h"
#include "engine/trace/mlock_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"
#include "engine/trace/pgtable_events.h"
#include "engine/trace/phys_events.h"
#include "engine/trace/process_events.h"
#include "engine/trace/reclaim_events.h"
#include "engine/trace/rmap_events.h"
#include "engine/trace/swap_events.h"
#include "engine/trace/swapoff_events.h"
#include "engine/trace/vma_events.h"
