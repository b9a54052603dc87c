// pagewalk-conformance: the engine against the kernel that this program runs on. tests/conformance/README.md explains it.
#include <sys/utsname.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/conformance/conformance.h"
#include "tests/conformance/files.h"

namespace pw {
namespace {

constexpr char kUsage[] =
    "usage: pagewalk-conformance [--record | --recorded] [FILE|FOLDER…]   written scenarios; all of the repository when none is named\n"
    "       pagewalk-conformance random [--count N] [--steps N] [--seed N] [--jobs N] [--failures N]\n"
    "\n"
    "Written scenarios run on the engine and on this kernel, if it is Linux 6.18 and shows its page frames; else the engine is compared\n"
    "with recorded answers. --record keeps this kernel's answers, --recorded looks at nothing else.\n";
constexpr char kModelled[] = "6.18.";

// Why this machine cannot stand for the modelled kernel; empty: it can.
std::string why_not_here(live::LiveHost& host) {
  utsname name{};
  ::uname(&name);
  std::string why;
  if (std::strncmp(name.release, kModelled, sizeof kModelled - 1) != 0) why = std::string("this kernel is ") + name.release + ", not 6.18";
  if (why.empty()) host.open(helper_path(), &why);
  return why;
}

void print_row(const std::string& name, const Tally& tally) {
  const auto number = [](u64 value) { return static_cast<unsigned long long>(value); };
  u64 skipped = 0;
  for (const u64 one : tally.skipped) skipped += one;
  std::printf("%-14s %9llu %9llu %11llu %11llu %10llu %9llu %7llu\n", name.c_str(), number(tally.scenarios), number(tally.steps),
              number(tally.compared), number(tally.equal), number(tally.diverging), number(skipped), number(tally.failed));
}

void print_count(const std::string& what, u64 count) {
  if (count != 0) std::printf("%s: %llu\n", what.c_str(), static_cast<unsigned long long>(count));
}

void print_table(const std::map<std::string, Tally>& areas) {
  std::printf("\n%-14s %9s %9s %11s %11s %10s %9s %7s\n", "", "scenarios", "steps", "compared", "equal", "diverging", "skipped", "failed");
  Tally sum;
  for (const auto& [area, tally] : areas) {
    print_row(area, tally);
    sum.add(tally);
  }
  if (areas.size() > 1) print_row("all", sum);
  print_count("unsteady scenarios (differed in fewer than half of their runs)", sum.unsteady);
  print_count("commands left out: refused by the engine's shell", sum.refused);
  print_count("commands left out: mlockall near its limit, where the helper's own pages would decide", sum.near_limit);
  std::printf("skipped facts:\n");
  for (std::size_t i = 0; i < skipped_facts().size(); ++i) print_count(std::string("  ") + skipped_facts()[i].name, sum.skipped[i]);
  std::printf("\n%llu passed, %llu failed\n", static_cast<unsigned long long>(sum.scenarios - sum.failed),
              static_cast<unsigned long long>(sum.failed));
}

int finish(const std::map<std::string, Tally>& areas) {
  print_table(areas);
  u64 failed = 0;
  for (const auto& one : areas) failed += one.second.failed;
  return failed == 0 ? 0 : 1;
}

int fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 2;
}

int run_random_command(const std::vector<std::string>& arguments) {
  RandomOptions options;
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    const u64 value = i + 1 < arguments.size() ? std::strtoull(arguments[i + 1].c_str(), nullptr, 10) : 0;
    if (value == 0) return fail(kUsage);
    if (arguments[i] == "--count") options.count = value;
    else if (arguments[i] == "--seed") options.seed = value;
    else if (arguments[i] == "--steps") options.steps = static_cast<u32>(value);
    else if (arguments[i] == "--jobs") options.jobs = static_cast<u32>(value);
    else if (arguments[i] == "--failures") options.failures = value;
    else return fail(kUsage);
  }
  std::string why;
  {
    live::LiveHost host;
    why = why_not_here(host);
  }
  if (!why.empty()) {
    std::printf("random scenarios need the modelled kernel: %s\n0 passed, 0 failed\n", why.c_str());
    return 0;
  }
  const Tally tally = run_random(options, &why);
  return why.empty() ? finish({{"random", tally}}) : fail(why);
}

int run_written_command(const std::vector<std::string>& arguments) {
  WrittenMode mode = WrittenMode::kLive;
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    if (argument == "--record") mode = WrittenMode::kRecord;
    else if (argument == "--recorded") mode = WrittenMode::kRecorded;
    else if (argument.compare(0, 2, "--") == 0) return fail(kUsage);
    else for (const std::string& file : find_scenarios(argument)) files.push_back(file);
  }
  if (files.empty()) {
    for (const char* folder : {PAGEWALK_SOURCE_DIR "/tests/conformance/scenarios", PAGEWALK_SOURCE_DIR "/tests/scenarios/live"}) {
      for (const std::string& file : find_scenarios(folder)) files.push_back(file);
    }
  }
  live::LiveHost host;
  const std::string why = mode == WrittenMode::kRecorded ? "" : why_not_here(host);
  if (!why.empty() && mode == WrittenMode::kRecord) return fail(why);
  if (!why.empty()) mode = WrittenMode::kRecorded;
  if (!why.empty()) std::printf("compared against recorded answers: %s\n", why.c_str());
  return finish(run_written(&host, files, mode));
}

}  // namespace
}  // namespace pw

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments[0] == "random") return pw::run_random_command(arguments);
  return pw::run_written_command(arguments);
}
