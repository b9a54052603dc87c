// What the allocator says that the process holds on the heap at this moment.
#pragma once

#include "engine/base/types.h"

#if defined(__SANITIZE_ADDRESS__)
#include <cstddef>
// Of the sanitizer's run-time library, whose header g++ does not bring (sanitizer/allocator_interface.h).
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#else
#include <malloc.h>
#endif

namespace pw::test {

inline u64 allocated_bytes() {
#if defined(__SANITIZE_ADDRESS__)
  return __sanitizer_get_current_allocated_bytes();
#else
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

}  // namespace pw::test
