// Processes: how they begin, end, wait and move between CPUs.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstring>
#include <string>

#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;

void run_clone_call(const Input& input, const CloneCall& request, StepResult* result) {
  take_return(input.machine.clone(input.pid, request), result);
}

void run_fork(const Input& input, StepResult* result) {
  CloneCall request;
  request.nr = SYS_fork;
  run_clone_call(input, request, result);
}

void run_vfork(const Input& input, StepResult* result) {
  CloneCall request;
  request.nr = SYS_vfork;
  request.is_vfork = true;
  run_clone_call(input, request, result);
}

void run_thread(const Input& input, StepResult* result) {
  CloneCall request;
  request.nr = SYS_clone;
  request.args[0] = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  request.is_thread = true;
  run_clone_call(input, request, result);
}

// Words and clone() have the exit signal among the flags; clone3() has a struct of its own: command.pages is its size.
void clone_by_flags(const Input& input, StepResult* result) {
  const Bound& bound = input.bound;
  CloneCall request;
  request.is_thread = (input.command.flags & CLONE_THREAD) != 0;
  request.is_vfork = (input.command.flags & CLONE_VFORK) != 0;
  request.stores_tid = (input.command.flags & CLONE_CHILD_SETTID) != 0;
  const u64 flags = input.command.flags;
  if (!input.command.pages.present()) {
    request.nr = SYS_clone;
    const u64 args[] = {flags, bound.new_size, bound.new_addr, bound.addr, 0};
    for (int i = 0; i < 5; ++i) request.args[i] = args[i];
    return run_clone_call(input, request, result);
  }
  request.nr = SYS_clone3;
  for (const u64 field : {flags, u64{0}, bound.addr, bound.new_addr, bound.number, bound.new_size, bound.size}) {
    request.scratch += bytes_of(field);
  }
  request.scratch.resize(256);
  request.args[0] = scratch_addr(input.slot);
  request.args[1] = bound.pages;
  run_clone_call(input, request, result);
}

// The child stores its tid before it moves to its own CPU, so the new page waits in a batch of its parent's.
void run_clone(const Input& input, StepResult* result) {
  clone_by_flags(input, result);
  if ((input.command.flags & CLONE_CHILD_SETTID) != 0) input.machine.settle();
}

// The limit on the address space has the helper's areas added to it (run_prlimit), of which execve maps the program's own segments alone,
// behind the stack; the helper lifts the limit before it maps the rest, and it is put back here. So the kernel itself decides whether the
// described program, which is its stack, keeps to it.
//
// The page that places the heap is data for that moment, which the described program has not: RLIMIT_DATA is lifted for it.
LiveAnswer execute_under_limits(const Input& input) {
  const int host_pid = input.machine.find(input.machine.find(input.pid)->tgid)->host_pid;
  rlimit kept{}, kept_data{};
  ::prlimit(host_pid, RLIMIT_AS, nullptr, &kept);
  ::prlimit(host_pid, RLIMIT_DATA, nullptr, &kept_data);
  const bool is_limited = kept.rlim_cur != RLIM_INFINITY && kept.rlim_cur >= kHelperBytes;
  const rlimit wider{is_limited ? kept.rlim_cur - kHelperBytes + kHelperSegments * kPageSize : kept.rlim_max, kept.rlim_max};
  const rlimit any_data{RLIM_INFINITY, RLIM_INFINITY};
  ::prlimit(host_pid, RLIMIT_AS, &wider, nullptr);
  ::prlimit(host_pid, RLIMIT_DATA, &any_data, nullptr);
  const LiveAnswer answer = input.machine.execute(input.pid);
  ::prlimit(host_pid, RLIMIT_AS, &kept, nullptr);
  ::prlimit(host_pid, RLIMIT_DATA, &kept_data, nullptr);
  return answer;
}

void run_execve(const Input& input, StepResult* result) {
  const LiveAnswer answer = execute_under_limits(input);
  if (answer.is_lost && input.machine.is_killed(input.machine.find(input.pid)->tgid)) {
    input.machine.bury(input.pid);
    result->kind = StepResult::Kind::kSignal;
    result->signo = SIGSEGV;  // `wait` tells which it was
    return;
  }
  take_return(answer, result);
  // The new program's own faults are not those of the call.
  result->minflt = result->majflt = 0;
}

// exit(CODE) ends one thread, words and exit_group(CODE) the process; the first process of the model does not end.
void run_exit(const Input& input, StepResult*) {
  const u32 code = static_cast<u32>(input.bound.number & 0xff);
  const bool is_one_thread = input.command.is_c_form() && input.command.call->nr == SYS_exit;
  if (input.machine.find(input.pid)->tgid == 1 && (!is_one_thread || input.pid == 1)) return;
  if (is_one_thread) return input.machine.exit_thread(input.pid, code);
  input.machine.exit(input.pid, code);
}

// The model does not sleep: where a child has not ended yet it says so.
void run_wait(const Input& input, StepResult* result) {
  const u64 child = input.bound.number == 0 ? ~u64{0} : input.bound.number;
  const LiveAnswer answer = call_kernel(input, SYS_wait4, {child, scratch_addr(input.slot), input.command.flags | u64{WNOHANG}});
  take_return(answer, result);
  if (answer.ret == 0 && (input.command.flags & WNOHANG) == 0) set_errno(result, EAGAIN);
  if (answer.ret == 0 && (input.command.flags & WNOHANG) != 0) result->answer = "(no child has ended yet)";
  if (answer.ret <= 0) return;
  int status = 0;
  std::memcpy(&status, input.machine.host().scratch(input.slot), sizeof status);
  result->answer = WIFSIGNALED(status) ? std::string("(killed by SIG") + ::sigabbrev_np(WTERMSIG(status)) + ")"
                                       : "(exit code " + std::to_string(WEXITSTATUS(status)) + ")";
}

void run_taskset(const Input& input, StepResult* result) {
  const u64 target = input.bound.size == 0 ? static_cast<u64>(input.pid) : input.bound.size;
  const LiveProcess* process = input.machine.find(static_cast<Pid>(target));
  const u64 mask = input.bound.number < 64 ? u64{1} << input.bound.number : 0;
  take_return(call_kernel(input, SYS_sched_setaffinity, {target, sizeof mask, scratch_addr(input.slot)}, bytes_of(mask)), result);
  if (process == nullptr || result->kind != StepResult::Kind::kRet) return;
  input.machine.host().slot(process->slot)->cpu = static_cast<u32>(input.bound.number);
}

// What the engine's `drain` returns, how many pages waited, cannot be seen here.
void run_drain(const Input& input, StepResult*) { input.machine.host().drain_all(); }

void run_nothing(const Input&, StepResult*) {}

}  // namespace

const std::vector<LiveVerb>& process_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"fork", run_fork}, {"vfork", run_vfork},     {"thread", run_thread}, {"clone", run_clone},  {"execve", run_execve},
      {"exit", run_exit}, {"wait", run_wait},       {"taskset", run_taskset}, {"drain", run_drain}, {"task", run_nothing},
      {"print", run_nothing},
  };
  return verbs;
}

}  // namespace pw::live
