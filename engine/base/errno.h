// Linux's error numbers (include/uapi/asm-generic/errno-base.h), listed in errno.def. Our own enum, because libc's differ under wasm.
#pragma once

#include "engine/base/types.h"

namespace pw {

enum class Errno : u8 {
  kOk = 0,
#define PW_ERRNO(name, number, text) k##name = number,
#include "engine/base/errno.def"
#undef PW_ERRNO
};

// "ENOMEM"; "OK" for kOk.
const char* errno_name(Errno error);
// What strerror(3) says: "Cannot allocate memory".
const char* errno_text(Errno error);
// Whether the number is one of those above, 0 apart.
bool is_errno(u64 number);
// By name; kOk when there is no such name here.
Errno find_errno(const char* name);

}  // namespace pw
