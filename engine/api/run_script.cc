#include "engine/api/run_script.h"

#include "engine/api/outcome_json.h"
#include "engine/api/step_json.h"
#include "engine/base/hasher.h"

namespace pw {
namespace {

std::string transcript(const Outcome& outcome) {
  std::string text = "> " + outcome.command + "\n" + outcome.out;
  if (!outcome.out.empty() && outcome.out.back() != '\n') text += '\n';
  return text;
}

u32 exit_of(const Outcome& outcome, u32 exit) {
  if (outcome.kind == Outcome::Kind::kSyntax) return 2;
  return outcome.kind == Outcome::Kind::kAssertFailed && exit == 0 ? 1 : exit;
}

}  // namespace

ScriptRun run_script(const std::string& script, RunForm form) {
  ScriptRun run;
  const Shell::ParsedScript parsed = Shell::parse_script(script);
  if (!parsed.error.empty()) {
    run.error = parsed.error;
    run.exit = 2;
    return run;
  }
  Shell shell;
  for (const Shell::ScriptCommand& command : parsed.commands) {
    for (const Outcome& outcome : shell.run_line(command.text)) {
      if (form == RunForm::kJson) run.text += step_json(outcome, shell.session().state().kernel) + "\n";
      if (form == RunForm::kText) run.text += transcript(outcome);
      run.exit = exit_of(outcome, run.exit);
    }
  }
  run.hash = to_hex16(state_hash(shell.session().state().kernel));
  return run;
}

}  // namespace pw
