// The log and its head: running, undoing, seeking.
//
// Invariants: checkpoints_[0].head is 0; heads ascend and none is beyond the log; state_ is what the first head_ commands of the log
// make of checkpoints_[0].
#include "engine/session/session.h"

#include "engine/base/assert.h"

namespace pw {

Session::Session(CommandRunner& runner, SessionState start, CheckpointPolicy policy) : runner_(runner), policy_(policy) {
  reset(std::move(start));
}

void Session::reset(SessionState start) {
  log_.clear();
  ++revision_;
  checkpoints_.clear();
  log_bytes_ = 0;
  head_ = 0;
  events_since_checkpoint_ = 0;
  last_events_ = StoredEvents();
  state_ = std::move(start);
  checkpoint_bytes_ = own_bytes(state_);
  checkpoints_.push_back(Checkpoint{0, state_});
}

bool Session::can_append(const std::string& text) const {
  return head_ < kMaxLogCommands && log_bytes_ + text.size() + 1 <= kMaxLogBytes;
}

void Session::finish_run(const std::string& text, bool keep, u64 emitted) {
  if (!keep) return;
  drop_after_head();
  log_.push_back(LogEntry{text, emitted, 0});
  log_bytes_ += text.size() + 1;
  ++head_;
  add_checkpoint_when_due(emitted);
}

void Session::drop_after_head() {
  if (head_ == length()) return;
  while (checkpoints_.back().head > head_) drop_checkpoint(checkpoints() - 1);
  log_.resize(head_);
  ++revision_;
}

bool Session::undo() { return head_ > 0 && seek(head_ - 1); }

bool Session::redo() { return head_ < length() && seek(head_ + 1); }

bool Session::seek(u32 commands) {
  if (commands > length()) return false;
  if (commands == head_) return true;
  const u32 nearest = checkpoint_before(commands);
  // Going forward from where we are is shorter than from a checkpoint further back.
  const bool from_here = head_ <= commands && head_ >= checkpoints_[nearest].head;
  if (!from_here) state_ = checkpoints_[nearest].state;
  replay_range(state_, from_here ? head_ : checkpoints_[nearest].head, commands);
  head_ = commands;
  log_bytes_ = 0;
  for (u32 i = 0; i < head_; ++i) log_bytes_ += log_[i].text.size() + 1;
  events_since_checkpoint_ = 0;
  last_events_ = StoredEvents();
  return true;
}

}  // namespace pw
