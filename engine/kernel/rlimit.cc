// prlimit64: do_prlimit, check_prlimit_permission (kernel/sys.c).
//
// All processes belong to one user, so every one may set every other's limits; none has CAP_SYS_RESOURCE, so a hard limit that was lowered
// stays low, unless the machine was booted with root=on.
#include "engine/kernel/rlimit.h"

#include "engine/kernel/running.h"
#include "engine/kernel/thread_group.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

Result<Rlimit> do_prlimit(Kernel& k, Trace& trace, Pid target, RlimitId id, const Rlimit* wanted) {
  if (find_task(k, target) == nullptr) return fail(Errno::kESRCH, "no process has the target pid");
  Limits limits = limits_of(k, target);
  const Rlimit old = select_limit(limits, id);
  if (wanted == nullptr) return old;
  if (wanted->soft > wanted->hard) return fail(Errno::kEINVAL, "the soft limit exceeds the hard one");
  const bool raises = wanted->hard > old.hard && !k.config.root;
  if (raises) return fail(Errno::kEPERM, "raising a hard limit needs CAP_SYS_RESOURCE, which the process lacks");
  select_limit(group_mut(k, target).limits, id) = *wanted;
  trace.emit(EventId::kPrlimit, target, static_cast<u64>(id), wanted->soft, wanted->hard);
  return old;
}

}  // namespace

const char* rlimit_name(RlimitId id) {
  switch (id) {
#define PW_RLIMIT(constant, number, name) case RlimitId::constant: return name;
#include "engine/kernel/rlimits.def"
#undef PW_RLIMIT
  }
  return "unknown";
}

Rlimit& select_limit(Limits& limits, RlimitId id) {
  switch (id) {
    case RlimitId::kData: return limits.data;
    case RlimitId::kStack: return limits.stack;
    case RlimitId::kMemlock: return limits.memlock;
    case RlimitId::kAs: break;
  }
  return limits.as;
}

const Limits& limits_of(const Kernel& k, Pid pid) { return group_of(k, pid).limits; }

Result<Rlimit> sys_prlimit(Kernel& k, Trace& trace, Pid pid, Pid target, RlimitId id, const Rlimit* wanted) {
  return run_as(k, trace, pid, [&](Running&) { return do_prlimit(k, trace, target == 0 ? pid : target, id, wanted); });
}

}  // namespace pw
