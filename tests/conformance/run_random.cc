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

constexpr u32 kRepetitions = 5;
constexpr u64 kFreeRepetitions = 50;  // for Committed_AS, and one more every second scenario

void report(const live::LiveHost& host, u64 seed, const Scenario& scenario, Shows shows, const Step& first) {
  const Scenario shortest = shrink_scenario(host, scenario, shows);
  RunOptions options = random_options();
  options.keep_steps = true;
  const RunResult result = run_scenario(&host, shortest, options);
  std::string text = "FAIL random scenario " + std::to_string(seed) + ", at its shortest:\n\n";
  for (const std::string& command : shortest.commands) text += command + "\n";
  text += "\n";
  bool is_shown = false;
  for (Step step : result.steps) {
    // Committed_AS is the whole machine's: where it is not the point, one reading says nothing.
    if (shows != Shows::kCommitted) step.engine.has_committed = step.live.has_committed = false;
    const bool differs = shows == Shows::kCommitted ? step.engine.committed != step.live.committed : !(step.engine == step.live);
    if (differs) text += difference_text(step) + "\n";
    is_shown = is_shown || differs;
  }
  if (!is_shown) text += "  (does not repeat every time; it was seen as)\n" + difference_text(first) + "\n";
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// It differed, so it runs some times more. The difference is real when most of those runs have one; else an agreeing run counts.
RunResult repeat(const live::LiveHost& host, u64 seed, const Scenario& scenario, const RunResult& first, Tally& tally) {
  RunResult agreeing;
  u32 again = 0;
  for (u32 i = 0; i < kRepetitions; ++i) {
    RunResult result = run_scenario(&host, scenario, random_options());
    const bool differs = !result.error.empty() || result.first_difference >= 0;
    if (differs) ++again;
    else agreeing = std::move(result);
  }
  if (2 * again > kRepetitions) {
    ++tally.failed;
    report(host, seed, scenario, Shows::kState, first.steps.back());
    return first;
  }
  ++tally.unsteady;
  std::string text;
  for (const std::string& command : scenario.commands) text += command + "\n";
  std::printf("unsteady: random scenario %llu differed, then %u of %u times:\n%s%s", static_cast<unsigned long long>(seed), again,
              kRepetitions, text.c_str(), difference_text(first.steps.back()).c_str());
  return agreeing;
}

void judge_committed(const live::LiveHost& host, u64 seed, const Scenario& scenario, const RunResult& result, Tally& tally) {
  CommittedCheck check;
  check.add(result.committed);
  // Where others move it all the time, repeating would take most of the time.
  const bool may_repeat = tally.repeated < kFreeRepetitions + tally.scenarios / 2;
  if (may_repeat) tally.repeated += settle_committed(host, scenario, &check);
  tally.moved(check.unsteady().size());
  if (check.differing().empty()) return;
  // Once more from the beginning: a program that does the same thing again and again may have been in the way.
  CommittedCheck again;
  again.add(run_scenario(&host, scenario, random_options()).committed);
  tally.repeated += settle_committed(host, scenario, &again);
  if (again.differing().empty()) return tally.moved(check.differing().size());
  ++tally.failed;
  report(host, seed, scenario, Shows::kCommitted, result.steps.back());
}

void run_one(const live::LiveHost& host, u64 seed, u32 steps, Tally& tally) {
  const Scenario scenario = RandomScenario(seed).make(steps);
  RunResult result = run_scenario(&host, scenario, random_options());
  ++tally.scenarios;
  if (result.error.empty() && result.first_difference >= 0) result = repeat(host, seed, scenario, result, tally);
  tally.count(result);
  if (!result.error.empty()) {
    ++tally.failed;
    std::printf("FAIL random scenario %llu: %s\n", static_cast<unsigned long long>(seed), result.error.c_str());
  } else if (result.first_difference < 0) {
    judge_committed(host, seed, scenario, result, tally);
  }
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
