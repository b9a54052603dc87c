// __anon_vma_prepare (mm/rmap.c) without the fault around it.
#include "engine/kernel/written.h"

#include "engine/kernel/running.h"
#include "engine/mm/fault/fault.h"

namespace pw {

Result<u64> mark_written(Kernel& k, Trace& trace, Pid pid, AddrRange range) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<u64> {
    std::vector<VmaId> areas;
    for_each_vma(k.m.nodes, k.m.mms[self.mm()].tree, [&](VmaId id) { areas.push_back(id); });
    u64 marked = 0;
    for (const VmaId id : areas) {
      const Vma& vma = k.m.vmas[id];
      const bool is_private = vma.has(kVmWrite) && !vma.has(kVmShared);
      if (!is_private || vma.anon_vma.valid() || vma.end <= range.start || vma.start >= range.end) continue;
      prepare_area(self.cx(), id);
      ++marked;
    }
    return marked;
  });
}

}  // namespace pw
