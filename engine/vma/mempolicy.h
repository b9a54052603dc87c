// struct mempolicy on a machine of one node (include/linux/mempolicy.h, include/uapi/linux/mempolicy.h): where pages shall come from. All
// come from node 0 here; what is left of a policy is who has it, which areas it keeps apart, and what the calls answer.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/types.h"

namespace pw {

// MPOL_* and MPOL_F_*_NODES, which share a number in the calls.
enum MpolMode : u16 {
  kMpolDefault = 0,  // no policy
  kMpolPreferred = 1,
  kMpolBind = 2,
  kMpolInterleave = 3,
  kMpolLocal = 4,
  kMpolPreferredMany = 5,
  kMpolWeightedInterleave = 6,
};
inline constexpr u16 kMpolModes = 7;  // MPOL_MAX
inline constexpr u16 kMpolNumaBalancing = 0x2000, kMpolRelativeNodes = 0x4000, kMpolStaticNodes = 0x8000;
inline constexpr u16 kMpolModeFlags = kMpolNumaBalancing | kMpolRelativeNodes | kMpolStaticNodes;

struct Mempolicy {
  u16 mode = kMpolDefault;
  u16 flags = 0;
  i32 home_node = -1;   // NUMA_NO_NODE
  u64 user_nodes = 0;   // w.user_nodemask: as the caller gave it, kept of those with flags; the nodes themselves are {0}, or none
  PW_FIELDS(Mempolicy, mode, flags, home_node, user_nodes);

  bool is_default() const { return mode == kMpolDefault; }
  bool names_nodes() const { return mode != kMpolDefault && mode != kMpolLocal; }
  bool keeps_user_nodes() const { return flags != 0; }  // mpol_store_user_nodemask
  bool may_have_home() const { return mode == kMpolBind || mode == kMpolPreferredMany; }
};

// mpol_equal.
inline bool is_same_policy(const Mempolicy& a, const Mempolicy& b) {
  return a.mode == b.mode && a.flags == b.flags && a.home_node == b.home_node && a.user_nodes == b.user_nodes;
}

// M22, K9, F9: a policy as the calls can make it.
inline bool is_sound_policy(const Mempolicy& policy) {
  const u16 both = kMpolStaticNodes | kMpolRelativeNodes;
  if (policy.mode >= kMpolModes || (policy.flags & ~kMpolModeFlags) != 0 || (policy.flags & both) == both) return false;
  if (!policy.names_nodes() && policy.flags != 0) return false;
  if ((policy.user_nodes != 0) != policy.keeps_user_nodes()) return false;
  if (policy.flags != 0 && (policy.flags & kMpolRelativeNodes) == 0 && (policy.user_nodes & 1) == 0) return false;
  if ((policy.flags & kMpolNumaBalancing) != 0 && !policy.may_have_home()) return false;
  return policy.home_node == -1 || (policy.home_node == 0 && policy.may_have_home());
}

}  // namespace pw
