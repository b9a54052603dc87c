// shared_policy_replace (mm/mempolicy.c). Ranges lie in order and apart; what touches is not joined, as there.
//
// Owns: F9 (ranges in order, none empty, each with a policy that is one).
#include "engine/file/shared_policy.h"

namespace pw {

Mempolicy find_shared_policy(const Files& files, InodeId inode, u64 index) {
  for (const SharedPolicy& one : files.inodes[inode].policies) {
    if (one.first <= index && index < one.end) return one.policy;
  }
  return Mempolicy();
}

void set_shared_policy(Files& files, InodeId inode, u64 first, u64 end, const Mempolicy& policy) {
  std::vector<SharedPolicy> kept;
  bool is_placed = policy.is_default();
  const auto place = [&] {
    if (!is_placed) kept.push_back({first, end, policy});
    is_placed = true;
  };
  for (const SharedPolicy& one : files.inodes[inode].policies) {
    if (one.first < first) kept.push_back({one.first, one.end < first ? one.end : first, one.policy});
    if (one.end > first) place();
    if (one.end > end) kept.push_back({one.first > end ? one.first : end, one.end, one.policy});
  }
  place();
  files.inodes.mut(inode).policies = std::move(kept);
}

}  // namespace pw
