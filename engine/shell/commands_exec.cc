// execve with an image, and load: address spaces described line by line, in the columns of /proc/PID/maps.
//
//   execve "/bin/sh" base=0x7ffff7fff000 {
//     555555554000-555555558000 r--p 00000000 08:01 1234 "/bin/sh",
//     555555560000-555555564000 rw-p 00000000 00:00 0 "[heap]" }
// all on one line: addresses and offset are hexadecimal without 0x, as in the file; the name is quoted, and missing for anonymous
// memory; VmFlags may follow in brackets as smaps has them, and are believed then. Without them they follow from the permissions
// and the name.
#include "engine/kernel/exec.h"
#include "engine/render/vm_flag_names.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

using Kind = ImageArea::Kind;
constexpr char kShmemPath[] = "/dev/zero (deleted)";

// Exactly hexadecimal (or decimal) digits, at most 64 bits of them.
bool read_number(const std::string& text, u32 base, u64* value) {
  *value = 0;
  for (const char c : text) {
    const u32 digit = c >= '0' && c <= '9' ? static_cast<u32>(c - '0') : c >= 'a' && c <= 'f' ? static_cast<u32>(c - 'a' + 10) : 16;
    if (digit >= base || *value > (~u64{0} - digit) / base) return false;
    *value = *value * base + digit;
  }
  return !text.empty();
}

bool read_pair(const std::string& text, char separator, u64* first, u64* second) {
  const std::string::size_type at = text.find(separator);
  return at != std::string::npos && read_number(text.substr(0, at), 16, first) && read_number(text.substr(at + 1), 16, second);
}

// "rw-p" to VM_ flags, those that may be had included.
bool read_perm(const std::string& text, ImageArea* area) {
  u32 prot = 0;
  bool is_shared = false;
  if (text.size() != 4 || (text[3] != 'p' && text[3] != 's') || !parse_prot_word(text, &prot, &is_shared)) return false;
  area->flags = kVmMayRead | kVmMayWrite | kVmMayExec;
  if ((prot & kProtRead) != 0) area->flags |= kVmRead;
  if ((prot & kProtWrite) != 0) area->flags |= kVmWrite;
  if ((prot & kProtExec) != 0) area->flags |= kVmExec;
  if (is_shared) area->flags |= kVmMayShare | kVmShared;
  return true;
}

Kind kind_of(const FileName& name, bool is_shared) {
  if (name.path.empty()) return Kind::kAnonymous;
  if (name.path == "[heap]") return Kind::kHeap;
  if (name.path == "[stack]") return Kind::kStack;
  if (name.path == kShmemPath && name.dev_major == 0 && name.dev_minor == 1 && is_shared) return Kind::kShmem;
  return name.path.front() == '[' ? Kind::kSpecial : Kind::kFile;
}

// What smaps would say, where it was not given.
void complete_flags(ImageArea* area) {
  const bool is_shared = (area->flags & kVmMayShare) != 0;
  if (area->kind == Kind::kSpecial) {
    const u64 access = area->flags & (kVmRead | kVmWrite | kVmExec);  // --xp [uprobes], ---p [vvar]
    const bool has_code = (access & kVmExec) != 0;
    area->flags = access | (has_code ? kVmMayRead | kVmMayWrite | kVmMayExec | kVmDontExpand
                                     : kVmMayRead | kVmPfnMap | kVmIo | kVmDontExpand | kVmDontDump);
  } else if (area->kind == Kind::kFile && is_shared && (area->flags & kVmWrite) == 0) {
    area->flags &= ~static_cast<u64>(kVmShared | kVmMayWrite);  // most likely open for reading only
  } else if (area->kind == Kind::kStack) {
    area->flags |= kVmGrowsDown | kVmAccount;
  } else if (!is_shared && (area->flags & kVmWrite) != 0) {
    area->flags |= kVmAccount;
  }
}

