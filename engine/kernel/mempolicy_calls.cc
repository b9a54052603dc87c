// mbind, set_mempolicy, get_mempolicy, set_mempolicy_home_node, migrate_pages (mm/mempolicy.c: kernel_mbind, do_set_mempolicy,
// do_get_mempolicy, kernel_migrate_pages) on a machine of one node. A task's policy is its own, a thread's too; a child begins with it.
// Left out: move_pages; where the policy and its nodes are stored.
#include "engine/kernel/mempolicy_calls.h"

#include "engine/kernel/drain.h"
#include "engine/kernel/running.h"
#include "engine/mm/gup.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

// lru_cache_disable, which whoever moves pages begins with.
void drain_all(Running& self) {
  Trace& trace = self.cx().trace;
  sys_drain(self.kernel(), trace);
  trace.set_actor(self.pid(), static_cast<u8>(self.cx().cpu));
}

// lookup_node: the page is faulted in by it.
Status look_up_node(Running& self, u64 addr) {
  const GupResult got = get_user_pages(self.cx(), self.mm(), addr, 1, 0);
  self.charge(got.minor);
  if (got.pages.empty()) return fail(Errno::kEFAULT, "no page can be had at this address");
  put_user_page(self.cx(), got.pages[0], 0, false);
  return ok_status();
}

PolicyAnswer answer_of(const Mempolicy& policy) {
  const u64 nodes = policy.keeps_user_nodes() ? policy.user_nodes : policy.names_nodes() ? 1 : 0;
  return {u64{policy.mode} | policy.flags, nodes};
}

Error refused_bits() { return fail(Errno::kEINVAL, "MPOL_F_ bits that are unknown, or do not fit each other, the address or the policy"); }

// do_get_mempolicy.
Result<PolicyAnswer> get_policy(Running& self, u64 addr, u64 flags) {
  const bool is_node = (flags & kMpolFNode) != 0, is_of_addr = (flags & kMpolFAddr) != 0;
  if (flags == kMpolFMemsAllowed) return PolicyAnswer{0, 1};
  if ((flags & ~u64{kMpolFNode | kMpolFAddr}) != 0 || (!is_of_addr && addr != 0)) return refused_bits();
  Mempolicy policy = self.kernel().tasks[self.pid()].policy;
  if (is_of_addr) {
    const Memory& m = self.cx().m;
    const VmaId id = find_vma_at(m.nodes, m.mms[self.mm()].tree, addr);
    if (!id.valid()) return fail(Errno::kEFAULT, "no page can be had at this address");
    policy = policy_at(m, m.vmas[id], addr);
  }
  PolicyAnswer answer = answer_of(policy);
  if (!is_node) return answer;
  const bool is_interleaved = policy.mode == kMpolInterleave || policy.mode == kMpolWeightedInterleave;
  const Status found = is_of_addr ? look_up_node(self, addr) : ok_status();
  if (!found.ok()) return found.error();
  if (!is_of_addr && !is_interleaved) return refused_bits();
  answer.mode = 0;
  return answer;
}

Status migrate(Running& self, u64 target, const NodeMask& from, const NodeMask& to) {
  const Result<u64> old_nodes = get_nodes(from), new_nodes = get_nodes(to);
  if (!old_nodes.ok()) return old_nodes.error();
  if (!new_nodes.ok()) return new_nodes.error();
  const Pid whose = target == 0 ? self.pid() : target > kMaxTasks ? kMaxTasks + 1 : static_cast<Pid>(target);
  if (find_task(self.kernel(), whose) == nullptr) return fail(Errno::kESRCH, "no process has the target pid");
  if (new_nodes.value() > 1) return fail(Errno::kEPERM, "not all of the new nodes are there, and the process lacks CAP_SYS_NICE");
  if (new_nodes.value() == 0 || !is_running(self.kernel(), whose)) return fail(Errno::kEINVAL, "no new node, or no memory to move");
  drain_all(self);  // and then every page is where it should be
  return ok_status();
}

}  // namespace

Status sys_mbind(Kernel& k, Trace& trace, Pid pid, const MbindArgs& args) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Result<Mempolicy> wanted = split_mode(args.mode);
    if (!wanted.ok()) return wanted.error();
    const Result<u64> nodes = get_nodes(args.nodes);
    if (!nodes.ok()) return nodes.error();
    const Status done = do_mbind(self.cx(), self.mm(), {args.start, args.length, wanted.value(), nodes.value(), args.flags});
    const bool has_begun = done.ok() ? args.length != 0 : done.error().code == Errno::kEFAULT || done.error().code == Errno::kEIO;
    if (has_begun && (args.flags & kMpolMfMove) != 0) drain_all(self);
    return done;
  });
}

Status sys_set_mempolicy(Kernel& k, Trace& trace, Pid pid, u64 mode, const NodeMask& mask) {
  return run_as(k, trace, pid, [&](Running& self) -> Status {
    const Result<Mempolicy> wanted = split_mode(mode);
    if (!wanted.ok()) return wanted.error();
    const Result<u64> nodes = get_nodes(mask);
    if (!nodes.ok()) return nodes.error();
    const Result<Mempolicy> policy = make_policy(wanted.value(), nodes.value());
    if (!policy.ok()) return policy.error();
    k.tasks.mut(self.pid()).policy = policy.value();
    trace.emit(EventId::kSetMempolicy, self.pid(), policy.value().mode);
    return ok_status();
  });
}

Status sys_set_mempolicy_home_node(Kernel& k, Trace& trace, Pid pid, u64 start, u64 length, u64 home_node, u64 flags) {
  return run_as(k, trace, pid, [&](Running& self) { return do_set_home_node(self.cx(), self.mm(), start, length, home_node, flags); });
}

Result<PolicyAnswer> sys_get_mempolicy(Kernel& k, Trace& trace, Pid pid, const NodeMask& room, u64 addr, u64 flags) {
  return run_as(k, trace, pid, [&](Running& self) -> Result<PolicyAnswer> {
    if (room.is_given && room.maxnode == 0) return fail(Errno::kEINVAL, "the mask has no room for a node");
    return get_policy(self, addr, flags);
  });
}

Status sys_migrate_pages(Kernel& k, Trace& trace, Pid pid, u64 target, const NodeMask& from, const NodeMask& to) {
  return run_as(k, trace, pid, [&](Running& self) { return migrate(self, target, from, to); });
}

}  // namespace pw
