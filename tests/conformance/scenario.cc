#include "tests/conformance/scenario.h"

#include "engine/shell/shell.h"

namespace pw {
namespace {

// `# KEY: VALUE`; empty when the line is something else.
std::string directive(const std::string& line, const std::string& key) {
  const std::string head = "# " + key + ": ";
  return line.compare(0, head.size(), head) == 0 ? line.substr(head.size()) : "";
}

}  // namespace

bool touches_swap(const std::string& command) {
  for (const char* word : {"mkswap", "swapon", "swapoff", "pageout", "PAGEOUT"}) {
    if (command.find(word) != std::string::npos) return true;
  }
  return false;
}

bool parse_scenario(const std::string& name, const std::string& script, Scenario* out, std::string* why) {
  out->name = name;
  std::string line;
  for (std::size_t at = 0; at < script.size(); at += line.size() + 1) {
    const std::size_t end = script.find('\n', at);
    line = script.substr(at, end == std::string::npos ? std::string::npos : end - at);
    if (directive(line, "settle") == "none") out->settles = false;
    if (!directive(line, "diverges").empty()) out->diverges.push_back(directive(line, "diverges"));
  }
  const Shell::ParsedScript parsed = Shell::parse_script(script);
  *why = parsed.error;
  for (const Shell::ScriptCommand& command : parsed.commands) {
    out->commands.push_back(command.text);
    out->has_swap = out->has_swap || touches_swap(command.text);
  }
  return why->empty();
}

}  // namespace pw
