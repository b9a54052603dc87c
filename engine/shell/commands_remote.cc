// Commands that reach into another process: process_vm_readv, process_vm_writev, and peek and poke, which stand for /proc/PID/mem.
//
// In words a transfer has one piece on each side. The C forms take pieces as strace prints them, [{iov_base=ADDR, iov_len=SIZE}, …], and a
// file's name in place of its descriptor: pread64("/proc/2/mem", BUFFER, SIZE, ADDR). peek and poke have their bytes outside of all
// modelled memory, as a debugger that prints them.
#include "engine/base/bytes.h"
#include "engine/kernel/iovec.h"
#include "engine/kernel/mem_file.h"
#include "engine/kernel/process_vm.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr u32 kIsWrite = 1;

void answer_bytes(Outcome* out, const Result<u64>& result) {
  if (!result.ok()) return set_errno(out, result.error());
  set_ret(out, result.value());
  out->out = counted(result.value(), "byte", "bytes");
}

void describe_faults(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind == Outcome::Kind::kOk) add_part(out, fault_text(events, out->minflt, out->majflt));
}

// ---- process_vm_readv, process_vm_writev -----------------------------------------------------------------------------------------
bool parse_transfer(Parser& p, Command* command) {
  return p.operand("a pid", &command->target) && p.operand("a local address", &command->addr) &&
         p.operand("a remote address", &command->new_addr) && p.operand("a size", &command->size) && p.no_more();
}

constexpr Operand kRemotePidOperand{OperandKind::kPid, OperandSlot::kTarget, "pid", "a pid"};
constexpr Operand kLocalPieces{.kind = OperandKind::kPieces, .shown = "[{iov_base=ADDR, iov_len=SIZE}], 1"};
constexpr Operand kRemotePieces{.kind = OperandKind::kRemotePieces, .shown = "[{…}], 1"};
constexpr Operand kTransferFlags{OperandKind::kNumber, OperandSlot::kNumber, "flags", nullptr, nullptr, "0"};

std::vector<Iovec> iovecs_of(const std::vector<u64>& numbers, bool is_too_many) {
  std::vector<Iovec> pieces;
  for (u64 i = 0; i + 1 < numbers.size(); i += 2) pieces.push_back({numbers[i], numbers[i + 1]});
  if (is_too_many) pieces.resize(kMaxIovecs + 1);
  return pieces;
}

void run_transfer(MachineContext& context, const Command& command, const Bound& bound, bool is_write) {
  ProcessVmCall call;
  call.remote_pid = bound.target;
  call.is_write = is_write;
  if (command.is_c_form()) {
    call.local = iovecs_of(bound.pieces, command.is_too_many);
    call.remote = iovecs_of(bound.remote_pieces, command.is_too_many_remote);
    call.flags = bound.number;
  } else {
    call.local.push_back({bound.addr, bound.size});
    call.remote.push_back({bound.new_addr, bound.size});
  }
  answer_bytes(&context.out, sys_process_vm(context.state.kernel, context.trace, bound.pid, call));
}

void run_readv(MachineContext& context, const Command& command, const Bound& bound) { run_transfer(context, command, bound, false); }
void run_writev(MachineContext& context, const Command& command, const Bound& bound) { run_transfer(context, command, bound, true); }

// ---- peek, poke ------------------------------------------------------------------------------------------------------------------
bool parse_peek(Parser& p, Command* command) {
  if (!p.operand("a pid", &command->target) || !p.operand("an address", &command->addr)) return false;
  if (!p.at_end() && !p.operand("a size", &command->size)) return false;
  return p.no_more();
}

bool parse_poke(Parser& p, Command* command) {
  if (!p.operand("a pid", &command->target) || !p.operand("an address", &command->addr)) return false;
  if (p.lexer().peek().kind == TokenKind::kString) {
    const Token text = p.lexer().take();
    if (text.text.empty()) return p.fail(text.begin, "an empty text stores nothing");
    command->text = text.text;
    command->has_text = true;
  } else if (!p.at_end() && !p.operand("a value", &command->number)) {
    return false;
  }
  return p.no_more();
}

