// Scenario: a script of the command language, and how it is to be run.
#pragma once

#include <string>
#include <vector>

namespace pw {

// A script of commands with its directives, comment lines of the form `# KEY: VALUE`.
struct Scenario {
  std::string name;
  std::vector<std::string> commands;
  bool settles = true;      // `# settle: none`: LRU batches are left alone
  bool has_swap = false;    // see touches_swap
  std::vector<std::string> diverges;  // `# diverges: ENTRY: FACT, …` (difference.h)
};
// Makes an area, or hangs on whether there is one: while such a scenario runs, no other one has swap on.
bool touches_swap(const std::string& command);
// False: the script cannot be parsed, and why.
bool parse_scenario(const std::string& name, const std::string& script, Scenario* out, std::string* why);

}  // namespace pw
