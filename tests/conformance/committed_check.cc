#include "tests/conformance/committed_check.h"

#include <algorithm>
#include <map>

namespace pw {

std::vector<std::size_t> CommittedCheck::find(bool differs) const {
  std::vector<std::size_t> found;
  std::size_t steps = 0;
  for (const auto& run : runs_) steps = std::max(steps, run.size());
  for (std::size_t i = 0; i < steps; ++i) {
    std::map<i64, u32> wrong;
    bool has_agreed = false;
    for (const auto& run : runs_) {
      if (i >= run.size() || !run[i].is_known) continue;
      has_agreed = has_agreed || run[i].live == run[i].engine;
      ++wrong[run[i].live];
    }
    const bool is_steady = std::any_of(wrong.begin(), wrong.end(), [](const auto& one) { return one.second >= kSame; });
    if (!has_agreed && !wrong.empty() && is_steady == differs) found.push_back(i);
  }
  return found;
}

}  // namespace pw