void run_peek(MachineContext& context, const Command& command, const Bound& bound) {
  const u64 size_bytes = command.size.present() ? bound.size : 8;
  std::string bytes;
  const Result<u64> result = peek_bytes(context.state.kernel, context.trace, bound.pid, bound.target, bound.addr, size_bytes, &bytes);
  if (!result.ok()) return set_errno(&context.out, result.error());
  const u64 value = from_little_endian(bytes);
  set_ret(&context.out, value);
  context.out.out = hex(value);
  if (result.value() != 8) add_part(&context.out, counted(result.value(), "byte", "bytes"));
}

void run_poke(MachineContext& context, const Command& command, const Bound& bound) {
  const std::string bytes = command.has_text ? command.text : smallest_bytes_of(command.number.present() ? bound.number : 1);
  answer_bytes(&context.out, poke_bytes(context.state.kernel, context.trace, bound.pid, bound.target, bound.addr, bytes));
}

// "/proc/2/mem", "/proc/$c/mem", "/proc/self/mem"
bool parse_mem_path(Parser& p, Command* command) {
  const Token path = p.lexer().take();
  const std::string head = "/proc/", tail = "/mem";
  const std::string& text = path.text;
  const bool fits = path.kind == TokenKind::kString && text.size() > head.size() + tail.size() && text.compare(0, head.size(), head) == 0 &&
                    text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
  if (!fits) return p.fail(path.begin, "not built yet in this version: files other than \"/proc/PID/mem\"");
  const std::string who = text.substr(head.size(), text.size() - head.size() - tail.size());
  if (who == "self") return true;
  Expr& target = command->target;
  target.begin = path.begin;
  target.end = path.end;
  target.kind = who[0] == '$' ? ExprKind::kName : ExprKind::kNumber;
  target.text = who[0] == '$' ? who.substr(1) : "";
  for (u32 i = 0; who[0] != '$' && i < who.size(); ++i) {
    if (who[i] < '0' || who[i] > '9' || i > 8) return p.fail(path.begin, "a pid is missing in the path");
    target.number = target.number * 10 + static_cast<u64>(who[i] - '0');
  }
  return true;
}

bool parse_c_mem(Parser& p, Command* command) {
  return parse_mem_path(p, command) && p.c_comma() && p.c_operand("a buffer", &command->new_addr) && p.c_comma() &&
         p.operand("a size", &command->size) && p.c_comma() && p.operand("an offset", &command->addr);
}

bool parse_c_pwrite(Parser& p, Command* command) {
  command->flags = kIsWrite;
  return parse_c_mem(p, command);
}

void run_mem_file(MachineContext& context, const Command& command, const Bound& bound) {
  MemFileCall call;
  call.remote_pid = command.target.present() ? bound.target : bound.pid;
  call.local = bound.new_addr;
  call.size_bytes = bound.size;
  call.offset = bound.addr;
  call.is_write = (command.flags & kIsWrite) != 0;
  answer_bytes(&context.out, sys_mem_file(context.state.kernel, context.trace, bound.pid, call));
}

void run_peek_row(MachineContext& context, const Command& command, const Bound& bound) {
  if (command.is_c_form()) return run_mem_file(context, command, bound);
  run_peek(context, command, bound);
}

void run_poke_row(MachineContext& context, const Command& command, const Bound& bound) {
  if (command.is_c_form()) return run_mem_file(context, command, bound);
  run_poke(context, command, bound);
}

