#include "tests/conformance/live/verbs.h"

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cstring>
#include <iterator>

namespace pw::live {
namespace {

using Input = VerbInput;

// ---- results ---------------------------------------------------------------------------------------------------------------------
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
  if (answer.ret < 0 && answer.ret > -4096) {
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

// ---- accesses --------------------------------------------------------------------------------------------------------------------
// The smallest of 1, 2, 4 and 8 bytes that holds the value, lowest byte first: as the engine's `write` stores.
std::string store_of(u64 value) {
  u32 length = 1;
  while (length < 8 && value >> (8 * length) != 0) length *= 2;
  std::string bytes;
  for (u32 i = 0; i < length; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

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
  call.data = input.command.has_text ? input.command.text : store_of(input.command.number.present() ? input.bound.number : 1);
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

// ---- processes -------------------------------------------------------------------------------------------------------------------
void run_fork(const Input& input, StepResult* result) {
  take_return(input.machine.clone(input.pid, SYS_fork, {0, 0, 0, 0, 0}, false), result);
}

void run_thread(const Input& input, StepResult* result) {
  constexpr u64 kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  take_return(input.machine.clone(input.pid, SYS_clone, {kFlags, 0, 0, 0, 0}, true), result);
}

void run_exit(const Input& input, StepResult*) {
  if (input.machine.find(input.pid)->tgid != 1) input.machine.exit(input.pid, static_cast<u32>(input.bound.number & 0xff));
}

// The model does not sleep: where a child has not ended yet it says so.
void run_wait(const Input& input, StepResult* result) {
  const u64 child = input.bound.number == 0 ? ~u64{0} : input.bound.number;
  LiveCall call;
  call.nr = SYS_wait4;
  call.args[0] = child;
  call.args[1] = scratch_addr(input.slot);
  call.args[2] = WNOHANG;
  const LiveAnswer answer = input.machine.call(input.pid, call);
  take_return(answer, result);
  if (answer.ret == 0) set_errno(result, EAGAIN);
}

void run_taskset(const Input& input, StepResult* result) {
  const Pid target = input.bound.size == 0 ? input.pid : static_cast<Pid>(input.bound.size);
  const LiveProcess* process = input.machine.find(target);
  if (process == nullptr || !process->is_running) return set_errno(result, ESRCH);
  const u64 mask = input.bound.number < 64 ? u64{1} << input.bound.number : 0;
  LiveCall call;
  call.nr = SYS_sched_setaffinity;
  call.args[1] = sizeof mask;
  call.args[2] = scratch_addr(process->slot);
  call.scratch.assign(reinterpret_cast<const char*>(&mask), sizeof mask);
  take_return(input.machine.call(target, call), result);
}

// What the engine's `drain` returns, how many pages waited, cannot be seen here.
void run_drain(const Input& input, StepResult*) { input.machine.host().drain_all(); }

void run_nothing(const Input&, StepResult*) {}

// ---- memory ----------------------------------------------------------------------------------------------------------------------
void fill_mmap(const Input& input, LiveCall* call) {
  const u64 offset = input.command.is_c_form ? input.bound.pages : 0;
  const u64 args[] = {input.bound.addr, input.bound.size, input.command.prot, input.command.flags, ~u64{0}, offset};
  std::memcpy(call->args, args, sizeof args);
}

void fill_range(const Input& input, LiveCall* call) {
  call->args[0] = input.bound.addr;
  call->args[1] = input.bound.size;
}

void fill_mprotect(const Input& input, LiveCall* call) {
  fill_range(input, call);
  call->args[2] = input.command.prot;
}

constexpr LiveVerb kVerbs[] = {
    {"mmap", SYS_mmap, fill_mmap, nullptr},
    {"munmap", SYS_munmap, fill_range, nullptr},
    {"mprotect", SYS_mprotect, fill_mprotect, nullptr},
    {"write", -1, nullptr, run_write},
    {"read", -1, nullptr, run_read},
    {"exec", -1, nullptr, run_exec},
    {"fork", -1, nullptr, run_fork},
    {"thread", -1, nullptr, run_thread},
    {"exit", -1, nullptr, run_exit},
    {"wait", -1, nullptr, run_wait},
    {"taskset", -1, nullptr, run_taskset},
    {"drain", -1, nullptr, run_drain},
    {"task", -1, nullptr, run_nothing},
    {"print", -1, nullptr, run_nothing},
};

}  // namespace

const LiveVerb* find_verb(const std::string& name) {
  for (const LiveVerb& verb : kVerbs) {
    if (name == verb.name) return &verb;
  }
  return nullptr;
}

bool run_live(const VerbInput& input, StepResult* result, std::string* why) {
  result->pid = input.pid;
  const LiveVerb* verb = find_verb(input.command.spec->name);
  if (verb == nullptr) return *why = std::string("`") + input.command.spec->name + "` has no row in the table of live verbs", false;
  const LiveProcess* process = input.machine.find(input.pid);
  // Nobody acts: the engine's answer is of its own making, ESRCH.
  if (process == nullptr || !process->is_running) return true;
  const VerbInput acting{input.machine, input.command, input.bound, input.pid, process->slot};
  if (verb->run != nullptr) {
    verb->run(acting, result);
    return true;
  }
  LiveCall call;
  call.nr = static_cast<u64>(verb->nr);
  verb->fill(acting, &call);
  const LiveAnswer answer = input.machine.call(input.pid, call);
  if (answer.is_lost) return *why = "the live process did not answer", false;
  take_return(answer, result);
  return true;
}

}  // namespace pw::live
