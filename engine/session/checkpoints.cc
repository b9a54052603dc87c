// When a checkpoint is taken, what it costs, and which one goes first.
//
// Cost: copies share chunks, so a checkpoint is charged with what changed since the one before it, measured on the working state
// just before it is copied: what that state shares with nobody. A dropped checkpoint gives back what it alone still held. The sum is
// an estimate (chunks that a neighbour inherits stay charged to it), never more than a few chunks off.
#include <cstddef>

#include "engine/base/fields_bytes.h"
#include "engine/session/session.h"

namespace pw {

u64 own_bytes(const SessionState& state) { return sizeof(SessionState) + held_bytes(state); }

void Session::add_checkpoint_when_due(u64 emitted) {
  events_since_checkpoint_ += emitted;
  const bool due = head_ - checkpoints_.back().head >= policy_.commands || events_since_checkpoint_ >= policy_.events;
  if (!due) return;
  events_since_checkpoint_ = 0;
  checkpoint_bytes_ += own_bytes(state_);
  checkpoints_.push_back(Checkpoint{head_, state_});
  thin_checkpoints();
}

// Thinned with age: the one goes whose absence leaves the smallest hole for its distance from the head. The first and the last stay.
void Session::thin_checkpoints() {
  while (checkpoint_bytes_ > policy_.budget_bytes && checkpoints_.size() > 2) {
    u32 victim = 1;
    u64 best_hole = 0;
    u64 best_age = 0;
    for (u32 i = 1; i + 1 < checkpoints(); ++i) {
      const u64 hole = checkpoints_[i + 1].head - checkpoints_[i - 1].head;
      const u64 age = head_ - checkpoints_[i].head + 1;
      if (best_age != 0 && hole * best_age >= best_hole * age) continue;
      victim = i;
      best_hole = hole;
      best_age = age;
    }
    drop_checkpoint(victim);
  }
}

void Session::drop_checkpoint(u32 index) {
  const u64 bytes = own_bytes(checkpoints_[index].state);
  checkpoint_bytes_ -= bytes < checkpoint_bytes_ ? bytes : checkpoint_bytes_;
  checkpoints_.erase(checkpoints_.begin() + static_cast<std::ptrdiff_t>(index));
}

// Index of the last checkpoint at or before the state after so many commands.
u32 Session::checkpoint_before(u32 commands) const {
  u32 low = 0;
  u32 high = checkpoints();
  while (high - low > 1) {
    const u32 middle = low + (high - low) / 2;
    (checkpoints_[middle].head <= commands ? low : high) = middle;
  }
  return low;
}

}  // namespace pw
