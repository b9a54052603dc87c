// Commands, moving in time, and the looked-at moment.
//
// Undo, redo and seek go through the shell like anything typed, so that there is one way in which the head moves.
#include "engine/api/playground.h"

#include "engine/api/outcome_json.h"
#include "engine/api/snapshot.h"
#include "engine/base/hasher.h"
#include "engine/render/render.h"
#include "engine/render/text.h"

namespace pw {

Playground::Playground() : shell_(std::make_unique<Shell>()) {}

u32 Playground::looked_event() const { return look_.at_head ? kAllEvents : look_.event; }

void Playground::look_at_head() {
  look_ = Look();
  events_ = LookedEvents();
}

std::vector<Outcome> Playground::run_line(const std::string& line) {
  look_at_head();
  std::vector<Outcome> outcomes = shell_->run_line(line);
  last_line_.clear();
  if (!outcomes.empty() && !outcomes.back().logged && outcomes.back().events > 0) last_line_ = outcomes.back().command;
  return outcomes;
}

std::string Playground::exec(const std::string& line) {
  const u64 revision = shell_->session().revision();
  const u32 length = shell_->session().length();
  const std::vector<Outcome> outcomes = run_line(line);
  JsonWriter json;
  json.begin_object().key("outcomes").begin_array();
  for (const Outcome& outcome : outcomes) write_outcome(outcome, json);
  json.end_array().key("log").literal(log_json(shell_->session().revision() == revision ? length : 0)).end_object();
  return json.text();
}

std::string Playground::complete(const std::string& line, u32 cursor) const {
  const Completion completion = shell_->complete(line, cursor <= line.size() ? cursor : static_cast<u32>(line.size()));
  JsonWriter json;
  json.begin_object().key("from").number(completion.from).key("candidates").begin_array();
  for (const Candidate& candidate : completion.candidates) {
    json.begin_object().key("text").string(candidate.text).key("hint").string(candidate.hint).end_object();
  }
  json.end_array().end_object();
  return json.text();
}

std::string Playground::session_command(const std::string& line) {
  const std::vector<Outcome> outcomes = run_line(line);
  if (outcomes.empty() || outcomes.back().kind != Outcome::Kind::kOk) {
    return json_error(outcomes.empty() ? "nothing was done" : outcomes.back().out);
  }
  return status();
}

std::string Playground::undo() { return session_command("undo"); }

std::string Playground::redo() { return session_command("redo"); }

std::string Playground::seek(u32 commands) {
  const Session& session = shell_->session();
  if (commands > session.length()) return json_error("the log has " + counted(session.length(), "command", "commands"));
  if (commands == session.head()) {
    look_at_head();
    return status();
  }
  return session_command("seek " + decimal(commands));
}

std::string Playground::seek_event(u32 command, i64 events) {
  const Session& session = shell_->session();
  if (command >= session.length()) return json_error("the log has " + counted(session.length(), "command", "commands"));
  const bool is_whole = events < 0 || static_cast<u64>(events) > session.event_count(command);
  if (is_whole && command + 1 == session.head()) {
    look_at_head();
    last_line_.clear();
    return status();
  }
  Look look;
  look.at_head = false;
  look.command = command + 1;
  look.event = is_whole ? kAllEvents : static_cast<u32>(events);
  look.state = is_whole ? session.state_before(command + 1) : session.state_at_event(command, static_cast<u64>(events));
  look_ = std::move(look);
  events_ = LookedEvents();
  return status();
}

const Playground::LookedEvents& Playground::looked_events() {
  if (events_.is_known) return events_;
  const Session& session = shell_->session();
  events_.is_known = true;
  events_.command = looked_command();
  if (look_.at_head && !last_line_.empty()) {
    events_.text = last_line_;
    events_.stored = session.last_events();
  } else if (events_.command > 0) {
    events_.is_logged = true;
    events_.text = session.command(events_.command - 1);
    events_.check = shell_->check_of(events_.command - 1);
    events_.stored = session.events_of(events_.command - 1);
  }
  return events_;
}

const std::vector<Event>& Playground::events() { return looked_events().stored.events; }

const std::vector<Event>& Playground::events_of(u32 command) {
  const Session& session = shell_->session();
  log_events_ = command < session.length() ? session.events_of(command) : StoredEvents();
  return log_events_.events;
}

const std::vector<u8>& Playground::snapshot() {
  encode_snapshot(take_snapshot(looked().kernel, looked_command(), looked_event()), snapshot_bytes_);
  return snapshot_bytes_;
}

std::string Playground::hash() const { return to_hex16(state_hash(looked().kernel)); }

}  // namespace pw
