// sys_mremap (mm/mremap.c) on behalf of a task, and the mm_populate() that follows it.
#include "engine/kernel/calls_mremap.h"
#include "engine/kernel/running.h"
#include "engine/mm/populate.h"

namespace pw {

Result<u64> sys_mremap(Kernel& k, Trace& trace, Pid pid, const MremapArgs& args) {
  if (!is_running(k, pid)) return fail(Errno::kESRCH, "no running process has this pid");
  Running running(k, trace, pid);
  const Result<MremapDone> done = do_mremap(running.cx(), running.mm(), args);
  if (!done.ok()) return refused(trace, done.error());
  const AddrRange gained = done.value().populate;
  if (!gained.is_empty()) mm_populate(running.cx(), running.mm(), gained);
  return done.value().addr;
}

}  // namespace pw
