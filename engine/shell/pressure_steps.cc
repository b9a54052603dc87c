#include "engine/shell/pressure_steps.h"

namespace pw {

std::vector<PressureStep> pressure_steps(const Session& session, u32 commands) {
  std::vector<PressureStep> steps;
  for (u32 i = commands > kPressureSteps ? commands - kPressureSteps : 0; i < commands; ++i) {
    const Tally& tally = session.tally(i);
    u64 free = 0;
    for (const u32 pages : tally.free) free += pages;
    steps.push_back({i + 1, free, tally.kswapd, tally.direct});
  }
  return steps;
}

}  // namespace pw
