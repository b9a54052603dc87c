// brk, mseal, prlimit64 and the settings of /proc/sys/vm, as a task or its administrator calls them.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/brk.h"

namespace pw {

// brk(2) answers where the heap ends, whatever becomes of it. ESRCH in `refused` when no such process runs.
BrkResult sys_brk(Kernel& k, Trace& trace, Pid pid, u64 brk);
Status sys_mseal(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u64 flags);

// The limits that bound an address space, with Linux's numbers (include/uapi/asm-generic/resource.h).
enum class RlimitId : u32 { kData = 2, kStack = 3, kMemlock = 8, kAs = 9 };
inline constexpr RlimitId kRlimitIds[] = {RlimitId::kAs, RlimitId::kData, RlimitId::kStack, RlimitId::kMemlock};
const char* rlimit_name(RlimitId id);  // "RLIMIT_AS"
Rlimit& select_limit(Limits& limits, RlimitId id);
const Limits& limits_of(const Kernel& k, Pid pid);  // of its thread group; `pid` must exist
// prlimit64: the limit as it was; `wanted` sets it, nullptr only asks. `target` 0 is the caller, and may be a zombie.
Result<Rlimit> sys_prlimit(Kernel& k, Trace& trace, Pid pid, Pid target, RlimitId id, const Rlimit* wanted);

// Settings by their name in /proc/sys: "vm.max_map_count".
struct SysctlName {
  const char* name;
  u32 VmSysctl::*value32;  // one of the two
  u64 VmSysctl::*value64;
  u64 min;
  u64 max;
  const char* about;
};
const SysctlName* sysctl_names();                       // ends with a nullptr name
const SysctlName* find_sysctl(const std::string& name);
u64 read_sysctl(const VmSysctl& sysctl, const SysctlName& name);
// root writes it. EINVAL: outside its range. overcommit_ratio and overcommit_kbytes clear each other.
Status write_sysctl(Kernel& k, Trace& trace, const SysctlName& name, u64 value);

}  // namespace pw
