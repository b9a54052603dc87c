// lru_add_drain_all (mm/swap.c). Linux asks each CPU to do it in turn, by a work item; here they do it one after the other.
#include "engine/kernel/drain.h"

#include "engine/trace/mm_events.h"

namespace pw {

u64 sys_drain(Kernel& k, Trace& trace) {
  Span span(trace, EventId::kDrainAll);
  u64 pages = 0;
  for (u32 cpu = 0; cpu < k.config.cpus; ++cpu) {
    pages += count_batched(k.m.phys, cpu);
    trace.set_actor(trace.pid(), static_cast<u8>(cpu));
    lru_add_drain(k.m.phys, trace, cpu);
  }
  return pages;
}

}  // namespace pw