// ( rd wr mr mw me ac )
bool parse_vm_flags(Parser& p, ImageArea* area) {
  if (!p.take_punct("(")) {
    complete_flags(area);
    return true;
  }
  area->flags = 0;
  while (!p.take_punct(")")) {
    const Token code = p.lexer().take();
    if (code.kind != TokenKind::kWord || code.text.size() != 2)
      return p.fail(code.begin, "VmFlags are two letters each, as smaps has them");
    area->flags |= find_vm_flag(code.text);
  }
  return true;
}

bool parse_area(Parser& p, ImageArea* area) {
  const Token range = p.lexer().take_raw();
  if (!read_pair(range.text, '-', &area->range.start, &area->range.end))
    return p.fail(range.begin, "an area is missing here, as in 555555554000-555555558000 r--p 00000000 08:01 1234 \"/bin/sh\"");
  const Token perm = p.lexer().take_raw();
  if (!read_perm(perm.text, area)) return p.fail(perm.begin, "permissions are four characters here, as in rw-p");
  const Token offset = p.lexer().take_raw();
  if (!read_number(offset.text, 16, &area->offset)) return p.fail(offset.begin, "an offset is missing here, as in 0001f000");
  const Token device = p.lexer().take_raw();
  u64 major = 0;
  u64 minor = 0;
  const bool has_device = read_pair(device.text, ':', &major, &minor) && major <= 0xfff && minor <= 0xfffff;
  if (!has_device) return p.fail(device.begin, "a device is missing here, as in 08:01");
  area->name.dev_major = static_cast<u32>(major);
  area->name.dev_minor = static_cast<u32>(minor);
  const Token inode = p.lexer().take();
  if (inode.kind != TokenKind::kNumber) return p.fail(inode.begin, "an inode number is missing here");
  area->name.inode = inode.number;
  if (p.lexer().peek().kind == TokenKind::kString) area->name.path = p.lexer().take().text;
  area->kind = kind_of(area->name, (area->flags & kVmMayShare) != 0);
  return parse_vm_flags(p, area);
}

// Asked of the line itself: addresses without 0x are no tokens of the language.
bool closes_image(Parser& p) {
  const u32 at = p.lexer().next_column();
  return at < p.lexer().line().size() && p.lexer().line()[at] == '}';
}

bool parse_image(Parser& p, Command* command) {
  if (!p.expect_punct("{")) return false;
  while (!closes_image(p)) {
    ImageArea area;
    if (!parse_area(p, &area)) return false;
    command->image.push_back(area);
    if (!p.take_punct(",") && p.lexer().peek().text != "}")
      return p.fail_here("areas are separated by `,`, and the last is followed by `}`");
  }
  return p.take_punct("}");
}

bool parse_execve(Parser& p, Command* command) {
  const Token path = p.lexer().take_raw();
  if (path.text.empty() || path.kind == TokenKind::kError) return p.fail(path.begin, "the path of a program is missing here");
  command->path = path.text;
  if (p.take_key("base") && !p.operand("where the first mapping ends", &command->addr)) return false;
  if (p.take_key("brk") && !p.operand("where the heap begins", &command->number)) return false;
  return p.at_end() || (parse_image(p, command) && p.no_more());
}

// The path that strace -y writes behind a descriptor is the program's where execveat is given none (AT_EMPTY_PATH).
bool parse_execveat(Parser& p, Command* command) {
  const std::string& line = p.lexer().line();
  const u32 begin = p.lexer().next_column();
  if (!p.skip_c_argument()) return false;
  const std::string dir = line.substr(begin, p.lexer().next_column() - begin);
  const Token path = p.c_comma() ? p.lexer().take() : Token();
  if (path.kind != TokenKind::kString) return p.fail(path.begin, "a path in quotes is missing here");
  const std::size_t open = dir.find('<'), close = dir.rfind('>');
  const bool is_beside = path.text.empty() && open != std::string::npos && close != std::string::npos;
  command->path = is_beside ? dir.substr(open + 1, close - open - 1) : path.text;
  if (command->path.empty()) return p.fail(path.begin, "the program's path is neither here nor behind the descriptor, as in 3</bin/true>");
  for (u32 i = 0; i < 3; ++i) {
    if (!p.c_comma() || !p.skip_c_argument()) return false;
  }
  return true;
}

