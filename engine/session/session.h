// Session: a log of commands, the state that it leads to, and the way back.
//
// The log is text; checkpoints are copies of the state (cheap: they share chunks), thinned with age and under a byte budget
// (checkpoints.h); what lies between two checkpoints is replayed. How a line of text changes the state is the shell's business, so it
// comes in as a CommandRunner: this layer knows no command.
//
//   log:     c1   c2   c3   c4   c5 | c6   c7        | = head: what `undo` moves left and `redo` right;
//   state:  ^checkpoint    ^checkpoint  ^head          a new command drops what is right of it
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/session/checkpoints.h"
#include "engine/session/tally.h"

namespace pw {

// Hears commands of the log as they are run again. The machine that they run on may be looked at whenever an event arrives.
class LogListener : public TraceSink {
 public:
  virtual void on_command(u32 index, const SessionState& state) = 0;  // in front of it
  virtual void on_command_end() = 0;
};

class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  // Runs one logged command again. The text was accepted before, so it parses; it may fail again in the same way.
  virtual void replay(SessionState& state, Trace& trace, const std::string& command) = 0;
};

inline constexpr u32 kMaxLogCommands = 100000;
inline constexpr u64 kMaxLogBytes = 4ull << 20;
inline constexpr u32 kMaxStoredEvents = 20000;      // of one command; the rest are counted
struct StoredEvents {
  std::vector<Event> events;
  u64 total = 0;  // may be larger than events.size()
  Tally tally;    // of all of them
};

class Session {
 public:
  Session(CommandRunner& runner, SessionState start, CheckpointPolicy policy = CheckpointPolicy());

  const SessionState& state() const { return state_; }
  u32 head() const { return head_; }                          // commands applied
  u32 length() const { return static_cast<u32>(log_.size()); }  // … and undone ones after them
  const std::string& command(u32 index) const { return log_[index].text; }
  // Counts up whenever commands leave the log, so that what was derived from it can be kept until then.
  u64 revision() const { return revision_; }
  u64 event_count(u32 index) const { return log_[index].events; }
  const Tally& tally(u32 index) const { return log_[index].tally; }
  // A number of the caller's own that stays with a command: the shell keeps there how the command ended.
  u8 mark(u32 index) const { return log_[index].mark; }
  void mark_last(u8 mark) { log_[head_ - 1].mark = mark; }

  // Runs `body(state, trace)` on the state with a recording trace. If body returns true (the command belongs to the log), `text` is
  // appended at the head and everything after it is dropped; if not, the state is put back as it was. The events are kept either way.
  // A full log is reported by can_append() beforehand. Returns what body returned.
  template <class Body>
  bool run(const std::string& text, Body body);
  bool can_append(const std::string& text) const;
  const StoredEvents& last_events() const { return last_events_; }

  bool undo();                // false: nothing to undo
  bool redo();
  bool seek(u32 commands);    // head = commands; false when out of range
  // Start anew from another state: the log is empty then.
  void reset(SessionState start);
  // Counts the revision beyond that of a session whose place this one takes, so that nothing derived from its log is taken for ours.
  void take_place_of(const Session& other) { revision_ = (revision_ > other.revision_ ? revision_ : other.revision_) + 1; }

  // The state in front of command `index` (0-based), or after its first `events` events; and the events of a command, replayed.
  // From the moment of the last event on, the command counts as finished.
  SessionState state_before(u32 index) const;
  SessionState state_at_event(u32 index, u64 events) const;
  StoredEvents events_of(u32 index) const;
  // Runs the commands from `from` up to `to` again, on a machine of their own.
  void listen(u32 from, u32 to, LogListener& listener) const;

  u32 checkpoints() const { return checkpoints_.count(); }
  u64 checkpoint_bytes() const { return checkpoints_.bytes(); }

 private:
  struct LogEntry {
    std::string text;
    u64 events = 0;
    u8 mark = 0;
    u64 bytes_so_far = 0;  // of all commands up to this one
    u64 cost_so_far = 0;   // of their replay (CheckpointPolicy)
    Tally tally;
  };
  void append(const std::string& text, std::unique_ptr<SessionState> before);
  void drop_after_head();
  LogPlace place_of(u32 commands) const { return {commands, commands == 0 ? 0 : log_[commands - 1].cost_so_far}; }
  u64 log_bytes() const { return head_ == 0 ? 0 : log_[head_ - 1].bytes_so_far; }
  void replay_range(SessionState& state, u32 from, u32 to) const;

  CommandRunner& runner_;
  CheckpointPolicy policy_;
  SessionState state_;
  std::vector<LogEntry> log_;
  u64 revision_ = 0;
  u32 head_ = 0;
  Checkpoints checkpoints_;
  StoredEvents last_events_;
};

// Keeps the first kMaxStoredEvents and counts the rest.
class Recorder : public TraceSink {
 public:
  void on_event(const Event& event) override {
    if (stored_.events.size() < kMaxStoredEvents) stored_.events.push_back(event);
    ++stored_.total;
    stored_.tally.count(event);
  }
  StoredEvents take() { return std::move(stored_); }

 private:
  StoredEvents stored_;
};

template <class Body>
bool Session::run(const std::string& text, Body body) {
  Recorder recorder;
  Trace trace(&recorder);
  auto before = std::make_unique<SessionState>(state_);
  const bool keep = body(state_, trace);
  last_events_ = recorder.take();
  if (keep) append(text, std::move(before));
  else state_ = std::move(*before);
  return keep;
}

}  // namespace pw
