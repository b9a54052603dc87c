#include "tests/conformance/conformance.h"

namespace pw {

void Tally::add(const Tally& other) {
  scenarios += other.scenarios;
  failed += other.failed;
  unsteady += other.unsteady;
  unrecorded += other.unrecorded;
  refused += other.refused;
  steps += other.steps;
  compared += other.compared;
  equal += other.equal;
  diverging += other.diverging;
  skipped += other.skipped;
}

void Tally::count(const RunResult& result) {
  refused += result.refused;
  steps += result.machine_steps;
  compared += result.facts;
  equal += result.equal_facts;
  skipped += result.skipped_facts;
}

}  // namespace pw
