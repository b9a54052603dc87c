// Emptying the batches of every CPU.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// lru_add_drain_all: what memory compaction or a hot-unplug does first; every CPU empties its batch. The number of pages that waited.
u64 sys_drain(Kernel& k, Trace& trace);

}  // namespace pw
