// Commands on memory: mmap, munmap, mprotect, and the accesses write, read and exec. In front of the engine's own checks stand those
// that Linux makes in the system call's entry (arch/x86/kernel/sys_x86_64.c, mm/mmap.c: ksys_mmap_pgoff).
//
// A `run_` function changes the machine and notes the bare result; it is what a replay runs, too. A `describe_` function then puts the
// events of the run into words, for whoever typed it. So nothing that is printed can change what happens.
#include "engine/base/bytes.h"
#include "engine/kernel/access.h"
#include "engine/kernel/fd_table.h"
#include "engine/kernel/look.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/shell/command.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

bool limit_pages(const Command& command, const Bound& bound, Outcome* out) {
  if (bound.pages >= 1 && bound.pages <= kMaxWorkPages) return true;
  set_syntax_error(
      out, command.line,
      {command.pages.begin, "n= goes from 1 to " + std::to_string(kMaxWorkPages) + " pages: the limit of one command's work", ""});
  return false;
}

// ---- mmap ------------------------------------------------------------------------------------------------------------------------
bool parse_mmap(Parser& p, Command* command) {
  if (!p.operand("a size", &command->size)) return false;
  if (p.starts_operand()) {
    command->addr = std::move(command->size);
    command->size = Expr();
    if (!p.operand("a size", &command->size)) return false;
  }
  if (!p.prot_and_flags(command, true)) return false;
  const bool has_file = command->has_path || command->descriptor.present();
  if (command->has_path && command->descriptor.present())
    return p.fail(command->descriptor.begin, "file= and fd= exclude each other");
  if (command->offset.present() && !has_file) return p.fail(command->offset.begin, "offset= needs a file: file=PATH or fd=N");
  if ((command->flags & kMapTypeMask) == 0) command->flags |= kMapPrivate;
  if (!has_file) command->flags |= kMapAnonymous;
  return true;
}

// Without a file the descriptor is -1, which stays out of `descriptor`. In a pasted line its file may stand behind it.
bool parse_c_fd(Parser& p, Command* command) {
  const bool is_negative = p.take_punct("-");
  std::string text;
  if (!p.annotated("fd", is_negative ? &command->number : &command->descriptor, &text)) return false;
  if (!text.empty() && text[0] == '/') command->path = text;
  return true;
}

constexpr Operand kMapFdOperand{.kind = OperandKind::kFd, .slot = OperandSlot::kDescriptor, .c_name = "fd", .parse = parse_c_fd};
constexpr Operand kOffsetOperand{OperandKind::kNumber, OperandSlot::kOffset, "offset"};

bool has_descriptor(const Kernel& k, const Bound& bound) {
  const FilesId files = k.tasks[bound.pid].files;
  return bound.descriptor < kMaxFds && look_up_fd(k.fds, files, static_cast<u32>(bound.descriptor)).is_open;
}

Result<u64> map_path(MachineContext& context, const Command& command, const Bound& bound) {
  return sys_mmap_path(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.prot, command.flags,
                       name_of_path(command.path), bound.offset);
}

// ksys_mmap_pgoff: the descriptor is looked at first, and only without MAP_ANONYMOUS.
Result<u64> run_mmap_file(MachineContext& context, const Command& command, const Bound& bound) {
  if (!is_page_aligned(bound.offset)) return fail(Errno::kEINVAL, "the offset is not a multiple of the page size (mmap's entry)");
  Kernel& k = context.state.kernel;
  if (command.has_path) return map_path(context, command, bound);
  if (!command.path.empty() && !has_descriptor(k, bound)) return map_path(context, command, bound);
  if (!command.descriptor.present() || bound.descriptor >= kMaxFds)
    return fail(Errno::kEBADF, "without MAP_ANONYMOUS the mapping needs an open file (ksys_mmap_pgoff)");
  return sys_mmap_fd(k, context.trace, bound.pid, bound.addr, bound.size, command.prot, command.flags,
                     static_cast<u32>(bound.descriptor), bound.offset);
}

