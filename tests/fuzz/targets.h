// What is fuzzed: one target for each recogniser of engine/import/read, and one for all of import. A target takes any bytes and stops the
// program when a promise is broken. main.cc hands them what libFuzzer makes up (`make fuzz`); the unit tests hand them the corpora that
// were kept (corpus/TARGET).
#pragma once

#include <string_view>

namespace pw::fuzz {

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
};

// The last has no name.
extern const Target kTargets[];

}  // namespace pw::fuzz
