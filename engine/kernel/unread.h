// Who would touch a page of a named file: their contents are not built yet, so such a command is refused by name before it changes
// anything (kernel/access.cc for a task's own accesses, the shell for the kernel's on its behalf).
#pragma once

#include "engine/kernel/kernel.h"

namespace pw {

enum class Touch : u8 {
  kLoad,
  kPopulate,  // as a load, but [vdso] and its like are passed over (mm/populate.cc)
  kStore,
  kForcedLoad,   // FOLL_FORCE: what mprotect could allow counts as allowed
  kForcedStore,
};

// The file that an access to all of `size_bytes` from `addr` on comes to in memory of `pid`; invalid when it touches none. It goes no
// further than the first page that may not be touched: there Linux answers with an error or a signal.
FileId find_unread_file(const Kernel& k, Pid pid, u64 addr, u64 size_bytes, Touch touch);

}  // namespace pw
