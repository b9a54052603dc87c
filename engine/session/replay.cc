// Looking into the past without going there: the state before a command, inside one, and the events that it emitted.
#include "engine/base/assert.h"
#include "engine/session/session.h"

namespace pw {
namespace {

// Copies the state at the moment when the last of the wanted events arrives. The command runs on to its end on the working copy: a
// function of the model cannot be left half-way.
class StateTaker : public TraceSink {
 public:
  StateTaker(const SessionState& working, u64 events) : working_(working), events_(events) {}
  void on_event(const Event&) override {
    if (++seen_ == events_) taken_ = working_;
  }
  u64 seen() const { return seen_; }
  SessionState take() { return std::move(taken_); }

 private:
  const SessionState& working_;
  u64 events_;
  u64 seen_ = 0;
  SessionState taken_;
};

}  // namespace

void Session::replay_range(SessionState& state, u32 from, u32 to) const {
  for (u32 i = from; i < to; ++i) {
    Trace trace;
    runner_.replay(state, trace, log_[i].text);
  }
}

SessionState Session::state_before(u32 index) const {
  PW_ASSERT(index <= length(), "the command is in the log");
  const Checkpoints::Found base = checkpoints_.before(index);
  const bool from_here = head_ <= index && head_ >= base.head;
  SessionState state = from_here ? state_ : base.state;
  replay_range(state, from_here ? head_ : base.head, index);
  return state;
}

SessionState Session::state_at_event(u32 index, u64 events) const {
  SessionState working = state_before(index);
  // Of a command without events (mkswap) none are all of them: then what it did is done.
  if (events == 0 && event_count(index) != 0) return working;
  StateTaker taker(working, events);
  Trace trace(&taker);
  runner_.replay(working, trace, log_[index].text);
  return taker.seen() > events ? taker.take() : working;
}

StoredEvents Session::events_of(u32 index) const {
  SessionState working = state_before(index);
  Recorder recorder;
  Trace trace(&recorder);
  runner_.replay(working, trace, log_[index].text);
  return recorder.take();
}

void Session::listen(u32 from, u32 to, LogListener& listener) const {
  PW_ASSERT(to <= length(), "the commands are in the log");
  if (from >= to) return;
  SessionState working = state_before(from);
  for (u32 i = from; i < to; ++i) {
    listener.on_command(i, working);
    Trace trace(&listener);
    runner_.replay(working, trace, log_[i].text);
    listener.on_command_end();
  }
}

}  // namespace pw
