#include "tests/conformance/conformance.h"

namespace pw {

void Tally::add(const Tally& other) {
  scenarios += other.scenarios;
  failed += other.failed;
  unsteady += other.unsteady;
  refused += other.refused;
  steps += other.steps;
  compared += other.compared;
  equal += other.equal;
  diverging += other.diverging;
  repeated += other.repeated;
  near_limit += other.near_limit;
  for (std::size_t i = 0; i < kMostSkipped; ++i) skipped[i] += other.skipped[i];
}

void Tally::count(const RunResult& result) {
  refused += result.refused;
  near_limit += result.near_limit;
  steps += result.machine_steps;
  compared += result.facts;
  equal += result.equal_facts;
  for (std::size_t i = 0; i < kMostSkipped; ++i) skipped[i] += result.skipped[i];
}

void Tally::moved(u64 count) {
  compared -= count;
  equal -= count;
  skipped[0] += count;  // of skipped_facts()
}

}  // namespace pw