Result<u64> run_mmap_checked(MachineContext& context, const Command& command, const Bound& bound) {
  if ((command.flags & kMapAnonymous) == 0) return run_mmap_file(context, command, bound);
  if (!is_page_aligned(bound.offset)) return fail(Errno::kEINVAL, "the offset is not a multiple of the page size (mmap's entry)");
  return sys_mmap(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.prot, command.flags);
}

void run_mmap(MachineContext& context, const Command& command, const Bound& bound) {
  const Result<u64> result = run_mmap_checked(context, command, bound);
  if (!result.ok()) return set_errno(&context.out, result.error());
  set_ret(&context.out, result.value());
  context.out.out = hex(result.value());
}

void describe_mmap(const SessionState&, const Command& command, const Bound&, const StoredEvents& events, Outcome* out) {
  const bool populates = (command.flags & (kMapPopulate | kMapLocked)) != 0 && out->kind == Outcome::Kind::kOk;
  if (populates) add_part(out, fault_text(events, out->minflt, out->majflt));
}

// ---- munmap ----------------------------------------------------------------------------------------------------------------------
void run_munmap(MachineContext& context, const Command&, const Bound& bound) {
  answer_status(&context.out, sys_munmap(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size));
}

// Sums an argument over the ends of all spans of one kind.
u64 sum_arg(const StoredEvents& events, EventCode id, u32 arg) {
  u64 sum = 0;
  for (const Event& event : events.events) {
    if (event.id == static_cast<u16>(id) && static_cast<Phase>(event.phase) != Phase::kBegin) sum += event.arg[arg];
  }
  return sum;
}

// What the events of a change to areas add up to: "1 area split · 3 entries changed".
void describe_areas(const StoredEvents& events, Outcome* out) {
  if (events.total > events.events.size()) return add_part(out, counted(events.total, "event", "events"));
  add_area_parts(events, out);
}

void describe_munmap(const SessionState&, const Command&, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  describe_areas(events, out);
  if (events.total > events.events.size()) return;
  const u64 freed = count_events(events, EventId::kVmaFree);
  add_part(out, freed == 0 && count_events(events, EventId::kUnmapRegion) == 0 ? "nothing was mapped there"
                                                                               : counted(freed, "area gone", "areas gone"));
  add_part(out, counted(sum_arg(events, EventId::kUnmapRegion, 2), "page", "pages") + " unmapped");
  const u64 tables = sum_arg(events, EventId::kTlbFinish, 1);
  if (tables != 0) add_part(out, counted(tables, "page table", "page tables") + " freed");
}

// ---- mprotect --------------------------------------------------------------------------------------------------------------------
void run_mprotect(MachineContext& context, const Command& command, const Bound& bound) {
  answer_status(&context.out, sys_mprotect(context.state.kernel, context.trace, bound.pid, bound.addr, bound.size, command.prot));
}

void describe_mprotect(const SessionState&, const Command& command, const Bound&, const StoredEvents& events, Outcome* out) {
  if (out->kind != Outcome::Kind::kOk) return;
  add_part(out, perm_word(command.prot));
  describe_areas(events, out);
  if (events.total > events.events.size()) return;
  add_part(out, counted(sum_arg(events, EventId::kChangeProtection, 2), "present entry", "present entries") + " changed");
}

// ---- accesses --------------------------------------------------------------------------------------------------------------------
bool parse_write(Parser& p, Command* command) {
  if (!p.operand("an address", &command->addr)) return false;
  if (p.lexer().peek().kind == TokenKind::kString) {
    const Token text = p.lexer().take();
    if (text.text.empty()) return p.fail(text.begin, "an empty text stores nothing");
    command->text = text.text;
    command->has_text = true;
  } else if (p.starts_operand()) {
    if (!p.operand("a value", &command->number)) return false;
  }
  return p.option_pages(command);
}

bool parse_read(Parser& p, Command* command) { return p.operand("an address", &command->addr) && p.option_pages(command); }
bool parse_exec(Parser& p, Command* command) { return p.operand("an address", &command->addr) && p.no_more(); }

void take_access(MachineContext& context, const AccessResult& result) {
  Outcome* out = &context.out;
  static const StoredEvents kNone;
  if (result.error != Errno::kOk) {
    set_errno(out, fail(result.error, "no frame can be had: none is free or can be taken away, or the group is at its limit"));
  }
  if (result.signal.signo != 0) set_signal(out, result.signal, kNone);
}

