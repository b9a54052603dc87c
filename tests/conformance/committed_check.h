// What several runs of one scenario say about Committed_AS.
#pragma once

#include <vector>

#include "engine/base/ids.h"

namespace pw {

// What one step did to it, in pages.
struct CommittedStep {
  i64 engine = 0;
  i64 live = 0;
  bool is_known = false;  // it could be read
};

// A step differs if the kernel's number is the same wrong one in kSame runs and never the engine's.
class CommittedCheck {
 public:
  void add(const std::vector<CommittedStep>& steps) { runs_.push_back(steps); }
  // Steps that agreed in no run, and differ; or may only have been disturbed.
  std::vector<std::size_t> differing() const { return find(true); }
  std::vector<std::size_t> unsteady() const { return find(false); }

 private:
  static constexpr u32 kSame = 4;
  std::vector<std::size_t> find(bool differs) const;
  std::vector<std::vector<CommittedStep>> runs_;
};

}  // namespace pw
