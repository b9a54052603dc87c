// What the last commands of a log left free: for the text twin of pressure.
#pragma once

#include "engine/render/render.h"
#include "engine/session/session.h"

namespace pw {

inline constexpr u32 kPressureSteps = 24;

// The last ones of the first `commands` of the log, oldest first.
std::vector<PressureStep> pressure_steps(const Session& session, u32 commands);

}  // namespace pw
