// The two letters of VmFlags in smaps, read back.
#pragma once

#include <string>

#include "engine/base/types.h"

namespace pw {

u64 find_vm_flag(const std::string& code);  // "ac" -> VM_ACCOUNT; 0: unknown, or of a system that is not built

}  // namespace pw
