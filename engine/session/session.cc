// The log and its head: running, undoing, seeking.
//
// Invariants: the first checkpoint is the start; none is beyond the log; after a command the state in front of it is one of them; state_ is
// what the first head_ commands of the log make of the start.
#include "engine/session/session.h"

#include "engine/base/assert.h"

namespace pw {

Session::Session(CommandRunner& runner, SessionState start, CheckpointPolicy policy)
    : runner_(runner), policy_(policy), checkpoints_(policy) {
  reset(std::move(start));
}

void Session::reset(SessionState start) {
  log_.clear();
  ++revision_;
  head_ = 0;
  last_events_ = StoredEvents();
  state_ = std::move(start);
  checkpoints_.reset(state_);
}

bool Session::can_append(const std::string& text) const {
  return head_ < kMaxLogCommands && log_bytes() + text.size() + 1 <= kMaxLogBytes;
}

void Session::append(const std::string& text, std::unique_ptr<SessionState> before) {
  drop_after_head();
  checkpoints_.add(place_of(head_), std::move(before));
  last_events_.tally.end(state_.kernel.m.phys);
  const u64 events = last_events_.total;
  const u64 cost = place_of(head_).cost + policy_.cost_of(events);
  log_.push_back(LogEntry{text, events, 0, log_bytes() + text.size() + 1, cost, last_events_.tally});
  ++head_;
  checkpoints_.settle(place_of(head_), state_);
}

void Session::drop_after_head() {
  if (head_ == length()) return;
  checkpoints_.drop_after(head_);
  log_.resize(head_);
  ++revision_;
}

bool Session::undo() { return head_ > 0 && seek(head_ - 1); }

bool Session::redo() { return head_ < length() && seek(head_ + 1); }

// On the way it leaves checkpoints behind, as the first run did: the next steps back are short again.
bool Session::seek(u32 commands) {
  if (commands > length()) return false;
  if (commands == head_) return true;
  const Checkpoints::Found nearest = checkpoints_.before(commands);
  // Going forward from where we are is shorter than from a checkpoint further back.
  const bool from_here = head_ <= commands && head_ >= nearest.head;
  if (!from_here) {
    state_ = nearest.state;
    head_ = nearest.head;
  }
  while (head_ < commands) {
    if (!checkpoints_.has(head_)) checkpoints_.add(place_of(head_), std::make_unique<SessionState>(state_));
    replay_range(state_, head_, head_ + 1);
    ++head_;
    checkpoints_.settle(place_of(head_), state_);
  }
  if (head_ == nearest.head) checkpoints_.settle(place_of(head_), state_);
  last_events_ = StoredEvents();
  return true;
}

}  // namespace pw
