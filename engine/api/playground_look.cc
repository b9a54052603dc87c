// What the looked-at moment says: status, text twins, expressions.
#include <algorithm>

#include "engine/api/json.h"
#include "engine/api/outcome_json.h"
#include "engine/api/playground.h"
#include "engine/api/read_hex.h"
#include "engine/api/snapshot.h"
#include "engine/base/hasher.h"
#include "engine/render/render.h"
#include "engine/render/text.h"
#include "engine/shell/expr.h"
#include "engine/shell/pressure_steps.h"

namespace pw {
namespace {

// What is free, zone by zone, where that is another number than before.
void write_free(const Session& session, u32 index, JsonWriter& json) {
  const Tally& now = session.tally(index);
  if (index > 0 && std::equal(now.free, now.free + kZones, session.tally(index - 1).free)) return;
  json.key("free").begin_array();
  for (u32 i = 0; i < kZones; ++i) {
    if (session.state().kernel.m.phys.node.zones[i].spanned_pages != 0) json.number(now.free[i]);
  }
  json.end_array();
}

// Of a long log most commands do none of these, and say nothing of them.
void write_tally(const Tally& tally, JsonWriter& json) {
  const auto write = [&json](const char* name, u64 count) {
    if (count > 0) json.key(name).number(count);
  };
  write("faults", tally.faults);
  write("copies", tally.copies);
  write("frames", tally.frames);
  write("tables", tally.tables);
  write("kswapd", tally.kswapd);
  write("direct", tally.direct);
}

std::string command_json(const Session& session, u32 index) {
  JsonWriter json;
  json.begin_object().key("text").string(session.command(index));
  json.key("kind").string(outcome_kind_name(static_cast<Outcome::Kind>(session.mark(index))));
  const u64 events = session.event_count(index);
  json.key("events").number(events);
  if (events > kMaxStoredEvents) json.key("kept").number(kMaxStoredEvents);
  write_tally(session.tally(index), json);
  write_free(session, index, json);
  return json.end_object().text();
}

void write_names(const SessionState& state, JsonWriter& json) {
  json.key("names").begin_object();
  for (const auto& [name, value] : state.names) json.key(name).string(hex(value));
  json.end_object();
}

}  // namespace

const std::string& Playground::commands_json() {
  const Session& session = shell_->session();
  CommandsJson& cached = commands_json_;
  if (cached.revision != session.revision() || cached.count > session.length()) cached = CommandsJson{session.revision(), 0, ""};
  for (; cached.count < session.length(); ++cached.count) {
    if (cached.count > 0) cached.text += ',';
    cached.text += command_json(session, cached.count);
  }
  return cached.text;
}

// Only what is new of the log, and no hash: a paste of a thousand lines must not send the log a thousand times.
std::string Playground::log_json(u32 from) {
  const Session& session = shell_->session();
  JsonWriter json;
  json.begin_object().key("from").number(from).key("commands").begin_array();
  for (u32 i = from; i < session.length(); ++i) json.literal(command_json(session, i));
  json.end_array().key("head").number(session.head());
  json.key("session").number(shell_->session_number()).key("boot").string(render_boot(shell_->boot()));
  return json.end_object().text();
}

std::string Playground::status() {
  const Session& session = shell_->session();
  const std::string head_hash = to_hex16(state_hash(session.state().kernel));
  JsonWriter json;
  json.begin_object().key("commands").begin_array().literal(commands_json()).end_array();
  json.key("head").number(session.head());
  json.key("cursor").begin_object().key("command").number(looked_command()).key("event");
  if (looked_event() == kAllEvents) json.null();
  else json.number(looked_event());
  json.end_object();
  const LookedEvents& events = looked_events();
  json.key("eventsOf").begin_object().key("command");
  if (events.is_logged) json.number(events.command - 1);
  else json.null();
  json.key("text").string(events.text).key("stored").number(events.stored.events.size());
  json.key("total").number(events.stored.total);
  json.key("check").string(events.check).end_object();
  json.key("hash").string(look_.at_head ? head_hash : hash());
  json.key("headHash").string(head_hash);
  json.key("session").number(shell_->session_number()).key("boot").string(render_boot(shell_->boot()));
  json.key("canUndo").boolean(shell_->can_undo());
  json.key("canRedo").boolean(shell_->can_redo());
  json.key("current").number(looked().current);
  write_names(looked(), json);
  json.key("model").number(kModelVersion).end_object();
  return json.take();
}

namespace {

// What errno(), signal() and events() speak of inside a command: that command, its events so far.
class LookedCommand : public LastCommand {
 public:
  LookedCommand(const std::string& text, const StoredEvents& events, u32 seen) {
    outcome_.command = text;
    events_ = events;
    if (events_.events.size() > seen) events_.events.resize(seen);
    if (events_.total > seen) events_.total = seen;
    outcome_.events = events_.total;
  }
  const Outcome& outcome() const override { return outcome_; }
  const StoredEvents& events() const override { return events_; }