void run_write(MachineContext& context, const Command& command, const Bound& bound) {
  if (!limit_pages(command, bound, &context.out)) return;
  const std::string bytes = command.has_text ? command.text : smallest_bytes_of(command.number.present() ? bound.number : 1);
  const AccessResult result = store_bytes(context.state.kernel, context.trace, bound.pid, bound.addr, bytes, bound.pages);
  take_access(context, result);
  if (context.out.kind == Outcome::Kind::kOk) set_ret(&context.out, result.pages_done);
}

void run_read(MachineContext& context, const Command& command, const Bound& bound) {
  if (!limit_pages(command, bound, &context.out)) return;
  // One load from one page: it stops at the page's end.
  const u64 left = kPageSize - bound.addr % kPageSize;
  std::string bytes;
  const AccessResult result =
      load_bytes(context.state.kernel, context.trace, bound.pid, bound.addr, left < 8 ? static_cast<u32>(left) : 8, bound.pages, &bytes);
  take_access(context, result);
  if (context.out.kind == Outcome::Kind::kOk) set_ret(&context.out, result.value);
}

void run_exec(MachineContext& context, const Command&, const Bound& bound) {
  take_access(context, fetch_instruction(context.state.kernel, context.trace, bound.pid, bound.addr));
  if (context.out.kind == Outcome::Kind::kOk) set_ret(&context.out, 0);
}

std::string frame_text(const Kernel& k, Pid pid, u64 addr) {
  const Pfn pfn = is_running(k, pid) ? frame_at(k, pid, addr) : Pfn();
  if (!pfn.valid()) return "";
  return (pfn == k.m.phys.zero_page ? "zero page " : "frame ") + hex(pfn.v);
}

// The value, and the text it begins with if that can be printed.
std::string loaded_text(u64 value) {
  std::string text;
  for (u32 i = 0; i < 8; ++i) {
    const char c = static_cast<char>(value >> (8 * i));
    if (c < 0x20 || c > 0x7e) break;
    text += c;
  }
  return hex(value) + (text.size() < 2 ? "" : " \"" + text + "\"");
}

void describe_access(const SessionState& state, const Command& command, const Bound& bound, const StoredEvents& events, Outcome* out) {
  if (out->kind == Outcome::Kind::kSignal) {
    const u64 faults = out->minflt + out->majflt;
    set_signal(out, out->signal, events);
    if (faults != 0) add_part(out, fault_text(events, out->minflt, out->majflt) + " before it");
    if (!is_running(state.kernel, bound.pid)) add_part(out, "pid " + std::to_string(bound.pid) + " is killed");
    return;
  }
  if (out->kind != Outcome::Kind::kOk) return;
  const bool is_read = std::string(command.spec->name) == "read";
  if (is_read && bound.pages == 1) add_part(out, loaded_text(out->ret));
  if (bound.pages != 1) add_part(out, counted(bound.pages, "page", "pages"));
  add_part(out, fault_text(events, out->minflt, out->majflt));
  if (bound.pages == 1) add_part(out, frame_text(state.kernel, bound.pid, bound.addr));
}

