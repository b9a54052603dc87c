#include "tests/conformance/shrink.h"

#include <algorithm>
#include <cstdlib>

#include "engine/render/text.h"

namespace pw {
namespace {

constexpr u32 kMostRuns = 1500;
constexpr u64 kLargestSize = 64u << 20;

class Shrinker {
 public:
  Shrinker(const live::LiveHost& host, const Scenario& scenario, Shows shows) : host_(host), best_(scenario), shows_(shows) {}

  Scenario shrink() {
    cut_behind_difference();
    drop_commands();
    for (bool is_simpler = true; is_simpler && runs_ < kMostRuns;) {
      is_simpler = drop_generations() || simplify_commands();
      drop_commands();
    }
    return best_;
  }

 private:
  bool accept(const std::vector<std::string>& commands) {
    if (runs_++ >= kMostRuns) return false;
    Scenario candidate = best_;
    candidate.commands = commands;
    if (!is_failing(candidate)) return false;
    best_.commands = commands;
    return true;
  }

  bool is_failing(const Scenario& candidate) const {
    const RunResult result = run_scenario(&host_, candidate, random_options());
    if (!result.error.empty() || shows_ == Shows::kState) return result.error.empty() && result.first_difference >= 0;
    CommittedCheck check;
    check.add(result.committed);
    settle_committed(host_, candidate, &check);
    return !check.differing().empty();
  }

  void cut_behind_difference() {
    const RunResult result = run_scenario(&host_, best_, random_options());
    const std::size_t steps = static_cast<std::size_t>(result.machine_steps);
    if (result.first_difference < 0 || steps >= best_.commands.size()) return;
    std::vector<std::string> front(best_.commands.begin(), best_.commands.begin() + static_cast<std::ptrdiff_t>(steps));
    accept(front);
  }

  void drop_commands() {
    for (std::size_t size = std::max<std::size_t>(best_.commands.size() / 2, 1);; size /= 2) {
      for (std::size_t at = 0; at < best_.commands.size();) {
        std::vector<std::string> rest(best_.commands.begin(), best_.commands.begin() + static_cast<std::ptrdiff_t>(at));
        const std::size_t behind = std::min(at + size, best_.commands.size());
        rest.insert(rest.end(), best_.commands.begin() + static_cast<std::ptrdiff_t>(behind), best_.commands.end());
        if (rest.empty() || !accept(rest)) at += size;
      }
      if (size <= 1) return;
    }
  }

  // Without one fork, and with the processes behind it one pid lower: what a grandchild shows, its parent may show as well.
  bool drop_generations() {
    for (std::size_t i = 0; i < best_.commands.size(); ++i) {
      const std::string& command = best_.commands[i];
      if (command.find("fork") == std::string::npos) continue;
      std::vector<std::string> rest;
      for (std::size_t k = 0; k < best_.commands.size(); ++k) {
        if (k != i) rest.push_back(with_lower_actor(best_.commands[k]));
      }
      if (!rest.empty() && accept(rest)) return true;
    }
    return false;
  }

  static std::string with_lower_actor(const std::string& command) {
    if (command[0] != '@') return command;
    const u64 pid = std::strtoull(command.c_str() + 1, nullptr, 10);
    const std::string body = command.substr(command.find(' ') + 1);
    return pid <= 2 ? body : "@" + std::to_string(pid - 1) + " " + body;
  }

  bool simplify_commands() {
    bool is_simpler = false;
    for (std::size_t i = 0; i < best_.commands.size(); ++i) {
      for (const std::string& simpler : simpler_forms(best_.commands[i])) {
        std::vector<std::string> commands = best_.commands;
        commands[i] = simpler;
        if (!accept(commands)) continue;
        is_simpler = true;
        break;
      }
    }
    return is_simpler;
  }

  static std::vector<std::string> simpler_forms(const std::string& command) {
    std::vector<std::string> forms;
    if (command[0] == '@') forms.push_back(command.substr(command.find(' ') + 1));
    const std::size_t pages = command.find(" n=");
    if (pages != std::string::npos) forms.push_back(command.substr(0, pages));
    add_without_flags(command, forms);
    add_smaller_numbers(command, forms);
    return forms;
  }

  // Without one of the words between `|`.
  static void add_without_flags(const std::string& command, std::vector<std::string>& forms) {
    for (std::size_t at = command.find('|'); at != std::string::npos; at = command.find('|', at + 1)) {
      const std::size_t end = command.find_first_of("|,) ", at + 1);
      const std::string word = command.substr(at + 1, end - at - 1);
      if (word == "MAP_FIXED" || word == "MAP_ANONYMOUS") continue;
      forms.push_back(command.substr(0, at) + (end == std::string::npos ? "" : command.substr(end)));
    }
  }

  // Decimal numbers, and hexadecimal ones up to some MiB, are sizes: one page, or half.
  static void add_smaller_numbers(const std::string& command, std::vector<std::string>& forms) {
    for (std::size_t at = 0; at < command.size(); ++at) {
      const bool begins = std::isdigit(static_cast<unsigned char>(command[at])) != 0 && at > 0 && command[at - 1] == ' ';
      if (!begins) continue;
      const bool is_hex = command.compare(at, 2, "0x") == 0;
      const std::size_t end = command.find_first_not_of(is_hex ? "0123456789abcdefx" : "0123456789", at);
      const u64 value = std::strtoull(command.c_str() + at, nullptr, 0);
      if (value >= kLargestSize) continue;
      for (const u64 smaller : {kPageSize, value / 2 / kPageSize * kPageSize, value - kPageSize}) {
        if (value <= kPageSize || smaller == 0 || smaller >= value) continue;
        forms.push_back(command.substr(0, at) + decimal(smaller) + (end == std::string::npos ? "" : command.substr(end)));
      }
    }
  }

  const live::LiveHost& host_;
  Scenario best_;
  const Shows shows_;
  u32 runs_ = 0;
};

}  // namespace

RunOptions random_options() {
  RunOptions options;
  options.skips_refused = true;
  return options;
}

u32 settle_committed(const live::LiveHost& host, const Scenario& scenario, CommittedCheck* check) {
  constexpr u32 kMostRepetitions = 7;
  u32 runs = 0;
  for (; runs < kMostRepetitions && !check->unsteady().empty(); ++runs) {
    check->add(run_scenario(&host, scenario, random_options()).committed);
  }
  return runs;
}

Scenario shrink_scenario(const live::LiveHost& host, const Scenario& scenario, Shows shows) {
  return Shrinker(host, scenario, shows).shrink();
}

}  // namespace pw
