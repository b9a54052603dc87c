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

void Checkpoints::reset(const SessionState& start) {
  all_.clear();
  all_.push_back(Checkpoint{LogPlace(), 0, 0, 0, std::make_unique<SessionState>(start)});
  held_bytes_ = 0;
  compare_with_neighbour(0);
  settle(LogPlace(), start);
}

void Checkpoints::add(LogPlace place, std::unique_ptr<SessionState> state) {
  const u32 index = index_before(place.head) + 1;
  if (all_[index - 1].place.head == place.head) return;
  all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(index), Checkpoint{place, 0, 0, 0, std::move(state)});
  compare_with_neighbour(index);
  if (index + 1 < count()) compare_with_neighbour(index + 1);
}

void Checkpoints::drop_after(u32 head) {
  while (all_.back().place.head > head) drop(count() - 1);
}

void Checkpoints::drop(u32 index) {
  held_bytes_ -= all_[index].gained;
  all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(index));
  if (index < count()) compare_with_neighbour(index);
}

// With the one before it, which has been compared.
void Checkpoints::compare_with_neighbour(u32 index) {
  Checkpoint& one = all_[index];
  held_bytes_ -= one.gained;
  const SessionState nothing;
  const SessionState& before = index == 0 ? nothing : *all_[index - 1].state;
  one.gained = added_by(*one.state, before);
  one.lost = index == 0 ? 0 : added_by(before, *one.state);
  one.all_bytes = (index == 0 ? 0 : all_[index - 1].all_bytes) + one.gained - one.lost;
  held_bytes_ += one.gained;
}

void Checkpoints::settle(LogPlace head, const SessionState& working) {
  const u32 kept = head.head == 0 ? 0 : index_before(head.head - 1);
  thin(head.cost, kept);
  weigh(head.head, working);
  const u32 count_before = count();
  keep_to_budget(head.cost, head.head == 0 ? 0 : index_before(head.head - 1));
  if (count() != count_before) weigh(head.head, working);
}

void Checkpoints::weigh(u32 head, const SessionState& working) {
  const Checkpoint& nearest = all_[index_before(head)];
  lost_to_working_ = added_by(*nearest.state, working);
  shared_bytes_ = nearest.all_bytes - lost_to_working_;
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

// About what would come free without this one: what neither neighbour holds.
u64 Checkpoints::own_bytes(u32 index) const {
  const u64 lost = index + 1 < count() ? all_[index + 1].lost : lost_to_working_;
  return all_[index].gained < lost ? all_[index].gained : lost;
}

// The one goes whose absence leaves the smallest hole for its age and gives back the most. The first one stays, and the one in front of
// the last command: what they hold alone comes on top of the budget, so that `undo` never replays anything, however large a command was.
void Checkpoints::keep_to_budget(u64 now, u32 kept) {
  while (bytes() > policy_.budget_bytes + own_bytes(0) + (kept == 0 ? 0 : own_bytes(kept))) {
    u32 victim = 0;
    u64 least = 0;
    for (u32 i = 1; i < count(); ++i) {
      if (i == kept) continue;
      const u64 end = i + 1 < count() ? all_[i + 1].place.cost : all_[i].place.cost;
      const u64 hole = end - all_[i - 1].place.cost;
      const u64 worth = (hole << 20) / (distance(now, all_[i].place.cost) + 1) / (1 + (own_bytes(i) >> 12));
      if (victim != 0 && worth >= least) continue;
      victim = i;
      least = worth;
    }
    if (victim == 0) return;
    drop(victim);
    if (victim < kept) --kept;
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