constexpr CommandSpec kMemoryRows[] = {
    {.name = "mmap",
     .group = "memory",
     .synopsis =
         "mmap [ADDR] SIZE [r|rw|rx|rwx|none] [private|shared] [file=PATH|fd=N] [offset=SIZE] [fixed|fixed_noreplace] [populate] "
         "[noreserve] [stack] [growsdown]",
     .summary = "Maps SIZE bytes of memory and prints where; anonymous, private and rw when nothing else is named.",
     .details =
         "Without ADDR the kernel chooses the place: the highest gap that is long enough. With ADDR it is a hint, and with `fixed` an "
         "order.\nNo frame is taken until somebody touches a page (or `populate` is given). The area may merge with a neighbour.\n"
         "Shared memory without a file is a nameless object of its own, which children of fork see as well. Areas over files exist,\n"
         "split and merge; touching their pages is refused, since files have no contents yet. file=PATH is one open file for all who "
         "name it.\nFlags not built yet are refused.",
     .example = "a = mmap 64K\nmmap 16K r\nmmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)",
     .kernel = "do_mmap → mmap_region (mm/mmap.c, mm/vma.c)",
     .man = "mmap(2)",
     .result = "the address",
     .parse = parse_mmap,
     .machine = run_mmap,
     .describe = describe_mmap,
     .call = {.name = "mmap",
              .nr = 9,
              .operands = {kAddrOperand, kLengthOperand, kProtOperand, flags_operand(map_flag_table), kMapFdOperand, kOffsetOperand}}},
    {.name = "munmap",
     .group = "memory",
     .summary = "Removes every mapping of a range; areas that stick out are split.",
     .details =
         "Unmapped parts of the range do not matter; an address that is not page aligned does (EINVAL).",
     .example = "a = mmap 64K\nwrite $a n=16\nmunmap $a+16K 16K",
     .kernel = "do_vmi_munmap (mm/vma.c)",
     .man = "munmap(2)",
     .result = "0",
     .machine = run_munmap,
     .describe = describe_munmap,
     .call = {.name = "munmap", .nr = 11, .operands = {kAddrOperand, kLengthOperand}}},
    {.name = "mprotect",
     .group = "memory",
     .summary = "Changes what may be done with a range; splits and merges areas.",
     .details =
         "The whole range must be mapped, or it ends in ENOMEM at the first hole, with the part before it already changed.",
     .example = "a = mmap 64K\nwrite $a n=16\nmprotect $a+16K 16K r",
     .kernel = "do_mprotect_pkey (mm/mprotect.c)",
     .man = "mprotect(2)",
     .result = "0",
     .machine = run_mprotect,
     .describe = describe_mprotect,
     .call = {.name = "mprotect", .nr = 10, .operands = {kAddrOperand, kLengthOperand, kProtOperand}}},
    {.name = "write",
     .group = "memory",
     .synopsis = "write ADDR [VALUE | \"TEXT\"] [n=PAGES]",
     .summary = "One store into each of PAGES pages; of the value 1 if none is given.",
     .details =
         "A number is stored in the smallest of 1, 2, 4 and 8 bytes that holds it, lowest byte first; a text as its bytes, without a "
         "zero\nbehind them. Page i gets the store at ADDR + i x 4096. A store over a page border touches both pages.\n"
         "The result is the number of stores that went through. Escapes in a text: \\n \\t \\r \\0 \\\\ \\\" \\' \\x41.",
     .example = "a = mmap 64K\nwrite $a\nwrite $a+4K \"hello\"\nwrite $a+8K 0x1234 n=4",
     .kernel = "do_user_addr_fault → handle_mm_fault (mm/memory.c)",
     .result = "the number of stores",
     .operands = "PAGES",
     .parse = parse_write,
     .machine = run_write,
     .describe = describe_access},
    {.name = "read",
     .group = "memory",
     .synopsis = "read ADDR [n=PAGES]",
     .summary = "One load from each of PAGES pages; prints the value of the first, and gives it as result.",
     .details =
         "A load takes 8 bytes, or what is left of the page. A page that was never written reads as zeros, from the zero page.",
     .example = "a = mmap 64K\nread $a\nwrite $a \"hello\"\nread $a",
     .kernel = "do_user_addr_fault → do_anonymous_page (mm/memory.c)",
     .result = "the value",
     .operands = "PAGES",
     .parse = parse_read,
     .machine = run_read,
     .describe = describe_access},
    {.name = "exec",
     .group = "memory",
     .synopsis = "exec ADDR",
     .summary = "Fetches one instruction from an address.",
     .details = "Needs x in the area's permissions; otherwise SIGSEGV (SEGV_ACCERR), told by the fault's I bit.",
     .example = "a = mmap 4K rwx\nexec $a",
     .kernel = "do_user_addr_fault (arch/x86/mm/fault.c)",
     .result = "0",
     .parse = parse_exec,
     .machine = run_exec,
     .describe = describe_access},
};

}  // namespace

CommandGroup memory_commands() { return group_of(kMemoryRows); }

}  // namespace pw
