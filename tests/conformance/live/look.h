// What the live kernel shows of a scenario's processes: smaps, status, pagemap, kpagecount, kpageflags.
#pragma once

#include "tests/conformance/live/machine.h"
#include "tests/conformance/step_result.h"

namespace pw::live {

// False: a file could not be read (the process is gone).
bool look_at_live(LiveMachine& machine, StepResult* result);

}  // namespace pw::live