constexpr CommandSpec kRemoteRows[] = {
    {.name = "process_vm_readv",
     .group = "other processes",
     .synopsis = "process_vm_readv PID LOCAL REMOTE SIZE",
     .summary = "Copies SIZE bytes from another process's address REMOTE to LOCAL; prints how many went over.",
     .details =
         "Faults on either side count for the caller. A page that the other process shares after a fork is unshared first, since it is "
         "pinned\n"
         "while it is copied. Rights of the area count: what may not be read is EFAULT, or a short count when something went over "
         "before.",
     .example = "a = mmap 64K\nwrite $a \"parent\"\nc = fork\n@$c process_vm_readv 1 $a+4K $a 6\n@$c read $a+4K",
     .kernel = "process_vm_rw_core → pin_user_pages_remote (mm/process_vm_access.c, mm/gup.c)",
     .man = "process_vm_readv(2)",
     .result = "the number of bytes",
     .parse = parse_transfer,
     .machine = run_readv,
     .describe = describe_faults,
     .call = {.name = "process_vm_readv",
              .nr = 310,
              .operands = {kRemotePidOperand, kLocalPieces, kRemotePieces, kTransferFlags}}},
    {.name = "process_vm_writev",
     .group = "other processes",
     .synopsis = "process_vm_writev PID LOCAL REMOTE SIZE",
     .summary = "Copies SIZE bytes from LOCAL to another process's address REMOTE; prints how many went over.",
     .details =
         "A shared page is copied first, as for a store of that process; a read-only area is EFAULT.",
     .example = "a = mmap 64K\nwrite $a \"text\"\nc = fork\nprocess_vm_writev $c $a $a+4K 4\n@$c read $a+4K",
     .kernel = "process_vm_rw_core → pin_user_pages_remote (mm/process_vm_access.c, mm/gup.c)",
     .man = "process_vm_writev(2)",
     .result = "the number of bytes",
     .parse = parse_transfer,
     .machine = run_writev,
     .describe = describe_faults,
     .call = {.name = "process_vm_writev",
              .nr = 311,
              .operands = {kRemotePidOperand, kLocalPieces, kRemotePieces, kTransferFlags}}},
    {.name = "peek",
     .group = "other processes",
     .synopsis = "peek PID ADDR [SIZE]",
     .summary = "Reads 8 bytes (or SIZE) of a process through /proc/PID/mem, as a debugger does.",
     .details =
         "Areas without the right to read can be read all the same (FOLL_FORCE). The result is the value of the first 8 bytes.\n"
         "The result of the C form is the number of bytes, and BUFFER is the caller's memory.",
     .example = "a = mmap 16K none\npeek 1 $a",
     .kernel = "mem_rw → access_remote_vm (fs/proc/base.c, mm/memory.c)",
     .man = "proc_pid_mem(5)",
     .result = "the value",
     .operands = "PID ADDR SIZE",
     .parse = parse_peek,
     .machine = run_peek_row,
     .describe = describe_faults,
     .call = {.name = "pread64",
              .nr = 17,
              .in_log = InLog::kLeftOut,
              .parse = parse_c_mem,
              .synopsis = "pread64(\"/proc/PID/mem\", BUFFER, SIZE, ADDR)"}},
    {.name = "poke",
     .group = "other processes",
     .synopsis = "poke PID ADDR [VALUE | \"TEXT\"]",
     .summary = "Writes to a process through /proc/PID/mem, as a debugger does.",
     .details =
         "Read-only private areas can be written all the same (FOLL_FORCE): the page becomes the process's own, its entry stays "
         "read-only.\nThis is how a breakpoint gets into program text. A value is stored as `write` stores it.",
     .example = "a = mmap 16K r\npoke 1 $a 0xcc\nread $a",
     .kernel = "mem_rw → access_remote_vm (fs/proc/base.c, mm/memory.c)",
     .man = "proc_pid_mem(5)",
     .result = "the number of bytes",
     .operands = "PID ADDR VALUE",
     .parse = parse_poke,
     .machine = run_poke_row,
     .describe = describe_faults,
     .call = {.name = "pwrite64",
              .nr = 18,
              .in_log = InLog::kLeftOut,
              .parse = parse_c_pwrite,
              .synopsis = "pwrite64(\"/proc/PID/mem\", BUFFER, SIZE, ADDR)"}},
};

constexpr OtherCall kRemoteCalls[] = {
    {"peek", {.name = "pread", .parse = parse_c_mem, .synopsis = "pread(\"/proc/PID/mem\", BUFFER, SIZE, ADDR)"}},
    {"poke", {.name = "pwrite", .parse = parse_c_pwrite, .synopsis = "pwrite(\"/proc/PID/mem\", BUFFER, SIZE, ADDR)"}},
};

}  // namespace

CommandGroup remote_commands() { return group_of(kRemoteRows, kRemoteCalls); }

}  // namespace pw
