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

  // The start of a log, which is where the head is; all others go.
  void reset(const SessionState& start);
  // The head's own state, as it was settled, if it is not kept yet: the head is going to move on from there.
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
  u64 bytes() const;

 private:
  // What the earlier of two states holds and the later one does not, and the reverse. The sum of two gaps counts what lived between them
  // only, so that it is not exact, but never too little.
  struct Gap {
    u64 lost = 0;
    u64 gained = 0;
    bool is_exact = true;
  };
  static Gap gap_between(const SessionState& earlier, const SessionState& later);
  static Gap sum(const Gap& a, const Gap& b) { return {a.lost + b.lost, a.gained + b.gained, false}; }
  struct Checkpoint {
    LogPlace place;
    std::unique_ptr<SessionState> state;
    Gap to_next;  // nothing behind the last one
  };
  u32 index_before(u32 commands) const;
  // The one in front of the last command.
  u32 index_of_undo(LogPlace head) const { return head.head == 0 ? 0 : index_before(head.head - 1); }
  void move_to(u32 nearest);
  void drop(u32 index);
  void thin(u64 now, u32 kept);
  void keep_to_budget(LogPlace head, const SessionState& working);
  u32 least_worth(u64 now, u32 kept) const;
  u64 own_bytes(u32 index) const;
  u64 untouchable_bytes(u32 kept) const;
  Gap exact_gap(u32 index) const;
  void compare_working(const SessionState& working);
  void make_exact(const SessionState& working);
  u64 bound() const { return bound_ + to_working_.lost + from_working_.gained; }

  CheckpointPolicy policy_;
  std::vector<Checkpoint> all_;  // ascending; [0] is the start
  // The checkpoint nearest in front of the head, and the gaps from it to the working state, and from there to the checkpoint behind.
  u32 nearest_ = 0;
  Gap to_working_;
  Gap from_working_;
  // A chunk lives from the command that made it to the one that replaced it. So what checkpoints hold and the working state does not is
  // what those in front of it lose on the way to it, and what those behind it gain on the way from it; here the sums without the two gaps.
  u64 bound_ = 0;
};

}  // namespace pw
