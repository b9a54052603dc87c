// One line of JSON for a step of the live kernel, in the form of `pagewalk run --json`.
#pragma once

#include <string>

#include "tests/conformance/step_result.h"

namespace pw {

std::string step_json(const std::string& command, const StepResult& result);

}  // namespace pw
