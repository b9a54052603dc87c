#include "engine/kernel/iovec.h"

namespace pw {

Status check_iovecs(const std::vector<Iovec>& pieces) {
  if (pieces.size() > kMaxIovecs) return fail(Errno::kEINVAL, "more than 1024 pieces (UIO_MAXIOV)");
  for (const Iovec& piece : pieces) {
    if (static_cast<i64>(piece.length) < 0) return fail(Errno::kEINVAL, "a piece has a negative length");
  }
  return ok_status();
}

Result<std::vector<Iovec>> import_iovec(const std::vector<Iovec>& pieces, u64 top) {
  const Status lengths = check_iovecs(pieces);
  if (!lengths.ok()) return lengths.error();
  std::vector<Iovec> imported;
  u64 total = 0;
  for (Iovec piece : pieces) {
    if (pieces.size() == 1 && piece.length > kMaxRwCount) piece.length = kMaxRwCount;
    if (piece.length > top || piece.base > top - piece.length) return fail(Errno::kEFAULT, "a piece ends above the user address space");
    if (piece.length > kMaxRwCount - total) piece.length = kMaxRwCount - total;
    total += piece.length;
    imported.push_back(piece);
  }
  return imported;
}

}  // namespace pw
