// Pieces of user memory as readv and its kin take them: struct iovec (include/uapi/linux/uio.h), import_iovec (lib/iov_iter.c).
#pragma once

#include <vector>

#include "engine/base/result.h"

namespace pw {

inline constexpr u64 kMaxIovecs = 1024;         // UIO_MAXIOV
inline constexpr u64 kMaxRwCount = 0x7ffff000;  // MAX_RW_COUNT: what one call transfers or names at the most, in bytes

struct Iovec {
  u64 base = 0;
  u64 length = 0;
};

// iovec_from_user: EINVAL for more than 1024 pieces or a length that is no ssize_t.
Status check_iovecs(const std::vector<Iovec>& pieces);
// EFAULT for a piece that ends above `top`, the end of user addresses. What exceeds MAX_RW_COUNT is cut off: of a single piece before its
// end is looked at (import_ubuf), of one among several after it.
Result<std::vector<Iovec>> import_iovec(const std::vector<Iovec>& pieces, u64 top);

}  // namespace pw
