// sys_mremap (mm/mremap.c) on behalf of a task, and the mm_populate() that follows it.
#include "engine/kernel/mremap_calls.h"

#include "engine/kernel/running.h"
#include "engine/mm/populate.h"

namespace pw {

Result<u64> sys_mremap(Kernel& k, Trace& trace, Pid pid, const MremapArgs& args) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    const Result<MremapDone> done = do_mremap(self.cx(), self.mm(), args);
    if (!done.ok()) return done.error();
    const AddrRange gained = done.value().populate;
    if (!gained.is_empty()) mm_populate(self.cx(), self.mm(), gained);
    return done.value().addr;
  });
}

}  // namespace pw
