#include "engine/import/script/tracees.h"

namespace pw {

Tracee* Tracees::find(u32 tid) {
  const auto found = by_tid_.find(tid);
  return found == by_tid_.end() ? nullptr : &found->second;
}

Tracee& Tracees::add(const Tracee& tracee) {
  const auto before = by_tid_.find(tracee.tid);
  if (before != by_tid_.end()) end(before->second);
  members_[tracee.leader].insert(tracee.tid);
  return by_tid_[tracee.tid] = tracee;
}

Tracee* Tracees::member_of(Pid leader) {
  const auto members = members_.find(leader);
  return members == members_.end() ? nullptr : find(*members->second.begin());
}

void Tracees::end(Tracee& tracee) {
  const auto members = members_.find(tracee.leader);
  if (members != members_.end() && members->second.erase(tracee.tid) != 0 && members->second.empty()) members_.erase(members);
  tracee.is_alive = false;
}

void Tracees::end_group(Pid leader) {
  const auto members = members_.find(leader);
  if (members == members_.end()) return;
  for (const u32 tid : members->second) by_tid_[tid].is_alive = false;
  members_.erase(members);
}

void Tracees::become_group(const Tracee& tracee, u32 tid) {
  Tracee alone = tracee;
  end_group(alone.leader);
  by_tid_.erase(alone.tid);
  alone.tid = tid;
  alone.pid = alone.leader;
  add(alone);
}

}  // namespace pw
