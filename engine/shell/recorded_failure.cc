// A record tells of another machine: its limits, its memory, its files. Where the engine refuses the call with the same errno, what it did
// up to there stands (mprotect and mlock over a hole); where it would do it, nothing is done, or all that follows would rest on what never
// was.
#include "engine/shell/recorded_failure.h"

#include <cstring>

namespace pw {
namespace {

struct Obstacle {
  const char* error;
  const char* calls;  // blank in front and behind each
  const char* text;
};

// The first row that fits.
constexpr Obstacle kObstacles[] = {
    {"ENOMEM", " mmap brk mremap ",
     "a limit there: RLIMIT_AS or RLIMIT_DATA, vm.max_map_count, vm.overcommit_memory=2, a cgroup, or less memory"},
    {"ENOMEM", " mlock mlock2 mlockall ", "RLIMIT_MEMLOCK there, or a hole in the range"},
    {"ENOMEM", " munmap mprotect pkey_mprotect madvise mseal ",
     "vm.max_map_count there, since it splits an area; or a hole in the range that the log does not show"},
    {"EAGAIN", " mmap mremap mlock mlock2 mlockall ", "RLIMIT_MEMLOCK there"},
    {"EPERM", "", "a privilege that the program did not have, a sealed area, or a filter (seccomp)"},
    {"ENOSYS", "", "an older kernel, or a filter (seccomp)"},
    {"EACCES", " mmap mprotect pkey_mprotect ", "a file opened without that right, or a security module that forbids executable memory"},
    {"EINVAL", "", "an older kernel that does not know the flag, or sizes of files and huge pages that no log shows"},
    {"EEXIST", " mmap ", "an area that the log does not show"},
    {"EFAULT", "", "an address whose memory the log does not show"},
};

const char* obstacle_of(const std::string& error, const std::string& call) {
  const std::string word = " " + call + " ";
  for (const Obstacle& one : kObstacles) {
    const bool is_its_call = one.calls[0] == '\0' || std::strstr(one.calls, word.c_str()) != nullptr;
    if (error == one.error && is_its_call) return one.text;
  }
  return "something that the log does not show";
}

// brk has no errno: the end stays where it was.
bool is_refused_brk(const Command& command, const Bound& bound) {
  const ExpectedResult& expected = command.expected;
  const bool has_result = command.is_c_form() && expected.present && !expected.is_any && expected.errno_name.empty();
  return has_result && std::strcmp(command.call->name, "brk") == 0 && bound.addr != 0 && expected.value != bound.addr;
}

bool answers_by_its_line(const std::string& name) { return name == "open" || name == "execve" || name == "dup"; }

}  // namespace

bool is_recorded_failure(const Command& command, const Bound& bound) {
  if (is_refused_brk(command, bound)) return true;
  return command.is_c_form() && !command.expected.errno_name.empty() && find_errno(command.expected.errno_name.c_str()) != Errno::kOk &&
         !answers_by_its_line(command.spec->name);
}

bool would_succeed(const SessionState& state, const Command& command, const Bound& bound) {
  SessionState copy = state;
  Trace nobody;
  Outcome out;
  MachineContext context{copy, nobody, out};
  command.spec->machine(context, command, bound);
  return out.kind == Outcome::Kind::kOk && (!is_refused_brk(command, bound) || out.ret == bound.addr);
}

void answer_recorded_failure(const Command& command, const Bound& bound, Outcome* out) {
  const bool is_brk = is_refused_brk(command, bound);
  const std::string error = is_brk ? "ENOMEM" : command.expected.errno_name;
  const char* text = "as recorded, and nothing is done: here the call would succeed";
  if (is_brk) set_ret(out, command.expected.value);
  if (is_brk) out->out = hex(command.expected.value) + " · " + text;
  else set_errno(out, fail(find_errno(error.c_str()), text));
  out->differs = true;
  add_line(out, "what can have stood in the way: " + std::string(obstacle_of(error, command.call->name)));
}

}  // namespace pw
