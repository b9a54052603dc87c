// A pasted or imported call whose line says that it failed (`= -1 ENOMEM`), and that would succeed here.
#pragma once

#include "engine/shell/command.h"

namespace pw {

// Whether the line says that the kernel refused the call, and so what it changed here may not stand. Not of what answers by that very line
// (open, execve). brk says so by the old end.
bool is_recorded_failure(const Command& command, const Bound& bound);
// Whether it would succeed here; asked of a copy of the state.
bool would_succeed(const SessionState& state, const Command& command, const Bound& bound);
// The answer then: the recorded errno, and what can have stood in the way.
void answer_recorded_failure(const Command& command, const Bound& bound, Outcome* out);

}  // namespace pw
