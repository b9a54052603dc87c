// Protection keys as a thread uses them.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/pkeys.h"

namespace pw {

Result<u32> sys_pkey_alloc(Kernel& k, Trace& trace, Pid pid, u64 flags, u64 rights);
Status sys_pkey_free(Kernel& k, Trace& trace, Pid pid, i32 pkey);
Status sys_pkey_mprotect(Kernel& k, Trace& trace, Pid pid, u64 addr, u64 length, u32 prot, i32 pkey);

// RDPKRU and WRPKRU. Without keys they are no instructions of this processor.
Result<u32> read_pkru(Kernel& k, Trace& trace, Pid pid);
Status write_pkru(Kernel& k, Trace& trace, Pid pid, u64 pkru);
// pkey_set(3).
Status pkey_set(Kernel& k, Trace& trace, Pid pid, u64 pkey, u64 rights);

}  // namespace pw
