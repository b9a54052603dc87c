// What can be seen of the engine's machine, in the form in which the live kernel shows itself.
#pragma once

#include "engine/shell/shell.h"
#include "tests/conformance/step_result.h"

namespace pw {

void take_outcome(const std::string& verb, const Outcome& outcome, StepResult* result);
void look_at_engine(const Kernel& k, StepResult* result);

}  // namespace pw
