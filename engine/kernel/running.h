// Running on behalf of a task: its CPU, its address space loaded there, its events under its pid.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/kernel/page_allocator.h"

namespace pw {

class Running {
 public:
  // The task must be running. Loads its mm on its CPU, as the scheduler would.
  Running(Kernel& k, Trace& trace, Pid pid);
  // Faults that the call took on its own are the task's.
  ~Running() { k_.tasks[pid_].minflt += cx_.minflt; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  Cx& cx() { return cx_; }
  MmId mm() const { return mm_; }

 private:
  Kernel& k_;
  Pid pid_;
  u32 cpu_;
  PageAllocator frames_;
  Cx cx_;
  MmId mm_;
};

// do_group_exit: ends every task of the group; `status` as wait(2) reports it. Not for init.
void end_thread_group(Kernel& k, Trace& trace, Pid pid, u32 status);

// Every other thread of the group ends; `pid` is its leader and goes on.
void end_other_threads(Kernel& k, Trace& trace, Pid pid);
// de_thread: … and `pid` may be any thread. It goes on as the leader, whose pid is returned.
Pid de_thread(Kernel& k, Trace& trace, Pid pid);

// Where the next child of `parent` stands in its list: behind all that are there, made by it or adopted.
u32 next_sibling(const Kernel& k, Pid parent);

// A refused call leaves its errno in the trace too; the check that refused is in the Error.
Error refused(Trace& trace, const Error& error);

}  // namespace pw
