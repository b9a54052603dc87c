// Commands on processes: fork, thread, exit, wait, task, taskset; and drain, which asks every CPU to empty its LRU batches.
//
// There is no scheduler: a process runs when a command names it, so a wait that would sleep answers EAGAIN, and `task` changes who is
// meant by commands without a prefix (a choice of the session, no event of the machine). clone and vfork stand in commands_clone.cc.
#include "engine/shell/command.h"

#include <iterator>

#include "engine/kernel/clone.h"
#include "engine/kernel/drain.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/sched.h"
#include "engine/kernel/wait.h"
#include "engine/render/names.h"

namespace pw {
namespace {

void set_ret(Outcome* out, u64 value) {
  out->has_ret = true;
  out->ret = value;
}

bool parse_nothing(Parser& p, Command*) { return p.no_more(); }
bool parse_c_nothing(Parser&, Command*) { return true; }

// ---- fork, thread ----------------------------------------------------------------------------------------------------------------
void answer_pid(Outcome* out, const Result<Pid>& result) {
  if (!result.ok()) return set_errno(out, result.error());
  set_ret(out, result.value());
  out->out = std::to_string(result.value());
}

void run_fork(MachineContext& context, const Command&, const Bound& bound) {
  answer_pid(&context.out, sys_fork(context.state.kernel, context.trace, bound.pid));
}

void run_thread(MachineContext& context, const Command&, const Bound& bound) {
  answer_pid(&context.out, sys_thread(context.state.kernel, context.trace, bound.pid));
}

// ---- exit, wait ------------------------------------------------------------------------------------------------------------------
bool parse_exit(Parser& p, Command* command) {
  if (!p.at_end() && !p.operand("an exit code", &command->number)) return false;
  return p.no_more();
}

bool parse_c_exit(Parser& p, Command* command) { return p.operand("an exit code", &command->number); }

// exit(2) ends one thread; what the C library calls exit and _exit is exit_group(2), which ends them all.
constexpr u32 kExitThread = 1;

bool parse_c_exit_thread(Parser& p, Command* command) {
  command->flags = kExitThread;
  return parse_c_exit(p, command);
}

void run_exit(MachineContext& context, const Command& command, const Bound& bound) {
  const u32 code = static_cast<u32>(bound.number & 0xff);
  Kernel& k = context.state.kernel;
  const bool is_thread_only = command.flags == kExitThread;
  const Status status = is_thread_only ? sys_exit_thread(k, context.trace, bound.pid, code) : sys_exit(k, context.trace, bound.pid, code);
  if (!status.ok()) return set_errno(&context.out, status.error());
  context.out.out = "pid " + std::to_string(bound.pid) + " ended with code " + std::to_string(code);
}

bool parse_wait(Parser& p, Command* command) { return parse_exit(p, command); }

constexpr FlagName kWaitFlags[] = {
    {"WNOHANG", "nohang", kWaitNoHang, kWaitNoHang, FlagUse::kPassed, "0 instead of sleeping"},
    {"WUNTRACED", "untraced", kWaitUntraced, kWaitUntraced, FlagUse::kPassed, "stopped children too; nothing stops here"},
    {"WSTOPPED", "", kWaitUntraced, kWaitUntraced, FlagUse::kPassed, "the same"},
    {"WCONTINUED", "continued", kWaitContinued, kWaitContinued, FlagUse::kPassed, "continued children too"},
    {"__WNOTHREAD", "", kWaitNoThread, kWaitNoThread, FlagUse::kPassed, "only the calling thread's own children"},
    {"__WALL", "all", kWaitAll, kWaitAll, FlagUse::kPassed, "children with any signal at their end"},
    {"__WCLONE", "clone", kWaitClone, kWaitClone, FlagUse::kPassed, "only children whose signal is not SIGCHLD"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

// A pid, which may be -1 for any child.
bool parse_wait_pid(Parser& p, Command* command) { return p.operand("pid", &command->number) && p.c_comma() && p.skip_c_argument(); }

bool parse_c_waitpid(Parser& p, Command* command) {
  return parse_wait_pid(p, command) && p.c_comma() && p.c_flags(kWaitFlags, &command->flags);
}

bool parse_c_wait4(Parser& p, Command* command) { return parse_c_waitpid(p, command) && p.c_comma() && p.skip_c_argument(); }
bool parse_c_wait(Parser& p, Command*) { return p.skip_c_argument(); }

// What WIFEXITED and WIFSIGNALED read: the code in the second byte, or the signal in the low seven bits.
std::string status_text(u32 status) {
  const u32 signo = status & 0x7f;
  return signo == 0 ? "exit code " + std::to_string(status >> 8 & 0xff) : std::string("killed by ") + signal_name(signo);
}

void run_wait(MachineContext& context, const Command& command, const Bound& bound) {
  const bool is_any = bound.number == 0 || bound.number == ~u64{0};  // wait4(-1, …)
  if (!is_any && bound.number > kMaxTasks) return set_errno(&context.out, fail(Errno::kECHILD, "no such child"));
  const Result<WaitResult> result = sys_wait(context.state.kernel, context.trace, bound.pid, is_any ? 0 : static_cast<Pid>(bound.number),
                                              command.flags);
  if (!result.ok()) return set_errno(&context.out, result.error());
  set_ret(&context.out, result.value().pid);
  if (result.value().pid == 0) {
    context.out.out = "0 · no child has ended yet";
    return;
  }
  context.out.out = std::to_string(result.value().pid) + " · " + status_text(result.value().status);
}

// ---- task, taskset ---------------------------------------------------------------------------------------------------------------
bool parse_task(Parser& p, Command* command) { return p.operand("a pid", &command->number) && p.no_more(); }

void run_task(MachineContext& context, const Command&, const Bound& bound) {
  const bool fits = bound.number <= kMaxTasks;
  if (!fits || !is_running(context.state.kernel, static_cast<Pid>(bound.number))) {
    return set_errno(&context.out, fail(Errno::kESRCH, "no running process has this pid: `ps` lists them"));
  }
  context.state.current = static_cast<Pid>(bound.number);
  context.out.out = "commands run as pid " + std::to_string(bound.number) + " from now on";
}

bool parse_taskset(Parser& p, Command* command) {
  return p.operand("a CPU", &command->number) && p.operand("a pid", &command->size) && p.no_more();
}

// sched_setaffinity(PID, SIZE, [CPU])
bool parse_c_setaffinity(Parser& p, Command* command) {
  return p.operand("pid", &command->size) && p.c_comma() && p.skip_c_argument() && p.c_comma() && p.expect_punct("[") &&
         p.operand("a CPU", &command->number) && p.expect_punct("]");
}

void run_taskset(MachineContext& context, const Command&, const Bound& bound) {
  const u64 target = bound.size == 0 ? bound.pid : bound.size;
  if (target > kMaxTasks) return set_errno(&context.out, fail(Errno::kESRCH, "no running process has this pid"));
  const u32 cpu = bound.number < kMaxCpus ? static_cast<u32>(bound.number) : kMaxCpus;
  const Status status = sys_taskset(context.state.kernel, context.trace, static_cast<Pid>(target), cpu);
  if (!status.ok()) return set_errno(&context.out, status.error());
  set_ret(&context.out, 0);
  context.out.out = "pid " + std::to_string(target) + " runs on CPU " + std::to_string(cpu);
}

// ---- drain -----------------------------------------------------------------------------------------------------------------------
void run_drain(MachineContext& context, const Command&, const Bound&) {
  const u64 pages = sys_drain(context.state.kernel, context.trace);
  set_ret(&context.out, pages);
  context.out.out = counted(pages, "page", "pages") + " moved from the CPUs' batches to the LRU lists";
}

constexpr CommandSpec kRows[] = {
    {"fork", "processes", "fork", "Makes a child with a copy of the address space, and prints its pid; does not switch to it.",
     "Pages are shared until one side writes. Only areas that have an anon_vma get their entries copied (vma_needs_copy).\n"
     "C form: fork().",
     "a = mmap 64K\nwrite $a\nc = fork\n@$c write $a \"child\"", "kernel_clone → dup_mmap → copy_page_range (kernel/fork.c, mm/memory.c)",
     "fork(2)", "the child's pid", "", parse_nothing, run_fork, nullptr, nullptr, nullptr},
    {"thread", "processes", "thread", "Makes a thread: another task on the same address space. Prints its pid.",
     "It runs on its own CPU and fills that CPU's TLB, so that changes of a mapping must be told there, too.\n"
     "The same as `clone vm sighand thread`.",
     "a = mmap 64K\nwrite $a\nt = thread\n@$t read $a", "copy_mm with CLONE_VM (kernel/fork.c)", "clone(2)", "the thread's pid", "",
     parse_nothing, run_thread, nullptr, nullptr, nullptr},
    {"exit", "processes", "exit [CODE]", "Ends the acting process with all its threads; it stays a zombie until its parent waits.",
     "The address space goes at once. Children become those of pid 1. pid 1 itself does not end.\n"
     "C forms: exit_group(CODE), _exit(CODE); exit(CODE), the system call, ends only the calling thread.",
     "c = fork\n@$c exit 3\nwait", "do_exit → exit_mmap (kernel/exit.c, mm/mmap.c)", "_exit(2)", "", "", parse_exit, run_exit, nullptr,
     nullptr, nullptr},
    {"wait", "processes", "wait [PID]", "Collects a child that has ended; without PID any. Prints its pid.",
     "Where Linux would sleep until a child ends, this answers EAGAIN.\nC forms: wait(…), waitpid(PID, …, WNOHANG|__WALL|…), "
     "wait4(PID, …, 0, …).",
     "c = fork\n@$c exit\nwait $c", "wait_task_zombie (kernel/exit.c)", "wait(2)", "the child's pid", "PID", parse_wait, run_wait,
     nullptr, nullptr, nullptr},
    {"task", "processes", "task PID", "Makes PID the process that commands without a prefix run as.",
     "`@PID COMMAND` does it for one command. Kept in the log, not part of the machine.", "c = fork\ntask $c\ntask 1", "", "", "", "PID",
     parse_task, run_task, nullptr, nullptr, nullptr},
    {"taskset", "processes", "taskset CPU PID", "Moves a task to a CPU, and so to that CPU's TLB, per-CPU page lists and LRU batch.",
     "Process N starts on CPU (N - 1) mod cpus.\nC form: sched_setaffinity(PID, SIZE, [CPU]).", "taskset 1 1",
     "sched_setaffinity (kernel/sched/syscalls.c)", "taskset(1)", "0", "CPU PID", parse_taskset, run_taskset, nullptr, nullptr, nullptr},
    {"drain", "processes", "drain",
     "Empties the LRU batches of all CPUs and drops the references they hold. Prints how many pages they held.",
     "A new page waits in a batch of its CPU before it is on an LRU list, and the batch holds a reference, which can turn a reuse into "
     "a\n"
     "copy. No program asks for this directly: it stands for what MADV_COLLAPSE, memory offlining or pinning pages does on the way.",
     "a = mmap 16K\nwrite $a n=4\ndrain", "lru_add_drain_all (mm/swap.c)", "", "the number of pages", "", parse_nothing, run_drain,
     nullptr, nullptr, nullptr},
};

}  // namespace

const std::vector<CommandSpec>& process_commands() {
  static const std::vector<CommandSpec> rows(std::begin(kRows), std::end(kRows));
  return rows;
}

const std::vector<CForm>& process_c_forms() {
  static const std::vector<CForm> forms = {
      {"fork", "fork", "fork()", "", parse_c_nothing},
      {"exit", "exit", "exit(CODE)", "", parse_c_exit_thread},
      {"_exit", "exit", "_exit(CODE)", "", parse_c_exit},
      {"exit_group", "exit", "exit_group(CODE)", "", parse_c_exit},
      {"wait", "wait", "wait(STATUS)", "", parse_c_wait},
      {"waitpid", "wait", "waitpid(PID, STATUS, OPTIONS)", "PID", parse_c_waitpid},
      {"wait4", "wait", "wait4(PID, STATUS, OPTIONS, RUSAGE)", "PID", parse_c_wait4},
      {"sched_setaffinity", "taskset", "sched_setaffinity(PID, SIZE, [CPU])", "PID", parse_c_setaffinity},
  };
  return forms;
}

}  // namespace pw
