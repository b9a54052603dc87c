// Random scenarios on several processes of this program, each with a machine of its own.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/conformance/conformance.h"
#include "tests/conformance/files.h"
#include "tests/conformance/random_scenario.h"
#include "tests/conformance/shrink.h"

namespace pw {
namespace {

constexpr u32 kConfirmations = 3;

void report(const live::LiveHost& host, u64 seed, const Scenario& scenario) {
  const Scenario shortest = shrink_scenario(host, scenario);
  const RunResult result = run_scenario(&host, shortest, random_options());
  std::string text = "FAIL random scenario " + std::to_string(seed) + ", at its shortest:\n\n";
  for (const std::string& command : shortest.commands) text += command + "\n";
  text += "\n";
  if (result.first_difference >= 0) text += difference_text(result.steps.back()) + "\n";
  if (result.first_difference < 0) text += "  (does not repeat every time)\n\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void run_one(const live::LiveHost& host, u64 seed, u32 steps, Tally& tally) {
  const Scenario scenario = RandomScenario(seed).make(steps);
  const RunResult result = run_scenario(&host, scenario, random_options());
  ++tally.scenarios;
  tally.count(result);
  if (!result.error.empty()) {
    ++tally.failed;
    std::printf("FAIL random scenario %llu: %s\n", static_cast<unsigned long long>(seed), result.error.c_str());
    return;
  }
  if (result.first_difference < 0) return;
  u32 again = 0;
  for (u32 i = 0; i < kConfirmations; ++i) again += is_failing(host, scenario) ? 1 : 0;
  if (again < kConfirmations) {
    ++tally.unsteady;
    std::printf("unsteady: random scenario %llu differed, then %u of %u times\n%s", static_cast<unsigned long long>(seed), again,
                kConfirmations, difference_text(result.steps.back()).c_str());
    return;
  }
  ++tally.failed;
  report(host, seed, scenario);
}

// A job's scenarios are every jobs-th of the seeds.
Tally run_job(const RandomOptions& options, u32 job, std::string* why) {
  Tally tally;
  live::LiveHost host;
  if (!host.open(helper_path(), why)) return tally;
  for (u64 i = job; i < options.count && tally.failed < options.failures; i += options.jobs) {
    run_one(host, options.seed + i, options.steps, tally);
  }
  return tally;
}

}  // namespace

Tally run_random(const RandomOptions& options, std::string* why) {
  if (options.jobs <= 1) return run_job(options, 0, why);
  Tally sum;
  std::vector<int> results;
  for (u32 job = 0; job < options.jobs; ++job) {
    int ends[2];
    if (::pipe(ends) != 0) return *why = "no pipe", sum;
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a run that is stopped leaves nothing behind
      const Tally tally = run_job(options, job, why);
      if (!why->empty()) std::fprintf(stderr, "%s\n", why->c_str());
      const bool is_sent = ::write(ends[1], &tally, sizeof tally) == sizeof tally;
      std::fflush(stdout);
      ::_exit(is_sent ? 0 : 1);
    }
    ::close(ends[1]);
    results.push_back(ends[0]);
  }
  for (const int from : results) {
    Tally tally;
    if (::read(from, &tally, sizeof tally) != sizeof tally) *why = "a job ended badly";
    ::close(from);
    sum.add(tally);
  }
  while (::wait(nullptr) > 0) {
  }
  return sum;
}

}  // namespace pw
