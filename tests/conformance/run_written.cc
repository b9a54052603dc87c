#include <cstdio>

#include "tests/conformance/conformance.h"
#include "tests/conformance/files.h"

namespace pw {
namespace {

// Batches that a scenario leaves alone may be emptied by others; then one run of some that agrees says that the sides agree.
RunResult run_steadily(const live::LiveHost& host, const Scenario& scenario) {
  const u32 attempts = scenario.settles ? 2 : 8;
  RunResult result;
  for (u32 i = 0; i < attempts; ++i) {
    result = run_scenario(host, scenario, RunOptions());
    if (result.first_difference < 0) break;
  }
  return result;
}

void run_file(const live::LiveHost& host, const std::string& file, Tally& tally) {
  ++tally.scenarios;
  std::string text, why;
  Scenario scenario;
  if (!read_text(file, &text) || !parse_scenario(file, text, &scenario, &why)) {
    ++tally.failed;
    std::printf("FAIL %s\n%s\n", file.c_str(), why.empty() ? "cannot be read" : why.c_str());
    return;
  }
  const RunResult result = run_steadily(host, scenario);
  const bool is_equal = result.error.empty() && result.first_difference < 0 && result.failed_assert.empty();
  tally.steps += result.machine_steps;
  tally.compared += result.facts;
  tally.failed += is_equal ? 0 : 1;
  std::printf("%s %s (%llu steps, %llu facts)\n", is_equal ? "ok  " : "FAIL", file.c_str(),
              static_cast<unsigned long long>(result.machine_steps), static_cast<unsigned long long>(result.facts));
  if (!result.error.empty()) std::printf("  %s\n", result.error.c_str());
  if (!result.failed_assert.empty()) std::printf("  %s\n", result.failed_assert.c_str());
  if (result.first_difference >= 0) std::printf("%s", difference_text(result.steps.back()).c_str());
}

}  // namespace

Tally run_written(const live::LiveHost& host, const std::vector<std::string>& files) {
  Tally tally;
  for (const std::string& file : files) run_file(host, file, tally);
  return tally;
}

}  // namespace pw
