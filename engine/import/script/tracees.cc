#include "engine/import/script/tracees.h"

namespace pw {
namespace {

u64 key_of(const Tracee& tracee) { return u64{tracee.leader} << 32 | tracee.tid; }

}  // namespace

Tracee* Tracees::find(u32 tid) {
  const auto found = by_tid_.find(tid);
  return found == by_tid_.end() ? nullptr : &found->second;
}

Tracee& Tracees::add(const Tracee& tracee) {
  const auto before = by_tid_.find(tracee.tid);
  if (before != by_tid_.end()) end(before->second);
  members_.insert(key_of(tracee));
  return by_tid_[tracee.tid] = tracee;
}

Tracee* Tracees::member_of(Pid leader) {
  const auto first = members_.lower_bound(u64{leader} << 32);
  return first != members_.end() && *first >> 32 == leader ? find(static_cast<u32>(*first)) : nullptr;
}

void Tracees::end(Tracee& tracee) {
  members_.erase(key_of(tracee));
  tracee.is_alive = false;
}

void Tracees::end_group(Pid leader) {
  while (Tracee* const member = member_of(leader)) end(*member);
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
