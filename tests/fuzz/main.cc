// The entry of libFuzzer: PAGEWALK_FUZZ names the target.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/fuzz/targets.h"

namespace {

const pw::fuzz::Target& chosen() {
  const char* const wanted = std::getenv("PAGEWALK_FUZZ");
  for (const pw::fuzz::Target* target = pw::fuzz::kTargets; target->name != nullptr; ++target) {
    if (wanted != nullptr && std::string(wanted) == target->name) return *target;
  }
  std::fprintf(stderr, "PAGEWALK_FUZZ names no target of tests/fuzz/targets.cc\n");
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pw::fuzz::Target& target = chosen();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
