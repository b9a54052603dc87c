// The machine as it is when the first process has just been executed: memory laid out, pid 1 with a stack and nothing else.
#include "engine/kernel/kernel.h"
#include "engine/kernel/page_allocator.h"
#include "engine/kernel/thread_group.h"
#include "engine/mm/exec.h"
#include "engine/mm/pkeys.h"

namespace pw {
namespace {

void start_init(Kernel& k, Trace& trace) {
  Task init;
  init.comm = "init";
  init.pkru = k.config.pkeys ? kInitPkru : 0;
  const ThreadGroup group;
  PageAllocator frames(k, trace, 0);
  Cx cx{k.m, trace, frames, 0, group.limits, init.pkru, 0, 0, frames};
  const Result<MmId> mm = create_mm(cx);
  PW_ASSERT(mm.ok(), "the smallest machine holds one process");
  const Status stack = setup_stack(cx, mm.value());
  PW_ASSERT(stack.ok(), "the smallest machine holds one stack");
  init.mm = mm.value();
  init.files = make_files(k.fds);
  add_task(k, init, group);
}

// init_user_reserve, init_admin_reserve (mm/mmap.c): a thirty-second of free memory, 128 MiB and 8 MiB at most.
void set_reserves(Memory& m) {
  u64 free_pages = 0;
  for (const Zone& zone : m.phys.node.zones) free_pages += zone.free_pages;
  const u64 share = free_pages * (kPageSize >> 10) / 32;
  m.sysctl.user_reserve_kbytes = share < (1u << 17) ? share : 1u << 17;
  m.sysctl.admin_reserve_kbytes = share < (1u << 13) ? share : 1u << 13;
}

}  // namespace

Kernel boot_kernel(const BootConfig& config) {
  Kernel k;
  k.config = config;
  k.rng = config.seed;
  PhysConfig phys;
  phys.mem_bytes = config.mem_bytes;
  phys.cpus = config.cpus;
  k.m.phys = boot_phys(phys);
  k.m.pt.levels = config.levels;
  k.m.pkeys = config.pkeys;
  k.m.tlb.cpus = config.cpus;
  k.m.phys.memcg.is_v1 = config.cgroup_v1;
  set_reserves(k.m);
  k.tasks.resize(1);
  Trace silent;
  start_init(k, silent);
  return k;
}

}  // namespace pw
