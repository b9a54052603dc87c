// Playground: the engine behind one door. Text goes in; JSON text, a snapshot or event records come out; nothing throws.
//
// Two moments: the *head*, where commands run, and the *looked-at* moment, which is the head or lies inside a command after seek_event().
// Snapshot, show, evaluate, hash and events speak of the looked-at moment; every call that moves the head looks there again.
// The JSON shapes are those of wasm-bindings/pagewalk.d.ts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/api/lesson_api.h"
#include "engine/session/page_life.h"
#include "engine/shell/shell.h"

namespace pw {

// Counts up whenever the engine answers any script differently than before; part of a link.
inline constexpr u32 kModelVersion = 7;

// A number of commands, or one, that is out of range.
inline constexpr u32 kAllCommands = 0xffffffffu;

class Playground {
 public:
  Playground();

  // ---- commands ----
  std::vector<Outcome> run_line(const std::string& line);
  std::string exec(const std::string& line);
  Completion completion(const std::string& line, u32 cursor) const { return shell_->complete(line, cursor); }
  std::string complete(const std::string& line, u32 cursor) const;
  Pid current() const { return shell_->session().state().current; }
  std::string script() const { return shell_->script(); }

  // ---- moving in time ----
  std::string undo();
  std::string redo();
  std::string seek(u32 commands);
  std::string seek_event(u32 command, i64 events);

  // ---- the looked-at moment ----
  std::string status();
  const std::vector<u8>& snapshot();
  const std::vector<Event>& events();
  // Those of any command of the log, wherever one looks; none for one that is not in it.
  const std::vector<Event>& events_of(u32 command);
  std::string show(const std::string& view, Pid pid, const std::string& addr, i64 pfn);
  std::string evaluate(const std::string& expression);
  std::string hash() const;
  // All that happened to one page of a process, up to the head (session/page_life.h). pid 0: the current process.
  std::string life(Pid pid, const std::string& addr);

  // ---- loading a script in steps ----
  std::string load_begin(const std::string& script);
  std::string load_step(u32 max_commands);
  std::string load_cancel();

  // ---- lessons: always at the head, which is the learner's machine ----
  std::string lesson_open(const LessonFile& behaviour, const LessonFile& prose) { return lesson_.open(behaviour, prose); }
  std::string lesson_look(u32 step) const { return lesson_.look(*shell_, step); }
  std::string lesson_point(u32 step, u32 prediction, const std::string& text) const {
    return lesson_.point(*shell_, step, prediction, text);
  }

 private:
  // Inside a command: the state there. At the head the session's own state is looked at.
  struct Look {
    bool at_head = true;
    u32 command = 0;  // commands begun
    u32 event = 0;    // events that have happened; kAllEvents
    SessionState state;
  };
  // A script being loaded: a machine of its own until it is complete.
  struct Load {
    std::unique_ptr<Shell> shell;
    std::vector<Shell::ScriptCommand> commands;
    u32 done = 0;
  };
  // Events of the looked-at command, and which it is.
  struct LookedEvents {
    bool is_known = false;
    bool is_logged = false;
    u32 command = 0;
    std::string text;
    std::string check;  // which one refused it
    StoredEvents stored;
  };

  const SessionState& looked() const { return look_.at_head ? shell_->session().state() : look_.state; }
  u32 looked_command() const { return look_.at_head ? shell_->session().head() : look_.command; }
  u32 looked_event() const;
  void look_at_head();
  const std::string& commands_json();
  std::string log_json(u32 from);
  std::string session_command(const std::string& line);
  const LookedEvents& looked_events();
  const PageLife& life_of(Pid pid, u64 addr);
  std::string life_twin(Pid pid, u64 addr);
  std::string view_text(const std::string& view, Pid pid, u64 addr, Pfn pfn, std::string* error);

  std::unique_ptr<Shell> shell_;
  Look look_;
  LookedEvents events_;
  StoredEvents log_events_;
  std::string last_line_;  // the last command that ran and is not in the log, when its events are the ones to look at
  std::unique_ptr<Load> load_;
  // The log as JSON, written on as it grows: a long one is not written anew for every answer.
  struct CommandsJson {
    u64 revision = 0;
    u32 count = 0;
    std::string text;
  };
  CommandsJson commands_json_;
  // The page that was asked for last.
  struct LifeCache {
    std::unique_ptr<PageLife> life;
    u32 session = 0;
    u64 revision = 0;
  };
  LifeCache life_;
  LessonDesk lesson_;
  std::vector<u8> snapshot_bytes_;
};

}  // namespace pw
