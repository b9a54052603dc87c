// Loading a script in steps. It runs on a machine of its own and takes the place of the old one when it is through, so that cancelling
// only has to let it go. What the last commands said comes along: the page shows them as a terminal would.
#include "engine/api/outcome_json.h"
#include "engine/api/playground.h"

namespace pw {

std::string Playground::load_begin(const std::string& script) {
  load_.reset();
  if (script.size() > kMaxScriptBytes) return json_error("the script has more than 4 MiB");
  Shell::ParsedScript parsed = Shell::parse_script(script);
  if (!parsed.error.empty()) return json_error(parsed.error);
  load_ = std::make_unique<Load>();
  load_->shell = std::make_unique<Shell>();
  load_->commands = std::move(parsed.commands);
  JsonWriter json;
  json.begin_object().key("count").number(load_->commands.size()).end_object();
  return json.text();
}

namespace {

constexpr u32 kSaidCommands = 12;

// Which command of the log it is that ran last, if that belongs to the log.
void write_command(const Outcome& outcome, const Shell& shell, JsonWriter& json) {
  json.key("command");
  if (outcome.logged) json.number(shell.session().length() - 1);
  else json.null();
}

}  // namespace

std::string Playground::load_step(u32 max_commands) {
  if (load_ == nullptr) return json_error("no script is being loaded");
  Load& load = *load_;
  const u32 count = static_cast<u32>(load.commands.size());
  const u32 end = count - load.done > max_commands ? load.done + max_commands : count;
  JsonWriter failures, said;
  failures.begin_array();
  said.begin_array();
  for (; load.done < end; ++load.done) {
    const Shell::ScriptCommand& command = load.commands[load.done];
    for (const Outcome& outcome : load.shell->run_line(command.text)) {
      if (outcome.logged && count - load.done <= kSaidCommands) {
        said.begin_object();
        write_command(outcome, *load.shell, said);
        said.key("out").string(outcome.out).end_object();
      }
      if (outcome.kind == Outcome::Kind::kOk && !outcome.differs) continue;
      failures.begin_object().key("index").number(load.done).key("line").number(command.line);
      write_command(outcome, *load.shell, failures);
      failures.key("outcome");
      write_outcome(outcome, failures);
      failures.end_object();
    }
  }
  failures.end_array();
  said.end_array();
  JsonWriter json;
  json.begin_object().key("done").number(load.done).key("count").number(count).key("finished").boolean(load.done == count);
  json.key("failures").literal(failures.text()).key("said").literal(said.text()).end_object();
  if (load.done == count) {
    shell_ = std::move(load.shell);
    load_.reset();
    commands_json_ = CommandsJson();
    last_line_.clear();
    look_at_head();
  }
  return json.text();
}

std::string Playground::load_cancel() {
  load_.reset();
  return status();
}

}  // namespace pw
