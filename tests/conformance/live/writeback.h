// Swap areas on a disk take their time: what a step began there is waited for, so that both sides are looked at when all is written.
#pragma once

#include <vector>

#include "tests/conformance/live/machine.h"

namespace pw::live {

// `frames` were mapped before the step: whoever of them left for swap is among them.
void settle_swap(const LiveMachine& machine, const std::vector<u64>& frames);

}  // namespace pw::live
