// Runs a scenario on the engine and on the live kernel, step by step, and compares after each.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/committed_check.h"
#include "tests/conformance/live/machine.h"
#include "tests/conformance/scenario.h"
#include "tests/conformance/step_result.h"

namespace pw {

struct Step {
  std::string command;
  StepResult engine;  // canonical, as is the other
  StepResult live;
};

struct RunResult {
  std::string error;  // empty: it ran
  std::vector<Step> steps;  // machine commands only; with keep_steps all of them, else the last one
  i64 first_difference = -1;  // index among the machine commands
  std::string failed_assert;
  u64 machine_steps = 0;
  u64 facts = 0;  // compared
  u64 equal_facts = 0;
  u64 refused = 0;  // commands that the engine's shell did not take, with skips_refused
  u64 near_limit = 0;  // mlockall where the helper's own pages would decide, with skips_refused
  std::vector<CommittedStep> committed;  // of the machine commands; what differs there is not a difference yet
  u64 skipped[kMostSkipped]{};  // facts, by skipped_facts()
};

struct RunOptions {
  bool keep_steps = false;       // of every step, for recording and printing
  bool stops_at_difference = true;
  bool has_live = true;          // false: the engine alone
  bool skips_refused = false;    // limits of the shell, and what is not built: left out on both sides
  bool names_are_live = false;   // names keep what the live kernel returned
};
// `host` may be nullptr without a live side.
RunResult run_scenario(const live::LiveHost* host, const Scenario& scenario, const RunOptions& options);

// The step with both sides beside each other.
std::string difference_text(const Step& step);

}  // namespace pw
