// When each call of a log takes effect, and whom it makes.
//
// A call counts when it returns. But a child lives from its first own line on, which may stand before the line in which fork returns; and a
// vfork child lets its parent go before the line that tells of its execve, or of its end. A pid may be used again: the child of a call is
// the task whose lines come behind the begin of that call.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/import/read/strace_log.h"

namespace pw {

// Where a heap begins, as far as brk tells.
struct HeapStart {
  u64 addr = 0;        // 0: no call of brk
  u32 line = 0;        // of the first one
  bool is_sure = true; // false: that one did not ask, so the heap was there before and began below
};

struct Timeline {
  std::vector<u32> order;               // the calls, by index, as they take effect
  std::vector<HeapStart> breaks;        // of each execve
  std::map<u32, HeapStart> breaks_of;   // of tasks of which the log shows no execve in front of their first brk
  std::vector<u32> children;            // by call: the task that it made; 0: none
  std::vector<bool> is_child_in_log;    // by call: that task has lines of its own
};

Timeline make_timeline(const std::vector<StraceCall>& calls);

// A number as strace prints it, in any base.
u64 number_in(const std::string& text);

// ---- calls that make tasks ----
bool makes_task(const StraceCall& call);
// The flags of clone({flags=A|B, …}) and clone(child_stack=…, flags=A|B, …), the signal among them; of fork and vfork what they stand
// for. Flags that mean nothing to memory are left out: namespaces, pidfds, cgroups, tracing.
std::string clone_flags(const StraceCall& call);

}  // namespace pw