 private:
  Outcome outcome_;
  StoredEvents events_;
};

void write_value(const Value& value, JsonWriter& json) {
  switch (value.type) {
    case Value::Type::kNumber: json.key("type").string("number").key("value").number(value.number); break;
    case Value::Type::kBool: json.key("type").string("boolean").key("value").boolean(value.number != 0); break;
    case Value::Type::kString: json.key("type").string("string").key("value").string(value.text); break;
    case Value::Type::kNone: json.key("type").string("none").key("value").null(); break;
  }
  json.key("text").string(value_text(value));
}

}  // namespace

std::string Playground::evaluate(const std::string& expression) {
  Evaluated result;
  if (look_.at_head) {
    result = shell_->evaluate(expression);
  } else {
    const LookedEvents& events = looked_events();
    result = Shell::evaluate_at(expression, look_.state, LookedCommand(events.text, events.stored, looked_event()));
  }
  JsonWriter json;
  json.begin_object().key("ok").boolean(result.ok);
  if (result.ok) write_value(result.value, json);
  else json.key("message").string(result.message).key("column").number(result.column);
  return json.end_object().text();
}

std::string Playground::view_text(const std::string& view, Pid pid, u64 addr, Pfn pfn, std::string* error) {
  const SessionState& state = looked();
  const Kernel& k = state.kernel;
  ViewRequest request;
  request.pid = pid == 0 ? state.current : pid;
  request.addr = addr;
  request.pfn = pfn;
  if (view == "walk") return render_walk(k, request.pid, addr);
  if (view == "page") return render_page(k, pfn);
  if (view == "ps") return render_ps(k);
  if (view == "tlb") return render_tlb(k);
  if (view == "life") return life_twin(request.pid, addr);
  for (u32 i = 0; i < kViews; ++i) {
    if (view != view_name(static_cast<View>(i))) continue;
    SessionState before;
    if (needs_before(static_cast<View>(i))) {
      const LookedEvents& events = looked_events();
      request.events = &events.stored.events;
      if (events.is_logged) {
        before = shell_->session().state_before(events.command - 1);
        request.before = &before.kernel;
      }
    }
    if (static_cast<View>(i) == View::kPressure) request.steps = pressure_steps(shell_->session(), looked_command());
    const std::string text = render_view(k, static_cast<View>(i), request);
    const bool has_check = static_cast<View>(i) == View::kWhat && look_.at_head && !looked_events().check.empty();
    return has_check ? text + "\nwhy: " + looked_events().check : text;
  }
  *error = "no view is called '" + view + "'";
  return "";
}

std::string Playground::show(const std::string& view, Pid pid, const std::string& addr, i64 pfn) {
  u64 address = 0;
  if (!addr.empty() && !read_hex(addr, &address)) return json_error("'" + addr + "' is not an address like 0x7fff0000");
  std::string error;
  const Pfn frame = pfn < 0 || pfn >= static_cast<i64>(Pfn::kNone) ? Pfn() : Pfn(static_cast<u32>(pfn));
  const std::string text = view_text(view, pid, address, frame, &error);
  if (!error.empty()) return json_error(error);
  JsonWriter json;
  json.begin_object().key("text").string(text).end_object();
  return json.text();
}

}  // namespace pw
