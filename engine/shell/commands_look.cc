// Commands that look and change nothing: files of /proc, walks, views, the call tree, assert and print. What they print comes from
// render/.
//
// The state is const here, and no fault is taken on the reader's behalf: `walk` and `rmap` show an absent page as absent. Only `rmap`
// emits events, those of the walk, which `trace` then shows.
#include "engine/base/hasher.h"
#include "engine/kernel/look.h"
#include "engine/memory/reverse_walk.h"
#include "engine/render/accounting.h"
#include "engine/render/swap_text.h"
#include "engine/shell/command.h"
#include "engine/shell/pipe.h"
#include "engine/shell/pressure_steps.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace pw {
namespace {

void answer(LookContext& context, const std::string& text) { context.out.out = text; }

bool needs_process(LookContext& context, const Bound& bound) {
  if (is_running(context.state.kernel, bound.pid)) return true;
  set_errno(&context.out, fail(Errno::kESRCH, "no running process has this pid: `ps` lists them"));
  return false;
}

// ---- ps, tlb, hash, names, check -------------------------------------------------------------------------------------------------
}  // namespace

void look_ps(LookContext& context, const Command&, const Bound&) { answer(context, render_ps(context.state.kernel)); }

namespace {

void look_tlb(LookContext& context, const Command&, const Bound&) { answer(context, render_tlb(context.state.kernel)); }
void look_hash(LookContext& context, const Command&, const Bound&) { answer(context, to_hex16(state_hash(context.state.kernel))); }

void look_names(LookContext& context, const Command&, const Bound&) {
  for (const auto& entry : context.state.names)
    add_line(&context.out, "$" + entry.first + " = " + value_text(number_value(entry.second)));
  if (context.state.names.empty()) answer(context, std::string("no names yet: `a = mmap 64K` keeps the address as $a"));
}

void look_check(LookContext& context, const Command&, const Bound&) {
  CheckReport report;
  check_kernel(context.state.kernel, CheckLevel::kFull, report);
  if (report.ok()) return answer(context, std::string("every invariant holds"));
  context.out.kind = Outcome::Kind::kAssertFailed;
  answer(context, counted(report.count(), "invariant is", "invariants are") + " broken: this is a fault of the model");
  for (const std::string& message : report.messages()) add_line(&context.out, message);
}

// ---- cat -------------------------------------------------------------------------------------------------------------------------
bool parse_cat(Parser& p, Command* command) {
  const Token file = p.lexer().take_raw();
  if (file.text.empty()) return p.fail(file.begin, "a file is missing here: /proc/PID/maps, /proc/meminfo, …", "`help files` lists them");
  command->text = file.text;
  command->text_column = file.begin;
  return p.no_more();
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// $name in a path is its number: /proc/$c/maps. False: no such name, whose place is in *at.
bool expand_names(const std::string& text, const CowMap<std::string, u64>& names, std::string* out, u32* at) {
  for (u32 i = 0; i < text.size();) {
    if (text[i] != '$') {
      *out += text[i++];
      continue;
    }
    *at = i++;
    std::string name;
    while (i < text.size() && is_name_char(text[i])) name += text[i++];
    const u64* found = names.find(name);
    if (found == nullptr) return false;
    *out += std::to_string(*found);
  }
  return true;
}

// A bare file name stands for the file in /proc, or in the acting process's folder there.
std::string full_path(const std::string& path) {
  if (path.find('/') != std::string::npos) return path;
  for (const ProcFile& file : proc_files()) {
    const std::string pattern = file.pattern;
    if (pattern == "/proc/PID/" + path) return "/proc/self/" + path;
    if (pattern == "/proc/" + path) return pattern;
  }
  return path;
}

std::vector<std::string> file_names() {
  std::vector<std::string> names;
  for (const ProcFile& file : proc_files()) names.push_back(file.pattern);
  return names;
}

}  // namespace

void look_cat(LookContext& context, const Command& command, const Bound& bound) {
  std::string path;
  u32 at = 0;
  if (!expand_names(command.text, context.state.names, &path, &at)) {
    return set_syntax_error(&context.out, command.line,
                            {command.text_column + at, "no result is kept under this name", "`names` lists them"});
  }
  Status status = ok_status();
  const std::string text = context.pipes.run([&](LineSink& out) {
    status = print_proc(context.state.kernel, bound.pid, full_path(path), out);
  });
  if (status.ok()) return answer(context, text);
  set_errno(&context.out, status.error());
  if (status.error().code == Errno::kENOENT) {
    const std::string hint = did_you_mean(path, file_names());
    add_line(&context.out, hint.empty() ? "`help files` lists the files of this machine" : hint);
  }
}

namespace {

// ---- walk, rmap, page ------------------------------------------------------------------------------------------------------------
bool parse_addr(Parser& p, Command* command) { return p.operand("an address", &command->addr) && p.no_more(); }

// ADDR, or `pfn N`.
bool parse_page_operand(Parser& p, Command* command) {
  const Token& word = p.lexer().peek();
  if (word.kind != TokenKind::kWord || word.text != "pfn") return p.operand("an address, or `pfn` and a frame number,", &command->addr);
  p.lexer().take();
  return p.operand("a frame number", &command->number);
}

bool parse_page(Parser& p, Command* command) { return parse_page_operand(p, command) && p.no_more(); }

// The frame that the operand names; invalid with the outcome set when there is none.
Pfn find_frame(LookContext& context, const Command& command, const Bound& bound) {
  if (command.number.present()) {
    const u32 frames = context.state.kernel.m.phys.pages.size();
    if (bound.number < frames) return Pfn(static_cast<u32>(bound.number));
    set_syntax_error(&context.out, command.line,
                     {command.number.begin, "there is no such frame: this machine has frames 0x0 to " + hex(frames - 1), ""});
    return Pfn();
  }
  if (!needs_process(context, bound)) return Pfn();
  const Pfn pfn = frame_at(context.state.kernel, bound.pid, bound.addr);
  if (!pfn.valid()) set_errno(&context.out, fail(Errno::kEFAULT, "no page is mapped there: it was never touched, or is not mapped"));
  return pfn;
}

void look_walk(LookContext& context, const Command&, const Bound& bound) {
  if (needs_process(context, bound)) answer(context, render_walk(context.state.kernel, bound.pid, bound.addr));
}

void look_rmap(LookContext& context, const Command& command, const Bound& bound) {
  const Pfn pfn = find_frame(context, command, bound);
  if (!pfn.valid()) return;
  walk_rmap(context.state.kernel.m, context.trace, pfn);
  answer(context, render_rmap(context.state.kernel, pfn));
}

// The entry of an address that a page was taken away from; empty where none is.
Pte find_swapped(const LookContext& context, const Command& command, const Bound& bound) {
  const Mm* mm = command.number.present() ? nullptr : mm_of(context.state.kernel, bound.pid);
  if (mm == nullptr) return Pte{};
  const Pte pte = read_pte(context.state.kernel.m.pt, context.state.kernel.m.phys, mm->pgd, bound.addr);
  return pte_form(pte) == PteForm::kSwap ? pte : Pte{};
}

void look_page(LookContext& context, const Command& command, const Bound& bound) {
  const Pte swapped = find_swapped(context, command, bound);
  if (!pte_none(swapped)) return answer(context, render_swapped(context.state.kernel, swapped));
  const Pfn pfn = find_frame(context, command, bound);
  if (pfn.valid()) answer(context, render_page(context.state.kernel, pfn));
}

// ---- show, trace -----------------------------------------------------------------------------------------------------------------
std::vector<std::string> view_names() {
  std::vector<std::string> names;
  for (u32 i = 0; i < kViews; ++i) names.push_back(view_name(static_cast<View>(i)));
  return names;
}

bool parse_show(Parser& p, Command* command) {
  const Token name = p.lexer().take();
  const std::vector<std::string> names = view_names();
  const auto found = std::find(names.begin(), names.end(), name.text);
  if (name.kind != TokenKind::kWord || found == names.end()) {
    const std::string hint = did_you_mean(name.text, names);
    return p.fail(name.begin, name.kind == TokenKind::kEnd ? "a view is missing here" : "unknown view `" + name.text + "`",
                  hint.empty() ? "views: spaces, tables [ADDR], tree, rmap [ADDR | pfn N], memory, what, merge, rbtree [ADDR], limits, "
                                 "swap, lists, pressure"
                               : hint);
  }
  command->text = name.text;
  command->flags = static_cast<u32>(found - names.begin());
  const View view = static_cast<View>(command->flags);
  const bool takes_page = view == View::kTables || view == View::kRmap;
  if (takes_page && !p.at_end() && !parse_page_operand(p, command)) return false;
  if (view == View::kRbtree && !p.at_end() && !p.operand("an address", &command->addr)) return false;
  return p.no_more();
}

void look_show(LookContext& context, const Command& command, const Bound& bound) {
  const View view = static_cast<View>(command.flags);
  ViewRequest request;
  request.pid = bound.pid;
  request.addr = bound.addr;
  if (command.addr.present() && view == View::kRmap) request.pfn = find_frame(context, command, bound);
  if (command.number.present()) request.pfn = find_frame(context, command, bound);
  if (context.out.kind != Outcome::Kind::kOk) return;
  const bool is_of_process = view == View::kTables || view == View::kTree || view == View::kRbtree;
  if (is_of_process && !needs_process(context, bound)) return;
  // What the machine is compared with: the one before the last command, when that one changed it.
  SessionState before;
  if (needs_before(view)) {
    const Session& session = context.shell.session();
    request.events = &context.env.last->events().events;
    if (context.env.last->outcome().logged && session.head() > 0) {
      before = session.state_before(session.head() - 1);
      request.before = &before.kernel;
    }
  }
  if (view == View::kPressure) request.steps = pressure_steps(context.shell.session(), context.shell.session().head());
  answer(context, context.pipes.run([&](LineSink& out) { print_view(context.state.kernel, view, request, out); }));
}

bool parse_trace(Parser& p, Command* command) {
  const Token& word = p.lexer().peek();
  if (word.kind == TokenKind::kWord && word.text == "last") {
    p.lexer().take();
  } else if (!p.at_end() && !p.operand("the number of a command in the log", &command->number)) {
    return false;
  }
  return p.no_more();
}

void look_trace(LookContext& context, const Command& command, const Bound& bound) {
  const Session& session = context.shell.session();
  StoredEvents stored;
  if (command.number.present()) {
    if (bound.number == 0 || bound.number > session.length()) {
      return set_syntax_error(
          &context.out, command.line,
          {command.number.begin, "the log has commands 1 to " + std::to_string(session.length()), "`log` lists them"});
    }
    stored = session.events_of(static_cast<u32>(bound.number - 1));
    add_line(&context.out, session.command(static_cast<u32>(bound.number - 1)));
  } else {
    stored = context.env.last->events();
  }
  add_line(&context.out,
           stored.events.empty() ? "no events: the last command asked the kernel for nothing" : render_call_tree(stored.events));
  const u64 kept = stored.events.size();
  if (stored.total > kept)
    add_line(&context.out, "… and " + std::to_string(stored.total - kept) + " more: " + std::to_string(kMaxStoredEvents) +
                               " events of a command are stored");
}

// ---- assert, print, echo ---------------------------------------------------------------------------------------------------------
// `print/x EXPR` and its kin, as a debugger has them.
bool parse_print(Parser& p, Command* command) {
  if (p.take_punct("/")) {
    const Token format = p.lexer().take();
    const bool is_known = format.kind == TokenKind::kWord && (format.text == "x" || format.text == "d" || format.text == "t");
    if (!is_known) return p.fail(format.begin, "print knows /x (hexadecimal), /d (decimal) and /t (binary)");
    command->text = format.text;
  }
  return parse_expression(p.lexer(), &command->expr) && p.no_more();
}

// Groups of four binary digits, none in front that is 0.
std::string binary(u64 number) {
  std::string text;
  for (u32 bit = 0; bit == 0 || number >> bit != 0; ++bit) {
    if (bit != 0 && bit % 4 == 0) text.insert(0, 1, '_');
    text.insert(0, 1, (number >> bit & 1) != 0 ? '1' : '0');
    if (bit == 63) break;
  }
  return "0b" + text;
}

std::string formatted(const Value& value, const std::string& format) {
  if (value.type != Value::Type::kNumber || format.empty()) return value_text(value);
  return format == "x" ? hex(value.number) : format == "d" ? decimal(value.number) : binary(value.number);
}

bool parse_expr(Parser& p, Command* command) { return parse_expression(p.lexer(), &command->expr) && p.no_more(); }

// Of a comparison both sides are shown, so that one sees by how much it failed.
std::string sides_text(const LookContext& context, const Expr& expr) {
  if (expr.kind != ExprKind::kCompare) return "";
  std::string text;
  for (const Expr& side : expr.kids) {
    Value value;
    Diagnostic error;
    if (!evaluate_expression(context.env, side, &value, &error)) return "";
    text += (text.empty() ? "left is " : ", right is ") + value_text(value);
  }
  return text;
}

void look_assert(LookContext& context, const Command& command, const Bound&) {
  Value value;
  Diagnostic error;
  if (!evaluate_expression(context.env, command.expr, &value, &error)) return set_syntax_error(&context.out, command.line, error);
  if (value.type != Value::Type::kBool) {
    return set_syntax_error(&context.out, command.line,
                            {command.expr.begin, std::string("assert takes true or false, and this is ") + value_type_name(value), ""});
  }
  if (is_true(value)) return answer(context, std::string("holds"));
  context.out.kind = Outcome::Kind::kAssertFailed;
  answer(context, "does not hold: " + command.line.substr(command.expr.begin, command.expr.end - command.expr.begin));
  const std::string sides = sides_text(context, command.expr);
  if (!sides.empty()) add_line(&context.out, sides);
}

void look_print(LookContext& context, const Command& command, const Bound&) {
  Value value;
  Diagnostic error;
  if (!evaluate_expression(context.env, command.expr, &value, &error)) return set_syntax_error(&context.out, command.line, error);
  answer(context, formatted(value, command.text));
  context.out.has_ret = value.type == Value::Type::kNumber;
  context.out.ret = value.number;
}

bool parse_echo(Parser& p, Command* command) {
  const Token& first = p.lexer().peek();
  const bool is_string = first.kind == TokenKind::kString;
  const u32 begin = first.begin;
  if (first.kind == TokenKind::kError && p.error().column == begin && p.lexer().line()[begin] == '"') return false;
  command->text = is_string ? first.text : "";
  if (is_string) {
    p.lexer().take();
    if (p.at_end()) return p.no_more();
    p.lexer().rewind(begin);
  }
  const Token rest = p.lexer().take_rest();
  bool is_taken = false;
  if (!parse_echo_to_file(p, rest, command, &is_taken)) return false;
  if (!is_taken) command->text = rest.text;
  return true;
}

void look_echo(LookContext& context, const Command& command, const Bound&) { answer(context, printable(command.text)); }

// ---- log, help -------------------------------------------------------------------------------------------------------------------
}  // namespace

void look_log(LookContext& context, const Command&, const Bound&) {
  const Session& session = context.shell.session();
  const u32 width = static_cast<u32>(std::to_string(session.length()).size());
  std::string text = decimal_wide(0, width) + "  " + render_boot(context.shell.boot());
  for (u32 i = 0; i < session.length(); ++i) {
    text += "\n" + decimal_wide(i + 1, width) + "  " + session.command(i) + (i >= session.head() ? "   # undone" : "");
  }
  answer(context, text);
}

namespace {

}  // namespace

bool parse_help(Parser& p, Command* command) {
  const Token topic = p.lexer().take_raw();
  command->text = topic.text;
  command->text_column = topic.begin;
  Diagnostic error;
  if (!topic.text.empty() && help_text(topic.text, &error).empty()) return p.fail(topic.begin, error.reason, error.hint);
  return p.no_more();
}

void look_help(LookContext& context, const Command& command, const Bound&) {
  Diagnostic error;
  answer(context, help_text(command.text, &error));
}

namespace {

constexpr CommandSpec kLookRows[] = {
    {"ps", "looking", "ps", "Lists the processes and threads with their state, CPU, memory and faults.", "", "fork\nps", "", "ps(1)", "",
     "", parse_nothing, nullptr, look_ps, nullptr, nullptr},
    {"cat", "looking", "cat FILE [| grep [-vinc] TEXT] [| grep -E PATTERN] [| head N] [| tail N] [| wc -l]",
     "Prints a file of /proc in the kernel's own format.",
     "FILE is a path such as /proc/1/maps, /proc/self/smaps or /proc/$c/status, or a bare name: `cat maps`, `cat meminfo`.\n"
     "pagemap, a binary file, is printed as decoded rows. `help files` lists the files, `help FILE` what of it is modelled.",
     "a = mmap 64K rw\nwrite $a n=4\ncat /proc/1/maps\ncat smaps | grep Rss\n"
     "cat maps | grep -E 'rw-p .*\\[(heap|stack)\\]'\ncat /proc/meminfo | head 3\ncat pagemap | wc -l",
     "show_map_vma, show_smap, … (fs/proc/task_mmu.c)", "proc(5)", "", "FILE", parse_cat, nullptr, look_cat, nullptr, nullptr},
    {"walk", "looking", "walk ADDR", "Follows an address through the page tables of the acting process, as the processor does.",
     "Shows the index of every level, the entry found there and the last one bit by bit. Sets no bits.",
     "a = mmap 64K\nwrite $a\nwalk $a", "", "", "", "ADDR", parse_addr, nullptr, look_walk, nullptr, nullptr},
    {"rmap", "looking", "rmap ADDR | rmap pfn N",
     "Finds everybody who maps a page: page, anon_vma, interval tree, chain nodes, areas, processes.",
     "ADDR is one of the acting process. Areas that are visited without mapping the page are marked.",
     "a = mmap 16K\nwrite $a\nfork\n@2 write $a\nrmap $a\nrmap pfn frame(2, $a)",
     "rmap_walk_anon, page_vma_mapped_walk (mm/rmap.c, mm/page_vma_mapped.c)", "", "", "ADDR PFN", parse_page, nullptr, look_rmap,
     nullptr, nullptr},
    {"page", "looking", "page ADDR | page pfn N",
     "Decodes the struct page of a frame: flags, counts, mapping, index, and who holds its references.",
     "Bit 0 of mapping is FOLIO_MAPPING_ANON (before 6.17 PAGE_MAPPING_ANON): an anon_vma, else an object of the page cache.\n"
     "Of a page in swap its entry and slot are decoded.",
     "a = mmap 16K\nwrite $a\npage $a\npage pfn 1", "struct page (include/linux/mm_types.h)", "", "", "ADDR PFN", parse_page, nullptr,
     look_page, nullptr, nullptr},
    {"tlb", "looking", "tlb", "Lists what every CPU's TLB remembers, with hits, misses and flushes.", "", "a = mmap 16K\nwrite $a\ntlb",
     "flush_tlb_mm_range (arch/x86/mm/tlb.c)", "", "", "", parse_nothing, nullptr, look_tlb, nullptr, nullptr},
    {"show", "looking",
     "show spaces | tables [ADDR] | tree | rmap [ADDR | pfn N] | memory | what | merge | rbtree [ADDR] | limits | swap | lists | pressure",
     "Prints the text twin of a view.",
     "spaces: the areas of every process. tables: the page tables of the acting process. tree: its maple tree. rmap: who maps a page.\n"
     "memory: zones, free blocks, owners. what: the call tree of the last command, with its reasons.\n"
     "merge: the areas around what the last command changed, before and after, and why they were joined or not.\n"
     "rbtree: the areas as the red-black tree that kernels before 6.1 kept them in, with the way to an address.\n"
     "limits: what each process uses of its limits, and what memory is promised in all.\n"
     "swap: areas that are on, their clusters, and every slot in use: who names it, and where its page is.\n"
     "lists: the LRU lists in the order in which reclaim would look at them, and what waits in the batches of the CPUs.\n"
     "pressure: free pages against the watermarks, who took pages away of late, and what reclaim would look at next.",
     "a = mmap 64K\nwrite $a\nshow spaces\nshow tables $a\nshow tree\nshow rmap $a\nshow memory\nshow what\n"
     "mprotect $a+8K 4K r\nshow merge\nshow rbtree $a\nshow limits\nshow swap\nshow lists\nshow pressure",
     "", "", "", "VIEW ADDR PFN", parse_show, nullptr, look_show, nullptr, nullptr},
    {"trace", "looking", "trace [N | last]",
     "Prints the kernel functions that the last command ran, or command N of the log, with the reason of every decision.", "",
     "a = mmap 16K\nwrite $a\ntrace\ntrace 1", "", "", "", "EVENT", parse_trace, nullptr, look_trace, nullptr, nullptr},
    {"assert", "checking", "assert EXPR", "Checks that an expression is true; of a comparison that is not, prints both sides.",
     "In a script that is run by `pagewalk run` a failed assert makes the exit status 1. `help expressions` lists what can be asked.",
     "a = mmap 16K\nwrite $a\nassert mapcount(frame(1, $a)) == 1 and pte(1, $a).writable\nassert errno() == \"OK\"", "", "", "", "EXPR",
     parse_expr, nullptr, look_assert, nullptr, nullptr},
    {"print", "checking", "print[/x|/d|/t] EXPR", "Prints the value of an expression; a number can be kept: f = print frame(1, $a).",
     "Above 9 a number is shown both ways; /x shows it in hexadecimal alone, /d in decimal, /t in binary.\n"
     "Operators on bits: << >> & | ^ ~.",
     "a = mmap 16K\nprint $a + 4K\nprint vma(1, $a).pages\nf = print 64K / 4K\nprint/x ($a >> 39) & 0x1ff", "", "", "the number", "EXPR",
     parse_print, nullptr,
     look_print, nullptr, nullptr},
    {"check", "checking", "check", "Recounts every number that the model keeps and tests all its invariants.", "", "check", "", "", "",
     "", parse_nothing, nullptr, look_check, nullptr, nullptr},
    {"hash", "checking", "hash", "Prints the state hash: 16 hexadecimal digits, equal for equal machines everywhere.", "", "hash", "", "",
     "", "", parse_nothing, nullptr, look_hash, nullptr, nullptr},
    {"names", "session", "names", "Lists the names kept with `name = COMMAND`.", "", "a = mmap 16K\nnames", "", "", "", "", parse_nothing,
     nullptr, look_names, nullptr, nullptr},
    {"log", "session", "log", "Lists the commands that made this machine what it is, undone ones too.", "", "mmap 16K\nlog | tail 5", "",
     "", "", "", parse_nothing, nullptr, look_log, nullptr, nullptr},
    {"echo", "session", "echo TEXT", "Prints a text.", "", "echo the parent writes first\necho 1 > /proc/sys/vm/overcommit_memory",
     "", "", "", "", parse_echo, nullptr, look_echo, nullptr, nullptr},
    {"help", "session", "help [COMMAND | FILE | TOPIC]", "Explains a command, a file of /proc or a topic; without one lists all.", "",
     "help\nhelp mmap\nhelp boot\nhelp expressions\nhelp /proc/PID/maps", "", "", "", "TOPIC", parse_help, nullptr, look_help, nullptr,
     nullptr},
};

}  // namespace

CommandGroup look_commands() { return group_of(kLookRows); }

}  // namespace pw
