// One page's life: what ever happened to one page of a process, over all commands of the log.
//
// The log is run again with a listener that looks, at every event, where the page is (page_place.h), and keeps the events that speak of it:
// by its address, by the frame that holds it, by the slot that it is in. A frame belongs to the page from its allocation on, so what led
// to the page is kept, too; of other processes what they do to the same frame or slot.
// Left out: the page before mremap() brought it to its address, and before execve() what the old program had there.
#pragma once

#include <vector>

#include "engine/session/page_place.h"
#include "engine/session/session.h"

namespace pw {

inline constexpr u32 kMaxLifeSteps = 4000;  // and as many moves: those that are kept, the rest are counted

struct LifeStep {
  u32 command = 0;  // of the log, 0-based
  u32 seq = 0;      // of the event, or of the one that begins the span …
  u32 end_seq = 0;  // … and of the one that ends it: from the next on, what it did is done
  Event event;      // of a span its end, which has the results
};

// Where the page is from a moment on: when `seq` events of the command have happened, as Session::state_at_event() counts them.
struct LifeMove {
  u32 command = 0;
  u32 seq = 0;
  PagePlace place;
};

// Follows a page along a log that grows. A log from which commands went away, or another process or address, needs another follower.
// Before the process was made, its page is that of the process that made it.
class PageLife {
 public:
  PageLife(const Kernel& now, Pid pid, u64 addr);

  Pid pid() const { return pid_; }
  u64 addr() const { return addr_; }
  // Runs the commands up to `head` that it does not know yet.
  void follow(const Session& session, u32 head);
  u32 known() const { return known_; }
  // In the order in which they began; those of commands in front of known() alone.
  const std::vector<LifeStep>& steps() const { return steps_; }
  u64 total() const { return total_; }
  // In order of time. Before the first one it was nowhere.
  const std::vector<LifeMove>& moves() const { return moves_; }
  u64 total_moves() const { return total_moves_; }

 private:
  friend class LifeListener;
  Pid pid_;
  u64 addr_;
  std::vector<Pid> line_;  // the process, its parent, its parent's, …
  MmId mm_;                // whose page it was in the last command
  Pid last_pid_ = 0;
  u32 known_ = 0;
  std::vector<LifeStep> steps_;
  u64 total_ = 0;
  std::vector<LifeMove> moves_;
  u64 total_moves_ = 0;
  PagePlace place_;
};

}  // namespace pw
