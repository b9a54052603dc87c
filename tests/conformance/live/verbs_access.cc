// Loads, stores and fetches.
#include <signal.h>

#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;

void access(const Input& input, const LiveCall& call, StepResult* result) {
  const LiveAnswer answer = input.machine.call(input.pid, call);
  take_faults(answer, result);
  if (answer.is_lost) {
    input.machine.bury(input.pid);
    result->kind = StepResult::Kind::kSignal;
    result->signo = SIGSEGV;
  } else if (answer.signo != 0) {
    take_signal(answer, result);
  } else {
    set_ret(result, static_cast<u64>(answer.ret));
  }
}

void run_write(const Input& input, StepResult* result) {
  LiveCall call;
  call.op = kOpWrite;
  call.args[0] = input.bound.addr;
  call.args[1] = input.bound.pages;
  call.data = stored_bytes(input);
  access(input, call, result);
}

void run_read(const Input& input, StepResult* result) {
  LiveCall call;
  call.op = kOpRead;
  call.args[0] = input.bound.addr;
  call.args[1] = input.bound.pages;
  const u64 left = kPageSize - input.bound.addr % kPageSize;
  call.args[2] = left < 8 ? left : 8;
  access(input, call, result);
}

// The fetch failed only if the signal speaks of the fetched address; whatever else was raised, the instruction was there to raise it.
bool is_failed_fetch(const LiveAnswer& answer, u64 addr) {
  if (answer.signo == SIGBUS) return answer.at == addr;
  if (answer.signo != SIGSEGV) return false;
  const bool is_canonical = static_cast<i64>(addr << 16) >> 16 == static_cast<i64>(addr);
  return answer.code == SI_KERNEL ? !is_canonical : answer.at == addr;
}

void run_exec(const Input& input, StepResult* result) {
  LiveCall call;
  call.op = kOpExec;
  call.args[0] = input.bound.addr;
  const LiveAnswer answer = input.machine.call(input.pid, call);
  take_faults(answer, result);
  if (is_failed_fetch(answer, input.bound.addr)) return take_signal(answer, result);
  set_ret(result, 0);
}

}  // namespace

const std::vector<LiveVerb>& access_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"write", run_write},
      {"read", run_read},
      {"exec", run_exec},
  };
  return verbs;
}

}  // namespace pw::live
