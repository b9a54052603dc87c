// From a scenario on which the sides differ to the shortest one that still does.
#pragma once

#include "tests/conformance/runner.h"

namespace pw {

// Drops commands, in halves first (delta debugging), then makes what is left simpler: fewer pages, fewer flags, pid 1 instead of another.
// Every candidate runs on both sides.
Scenario shrink_scenario(const live::LiveHost& host, const Scenario& scenario);
RunOptions random_options();
bool is_failing(const live::LiveHost& host, const Scenario& scenario);

}  // namespace pw
