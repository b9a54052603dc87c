// How each command of the language is done on the live kernel: one row of a table a command.
#pragma once

#include "engine/shell/command.h"
#include "tests/conformance/live/machine.h"
#include "tests/conformance/step_result.h"

namespace pw::live {

// A command that is about to run: parsed, its operands bound.
struct VerbInput {
  LiveMachine& machine;
  const Command& command;
  const Bound& bound;
  Pid pid = 1;
  u32 slot = 1;  // of the acting process
};

struct LiveVerb {
  const char* name;  // of the engine's row
  // The system call that does it, or -1: `run` does it.
  i64 nr;
  void (*fill)(const VerbInput& input, LiveCall* call);
  void (*run)(const VerbInput& input, StepResult* result);
};
const LiveVerb* find_verb(const std::string& name);

// Runs it and notes what it came to. A command that changes no address space and has no row (`task`, a kept name) does nothing; then the
// result's kind stays kNothing, and there is nothing to compare of it. False: this command has no live form, or the process is lost.
bool run_live(const VerbInput& input, StepResult* result, std::string* why);

}  // namespace pw::live
