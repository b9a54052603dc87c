// mmap, munmap and mprotect as a task calls them.
#include "engine/kernel/running.h"
#include "engine/mm/populate.h"

namespace pw {
namespace {

Error no_such_process() { return fail(Errno::kESRCH, "no running process has this pid"); }

}  // namespace

Result<u64> sys_mmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, u32 flags) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  const Result<u64> mapped = do_mmap(running.cx(), running.mm(), addr, length, prot, flags);
  k.tasks[pid].pkru = running.cx().pkru;
  if (!mapped.ok()) return refused(trace, mapped.error());
  if (must_populate(k.m, running.mm(), flags)) {
    const AddrRange range{mapped.value(), mapped.value() + page_align_up(length)};
    mm_populate(running.cx(), running.mm(), range);
  }
  return mapped;
}

Status sys_munmap(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  const Status status = do_munmap(running.cx(), running.mm(), addr, length);
  return status.ok() ? status : Status(refused(trace, status.error()));
}

Status sys_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot) {
  if (!is_running(k, pid)) return no_such_process();
  Running running(k, trace, pid);
  const Status status = do_mprotect(running.cx(), running.mm(), addr, length, prot);
  k.tasks[pid].pkru = running.cx().pkru;
  return status.ok() ? status : Status(refused(trace, status.error()));
}

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
