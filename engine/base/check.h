// Invariants: every layer has `check(state, level, report)`; each broken rule is reported under its number.
//
// kQuick looks at totals and the objects' own fields and is meant to run after every command; kFull recounts every cached number
// from scratch. The README of each folder lists them, one letter a layer (P: phys, G: memcg, C: content, T: pgtable, V: vma, F: file,
// R: rmap, M: mm, K: kernel; X: the XArray of base/).
#pragma once

#include <string>
#include <vector>

#include "engine/base/types.h"

namespace pw {

enum class CheckLevel : u8 { kQuick, kFull };

class CheckReport {
 public:
  // Keeps the first kKept messages and counts the rest.
  void broken(const char* rule, const std::string& what) {
    ++count_;
    if (messages_.size() < kKept) messages_.push_back(std::string(rule) + ": " + what);
  }
  void expect(bool holds, const char* rule, const char* what) {
    if (!holds) broken(rule, what);
  }
  bool ok() const { return count_ == 0; }
  u32 count() const { return count_; }
  const std::vector<std::string>& messages() const { return messages_; }

 private:
  static constexpr u32 kKept = 20;
  u32 count_ = 0;
  std::vector<std::string> messages_;
};

}  // namespace pw
