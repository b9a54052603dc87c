// pagewalk-conformance: the engine against the kernel that this program runs on.
//
//   pagewalk-conformance FILE|FOLDER…     written scenarios
#include <cstdio>
#include <string>
#include <vector>

#include "tests/conformance/files.h"
#include "tests/conformance/runner.h"

namespace pw {
namespace {

bool run_file(const live::LiveHost& host, const std::string& file) {
  std::string text, why;
  Scenario scenario;
  if (!read_text(file, &text) || !parse_scenario(file, text, &scenario, &why)) {
    std::printf("FAIL %s\n%s\n", file.c_str(), why.empty() ? "cannot be read" : why.c_str());
    return false;
  }
  // Batches that the scenario leaves alone may be emptied by others: then one run of some that agrees says that the sides agree.
  const u32 attempts = scenario.settles ? 1 : 6;
  RunResult result;
  for (u32 i = 0; i < attempts; ++i) {
    result = run_scenario(host, scenario, RunOptions());
    if (result.first_difference < 0) break;
  }
  const bool is_equal = result.error.empty() && result.first_difference < 0 && result.failed_assert.empty();
  std::printf("%s %s (%llu steps, %llu facts)\n", is_equal ? "ok  " : "FAIL", file.c_str(),
              static_cast<unsigned long long>(result.machine_steps), static_cast<unsigned long long>(result.facts));
  if (!result.error.empty()) std::printf("  %s\n", result.error.c_str());
  if (!result.failed_assert.empty()) std::printf("  %s\n", result.failed_assert.c_str());
  if (result.first_difference >= 0) std::printf("%s", difference_text(result.steps.back()).c_str());
  return is_equal;
}

int run(const std::vector<std::string>& arguments) {
  live::LiveHost host;
  std::string why;
  if (!host.open(helper_path(), &why)) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return 2;
  }
  u32 passed = 0, failed = 0;
  for (const std::string& argument : arguments) {
    for (const std::string& file : find_scenarios(argument)) ++(run_file(host, file) ? passed : failed);
  }
  std::printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace pw

int main(int argc, char** argv) { return pw::run({argv + 1, argv + argc}); }
