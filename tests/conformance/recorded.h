// Recorded answers: what the live kernel showed after every step of a scenario, kept as text beside the scenarios, so that the engine can
// be compared where there is no such kernel.
//
//   > COMMAND          a step: then its result and its faults, in full,
//   = RESULT
//   faults MINOR MAJOR
//   - LINE             and of the lines that describe the processes those that are gone since the step before …
//   + LINE             … and those that are new
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/scenario.h"
#include "tests/conformance/step_result.h"

namespace pw {

struct RecordedStep {
  std::string command;
  std::vector<std::string> lines;  // as step_lines() gives them, those of the processes sorted
};

std::string encode_recorded(const std::vector<RecordedStep>& steps);
// False: the text is damaged.
bool decode_recorded(const std::string& text, std::vector<RecordedStep>* steps);
RecordedStep recorded_step(const std::string& command, const StepResult& result);
}  // namespace pw
