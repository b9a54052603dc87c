// From a scenario on which the sides differ to the shortest one that still does.
#pragma once

#include "tests/conformance/runner.h"

namespace pw {

// Drops commands, in halves first (delta debugging), then makes what is left simpler: fewer pages, fewer flags, pid 1 instead of another.
// Every candidate runs on both sides.
// What a candidate must still show is the same kind of difference.
enum class Shows : u8 { kState, kCommitted };
Scenario shrink_scenario(const live::LiveHost& host, const Scenario& scenario, Shows shows);
RunOptions random_options();
// Runs the scenario again as long as Committed_AS is in doubt; how often.
u32 settle_committed(const live::LiveHost& host, const Scenario& scenario, CommittedCheck* check);

}  // namespace pw
