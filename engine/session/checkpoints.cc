// Which checkpoints are kept, and what they cost.
#include "engine/session/checkpoints.h"

#include <cstddef>
#include <utility>

#include "engine/base/fields_bytes.h"
#include "engine/base/assert.h"

namespace pw {
namespace {

u64 distance(u64 a, u64 b) { return a < b ? b - a : a - b; }

// What keeping `now` costs for somebody who keeps `before` anyway.
u64 added_by(const SessionState& now, const SessionState& before) {
  return kBlockBytes + sizeof(SessionState) + added_bytes(now, before);
}

}  // namespace

// ---- gaps ------------------------------------------------------------------------------------------------------------------------
Checkpoints::Gap Checkpoints::gap_between(const SessionState& earlier, const SessionState& later) {
  return {added_by(earlier, later), added_by(later, earlier), true};
}

Checkpoints::Gap Checkpoints::exact_gap(u32 index) const {
  const Checkpoint& one = all_[index];
  return one.to_next.is_exact ? one.to_next : gap_between(*one.state, *all_[index + 1].state);
}

void Checkpoints::compare_working(const SessionState& working) {
  to_working_ = gap_between(*all_[nearest_].state, working);
  from_working_ = nearest_ + 1 < count() ? gap_between(working, *all_[nearest_ + 1].state) : Gap();
}

void Checkpoints::make_exact(const SessionState& working) {
  bound_ = 0;
  for (u32 i = 0; i + 1 < count(); ++i) {
    all_[i].to_next = exact_gap(i);
    if (i < nearest_) bound_ += all_[i].to_next.lost;
    if (i > nearest_) bound_ += all_[i].to_next.gained;
  }
  if (!to_working_.is_exact || !from_working_.is_exact) compare_working(working);
}

u64 Checkpoints::bytes() const {
  u64 bytes = to_working_.lost + from_working_.gained;
  for (u32 i = 0; i < nearest_; ++i) bytes += exact_gap(i).lost;
  for (u32 i = nearest_ + 1; i + 1 < count(); ++i) bytes += exact_gap(i).gained;
  return bytes;
}

void Checkpoints::move_to(u32 nearest) {
  for (; nearest_ < nearest; ++nearest_) bound_ += all_[nearest_].to_next.lost - all_[nearest_ + 1].to_next.gained;
  for (; nearest_ > nearest; --nearest_) bound_ += all_[nearest_].to_next.gained - all_[nearest_ - 1].to_next.lost;
}

// ---- coming and going ------------------------------------------------------------------------------------------------------------
void Checkpoints::reset(const SessionState& start) {
  all_.clear();
  all_.push_back(Checkpoint{LogPlace(), std::make_unique<SessionState>(start), Gap()});
  nearest_ = 0;
  bound_ = 0;
  settle(LogPlace(), start);
}

void Checkpoints::add(LogPlace place, std::unique_ptr<SessionState> state) {
  if (has(place.head)) return;
  all_[nearest_].to_next = to_working_;
  bound_ += from_working_.gained;
  all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(nearest_) + 1, Checkpoint{place, std::move(state), from_working_});
}

void Checkpoints::drop_after(u32 head) {
  while (all_.back().place.head > head) drop(count() - 1);
}

// Not the start.
void Checkpoints::drop(u32 index) {
  const Gap before = all_[index - 1].to_next;
  const Gap behind = all_[index].to_next;
  const bool is_last = index + 1 == count();
  const Gap joined = is_last ? Gap() : sum(before, behind);
  if (index < nearest_) {
    --nearest_;
  } else if (index == nearest_) {
    to_working_ = sum(before, to_working_);
    bound_ -= before.lost;
    --nearest_;
  } else if (index == nearest_ + 1) {
    from_working_ = is_last ? Gap() : sum(from_working_, behind);
    bound_ -= behind.gained;
  } else {
    bound_ -= before.gained + behind.gained - joined.gained;
  }
  all_[index - 1].to_next = joined;
  all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(index));
}

void Checkpoints::settle(LogPlace head, const SessionState& working) {
  move_to(index_before(head.head));
  thin(head.cost, index_of_undo(head));
  compare_working(working);
  const u32 kept = index_of_undo(head);
  if (bound() > policy_.budget_bytes + untouchable_bytes(kept)) keep_to_budget(head, working);
}

// From the head backwards: of two that are closer together than half their age, and than the policy wants, one goes.
void Checkpoints::thin(u64 now, u32 kept) {
  const u64 spacing = policy_.events;
  for (u32 i = kept; i-- > 1;) {
    const u64 age = now - all_[i + 1].place.cost;
    const u64 gap = all_[i + 1].place.cost - all_[i - 1].place.cost;
    if (gap <= spacing && gap <= age / 2) drop(i);
    else if (age > 2 * spacing) break;  // what is older was thinned when it came to this age
  }
}

// ---- the budget ------------------------------------------------------------------------------------------------------------------
// About what would come free without this one: what neither neighbour holds.
u64 Checkpoints::own_bytes(u32 index) const {
  const u64 gained = index == nearest_ + 1 ? from_working_.gained : index == 0 ? ~u64{0} : all_[index - 1].to_next.gained;
  const bool is_end = index + 1 == count() && index != nearest_;
  const u64 lost = index == nearest_ ? to_working_.lost : is_end ? ~u64{0} : all_[index].to_next.lost;
  return gained < lost ? gained : lost;
}

// The one whose absence leaves the smallest hole for its age and gives back the most; the start: there is none.
u32 Checkpoints::least_worth(u64 now, u32 kept) const {
  u32 found = 0;
  u64 least = 0;
  for (u32 i = 1; i < count(); ++i) {
    if (i == kept) continue;
    const u64 end = i + 1 < count() ? all_[i + 1].place.cost : all_[i].place.cost;
    const u64 hole = end - all_[i - 1].place.cost;
    const u64 worth = (hole << 20) / (distance(now, all_[i].place.cost) + 1) / (1 + (own_bytes(i) >> 12));
    if (found != 0 && worth >= least) continue;
    found = i;
    least = worth;
  }
  return found;
}

// The start stays, and the state in front of the last command: what they hold alone comes on top of the budget, so that `undo` never
// replays anything, however large a command was.
u64 Checkpoints::untouchable_bytes(u32 kept) const { return own_bytes(0) + (kept == 0 ? 0 : own_bytes(kept)); }

// Down to a quarter below it, so that a session that lives at its budget does not come here with every command.
void Checkpoints::keep_to_budget(LogPlace head, const SessionState& working) {
  const u64 wanted = policy_.budget_bytes - policy_.budget_bytes / 4;
  make_exact(working);
  u32 kept = index_of_undo(head);
  while (bound() > wanted + untouchable_bytes(kept)) {
    const u32 victim = least_worth(head.cost, kept);
    if (victim == 0) return;
    drop(victim);
    make_exact(working);
    kept = index_of_undo(head);
  }
}

u32 Checkpoints::index_before(u32 commands) const {
  u32 low = 0;
  u32 high = count();
  while (high - low > 1) {
    const u32 middle = low + (high - low) / 2;
    (all_[middle].place.head <= commands ? low : high) = middle;
  }
  return low;
}

Checkpoints::Found Checkpoints::before(u32 commands) const {
  const Checkpoint& found = all_[index_before(commands)];
  return {found.place.head, *found.state};
}

}  // namespace pw
