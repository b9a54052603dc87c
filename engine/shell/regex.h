// Patterns of `grep -E`: extended regular expressions of POSIX, over bytes.
//
//   pattern = branch { "|" branch } ;        branch = { piece } ;        piece = atom { "*" | "+" | "?" | "{" min [ "," [ max ] ] "}" } ;
//   atom    = "(" pattern ")" | "[" [ "^" ] { char | char "-" char | "[:" class ":]" } "]" | "." | "^" | "$" | "\" char | char ;
//
// A pattern becomes a list of steps, all of whose states are followed at once, so that time is lines times steps, whatever the pattern.
// Left out: back references, equivalence classes.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

class Regex {
 public:
  // "" when the pattern can be used, else what is wrong with it.
  std::string compile(const std::string& pattern, bool ignores_case);
  bool is_in(const std::string& line) const;

 private:
  friend class RegexParser;
  using ByteSet = std::array<u64, 4>;
  enum class StepKind : u8 { kByte, kBegin, kEnd, kFork, kFound };
  struct Step {
    StepKind kind = StepKind::kFound;
    u32 set = 0;              // kByte
    u32 next = 0, other = 0;  // kFork goes on at both
  };
  struct States {
    std::vector<u32> at;
    std::vector<u64> seen;  // by step: the last round that reached it
  };
  bool reach(u32 first, bool is_begin, bool is_end, u64 round, States* states) const;

  std::vector<ByteSet> sets_;
  std::vector<Step> steps_;
};

}  // namespace pw
