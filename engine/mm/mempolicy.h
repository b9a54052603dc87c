// Memory policies of areas: mbind, set_mempolicy_home_node, and what the other calls of the family need (mm/mempolicy.c).
#pragma once

#include "engine/mm/mm.h"

namespace pw {

// MPOL_F_* of get_mempolicy, MPOL_MF_* of mbind and move_pages.
inline constexpr u32 kMpolFNode = 1, kMpolFAddr = 2, kMpolFMemsAllowed = 4;
inline constexpr u32 kMpolMfStrict = 1, kMpolMfMove = 2, kMpolMfMoveAll = 4;

// A mask of nodes as a call is given it: an array of `maxnode` - 1 bits, of which the model knows the first 64.
struct NodeMask {
  bool is_given = false;  // not NULL
  u64 bits = 0;
  u64 maxnode = 0;
};
Result<u64> get_nodes(const NodeMask& mask);
// sanitize_mpol_flags: what is mode and what is flag; home and nodes come later.
Result<Mempolicy> split_mode(u64 mode);
// mpol_new and mpol_set_nodemask.
Result<Mempolicy> make_policy(const Mempolicy& wanted, u64 nodes);

struct MbindCall {
  u64 start = 0;
  u64 length = 0;
  Mempolicy wanted;  // as split_mode makes it
  u64 nodes = 0;
  u64 flags = 0;
};
Status do_mbind(Cx& cx, MmId mm, const MbindCall& call);
Status do_set_home_node(Cx& cx, MmId mm, u64 start, u64 length, u64 home_node, u64 flags);
// __get_vma_policy: of shared memory the object's, for that page; the default one: none.
Mempolicy policy_at(const Memory& m, const Vma& vma, u64 addr);

}  // namespace pw
