// Checkpoints: copies of the state along the log, which ones are kept, and what they cost.
//
//   log        c1 c2 c3 … … … … … … … … … … … … c97 c98 c99 | head
//   kept      ^              ^          ^     ^   ^   ^   ^      spaced ever wider with age, up to CheckpointPolicy;
//                                                               the first, and the state before the last command, always
//
// How far apart is measured in cost, about the time that a replay takes: so much a command and so much an event.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/cow_map.h"
#include "engine/kernel/kernel.h"

namespace pw {

// All that a command may change. Names and the current task belong to the session, not to the machine: they are restored by undo,
// and left out of the state hash.
struct SessionState {
  Kernel kernel;
  CowMap<std::string, u64> names;
  Pid current = 1;
  PW_FIELDS(SessionState, kernel, names, current);
};

inline constexpr u64 kCheckpointBudgetBytes = 64ull << 20;

// What a seek replays at most, as long as the budget lasts. Tests pass small ones.
struct CheckpointPolicy {
  u32 commands = 100;    // a checkpoint after so many commands …
  u32 events = 4000;     // … or so many events, or so much of both
  u64 budget_bytes = kCheckpointBudgetBytes;
  u64 cost_of(u64 events_of_command) const { return events_of_command + events / commands; }
};

// A place in the log: after so many commands, and what a replay of all of them costs.
struct LogPlace {
  u32 head = 0;
  u64 cost = 0;
};

class Checkpoints {
 public:
  explicit Checkpoints(CheckpointPolicy policy) : policy_(policy) {}

  // The start of a log; all others go.
  void reset(const SessionState& start);
  // The state there, if it is not kept yet: in front of the command that is going to run.
  void add(LogPlace place, std::unique_ptr<SessionState> state);
  bool has(u32 head) const { return all_[index_before(head)].place.head == head; }
  void drop_after(u32 head);
  // The head has moved there, and this is its state: thins what has aged, keeps to the budget.
  void settle(LogPlace head, const SessionState& working);

  struct Found {
    u32 head;
    const SessionState& state;
  };
  Found before(u32 commands) const;  // the last one at or in front of that place
  u32 count() const { return static_cast<u32>(all_.size()); }
  // Bytes that would come free if none were kept: all that the working state does not hold itself, each once.
  u64 bytes() const { return held_bytes_ - shared_bytes_; }

 private:
  // Two neighbours are compared: `gained` is what this one holds and the one before it does not, `lost` the reverse. A chunk lives from the
  // command that made it to the one that replaced it, so the sum of all gains is what they hold together, each chunk once.
  struct Checkpoint {
    LogPlace place;
    u64 gained = 0;
    u64 lost = 0;
    u64 all_bytes = 0;  // what this state holds, shared or not
    std::unique_ptr<SessionState> state;
  };
  u32 index_before(u32 commands) const;
  void compare_with_neighbour(u32 index);
  void drop(u32 index);
  void thin(u64 now, u32 kept);
  void keep_to_budget(u64 now, u32 kept);
  u64 own_bytes(u32 index) const;
  void weigh(u32 head, const SessionState& working);

  CheckpointPolicy policy_;
  std::vector<Checkpoint> all_;  // ascending; [0] is the start
  u64 held_bytes_ = 0;
  u64 shared_bytes_ = 0;  // of these, what the working state holds, too
  u64 lost_to_working_ = 0;  // what the checkpoint nearest in front of the head holds and the working state does not
};

}  // namespace pw