bool parse_load(Parser& p, Command* command) { return parse_image(p, command) && p.no_more(); }

void run_execve(MachineContext& context, const Command& command, const Bound& bound) {
  const std::string& failed = command.expected.errno_name;
  if (!failed.empty())
    return set_errno(&context.out, fail(find_errno(failed.c_str()), "the recorded call failed, and there is no file system here"));
  ExecImage image;
  image.path = command.path;
  image.mmap_base = bound.addr;
  image.start_brk = bound.number;
  image.areas = command.image;
  const Result<Signal> end = sys_execve(context.state.kernel, context.trace, bound.pid, image);
  static const StoredEvents kNone;
  if (end.ok() && end.value().signo != 0) return set_signal(&context.out, end.value(), kNone);
  answer_status(&context.out, end.ok() ? ok_status() : Status(end.error()));
  if (context.out.kind == Outcome::Kind::kOk) context.out.out = counted(command.image.size(), "area", "areas") + " and the stack";
}

// A process that execve killed: why stands in the events.
void describe_execve(const SessionState&, const Command&, const Bound& bound, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kSignal) return;
  set_signal(out, out->signal, events);
  add_part(out, "pid " + std::to_string(bound.pid) + " is killed");
}

void run_load(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, load_areas(context.state.kernel, context.trace, bound.pid, command.image));
  if (context.out.kind == Outcome::Kind::kOk) context.out.out = counted(command.image.size(), "area", "areas");
}

constexpr CommandSpec kExecRows[] = {
    {.name = "execve",
     .group = "processes",
     .synopsis = "execve PATH [base=ADDR] [brk=ADDR] [{ AREA, AREA, … }]",
     .summary = "Gives the process a fresh address space with the described areas.",
     .details =
         "AREA is a line of /proc/PID/maps: START-END PERM OFFSET DEV INODE [\"NAME\"] [(VmFlags)], numbers as the file has them.\n"
         "[stack] and [heap] say where those are; without them the stack is the usual one, and the heap begins behind the program.\n"
         "A program that does not fit into the limits (prlimit) is killed by SIGSEGV: there is nothing left to go back to.\n"
         "base is where the first mapping will end, brk where the heap begins. No page is there yet but the top of the stack. "
         "`pagewalk import FILE` writes such lines.\nThe C form knows of no area but the stack.",
     .example =
         "execve \"/bin/true\" { 400000-401000 r--p 00000000 08:01 77 \"/bin/true\", 401000-402000 r-xp 00001000 08:01 77 "
         "\"/bin/true\" }\ncat maps",
     .kernel = "begin_new_exec → load_elf_binary (fs/exec.c, fs/binfmt_elf.c)",
     .man = "execve(2)",
     .result = "0",
     .operands = "",
     .parse = parse_execve,
     .machine = run_execve,
     .describe = describe_execve,
     .call = {.name = "execve", .nr = 59, .operands = {kPathOperand, result_operand("argv"), result_operand("envp")}}},
    {.name = "load",
     .group = "processes",
     .synopsis = "load { AREA, AREA, … }",
     .summary = "Adds described areas to the address space, exactly as they are described.",
     .details =
         "What a loader and its libraries have left, as a maps file shows it: areas stand beside each other even where mmap would join "
         "them.\nAREA as for execve. No call of Linux; imports use it for address spaces that do not fit into one command.",
     .example =
         "load { 100000000000-100000004000 r--p 00000000 08:01 99 \"/lib/x.so\", 100000004000-100000008000 rw-p 00000000 00:00 0 }\n"
         "cat maps",
     .result = "0",
     .parse = parse_load,
     .machine = run_load},
};

constexpr OtherCall kExecCalls[] = {
    {"execve", {.name = "execveat", .nr = 322, .parse = parse_execveat, .synopsis = "execveat(DIR, \"PATH\", ARGV, ENVP, FLAGS)"}},
};

}  // namespace

CommandGroup exec_commands() { return group_of(kExecRows, kExecCalls); }

}  // namespace pw
