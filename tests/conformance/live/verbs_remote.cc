// Calls on another process's memory.
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>

#include <cstring>

#include "tests/conformance/live/proc.h"
#include "tests/conformance/live/verbs.h"

namespace pw::live {
namespace {

using Input = VerbInput;
constexpr u64 kNrPidfdOpen = 434, kNrProcessMadvise = 440;
constexpr u64 kBufferOffset = 2048;  // of the scratch page: what is read or written without an address in the process

// ---- process_madvise -------------------------------------------------------------------------------------------------------------
// The model names the process by pid; here it is opened first.
void run_process_madvise(const Input& input, StepResult* result) {
  const LiveAnswer opened = call_kernel(input, kNrPidfdOpen, {input.bound.target, 0});
  if (opened.ret < 0) return set_errno(result, static_cast<u32>(-opened.ret));
  std::vector<u64> numbers = input.bound.pieces;
  if (!input.command.is_c_form()) numbers = {input.bound.addr, input.bound.size};
  if (input.command.new_size.present()) numbers.insert(numbers.end(), {input.bound.new_addr, input.bound.new_size});
  const u64 pidfd = static_cast<u64>(opened.ret);
  const u64 count = count_pieces(numbers, input.command.is_too_many);
  take_return(call_kernel(input, kNrProcessMadvise,
                          {pidfd, scratch_addr(input.slot), count, input.command.flags, input.bound.number}, pieces_bytes(numbers)),
              result);
  call_kernel(input, SYS_close, {pidfd});
}

// ---- process_vm_readv, process_vm_writev -----------------------------------------------------------------------------------------
// In words one piece on each side.
void run_transfer(const Input& input, StepResult* result) {
  const Bound& bound = input.bound;
  LiveCall live;
  live.nr = static_cast<u64>(input.command.spec->call.nr);
  if (input.command.is_c_form()) {
    fill_operands(input, *input.command.call, &live);
  } else {
    const u64 at = scratch_addr(input.slot);
    live.scratch = pieces_bytes({bound.addr, bound.size, bound.new_addr, bound.size});
    const u64 args[] = {bound.target, at, 1, at + 16, 1, 0};
    std::memcpy(live.args, args, sizeof args);
  }
  take_return(input.machine.call(input.pid, live), result);
}

// ---- /proc/PID/mem ---------------------------------------------------------------------------------------------------------------
// The words `peek` and `poke` seek first, as debuggers do: then offsets of the upper half are allowed. pread64() and pwrite64() refuse
// them.
struct MemAccess {
  u64 nr = SYS_read;
  u64 buffer = 0;
  u64 size = 0;
  std::string data;
};

// A task that is gone for good has no entry. Its number may be another process's by now, so one is taken that no process ever has.
int host_tid_of_target(const Input& input) {
  constexpr int kNobody = 4194304;  // PID_MAX_LIMIT
  const Pid target = input.command.target.present() ? static_cast<Pid>(input.bound.target) : input.pid;
  const LiveProcess* process = input.machine.find(target);
  if (process == nullptr) return kNobody;
  const bool is_leader = process->pid == process->tgid;
  const bool is_there = process->is_running || (is_leader && !is_reaped(process->pidfd));
  return is_there ? process->host_tid : kNobody;
}

void run_mem(const Input& input, const MemAccess& access, StepResult* result) {
  const std::string path = "/proc/" + std::to_string(host_tid_of_target(input)) + "/mem";
  const u64 at = scratch_addr(input.slot);
  const u64 here = static_cast<u64>(AT_FDCWD);
  const LiveAnswer opened = call_kernel(input, SYS_openat, {here, at, O_RDWR}, path + std::string(1, '\0'));
  if (opened.ret < 0) return set_errno(result, static_cast<u32>(-opened.ret));
  const u64 fd = static_cast<u64>(opened.ret);
  std::string scratch(kBufferOffset, '\0');
  scratch += access.data;
  if (!input.command.is_c_form()) call_kernel(input, SYS_lseek, {fd, input.bound.addr, 0 /* SEEK_SET */});
  const LiveAnswer answer = call_kernel(input, access.nr, {fd, access.buffer, access.size, input.bound.addr}, scratch);
  take_return(answer, result);
  call_kernel(input, SYS_close, {fd});
}

void run_peek(const Input& input, StepResult* result) {
  MemAccess access;
  if (input.command.is_c_form()) access.nr = SYS_pread64;
  access.buffer = input.command.is_c_form() ? input.bound.new_addr : scratch_addr(input.slot) + kBufferOffset;
  access.size = input.command.size.present() ? input.bound.size : 8;
  run_mem(input, access, result);
  if (input.command.is_c_form() || result->kind != StepResult::Kind::kRet) return;
  // The value of the first bytes, as the engine's `peek` gives it.
  u64 value = 0;
  std::memcpy(&value, input.machine.host().scratch(input.slot) + kBufferOffset, result->ret < 8 ? result->ret : 8);
  set_ret(result, value);
}

void run_poke(const Input& input, StepResult* result) {
  MemAccess access;
  access.nr = input.command.is_c_form() ? SYS_pwrite64 : SYS_write;
  if (!input.command.is_c_form()) access.data = stored_bytes(input);
  access.buffer = input.command.is_c_form() ? input.bound.new_addr : scratch_addr(input.slot) + kBufferOffset;
  access.size = input.command.is_c_form() ? input.bound.size : access.data.size();
  run_mem(input, access, result);
}

}  // namespace

const std::vector<LiveVerb>& remote_verbs() {
  static const std::vector<LiveVerb> verbs = {
      {"process_madvise", run_process_madvise},
      {"process_vm_readv", run_transfer},
      {"process_vm_writev", run_transfer},
      {"peek", run_peek},
      {"poke", run_poke},
  };
  return verbs;
}

}  // namespace pw::live
