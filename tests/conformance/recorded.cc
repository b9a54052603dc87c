#include "tests/conformance/recorded.h"

#include <algorithm>
#include <iterator>

namespace pw {
namespace {

constexpr std::size_t kHeadLines = 2;  // result and faults
using Lines = std::vector<std::string>;

Lines facts_of(const Lines& lines) {
  return Lines(lines.begin() + static_cast<std::ptrdiff_t>(std::min(kHeadLines, lines.size())), lines.end());
}

void append(const char* mark, const Lines& lines, std::string& text) {
  for (const std::string& line : lines) text += mark + line + "\n";
}

}  // namespace

RecordedStep recorded_step(const std::string& command, const StepResult& result) {
  RecordedStep step{command, step_lines(result)};
  std::sort(step.lines.begin() + kHeadLines, step.lines.end());
  return step;
}

std::string encode_recorded(const std::vector<RecordedStep>& steps) {
  std::string text;
  Lines before;
  for (const RecordedStep& step : steps) {
    const Lines now = facts_of(step.lines);
    Lines gone, come;
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(gone));
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(come));
    text += "> " + step.command + "\n" + step.lines[0] + "\n" + step.lines[1] + "\n";
    append("- ", gone, text);
    append("+ ", come, text);
    before = now;
  }
  return text;
}

bool decode_recorded(const std::string& text, std::vector<RecordedStep>* steps) {
  Lines facts;
  std::vector<RecordedStep> found;
  const auto close = [&] {
    if (!found.empty()) found.back().lines.insert(found.back().lines.end(), facts.begin(), facts.end());
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const std::string body = line.size() > 2 ? line.substr(2) : "";
    if (line.compare(0, 2, "> ") == 0) {
      close();
      found.push_back({body, {}});
    } else if (found.empty()) {
      return false;
    } else if (line.compare(0, 2, "+ ") == 0) {
      facts.insert(std::lower_bound(facts.begin(), facts.end(), body), body);
    } else if (line.compare(0, 2, "- ") == 0) {
      const auto gone = std::lower_bound(facts.begin(), facts.end(), body);
      if (gone == facts.end() || *gone != body) return false;
      facts.erase(gone);
    } else {
      found.back().lines.push_back(line);
    }
  }
  close();
  *steps = std::move(found);
  return true;
}

}  // namespace pw
