// pagewalk-live: runs a script of the command language on the kernel that this program runs on.
//
//   pagewalk-live run [--json] FILE     one line a command: what came back, and all that can be seen of every process
//
// The JSON form is that of `pagewalk run --json`, without "out" and "hash". The engine runs along, because operands are expressions of its
// language; names are bound to what the live kernel returned.
#include <cstdio>
#include <string>
#include <vector>

#include "tests/conformance/files.h"
#include "tests/conformance/runner.h"
#include "tests/conformance/step_json.h"

namespace pw {
namespace {

int run_live_script(const std::string& file, bool is_json) {
  live::LiveHost host;
  std::string text, why;
  Scenario scenario;
  if (!read_text(file, &text)) why = file + " cannot be read";
  const bool is_ready = why.empty() && parse_scenario(file, text, &scenario, &why) && host.open(helper_path(), &why);
  if (!is_ready) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return 2;
  }
  RunOptions options;
  options.keep_steps = true;
  options.stops_at_difference = false;
  options.names_are_live = true;
  const RunResult result = run_scenario(&host, scenario, options);
  for (const Step& step : result.steps) {
    if (is_json) {
      std::printf("%s\n", step_json(step.command, step.live).c_str());
      continue;
    }
    std::printf("> %s\n", step.command.c_str());
    for (const std::string& line : step_lines(step.live)) std::printf("%s\n", line.c_str());
  }
  if (!result.error.empty()) std::fprintf(stderr, "%s\n", result.error.c_str());
  return result.error.empty() ? 0 : 2;
}

}  // namespace
}  // namespace pw

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool is_json = arguments.size() == 3 && arguments[1] == "--json";
  if (arguments.size() < 2 || arguments[0] != "run" || (arguments.size() == 3 && !is_json)) {
    std::fprintf(stderr, "usage: pagewalk-live run [--json] FILE\n");
    return 2;
  }
  return pw::run_live_script(arguments.back(), is_json);
}
