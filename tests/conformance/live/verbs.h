// How each command of the language is done on the live kernel. A call goes by its own row (engine/shell/call.h): its number, and its
// operands one after another. Rows here are for what is no call, and for what is more than one call.
#pragma once

#include <initializer_list>

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
  void (*run)(const VerbInput& input, StepResult* result);
};
const LiveVerb* find_verb(const std::string& name);
// Rows by file.
const std::vector<LiveVerb>& access_verbs();   // verbs_access.cc
const std::vector<LiveVerb>& process_verbs();  // verbs_process.cc
const std::vector<LiveVerb>& memory_verbs();   // verbs_memory.cc
const std::vector<LiveVerb>& remote_verbs();   // verbs_remote.cc
const std::vector<LiveVerb>& swap_verbs();     // verbs_swap.cc

// ---- for the rows ----------------------------------------------------------------------------------------------------------------
void set_ret(StepResult* result, u64 ret);
void set_errno(StepResult* result, u32 error);
void take_faults(const LiveAnswer& answer, StepResult* result);
void take_return(const LiveAnswer& answer, StepResult* result);  // of a system call: a number, or -errno
void take_signal(const LiveAnswer& answer, StepResult* result);
// The operands of the command's call as the kernel takes them: up to six numbers, and in the scratch page what some of them point to.
void fill_operands(const VerbInput& input, const Call& call, LiveCall* live);
std::string pieces_bytes(const std::vector<u64>& numbers);          // an array of struct iovec
u64 count_pieces(const std::vector<u64>& numbers, bool is_too_many);
// One system call of the acting process.
LiveAnswer call_kernel(const VerbInput& input, u64 nr, std::initializer_list<u64> args, const std::string& scratch = "");
std::string bytes_of(u64 value);  // 8 of them
// What the engine's `write` and `poke` store: text, or the smallest of 1, 2, 4 and 8 bytes that holds the value.
std::string stored_bytes(const VerbInput& input);

// Runs it and notes what it came to. A command that changes no address space and has no row (`task`, a kept name) does nothing; then the
// result's kind stays kNothing, and there is nothing to compare of it. False: this command has no live form, or the process is lost.
bool run_live(const VerbInput& input, StepResult* result, std::string* why);

}  // namespace pw::live
