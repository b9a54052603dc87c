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
  bool has_swap = false;    // some command makes a swap area
  std::vector<std::string> diverges;  // `# diverges: ENTRY: FACT, …` (difference.h)
};
// False: the script cannot be parsed, and why.
bool parse_scenario(const std::string& name, const std::string& script, Scenario* out, std::string* why);

}  // namespace pw
