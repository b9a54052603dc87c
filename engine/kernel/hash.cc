// The state hash: XXH64 over configuration, memory and tasks in this order. Session, names, trace and whatever only speeds things
// up are not part of it.
#include "engine/kernel/kernel.h"

namespace pw {

u64 state_hash(const Kernel& k) {
  Hasher hasher;
  hasher.add_u64(k.config.mem_bytes);
  hasher.add_u32(k.config.cpus);
  hasher.add_u32(k.config.levels);
  hasher.add_u64(k.config.seed);
  hasher.add_u8(k.config.segv_kills ? 1 : 0);
  hasher.add_u8(k.config.pkeys ? 1 : 0);
  hash_state(k.m, hasher);
  hasher.add_u32(static_cast<u32>(k.tasks.size()));
  for (const Task& task : k.tasks) {
    hasher.add_u32(task.pid);
    hasher.add_u32(task.tgid);
    hasher.add_u32(task.parent);
    hasher.add_u32(task.sibling);
    hasher.add_u8(static_cast<u8>(task.state));
    hasher.add(task.mm);
    hasher.add_u32(task.cpu);
    hasher.add_u64(task.minflt);
    hasher.add_u64(task.majflt);
    hasher.add_u32(task.pkru);
    hasher.add_u32(task.exit_signal);
    hasher.add_u32(task.vfork_parent);
    hasher.add_u64(task.clear_child_tid);
    for (const Rlimit& limit : {task.limits.as, task.limits.data, task.limits.stack, task.limits.memlock}) {
      hasher.add_u64(limit.soft);
      hasher.add_u64(limit.hard);
    }
    hasher.add_u32(static_cast<u32>(task.fds.size()));
    for (const Fd& fd : task.fds) {
      hasher.add_u32(fd.number);
      hasher.add(fd.file);
      hasher.add_u8(fd.close_on_exec ? 1 : 0);
    }
    hasher.add_u32(task.exit_status);
    hasher.add_text(task.comm);
  }
  hasher.add_u64(k.rng);
  return hasher.digest();
}

}  // namespace pw
