// Commands on processes: fork, thread, exit, wait, task, taskset; and drain, which asks every CPU to empty its LRU batches.
//
// There is no scheduler: a process runs when a command names it, so a wait that would sleep answers EAGAIN, and `task` changes who is
// meant by commands without a prefix (a choice of the session, no event of the machine). clone and vfork stand in commands_clone.cc.
#include "engine/shell/command.h"

#include "engine/kernel/clone.h"
#include "engine/kernel/drain.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/sched.h"
#include "engine/kernel/wait.h"
#include "engine/render/names.h"

namespace pw {
namespace {

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
// exit(2) ends one thread; what the C library calls exit and _exit is exit_group(2), which ends them all.
constexpr i32 kNrExit = 60;

constexpr Operand kCodeOperand{
    .kind = OperandKind::kNumber, .slot = OperandSlot::kNumber, .c_name = "code", .word = "an exit code", .optional_in_words = true};

void run_exit(MachineContext& context, const Command& command, const Bound& bound) {
  const u32 code = static_cast<u32>(bound.number & 0xff);
  Kernel& k = context.state.kernel;
  const bool is_thread_only = command.is_c_form() && command.call->nr == kNrExit;
  const Status status = is_thread_only ? sys_exit_thread(k, context.trace, bound.pid, code) : sys_exit(k, context.trace, bound.pid, code);
  if (!status.ok()) return set_errno(&context.out, status.error());
  context.out.out = "pid " + std::to_string(bound.pid) + " ended with code " + std::to_string(code);
}

bool parse_wait(Parser& p, Command* command) { return p.at_end() || (p.operand("a pid", &command->number) && p.no_more()); }

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

const FlagName* wait_flag_table() { return kWaitFlags; }

// A pid, which may be -1 for any child.
constexpr Operand kChildOperand{
    .kind = OperandKind::kPid, .slot = OperandSlot::kNumber, .c_name = "pid"};
constexpr Operand kOptionsOperand{OperandKind::kFlags, OperandSlot::kFlags, "options", nullptr, wait_flag_table};

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
bool parse_cpu_list(Parser& p, Command* command) {
  return p.expect_punct("[") && p.operand("a CPU", &command->number) && p.expect_punct("]");
}
constexpr Operand kTaskOperand{OperandKind::kPid, OperandSlot::kSize, "pid"};

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

constexpr CommandSpec kProcessRows[] = {
    {.name = "fork",
     .group = "processes",
     .summary = "Makes a child with a copy of the address space, and prints its pid; does not switch to it.",
     .details =
         "Pages are shared until one side writes. Only areas that have an anon_vma get their entries copied (vma_needs_copy).",
     .example = "a = mmap 64K\nwrite $a\nc = fork\n@$c write $a \"child\"",
     .kernel = "kernel_clone → dup_mmap → copy_page_range (kernel/fork.c, mm/memory.c)",
     .man = "fork(2)",
     .result = "the child's pid",
     .machine = run_fork,
     .call = {.name = "fork", .nr = 57}},
    {.name = "thread",
     .group = "processes",
     .synopsis = "thread",
     .summary = "Makes a thread: another task on the same address space. Prints its pid.",
     .details =
         "It runs on its own CPU and fills that CPU's TLB, so that changes of a mapping must be told there, too.\n"
         "The same as `clone vm sighand thread`.",
     .example = "a = mmap 64K\nwrite $a\nt = thread\n@$t read $a",
     .kernel = "copy_mm with CLONE_VM (kernel/fork.c)",
     .man = "clone(2)",
     .result = "the thread's pid",
     .parse = parse_nothing,
     .machine = run_thread},
    {.name = "exit",
     .group = "processes",
     .synopsis = "exit [CODE]",
     .summary = "Ends the acting process with all its threads; it stays a zombie until its parent waits.",
     .details =
         "The address space goes at once. Children become those of pid 1. pid 1 itself does not end.\n"
         "In C, exit(CODE) is the system call, which ends only the calling thread.",
     .example = "c = fork\n@$c exit 3\nwait",
     .kernel = "do_exit → exit_mmap (kernel/exit.c, mm/mmap.c)",
     .man = "_exit(2)",
     .machine = run_exit,
     .call = {.name = "exit", .nr = 60, .operands = {kCodeOperand}}},
    {.name = "wait",
     .group = "processes",
     .synopsis = "wait [PID]",
     .summary = "Collects a child that has ended; without PID any. Prints its pid.",
     .details =
         "Where Linux would sleep until a child ends, this answers EAGAIN.",
     .example = "c = fork\n@$c exit\nwait $c",
     .kernel = "wait_task_zombie (kernel/exit.c)",
     .man = "wait(2)",
     .result = "the child's pid",
     .operands = "PID",
     .parse = parse_wait,
     .machine = run_wait,
     .call = {.name = "wait", .operands = {result_operand("status")}}},
    {.name = "task",
     .group = "processes",
     .synopsis = "task PID",
     .summary = "Makes PID the process that commands without a prefix run as.",
     .details = "`@PID COMMAND` does it for one command. Kept in the log, not part of the machine.",
     .example = "c = fork\ntask $c\ntask 1",
     .operands = "PID",
     .parse = parse_task,
     .machine = run_task},
    {.name = "taskset",
     .group = "processes",
     .synopsis = "taskset CPU PID",
     .summary = "Moves a task to a CPU, and so to that CPU's TLB, per-CPU page lists and LRU batch.",
     .details = "Process N starts on CPU (N - 1) mod cpus.",
     .example = "taskset 1 1",
     .kernel = "sched_setaffinity (kernel/sched/syscalls.c)",
     .man = "taskset(1)",
     .result = "0",
     .operands = "CPU PID",
     .parse = parse_taskset,
     .machine = run_taskset,
     .call = {.name = "sched_setaffinity",
              .nr = 203,
              .operands = {kTaskOperand, result_operand("size"), own_operand("[CPU]", parse_cpu_list)},
              .in_log = InLog::kLeftOut}},
    {.name = "drain",
     .group = "processes",
     .synopsis = "drain",
     .summary = "Empties the LRU batches of all CPUs and drops the references they hold. Prints how many pages they held.",
     .details =
         "A new page waits in a batch of its CPU before it is on an LRU list, and the batch holds a reference, which can turn a reuse "
         "into a\n"
         "copy. No program asks for this directly: it stands for what MADV_COLLAPSE, memory offlining or pinning pages does on the way.",
     .example = "a = mmap 16K\nwrite $a n=4\ndrain",
     .kernel = "lru_add_drain_all (mm/swap.c)",
     .result = "the number of pages",
     .parse = parse_nothing,
     .machine = run_drain},
};

constexpr OtherCall kProcessCalls[] = {
    {"exit", {.name = "_exit", .operands = {kCodeOperand}}},
    {"exit", {.name = "exit_group", .nr = 231, .operands = {kCodeOperand}}},
    {"wait", {.name = "waitpid", .operands = {kChildOperand, result_operand("status"), kOptionsOperand}}},
    {"wait",
     {.name = "wait4", .nr = 61, .operands = {kChildOperand, result_operand("status"), kOptionsOperand, result_operand("rusage")}}},
};

}  // namespace

CommandGroup process_commands() { return group_of(kProcessRows, kProcessCalls); }

}  // namespace pw
