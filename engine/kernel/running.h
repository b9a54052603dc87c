// Running on behalf of a task: its CPU, its address space loaded there, its events under its pid.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/kernel/page_allocator.h"

namespace pw {

class Running {
 public:
  // The task must be running. Loads its mm on its CPU, as the scheduler would.
  Running(Kernel& k, Trace& trace, Pid pid);
  Cx& cx() { return cx_; }
  MmId mm() const { return mm_; }

 private:
  u32 cpu_;
  PageAllocator frames_;
  Cx cx_;
  MmId mm_;
};

// A refused call leaves its reason in the trace too.
Error refused(Trace& trace, const Error& error);

}  // namespace pw
