// The advices by name: what each does here, and which ones need a system that is not built. Those answer as a kernel does that was
// configured without it: madvise_behavior_valid() does not know them.
#include "engine/mm/madvise.h"

namespace pw {

namespace {
constexpr char kNoHugePages[] = "transparent huge pages are not built yet in this version, so it answers as a kernel without it";
constexpr char kNoMemoryFailure[] = "handling of broken memory is not built yet in this version, so it answers as a kernel without it";
}  // namespace

const std::vector<AdviceInfo>& advice_infos() {
  static const std::vector<AdviceInfo> kInfos = {
#define PW_ADVICE(constant, number, name, word, effect, refusal) {constant, name, word, effect, refusal},
#include "engine/mm/advice.def"
#undef PW_ADVICE
  };
  return kInfos;
}

const AdviceInfo* find_advice(u64 value) {
  for (const AdviceInfo& info : advice_infos()) {
    if (info.value == value) return &info;
  }
  return nullptr;
}

}  // namespace pw
