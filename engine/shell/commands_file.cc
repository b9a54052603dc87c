// Commands on descriptors: open, close, dup, fcntl, as far as they name what an area maps. There is no file system: every path
// opens, unless the line that is run says itself that it failed (`openat(…) = -1 ENOENT`, as a recorded log has it).
#include "engine/kernel/file_calls.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr u32 kOpenWriteOnly = 1, kOpenReadWrite = 2, kOpenAccessMask = 3, kOpenCloexec = 0x80000;
constexpr u32 kDupTo = 1, kDupAtLeast = 2, kSetFd = 3, kNoEffect = 4;  // what a `dup` row stands for, in Command::flags

// Only what memory can show is passed on; the rest is known and has no effect here.
constexpr FlagName kOpenFlags[] = {
    {"O_RDONLY", "r", 0, kOpenAccessMask, FlagUse::kPassed, "for reading"},
    {"O_WRONLY", "w", kOpenWriteOnly, kOpenAccessMask, FlagUse::kPassed, "for writing"},
    {"O_RDWR", "rw", kOpenReadWrite, kOpenAccessMask, FlagUse::kPassed, "for both"},
    {"O_CLOEXEC", "cloexec", kOpenCloexec, kOpenCloexec, FlagUse::kPassed, "closed by execve"},
    {nullptr, nullptr, 0, 0, FlagUse::kPassed, nullptr},
};

void answer_fd(Outcome* out, const Result<u32>& result) {
  if (!result.ok()) return set_errno(out, result.error());
  set_ret(out, result.value());
  out->out = std::to_string(result.value());
}

u32 small(u64 number) { return number < kMaxFds ? static_cast<u32>(number) : kMaxFds; }

// ---- open -----------------------------------------------------------------------------------------------------------------------
bool parse_open(Parser& p, Command* command) {
  const Token path = p.lexer().take_raw();
  if (path.text.empty() || path.kind == TokenKind::kError) return p.fail(path.begin, "a path is missing here");
  command->path = path.text;
  while (!p.at_end()) {
    const Token word = p.lexer().take_raw();
    const FlagName* flag = kOpenFlags;
    while (flag->c_name != nullptr && word.text != flag->word) ++flag;
    if (flag->c_name == nullptr) return p.fail(word.begin, "unknown option `" + word.text + "`", "r, w, rw and cloexec are known");
    command->flags |= flag->value;
  }
  return true;
}

// O_… by name or number; those without a meaning for memory are taken and dropped.
bool parse_open_flags(Parser& p, Command* command) {
  do {
    const Token token = p.lexer().take();
    if (token.kind == TokenKind::kNumber) {
      command->flags |= static_cast<u32>(token.number & (kOpenAccessMask | kOpenCloexec));
      continue;
    }
    if (token.kind != TokenKind::kWord || token.text.compare(0, 2, "O_") != 0)
      return p.fail(token.begin, "O_ flags are missing here");
    for (const FlagName* flag = kOpenFlags; flag->c_name != nullptr; ++flag) {
      if (token.text == flag->c_name) command->flags |= flag->value;
    }
  } while (p.take_punct("|"));
  return !p.take_punct(",") || p.skip_c_argument();  // the mode of a new file
}

void run_open(MachineContext& context, const Command& command, const Bound& bound) {
  const ExpectedResult& recorded = command.expected;
  if (!recorded.errno_name.empty()) {
    return set_errno(&context.out,
                     fail(find_errno(recorded.errno_name.c_str()), "the recorded call failed, and there is no file system here"));
  }
  OpenRequest request;
  request.name = name_of_path(command.path);
  const u32 access = command.flags & kOpenAccessMask;
  request.readable = access != kOpenWriteOnly;
  request.writable = access == kOpenWriteOnly || access == kOpenReadWrite;
  request.close_on_exec = (command.flags & kOpenCloexec) != 0;
  request.has_number = recorded.present && !recorded.is_any;
  request.number = small(recorded.value);
  answer_fd(&context.out, sys_open(context.state.kernel, context.trace, bound.pid, request));
}

// ---- close, dup, fcntl ----------------------------------------------------------------------------------------------------------
void run_close(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_close(context.state.kernel, context.trace, bound.pid, small(bound.descriptor)));
}

bool parse_dup(Parser& p, Command* command) {
  if (!p.operand("a descriptor", &command->descriptor)) return false;
  if (!p.at_end()) command->flags = kDupTo;
  return p.at_end() || (p.operand("a descriptor", &command->number) && p.no_more());
}

bool parse_c_dup2(Parser& p, Command* command) {
  command->flags = kDupTo;
  return p.annotated("oldfd", &command->descriptor) && p.c_comma() && p.operand("newfd", &command->number);
}

bool parse_c_dup3(Parser& p, Command* command) {
  if (!parse_c_dup2(p, command) || !p.c_comma()) return false;
  const Token flags = p.lexer().take();
  if (flags.text == "O_CLOEXEC" || flags.number == kOpenCloexec) command->flags |= kOpenCloexec;
  return true;
}

