// help: everything is read from the tables, so that no command, function or file can be left out, and numbers of limits come from the
// constants that enforce them. The examples are run by a test, each on a fresh machine.
#include "engine/shell/command.h"

#include <algorithm>

namespace pw {
namespace {

constexpr char kLanguage[] =
    "One command a line, or several with `;` between them. `#` begins a comment.\n"
    "  @2 write $a          run by process 2; [pid 2] means the same\n"
    "  a = mmap 64K         keeps the result; $a uses it\n"
    "  write $a+4K \"text\"   addresses, sizes and numbers may be sums\n"
    "  0x1000, 4096, 4K     hexadecimal, decimal; K M G T are powers of 1024\n"
    "  cat maps | grep rw   filters: grep [-vinc] TEXT, grep -E PATTERN, head N, tail N, wc -l\n"
    "  munmap(0x7f…, 4096) = 0    the C call does the same; the result after `=` is compared\n"
    "`help numbers`, `help C`, `help import`, `help expressions` and `help limits` tell the rest.";

constexpr char kNumbers[] =
    "Numbers are whole and have 64 bits without sign: 10, 0x1a3, and sizes 64K 2M 1G 1T (powers of 1024).\n"
    "+ - * and a leading minus wrap around: -1 is 0xffffffffffffffff. Division by zero is an error.\n"
    "On bits: << >> & | ^ ~, in that order from the tightest, all tighter than a comparison; a shift by 64 or more leaves 0.\n"
    "`print/x` shows hexadecimal digits, /t binary ones. As an operand `|` stands in brackets, since it joins flags otherwise.\n"
    "In front of an operand a minus leans on its number: `write $a -1` stores -1 at $a, `write $a - 1` stores 1 below it.\n"
    "Texts stand in \" or ', with \\n \\t \\r \\0 \\\\ \\\" \\' \\x41.\n"
    "A name has letters, digits and _, and keeps a number: a = mmap 64K, then $a. Names belong to the session; undo restores them.";

constexpr char kCForms[] =
    "A line of strace can be pasted as it stands: with the pid, time or address in front, names behind descriptors, comments, its result.\n"
    "A pid that this machine never had stands for the process that is acting. A call that was cut in two belongs into `help import`.\n"
    "A result that differs from what happens here is reported; `= ?` is not compared.\n"
    "  [pid 2] mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
    "Flags may be numbers. What this version does not model is refused, with its name.\nCalls:";

constexpr char kMalloc[] =
    "malloc is no system call: the C library asks the kernel for more than it hands out. So glibc, on x86-64:\n"
    "  below 128K         from the heap, which grows by brk; the first time by 132K: the request and 128K for the next ones\n"
    "      h = brk 0\n"
    "      brk $h+132K\n"
    "      write $h+16        a store brings the page; malloc itself stores a header at the start of the heap\n"
    "  128K and above     by mmap, with 16 bytes for a header, in whole pages (M_MMAP_THRESHOLD)\n"
    "      a = mmap 1M+4K\n"
    "      write $a+16        malloc(1M) returns this address\n"
    "free of a small piece keeps the page; the heap shrinks by brk when 128K at its top are free (M_TRIM_THRESHOLD).\n"
    "free of a large one is `munmap $a 1M+4K`, and the threshold rises to that size, at most 32M, so that the next one is from the heap.\n"
    "A thread has an arena of its own: mmap 128M none noreserve, cut to 64M that is aligned, of which mprotect opens 132K at first.\n"
    "calloc stores zeros only where the memory may hold something else: not in fresh pages. What was written says `cat smaps`.";

constexpr char kImport[] =
    "What a real system prints becomes a script: on the page with `Open` or by dropping files on it, in a terminal with\n"
    "`pagewalk import FILE…`.\n"
    "  strace -f -y -o log.strace PROGRAM    the log of a program and its children\n"
    "  cat /proc/PID/maps, or smaps          an address space; with a log: what execve mapped, which no log shows\n"
    "Calls that change no memory are left out and counted. Addresses that the log returned are kept. A result that differs from\n"
    "the recorded one is marked.";

std::string limits_text() {
  return "one command: " + std::to_string(kMaxCommandBytes) + " bytes; one line of several: " + std::to_string(kMaxLineBytes) +
         " bytes\n" + "a script, and the log: " + size_text(kMaxLogBytes) + ", and " + std::to_string(kMaxLogCommands) +
         " commands in the log\n" + "pages that one command may touch: " + std::to_string(kMaxWorkPages) + "\n" +
         "contents of pages that differ from each other: " + size_text(Contents::kMaxBytes) + "\n" +
         "processes ever made: " + std::to_string(kMaxTasks) + "\n" + "areas of one process: " + std::to_string(kMaxMapCount) + "\n" +
         "events stored of one command: " + std::to_string(kMaxStoredEvents) +
         "; the rest are counted, and the command does all the same\n" + "what a command prints: " + size_text(kMaxOutBytes) + "\n" +
         "brackets in an expression: " + std::to_string(kMaxExprDepth) + " deep\n" + "memory: 32M to 16G; CPUs: 1 to " +
         std::to_string(kMaxCpus);
}

std::string expressions_text() {
  std::string text =
      "Used by assert, print, lessons, and as operands.\n"
      "  or, and, not; == != < <= > >=; | ^ &; << >>; + - * / %; ~; numbers, sizes, \"texts\", $name, true, false, none\n"
      "  `none` is what is not there; a function of none is none; none equals none alone, and has no order\n"
      "  assert pte(2, $a).writable and frame(1, $a) != frame(2, $a)\n\nfunctions:";
  for (const Function& function : functions()) {
    text += "\n  " + pad_right(std::string(function.name) + "(" + function.params + ")", 24) + function.summary;
    if (function.fields[0] == '\0') continue;
    text += "\n" + std::string(26, ' ') + "fields:";
    for (const std::string& field : split_words(function.fields)) text += " ." + field;
  }
  return text;
}

// The longest name of a file, and two blanks.
constexpr size_t kPatternWidth = 24;

std::string files_text() {
  std::string text;
  for (const ProcFile& file : proc_files()) text += (text.empty() ? "" : "\n") + pad_right(file.pattern, kPatternWidth) + file.summary;
  return text + "\n`help FILE` says which lines are there and which are left out.";
}

std::string views_text() {
  return "show spaces | tables [ADDR] | tree | rmap [ADDR | pfn N] | memory | what\n" + std::string(find_command("show")->details);
}

std::string c_forms_text() {
  std::string text = kCForms;
  for (const CallRow& call : all_calls()) text += "\n  " + call_synopsis(*call.call);
  return text;
}

std::string all_text();

struct Topic {
  const char* name;
  const char* summary;
  std::string (*text)();
};

const Topic kTopics[] = {
    {"all", "what each command does", all_text},
    {"language", "prefixes, names, filters, C forms", []() { return std::string(kLanguage); }},
    {"numbers", "numbers, sizes, texts, names", []() { return std::string(kNumbers); }},
    {"C", "the C calls and strace lines", c_forms_text},
    {"import", "strace logs and /proc/PID/maps as scripts", []() { return std::string(kImport); }},
    {"malloc", "what the C library asks for: brk and mmap", []() { return std::string(kMalloc); }},
    {"expressions", "what assert and print understand", expressions_text},
    {"files", "the files of /proc", files_text},
    {"views", "what show prints", views_text},
    {"limits", "how long, how many, how deep", limits_text},
};

constexpr u32 kOverviewColumns = 76;

// "group: name name …", gone on below.
void add_group(const std::string& head, const std::vector<std::string>& names, std::string* text) {
  std::string line = head + ":";
  for (const std::string& name : names) {
    if (line.size() + 1 + name.size() > kOverviewColumns) {
      *text += "\n" + line;
      line = " ";
    }
    line += " " + name;
  }
  *text += "\n" + line;
}

// Groups of which the overview has the name alone: few want them, and it is to fit a screen.
bool is_seldom(const std::string& group) {
  for (const char* seldom : {"other processes", "protection keys", "memory policies", "habits"}) {
    if (group == seldom) return true;
  }
  return false;
}

// Names alone, so that it fits a screen; what each does, `help all` says.
std::string overview() {
  std::string text =
      "Type a command; `help COMMAND` explains it with an example, `help all` tells\nwhat each does, `help WORD` finds a word.\n";
  std::vector<std::string> groups;
  for (const CommandSpec* row : all_commands()) {
    if (std::find(groups.begin(), groups.end(), row->group) == groups.end()) groups.push_back(row->group);
  }
  std::string seldom;
  for (const std::string& group : groups) {
    if (is_seldom(group)) {
      seldom += (seldom.empty() ? "" : ", ") + group;
      continue;
    }
    std::vector<std::string> names;
    for (const CommandSpec* row : all_commands()) {
      if (group == row->group) names.push_back(row->name);
    }
    add_group(group, names, &text);
  }
  text += "\nin `help all`: " + seldom;
  std::vector<std::string> topics;
  for (const Topic& topic : kTopics) topics.push_back(topic.name);
  add_group("topics", topics, &text);
  return text;
}

std::string all_text() {
  std::string text;
  std::string group;
  for (const CommandSpec* row : all_commands()) {
    if (group != row->group) text += (text.empty() ? "" : "\n\n") + (group = row->group);
    text += "\n  " + pad_right(row->name, 15) + " " + row->summary;
  }
  text += "\n\ntopics (help TOPIC)";
  for (const Topic& topic : kTopics) text += "\n  " + pad_right(topic.name, 15) + " " + topic.summary;
  return text;
}

std::string indent(const std::string& text) {
  std::string out = "  ";
  for (const char c : text) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out;
}

// What becomes of the command in the log that `script`, links and undo work with.
const char* log_text(const CommandSpec& row) {
  if (std::string(row.name) == "boot") return "starts a new one, as its first line";
  return row.machine != nullptr ? "kept" : "not kept";
}

// The calls that stand for the command, one a line.
std::string calls_text(const CommandSpec& row) {
  std::string text;
  for (const CallRow& call : all_calls()) {
    if (call.row == &row) text += (text.empty() ? "\nin C:    " : "\n         ") + call_synopsis(*call.call);
  }
  return text;
}

std::string command_text(const CommandSpec& row) {
  std::string text = command_synopsis(row);
  text += "\n" + std::string(row.summary);
  if (row.details[0] != '\0') text += "\n\n" + std::string(row.details);
  text += "\n\nexample:\n" + indent(row.example) + "\n";
  if (row.result[0] != '\0') text += "\nresult:  " + std::string(row.result);
  text += calls_text(row);
  if (row.kernel[0] != '\0') text += "\nkernel:  " + std::string(row.kernel);
  if (row.man[0] != '\0') text += "\nmanual:  " + std::string(row.man);
  text += std::string("\nlog:     ") + log_text(row);
  return text;
}

std::string file_text(const ProcFile& file) { return std::string(file.pattern) + "\n" + file.summary + "\n\n" + file.lines; }

// "/proc/1/maps", "/proc/self/maps", "maps" -> the pattern's file.
const ProcFile* find_file(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::string last = slash == std::string::npos ? name : name.substr(slash + 1);
  for (const ProcFile& file : proc_files()) {
    const std::string pattern = file.pattern;
    const bool is_named = pattern == name || pattern.substr(pattern.rfind('/') + 1) == last;
    if (is_named && (slash == std::string::npos || name.compare(0, 6, "/proc/") == 0)) return &file;
  }
  return nullptr;
}

// ---- a word that is no name ------------------------------------------------------------------------------------------------------
std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool speaks_of(const std::string& word, const std::vector<std::string>& texts) {
  const auto holds = [&word](const std::string& text) { return lower_case(text).find(word) != std::string::npos; };
  return std::any_of(texts.begin(), texts.end(), holds);
}

// Where a word stands in the help; "" where it does not, or is too short to mean anything.
std::string find_word(const std::string& typed) {
  const std::string word = lower_case(typed);
  if (word.size() < 3) return "";
  std::string text;
  for (const CommandSpec* row : all_commands()) {
    if (!speaks_of(word, {row->name, row->summary, row->details, row->kernel, row->man, calls_text(*row)})) continue;
    text += "\n  " + pad_right(row->name, kPatternWidth) + row->summary;
  }
  for (const Topic& topic : kTopics) {
    if (std::string(topic.name) != "all" && speaks_of(word, {topic.summary, topic.text()}))
      text += "\n  " + pad_right(topic.name, kPatternWidth) + topic.summary;
  }
  for (const ProcFile& file : proc_files()) {
    if (speaks_of(word, {file.pattern, file.summary, file.lines})) text += "\n  " + pad_right(file.pattern, kPatternWidth) + file.summary;
  }
  return text.empty() ? "" : "`" + typed + "` stands in the help of:" + text;
}

}  // namespace

std::vector<std::string> help_topics() {
  std::vector<std::string> topics;
  for (const CommandSpec* row : all_commands()) topics.push_back(row->name);
  for (const Topic& topic : kTopics) topics.push_back(topic.name);
  for (const ProcFile& file : proc_files()) topics.push_back(file.pattern);
  return topics;
}

std::string help_text(const std::string& topic, Diagnostic* error) {
  if (topic.empty()) return overview();
  const CommandSpec* row = find_command(topic);
  if (row != nullptr) return command_text(*row);
  for (const Topic& other : kTopics) {
    if (topic == other.name) return other.text();
  }
  for (const Function& function : functions()) {
    if (topic == function.name) return topic + "(" + function.params + "): " + function.summary;
  }
  const ProcFile* file = find_file(topic);
  if (file != nullptr) return file_text(*file);
  const CallRow* call = find_call(topic);
  if (call != nullptr) return call_synopsis(*call->call) + "\n" + command_text(*call->row);
  const char* missing = find_unbuilt(topic);
  const std::string found = missing == nullptr ? find_word(topic) : "";
  if (!found.empty()) return found;
  error->reason = missing != nullptr ? "not built yet in this version: " + topic + " (" + missing + ")" : "no help on `" + topic + "`";
  error->hint = did_you_mean(topic, help_topics());
  return "";
}

}  // namespace pw
