// Running on behalf of a task: its CPU, its address space loaded there, its events under its pid.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/kernel/page_allocator.h"

namespace pw {

class Running {
 public:
  // The task must be running. Loads its mm on its CPU, as the scheduler would.
  Running(Kernel& k, Trace& trace, Pid pid);
  // What the call did to its task goes back there: the faults that it took on its own, and its rights by protection key.
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  Kernel& kernel() { return k_; }
  Cx& cx() { return cx_; }
  Pid pid() const { return pid_; }
  MmId mm() const { return mm_; }
  // Faults of one access, counted for the task at once: whoever looks between two accesses sees them.
  void charge(u64 minor, u64 major = 0);

 private:
  Kernel& k_;
  Pid pid_;
  u32 cpu_;
  PageAllocator frames_;
  Cx cx_;
  MmId mm_;
};

// ESRCH, of every call in the name of a task that does not run.
Error no_such_process();
// A refused call leaves its errno in the trace too; the check that refused is in the Error.
Error refused(Trace& trace, const Error& error);

// A call of task `pid`: body(running) answers a Result, which is the call's. ESRCH when no such task runs. Execve alone asks by itself: the
// task that answers need not be the one that called (de_thread), and its address space and rights are others.
template <class Body>
auto run_as(Kernel& k, Trace& trace, Pid pid, Body body) {
  using Answer = decltype(body(std::declval<Running&>()));
  if (!is_running(k, pid)) return Answer(no_such_process());
  Running running(k, trace, pid);
  Answer answer = body(running);
  if (!answer.ok()) refused(trace, answer.error());
  return answer;
}

}  // namespace pw
