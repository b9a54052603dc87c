// prlimit64 and the limits it knows.
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

// The limits that bound an address space, with Linux's numbers (include/uapi/asm-generic/resource.h).
enum class RlimitId : u32 {
#define PW_RLIMIT(constant, number, name) constant = number,
#include "engine/kernel/rlimits.def"
#undef PW_RLIMIT
};
inline constexpr RlimitId kRlimitIds[] = {RlimitId::kAs, RlimitId::kData, RlimitId::kStack, RlimitId::kMemlock};
const char* rlimit_name(RlimitId id);  // "RLIMIT_AS"
Rlimit& select_limit(Limits& limits, RlimitId id);
const Limits& limits_of(const Kernel& k, Pid pid);  // of its thread group; `pid` must exist
// prlimit64: the limit as it was; `wanted` sets it, nullptr only asks. `target` 0 is the caller, and may be a zombie.
Result<Rlimit> sys_prlimit(Kernel& k, Trace& trace, Pid pid, Pid target, RlimitId id, const Rlimit* wanted);

}  // namespace pw
