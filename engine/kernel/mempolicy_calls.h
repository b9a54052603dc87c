// The calls on memory policies, as a task makes them.
#pragma once

#include "engine/kernel/kernel.h"
#include "engine/mm/mempolicy.h"

namespace pw {

struct MbindArgs {
  u64 start = 0;
  u64 length = 0;
  u64 mode = 0;  // MPOL_*, MPOL_F_*_NODES
  NodeMask nodes;
  u64 flags = 0;
};
Status sys_mbind(Kernel& k, Trace& trace, Pid pid, const MbindArgs& args);
Status sys_set_mempolicy(Kernel& k, Trace& trace, Pid pid, u64 mode, const NodeMask& nodes);
Status sys_set_mempolicy_home_node(Kernel& k, Trace& trace, Pid pid, u64 start, u64 length, u64 home_node, u64 flags);

struct PolicyAnswer {
  u64 mode = 0;  // or a node (MPOL_F_NODE)
  u64 nodes = 0;
};
// `room`: where the nodes shall go, if anywhere; its bits do not matter.
Result<PolicyAnswer> sys_get_mempolicy(Kernel& k, Trace& trace, Pid pid, const NodeMask& room, u64 addr, u64 flags);
Status sys_migrate_pages(Kernel& k, Trace& trace, Pid pid, u64 target, const NodeMask& from, const NodeMask& to);

}  // namespace pw
