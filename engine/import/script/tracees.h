// The tasks of a log as tasks of the machine: by the log's number, and by thread group, so that a group ends without a look at all others.
//
// Owned here: the members of a group are those of its tasks that are alive; a number that is used again names the last task that had it.
#pragma once

#include <map>
#include <set>

#include "engine/base/types.h"
#include "engine/kernel/task.h"

namespace pw {

struct Tracee {
  u32 tid = 0;            // as the log numbers it; 0: the log has no pids
  Pid pid = 0;
  Pid leader = 0;         // of its thread group
  u32 descriptors = 0;    // index of its table; threads share one
  u32 process = 0;        // the leader, as the log numbers it
  bool is_in_log = true;  // the log has lines of it
  bool is_alive = true;
};

class Tracees {
 public:
  bool is_empty() const { return by_tid_.empty(); }
  // nullptr: no task has, or had, that number. The pointer lives as long as the number names that task.
  Tracee* find(u32 tid);
  Tracee& add(const Tracee& tracee);
  // The one with the lowest number that is alive; nullptr: there is none.
  Tracee* member_of(Pid leader);
  void end(Tracee& tracee);
  void end_group(Pid leader);
  // It alone of its group goes on, under that number and with its leader's pid (de_thread).
  void become_group(const Tracee& tracee, u32 tid);

 private:
  std::map<u32, Tracee> by_tid_;
  std::set<u64> members_;  // those that are alive: leader and number in one
};

}  // namespace pw
