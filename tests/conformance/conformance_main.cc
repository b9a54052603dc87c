// pagewalk-conformance: the engine against the kernel that this program runs on. tests/conformance/README.md explains it.
//
//   pagewalk-conformance FILE|FOLDER…                                    written scenarios
//   pagewalk-conformance random [--count N] [--steps N] [--seed N] [--jobs N]
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/conformance/conformance.h"
#include "tests/conformance/files.h"

namespace pw {
namespace {

int finish(const char* what, const Tally& tally, const std::string& why) {
  if (!why.empty()) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return 2;
  }
  const auto number = [](u64 value) { return static_cast<unsigned long long>(value); };
  std::printf("%s: %llu scenarios, %llu steps, %llu facts compared; %llu unsteady\n", what, number(tally.scenarios), number(tally.steps),
              number(tally.compared), number(tally.unsteady));
  std::printf("%llu passed, %llu failed\n", number(tally.scenarios - tally.failed), number(tally.failed));
  return tally.failed == 0 ? 0 : 1;
}

int run_random_command(const std::vector<std::string>& arguments) {
  RandomOptions options;
  for (std::size_t i = 1; i + 1 < arguments.size(); i += 2) {
    const u64 value = std::strtoull(arguments[i + 1].c_str(), nullptr, 10);
    if (arguments[i] == "--count") options.count = value;
    if (arguments[i] == "--seed") options.seed = value;
    if (arguments[i] == "--steps") options.steps = static_cast<u32>(value);
    if (arguments[i] == "--jobs") options.jobs = static_cast<u32>(value);
  }
  std::string why;
  const Tally tally = run_random(options, &why);
  return finish("random", tally, why);
}

int run_written_command(const std::vector<std::string>& arguments) {
  live::LiveHost host;
  std::string why;
  if (!host.open(helper_path(), &why)) return finish("written", Tally(), why);
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    for (const std::string& file : find_scenarios(argument)) files.push_back(file);
  }
  return finish("written", run_written(host, files), "");
}

}  // namespace
}  // namespace pw

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    std::fprintf(stderr, "usage: pagewalk-conformance FILE|FOLDER… | random [--count N] [--steps N] [--seed N] [--jobs N]\n");
    return 2;
  }
  return arguments[0] == "random" ? pw::run_random_command(arguments) : pw::run_written_command(arguments);
}
