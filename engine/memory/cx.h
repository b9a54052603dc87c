// Cx: what an operation on memory is given.
#pragma once

#include "engine/memory/limits.h"
#include "engine/memory/memory.h"
#include "engine/memory/page_reclaimer.h"

namespace pw {

// What an operation runs with. `cpu` is the CPU of the acting task.
struct Cx {
  Memory& m;
  Trace& trace;
  FrameSource& frames;
  u32 cpu = 0;
  Limits limits;  // of the acting task's thread group
  u32 pkru = 0;   // of the acting task; who lets a call change it writes it back
  u64 minflt = 0;  // faults that a call took on its own, for its task to be charged with …
  u64 majflt = 0;  // … and those that read from a device
  PageReclaimer& reclaimer = no_reclaimer();
  MemcgId memcg = 0;  // of the acting task
};

// The slots of swap, with what an operation was given.
inline SwapCx swap_cx(Cx& cx) { return SwapCx{cx.m.swap, cx.m.phys, cx.trace, cx.cpu}; }
inline void wait_on_writeback(Cx& cx, Pfn pfn) {
  SwapCx swap = swap_cx(cx);
  wait_on_page_writeback(swap, pfn);
}

}  // namespace pw
