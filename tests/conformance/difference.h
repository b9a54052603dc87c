// In which facts two texts of a step differ, by name; and the deliberate differences that a scenario may show.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/conformance/step_result.h"

namespace pw {

// step_lines(), and what is compared without being recorded.
std::vector<std::string> compared_lines(const StepResult& result);
// Of "result", "faults", "committed", "swaps", "vma", "page", and the sums of a process: "size", "rss", …, "tables".
std::set<std::string> differing_facts(const std::vector<std::string>& left, const std::vector<std::string>& right);

// ---- deliberate differences --------------------------------------------------------------------------------------------------------
// The DIVERGES entries of the engine, as the text of engine/README.md lists them.
std::vector<std::string> divergence_entries(const std::string& readme);
// `# diverges: ENTRY: FACT, FACT`: the first words of one entry, and the facts that differ because of it, in some step at least.
struct Excuse {
  std::string entry;
  std::set<std::string> facts;
};
bool parse_excuse(const std::string& text, const std::vector<std::string>& entries, Excuse* excuse, std::string* why);

}  // namespace pw
