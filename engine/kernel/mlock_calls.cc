// mlock2, munlock, mlockall, munlockall and msync as a task calls them.
#include "engine/kernel/mlock_calls.h"

#include "engine/kernel/running.h"
#include "engine/mm/msync.h"

namespace pw {

Status sys_mlock2(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return do_mlock(self.cx(), self.mm(), addr, length, flags); });
}

Status sys_munlock(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length) {
  return run_as(k, trace, pid, [&](Running& self) { return do_munlock(self.cx(), self.mm(), addr, length); });
}

Status sys_mlockall(Kernel& k, Trace& trace, Pid pid, u32 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return do_mlockall(self.cx(), self.mm(), flags); });
}

Status sys_munlockall(Kernel& k, Trace& trace, Pid pid) {
  return run_as(k, trace, pid, [](Running& self) { return do_munlockall(self.cx(), self.mm()); });
}

Status sys_msync(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return do_msync(self.cx(), self.mm(), addr, length, flags); });
}

}  // namespace pw
