// The runs of pagewalk-conformance: written scenarios, and random ones.
#pragma once

#include <map>

#include "tests/conformance/runner.h"

namespace pw {

struct Tally {
  u64 scenarios = 0;
  u64 failed = 0;
  u64 unsteady = 0;   // differed in fewer than half of the runs: somebody else's work on the machine; printed
  u64 refused = 0;    // commands that the engine's shell did not take
  u64 repeated = 0;   // runs of random scenarios, to see whether Committed_AS is steady
  u64 near_limit = 0;  // mlockall, left out since the helper's own pages would decide
  u64 steps = 0;
  u64 compared = 0;   // facts
  u64 equal = 0;
  u64 diverging = 0;  // facts that differ as a DIVERGES entry says
  u64 skipped[kMostSkipped]{};  // facts that cannot be seen, by skipped_facts()
  void add(const Tally& other);
  void count(const RunResult& result);
  void moved(u64 count);  // others moved Committed_AS meanwhile, every time
};

struct RandomOptions {
  u64 count = 1000;
  u64 seed = 1;
  u32 steps = 30;
  u32 jobs = 1;
  u64 failures = 10;  // a job that found so many has found enough
};
// Prints every difference as a scenario, both sides beside each other.
Tally run_random(const RandomOptions& options, std::string* why);

enum class WrittenMode : u8 {
  kLive,      // with the kernel
  kRecord,    // … and keep its answers
  kRecorded,  // with the answers that were kept
};
// `host` is needed unless the mode is kRecorded. The tallies are by area, the folder of the scenario.
std::map<std::string, Tally> run_written(const live::LiveHost* host, const std::vector<std::string>& files, WrittenMode mode);

}  // namespace pw
