// The runs of pagewalk-conformance: written scenarios, and random ones.
#pragma once

#include "tests/conformance/runner.h"

namespace pw {

struct Tally {
  u64 scenarios = 0;
  u64 failed = 0;
  u64 unsteady = 0;  // differed once and not again: somebody else's work on the machine
  u64 steps = 0;
  u64 compared = 0;  // facts
  void add(const Tally& other);
};

struct RandomOptions {
  u64 count = 1000;
  u64 seed = 1;
  u32 steps = 30;
  u32 jobs = 1;
};
// Prints every difference as a scenario, both sides beside each other.
Tally run_random(const RandomOptions& options, std::string* why);
Tally run_written(const live::LiveHost& host, const std::vector<std::string>& files);

}  // namespace pw
