// Trace: the pipe from the model to whoever listens (the session's recorder, a test's snapshot taker, nobody).
//
// A sink may copy the whole Kernel when an event arrives; that is how a command is single-stepped. So no mutable reference into a
// table may live across emit() or a span's begin and end.
#pragma once

#include "engine/trace/event.h"

namespace pw {

class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void on_event(const Event& event) = 0;
};

class Trace {
 public:
  explicit Trace(TraceSink* sink = nullptr) : sink_(sink) {}

  // On whose behalf the following events run.
  void set_actor(u32 pid, u8 cpu) {
    pid_ = pid;
    cpu_ = cpu;
  }
  u32 pid() const { return pid_; }
  u8 cpu() const { return cpu_; }
  // Events since the command began.
  u32 seq() const { return seq_; }

  void emit(EventCode id, ReasonCode reason, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0) { send(id, Phase::kInstant, reason, a, b, c, d); }
  void emit(EventCode id, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0) { send(id, Phase::kInstant, Reason::kNone, a, b, c, d); }

 private:
  friend class Span;
  void send(EventCode id, Phase phase, ReasonCode reason, u64 a, u64 b, u64 c, u64 d) {
    if (phase == Phase::kEnd) --depth_;
    if (sink_ != nullptr) deliver(id, phase, reason, a, b, c, d);
    ++seq_;
    if (phase == Phase::kBegin) ++depth_;
  }
  void deliver(EventCode id, Phase phase, ReasonCode reason, u64 a, u64 b, u64 c, u64 d);

  TraceSink* sink_;
  u32 pid_ = 0;
  u32 seq_ = 0;
  u16 depth_ = 0;
  u8 cpu_ = 0;
};

// One function of the kernel being run: begins when made, ends when destroyed. Set the outcome before that.
class Span {
 public:
  Span(Trace& trace, EventCode id, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0) : trace_(trace), id_(id), arg_{a, b, c, d} {
    trace_.send(id_, Phase::kBegin, Reason::kNone, a, b, c, d);
  }
  ~Span() { trace_.send(id_, Phase::kEnd, reason_, arg_[0], arg_[1], arg_[2], arg_[3]); }
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

  void because(ReasonCode reason) { reason_ = reason; }
  void set(u32 index, u64 value) { arg_[index] = value; }

 private:
  Trace& trace_;
  EventCode id_;
  ReasonCode reason_ = Reason::kNone;
  u64 arg_[kEventArgs];
};

}  // namespace pw