// fcntl(fd, F_DUPFD, 10), fcntl(fd, F_SETFD, FD_CLOEXEC). What reads or sets other things changes nothing that memory shows.
bool parse_c_fcntl(Parser& p, Command* command) {
  if (!p.annotated("fd", &command->descriptor) || !p.c_comma()) return false;
  const Token what = p.lexer().take();
  if (what.text == "F_DUPFD" || what.text == "F_DUPFD_CLOEXEC") {
    command->flags = kDupAtLeast | (what.text == "F_DUPFD" ? 0 : kOpenCloexec);
    return p.c_comma() && p.operand("the lowest number", &command->number);
  }
  const bool sets_fd = what.text == "F_SETFD";
  command->flags = sets_fd ? kSetFd : kNoEffect;
  if (!p.take_punct(",")) return true;
  if (sets_fd && p.lexer().peek().text == "FD_CLOEXEC") command->flags |= kOpenCloexec;
  if (sets_fd && p.lexer().peek().kind == TokenKind::kNumber && p.lexer().peek().number != 0) command->flags |= kOpenCloexec;
  return p.skip_c_argument();
}

Result<u32> run_dup_checked(MachineContext& context, const Command& command, const Bound& bound) {
  Kernel& k = context.state.kernel;
  const u32 fd = small(bound.descriptor);
  const bool cloexec = (command.flags & kOpenCloexec) != 0;
  const u32 kind = command.flags & ~kOpenCloexec;
  const ExpectedResult& recorded = command.expected;
  const bool has_number = recorded.present && !recorded.is_any && recorded.errno_name.empty();
  if (kind == kDupTo) return sys_dup_to(k, context.trace, bound.pid, fd, small(bound.number), cloexec);
  // Descriptors of pipes and sockets are not kept, so a recorded log may have been given a higher one.
  const bool is_recorded = has_number && (kind == 0 || kind == kDupAtLeast);
  if (is_recorded) return sys_dup_to(k, context.trace, bound.pid, fd, small(recorded.value), cloexec);
  return sys_dup(k, context.trace, bound.pid, fd, kind == kDupAtLeast ? small(bound.number) : 0, cloexec);
}

void run_dup(MachineContext& context, const Command& command, const Bound& bound) {
  const u32 kind = command.flags & ~kOpenCloexec;
  if (kind == kNoEffect) {
    const ExpectedResult& recorded = command.expected;
    const Status known = sys_fcntl_without_effect(context.state.kernel, context.trace, bound.pid, small(bound.descriptor));
    if (!known.ok()) return set_errno(&context.out, known.error());
    return answer_fd(&context.out, recorded.present && !recorded.is_any ? static_cast<u32>(recorded.value) : 0u);
  }
  if (kind != kSetFd) return answer_fd(&context.out, run_dup_checked(context, command, bound));
  const bool cloexec = (command.flags & kOpenCloexec) != 0;
  answer_status(&context.out, sys_set_close_on_exec(context.state.kernel, context.trace, bound.pid, small(bound.descriptor), cloexec));
}

constexpr CommandSpec kFileRows[] = {
    {.name = "open",
     .group = "files",
     .synopsis = "open PATH [r|w|rw] [cloexec]",
     .summary = "Opens a file, so that it can be mapped; prints the descriptor.",
     .details =
         ""
         "Each open is a file of its own: areas over two opens of one path never merge. There is no file system, so every path opens,\n"
         "and a file has no contents. In C a recorded `= 5` or `= -1 ENOENT` is taken over.",
     .example = "f = open /lib/libc.so.6\na = mmap 64K r fd=$f\nclose $f\ncat maps",
     .kernel = "do_sys_openat2 → fd_install (fs/open.c, fs/file.c)",
     .man = "open(2)",
     .result = "the descriptor",
     .operands = "",
     .parse = parse_open,
     .machine = run_open,
     .call = {.name = "open", .nr = 2, .operands = {kPathOperand, own_operand("O_FLAGS", parse_open_flags)}}},
    {.name = "close",
     .group = "files",
     .summary = "Closes a descriptor. Areas over the file keep it.",
     .example = "f = open /etc/passwd\na = mmap 4K r fd=$f\nclose $f",
     .kernel = "close_fd (fs/file.c)",
     .man = "close(2)",
     .result = "0",
     .machine = run_close,
     .call = {.name = "close", .nr = 3, .operands = {kFdOperand}}},
    {.name = "dup",
     .group = "files",
     .synopsis = "dup FD [NEW]",
     .summary = "Makes a second descriptor for the same open file; prints it.",
     .details =
         "In C fcntl(FD, F_SETFD, FD_CLOEXEC) says that execve closes it; other requests of fcntl change nothing here.",
     .example = "f = open /etc/passwd\ng = dup $f\nclose $f\nmmap 4K r fd=$g",
     .kernel = "f_dupfd, ksys_dup3 (fs/file.c)",
     .man = "dup(2)",
     .result = "the descriptor",
     .operands = "",
     .parse = parse_dup,
     .machine = run_dup,
     .call = {.name = "dup", .nr = 32, .operands = {kFdOperand}}},
};

constexpr OtherCall kFileCalls[] = {
    {"open", {.name = "openat", .nr = 257, .operands = {result_operand("dir"), kPathOperand, own_operand("O_FLAGS", parse_open_flags)}}},
    {"dup", {.name = "dup2", .nr = 33, .parse = parse_c_dup2, .synopsis = "dup2(FD, NEW)"}},
    {"dup", {.name = "dup3", .nr = 292, .parse = parse_c_dup3, .synopsis = "dup3(FD, NEW, FLAGS)"}},
    {"dup", {.name = "fcntl", .nr = 72, .parse = parse_c_fcntl, .synopsis = "fcntl(FD, F_DUPFD, LOWEST)"}},
};

}  // namespace

CommandGroup file_commands() { return group_of(kFileRows, kFileCalls); }

}  // namespace pw
