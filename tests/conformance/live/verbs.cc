#include "tests/conformance/live/verbs.h"

#include <algorithm>
#include <cstring>

namespace pw::live {

void set_ret(StepResult* result, u64 ret) {
  result->kind = StepResult::Kind::kRet;
  result->ret = ret;
}

void set_errno(StepResult* result, u32 error) {
  result->kind = StepResult::Kind::kErrno;
  result->error = error;
}

void take_faults(const LiveAnswer& answer, StepResult* result) {
  result->minflt = answer.minflt;
  result->majflt = answer.majflt;
}

void take_return(const LiveAnswer& answer, StepResult* result) {
  take_faults(answer, result);
  if (answer.is_lost) {
    set_errno(result, 0);  // which no call returns: so it is a difference
    result->answer = "(the live process did not answer)";
  } else if (answer.ret < 0 && answer.ret > -4096) {
    set_errno(result, static_cast<u32>(-answer.ret));
  } else {
    set_ret(result, static_cast<u64>(answer.ret));
  }
}

void take_signal(const LiveAnswer& answer, StepResult* result) {
  result->kind = StepResult::Kind::kSignal;
  result->signo = answer.signo;
  result->code = answer.code;
  result->at = answer.at;
}

LiveAnswer call_kernel(const VerbInput& input, u64 nr, std::initializer_list<u64> args, const std::string& scratch) {
  LiveCall call;
  call.nr = nr;
  std::copy(args.begin(), args.end(), call.args);
  call.scratch = scratch;
  return input.machine.call(input.pid, call);
}

std::string bytes_of(u64 value) { return std::string(reinterpret_cast<const char*>(&value), sizeof value); }

std::string stored_bytes(const VerbInput& input) {
  if (input.command.has_text) return input.command.text;
  const u64 value = input.command.number.present() ? input.bound.number : 1;
  u32 length = 1;
  while (length < 8 && value >> (8 * length) != 0) length *= 2;
  return bytes_of(value).substr(0, length);
}

const LiveVerb* find_verb(const std::string& name) {
  for (const auto* rows : {&access_verbs(), &process_verbs(), &memory_verbs(), &remote_verbs()}) {
    for (const LiveVerb& verb : *rows) {
      if (name == verb.name) return &verb;
    }
  }
  return nullptr;
}

namespace {

// A range that the kernel would take seriously and that holds the helper's own memory.
bool covers_helper(const Command& command, const LiveCall& call) {
  const bool is_placed = std::strcmp(command.spec->name, "mmap") != 0 || (command.flags & (kMapFixed | kMapFixedNoReplace)) != 0;
  if (!is_placed) return false;
  const u64 start = call.args[0], size = call.args[1];
  return start < kHelperBase + kHelperSpan && size <= kDefaultMapWindow - start && start + size > kHelperBase;
}

}  // namespace

bool run_live(const VerbInput& input, StepResult* result, std::string* why) {
  result->pid = input.pid;
  const LiveVerb* verb = find_verb(input.command.spec->name);
  if (verb == nullptr) return *why = std::string("`") + input.command.spec->name + "` has no row in the table of live verbs", false;
  const LiveProcess* process = input.machine.find(input.pid);
  // Nobody acts, so there is no call: kNothing.
  if (process == nullptr || !process->is_running || process->sleeps_for != 0) return true;
  const VerbInput acting{input.machine, input.command, input.bound, input.pid, process->slot};
  if (verb->run != nullptr) {
    verb->run(acting, result);
    return true;
  }
  LiveCall call;
  call.nr = static_cast<u64>(verb->nr);
  verb->fill(acting, &call);
  if (verb->has_range && covers_helper(input.command, call)) return *why = "the range holds the helper's own memory", false;
  const LiveAnswer answer = input.machine.call(input.pid, call);
  if (answer.is_lost) return *why = "the live process did not answer", false;
  take_return(answer, result);
  return true;
}

}  // namespace pw::live
