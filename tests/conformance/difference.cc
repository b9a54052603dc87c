#include "tests/conformance/difference.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

namespace pw {
namespace {

using Lines = std::vector<std::string>;
constexpr const char* kFacts[] = {"result", "faults", "committed", "swaps", "vma",  "page",  "size",  "rss",
                                  "anon",   "shmem",  "locked",    "swap",  "data", "stack", "tables"};
constexpr u32 kLeastWords = 3;  // of an entry's beginning

// One fact with its name in front: the line of sums has a fact in every second word.
void add_facts(const std::string& line, Lines& facts) {
  const std::size_t colon = line.find(": ");
  const bool is_process = colon != std::string::npos && std::isdigit(static_cast<unsigned char>(line[0])) != 0;
  if (!is_process) {
    const std::string word = line.substr(0, line.find(' '));
    facts.push_back((word == "faults" || word == "committed" || word == "swaps" ? word : "result") + " " + line);
    return;
  }
  const std::string who = line.substr(0, colon);
  std::istringstream words(line.substr(colon + 2));
  std::string name, value;
  words >> name;
  if (name != "size") return facts.push_back(name + " " + line);
  while (words >> value) {
    facts.push_back(name + " " + who + " " + value);
    words >> name;
  }
}

Lines facts_of(const Lines& lines) {
  Lines facts;
  for (const std::string& line : lines) add_facts(line, facts);
  std::sort(facts.begin(), facts.end());
  return facts;
}

bool begins_with_words(const std::string& text, const std::string& words) {
  if (text.compare(0, words.size(), words) != 0) return false;
  return text.size() == words.size() || std::isalnum(static_cast<unsigned char>(text[words.size()])) == 0;
}

}  // namespace

Lines compared_lines(const StepResult& result) {
  Lines lines = step_lines(result);
  if (result.has_committed) lines.insert(lines.begin() + 2, "committed " + std::to_string(result.committed));
  return lines;
}

std::set<std::string> differing_facts(const Lines& left, const Lines& right) {
  const Lines ours = facts_of(left), theirs = facts_of(right);
  Lines differing;
  std::set_symmetric_difference(ours.begin(), ours.end(), theirs.begin(), theirs.end(), std::back_inserter(differing));
  std::set<std::string> names;
  for (const std::string& fact : differing) names.insert(fact.substr(0, fact.find(' ')));
  return names;
}

Lines divergence_entries(const std::string& readme) {
  Lines entries;
  const std::size_t begin = readme.find("<!-- diverges:begin"), end = readme.find("<!-- diverges:end");
  if (begin == std::string::npos || end == std::string::npos) return entries;
  std::istringstream list(readme.substr(begin, end - begin));
  for (std::string line; std::getline(list, line);) {
    const std::size_t text = line.find("`: ");  // - `mm/file.cc`: what differs
    if (line.compare(0, 3, "- `") == 0 && text != std::string::npos) entries.push_back(line.substr(text + 3));
  }
  return entries;
}

bool parse_excuse(const std::string& text, const Lines& entries, Excuse* excuse, std::string* why) {
  const std::size_t colon = text.rfind(": ");
  excuse->entry = text.substr(0, colon);
  const auto words = 1 + std::count(excuse->entry.begin(), excuse->entry.end(), ' ');
  const auto count = std::count_if(entries.begin(), entries.end(),
                                   [&](const std::string& entry) { return begins_with_words(entry, excuse->entry); });
  if (colon == std::string::npos) return *why = "`# diverges: " + text + "`: names no facts", false;
  if (words < kLeastWords) return *why = "`# diverges: " + text + "`: name an entry by its first three words at least", false;
  if (count != 1) return *why = std::to_string(count) + " DIVERGES entries of engine/README.md begin with '" + excuse->entry + "'", false;
  std::istringstream names(text.substr(colon + 2));
  for (std::string name; std::getline(names, name, ',');) {
    name.erase(0, name.find_first_not_of(' '));
    if (std::find(std::begin(kFacts), std::end(kFacts), name) == std::end(kFacts)) return *why = "no fact is called '" + name + "'", false;
    excuse->facts.insert(name);
  }
  return true;
}

}  // namespace pw
