// What fuzzing has found interesting, and what it broke once, goes through every target again (tests/fuzz/corpus); so do all logs and maps
// of tests/logs/field.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/types.h"
#include "tests/fuzz/targets.h"

namespace pw {
namespace {

namespace fs = std::filesystem;

u64 run_below(const fs::path& folder, const fuzz::Target& target) {
  u64 count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    target.run(text.str());
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("kept inputs of the fuzzer", "[import][corpus]") {
  const fs::path root = PAGEWALK_SOURCE_DIR;
  for (const fuzz::Target* target = fuzz::kTargets; target->name != nullptr; ++target) {
    INFO(target->name);
    CHECK(run_below(root / "tests/logs/field", *target) > 30);
    CHECK(run_below(root / "tests/fuzz/corpus" / target->name, *target) > 0);
  }
}

}  // namespace pw
