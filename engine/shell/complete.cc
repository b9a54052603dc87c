// Completion: what could stand at the cursor, each with a line of help. It looks at the words in front of the cursor, not at a full
// parse, since a half-typed command has none. Candidates come from the tables that the parser reads and from the machine as it is
// (names, pids, files of live processes), in the tables' order. Flags that are not built yet are not offered.
#include "engine/kernel/rlimit.h"
#include "engine/kernel/sysctl.h"
#include "engine/mm/madvise.h"
#include "engine/base/utf8.h"
#include "engine/render/cgroup_files.h"
#include "engine/shell/command.h"

#include <algorithm>

namespace pw {
namespace {

constexpr u32 kMaxCandidates = 200;

bool is_word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// What stands between the last `;` (outside quotes) and the cursor.
struct Scene {
  u32 begin = 0;        // of the command, behind prefix and `name =`
  u32 from = 0;         // of the word at the cursor
  std::string partial;  // that word
  std::string command;  // the command's name, when it stands in front of the word
  bool is_c_form = false;
  bool in_string = false;
  bool in_pipe = false;  // the word follows `|` of a filter
  char before = '\0';    // last character in front of the word, blanks skipped
};

u32 find_command_begin(const std::string& line, u32 cursor, bool* in_string) {
  u32 begin = 0;
  char quote = '\0';
  for (u32 i = 0; i < cursor; ++i) {
    const char c = line[i];
    if (quote != '\0' && c == '\\') {
      ++i;
    } else if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ';') {
      begin = i + 1;
    }
  }
  *in_string = quote != '\0';
  return begin;
}

u32 skip_blanks(const std::string& line, u32 at, u32 end) {
  while (at < end && (line[at] == ' ' || line[at] == '\t')) ++at;
  return at;
}

u32 skip_word(const std::string& line, u32 at, u32 end) {
  while (at < end && is_word_char(line[at])) ++at;
  return at;
}

// Behind `@2`, `[pid 2]` and `name =`. Stays in front of a prefix that the cursor is still in.
u32 skip_prefix(const std::string& line, u32 at, u32 cursor) {
  at = skip_blanks(line, at, cursor);
  if (at < cursor && line[at] == '@') {
    u32 end = at + 1;
    while (end < cursor && (is_word_char(line[end]) || line[end] == '$')) ++end;
    return end < cursor ? skip_prefix(line, end, cursor) : at;
  }
  if (at < cursor && line[at] == '[') {
    const std::size_t close = line.find(']', at);
    return close < cursor ? skip_prefix(line, static_cast<u32>(close) + 1, cursor) : at;
  }
  const u32 end = skip_word(line, at, cursor);
  const u32 sign = skip_blanks(line, end, cursor);
  const bool is_assignment = end > at && sign < cursor && line[sign] == '=';
  return is_assignment ? skip_prefix(line, sign + 1, cursor) : at;
}

bool is_path_char(char c) { return is_word_char(c) || c == '/' || c == '$' || c == '@' || c == '-' || c == '.'; }

bool takes_path(const std::string& command) {
  for (const char* one : {"cat", "help", "sysctl", "mkswap", "swapon", "swapoff", "swapfail", "mkdir", "rmdir", "cgset"}) {
    if (command == one) return true;
  }
  return false;
}

Scene find_scene(const std::string& line, u32 cursor) {
  Scene scene;
  scene.begin = skip_prefix(line, find_command_begin(line, cursor, &scene.in_string), cursor);
  const u32 name_end = skip_word(line, scene.begin, cursor);
  if (name_end < cursor) {
    scene.command = line.substr(scene.begin, name_end - scene.begin);
    scene.is_c_form = line[name_end] == '(' && find_call(scene.command) != nullptr;
  }
  scene.from = cursor;
  while (scene.from > scene.begin) {
    const char c = line[scene.from - 1];
    if (!(is_word_char(c) || c == '$' || c == '@' || (takes_path(scene.command) && is_path_char(c)))) break;
    --scene.from;
  }
  scene.partial = line.substr(scene.from, cursor - scene.from);
  u32 before = scene.from;
  while (before > scene.begin && (line[before - 1] == ' ' || line[before - 1] == '\t')) --before;
  scene.before = before > scene.begin ? line[before - 1] : '\0';
  const bool may_pipe = !scene.is_c_form && scene.command != "mmap" && scene.command != "mprotect";
  scene.in_pipe = may_pipe && line.substr(scene.begin, scene.from - scene.begin).find('|') != std::string::npos;
  return scene;
}

class Completer {
 public:
  Completer(const Shell& shell, const Scene& scene) : shell_(shell), scene_(scene) {}
  std::vector<Candidate> candidates();

 private:
  void add(const std::string& text, const std::string& hint);
  void add_commands();
  void add_names();
  void add_pids(const std::string& prefix);
  void add_fields();
  void add_kind(const std::string& kind);
  void add_machine_kind(const std::string& kind);
  void add_swap_kind(const std::string& kind);
  void add_cgroup_kind(const std::string& kind);
  void add_flags(const FlagName* table, bool c_names);
  void add_functions();
  void add_files();
  void add_topics();
  void add_filters();
  void add_kinds(const char* kinds);
  void add_operand(const Operand& operand, bool is_c_form);
  void add_operands(const Call& call, bool is_c_form);

  const Shell& shell_;
  const Scene& scene_;
  std::vector<Candidate> found_;
};

void Completer::add(const std::string& text, const std::string& hint) {
  if (text.compare(0, scene_.partial.size(), scene_.partial) != 0 || found_.size() >= kMaxCandidates) return;
  for (const Candidate& candidate : found_) {
    if (candidate.text == text) return;
  }
  found_.push_back({text, printable(hint)});
}

void Completer::add_commands() {
  for (const CommandSpec* row : all_commands()) add(row->name, row->summary);
  if (scene_.partial.empty()) return;
  for (const CallRow& call : all_calls()) {
    if (find_command(call.call->name) == nullptr) add(call.call->name, call_synopsis(*call.call));
  }
}

void Completer::add_names() {
  for (const auto& entry : shell_.session().state().names) add("$" + entry.first, hex(entry.second));
}

void Completer::add_pids(const std::string& prefix) {
  for (const Task& task : tasks_of(shell_.session().state().kernel)) {
    if (task.state != TaskState::kRunning) continue;
    add(prefix + std::to_string(task.pid), task.comm + (task.tgid == task.pid ? "" : ", a thread of " + std::to_string(task.tgid)));
  }
}

void Completer::add_flags(const FlagName* table, bool c_names) {
  for (; table->c_name != nullptr; ++table) {
    if (table->use != FlagUse::kPassed) continue;
    const char* text = c_names ? table->c_name : table->word;
    if (text[0] != '\0') add(text, table->about);
  }
}

void Completer::add_functions() {
  for (const Function& function : functions()) {
    const bool has_params = function.params[0] != '\0';
    add(std::string(function.name) + (has_params ? "(" : "()"), "(" + std::string(function.params) + ") " + function.summary);
  }
  for (const char* word : {"and", "or", "not", "true", "false", "none"}) add(word, "");
}

void Completer::add_files() {
  if (is_cgroup_path(scene_.partial)) return add_cgroup_kind("CGROUPFILE");
  for (const ProcFile& file : proc_files()) {
    const std::string pattern = file.pattern;
    const std::size_t at = pattern.find("PID");
    if (at == std::string::npos) {
      add(pattern, file.summary);
      continue;
    }
    for (const Task& task : tasks_of(shell_.session().state().kernel)) {
      if (task.state == TaskState::kRunning) add(pattern.substr(0, at) + std::to_string(task.pid) + pattern.substr(at + 3), file.summary);
    }
  }
}

void Completer::add_topics() {
  for (const std::string& topic : help_topics()) {
    const CommandSpec* row = find_command(topic);
    add(topic, row == nullptr ? "" : row->summary);
  }
}

void Completer::add_filters() {
  add("grep", "lines with a text; -v without it, -i in any case");
  add("head", "the first N lines");
  add("tail", "the last N lines");
  add("wc -l", "how many lines");
}

void Completer::add_machine_kind(const std::string& kind) {
  if (kind == "BOOT") {
    add("mem=", "32M to 16G; 64M");
    add("cpus=", "1 to 8; 2");
    add("levels=", "of the page tables, 4 or 5; 4");
    add("seed=", "of what is left to chance; 1");
    add("segv=", "handle or kill, after a SIGSEGV; handle");
    add("pkeys=", "protection keys, on or off; off");
    add("cgroup=", "groups as v2 or v1 has them; v2");
    add("root=", "privileges of root, on or off; off");
  }
  if (kind == "CPU") {
    for (u32 cpu = 0; cpu < shell_.boot().cpus; ++cpu) add(std::to_string(cpu), "a CPU");
  }
  if (kind == "VIEW") {
    for (u32 view = 0; view < kViews; ++view) add(view_name(static_cast<View>(view)), "a view");
  }
  if (kind == "EVENT") add("last", "the last command");
  if (kind == "RESOURCE") {
    add("as", "RLIMIT_AS: all areas together");
    add("data", "RLIMIT_DATA: private writable memory");
    add("stack", "RLIMIT_STACK: each growing area");
    add("memlock", "RLIMIT_MEMLOCK: locked memory");
  }
  if (kind == "CRESOURCE") {
    for (const RlimitId id : kRlimitIds) add(rlimit_name(id), "a limit");
  }
  if (kind == "POLICY") {
    for (const char* word : {"default", "local", "prefer:0", "bind:0", "interleave:0"}) add(word, "a policy, as numa_maps prints it");
  }
  if (kind == "SYSCTL") {
    for (const SysctlName* row = sysctl_names(); row->name != nullptr; ++row) add(row->name, row->about);
  }
}

void Completer::add_swap_kind(const std::string& kind) {
  if (kind == "SWAP") {
    for (const SwapDevice& device : shell_.session().state().kernel.m.swap.devices) add(device.name, swap_kind_word(device.kind));
  }
  if (kind == "SWAPPRIO") {
    add("prio=", "the highest is filled first; without it -2, -3, …");
    add("-s", "lists the areas");
  }
  if (kind == "SWAPKIND") add("kind=", "disk, ssd, zram or file; disk");
}

void Completer::add_cgroup_kind(const std::string& kind) {
  const Kernel& k = shell_.session().state().kernel;
  if (kind == "CGROUP") {
    for (const std::string& folder : cgroup_folders(k)) add(folder + (folder == cgroup_mount(k.m.phys.memcg) ? "/" : ""), "a group");
  }
  if (kind == "CGROUPFILE") {
    for (const std::string& path : cgroup_paths(k)) add(path, "of a group");
  }
}

void Completer::add_kind(const std::string& kind) {
  if (kind == "PAGES") add("n=", "that many pages");
  if (kind == "PID") add_pids("");
  if (kind == "SIGNAL" && scene_.before == '-') add_flags(signal_flag_table(), false);
  if (kind == "PFN") add("pfn", "a frame by its number");
  if (kind == "FILE") add_files();
  if (kind == "TOPIC") add_topics();
  if (kind == "EXPR") add_functions();
  add_machine_kind(kind);
  add_swap_kind(kind);
  add_cgroup_kind(kind);
}

void Completer::add_kinds(const char* kinds) {
  for (const std::string& kind : split_words(kinds)) add_kind(kind);
}

void Completer::add_operand(const Operand& operand, bool is_c_form) {
  if (operand.completes != nullptr) add_kinds(operand.completes);
  switch (operand.kind) {
    case OperandKind::kFlags:
    case OperandKind::kChoice: return add_flags(operand.table(), is_c_form);
    case OperandKind::kPid: return add_pids("");
    case OperandKind::kProt:
      if (is_c_form) return add_flags(prot_flag_table(), true);
      for (const char* word : {"rw", "r", "rx", "rwx", "none"}) add(word, "permissions");
      return;
    default: return;
  }
}

void Completer::add_operands(const Call& call, bool is_c_form) {
  for (u32 i = 0; i < operand_count(call); ++i) {
    if (is_c_form || call.operands[i].word != nullptr) add_operand(call.operands[i], is_c_form);
  }
}

// Behind `pte(1, $a).`: the fields of that function. The name is found by counting brackets back from the dot.
void Completer::add_fields() {
  for (const Function& function : functions()) {
    if (scene_.command != function.name) continue;
    for (const std::string& field : split_words(function.fields)) add(field, "a field of " + std::string(function.name) + "()");
  }
}

std::vector<Candidate> Completer::candidates() {
  if (scene_.in_string) return {};
  if (scene_.before == '.') {
    add_fields();
  } else if (scene_.partial[0] == '@') {
    add_pids("@");
  } else if (scene_.partial[0] == '$') {
    add_names();
  } else if (scene_.in_pipe) {
    if (scene_.before == '|') add_filters();
  } else if (scene_.command.empty()) {
    add_commands();
  } else if (scene_.is_c_form) {
    add_operands(*find_call(scene_.command)->call, true);
    add_names();
  } else if (find_command(scene_.command) != nullptr) {
    const CommandSpec& row = *find_command(scene_.command);
    if (row.operands != nullptr) add_kinds(row.operands);
    else add_operands(row.call, false);
    add_names();
  }
  return std::move(found_);
}

// The function whose closing bracket stands in front of the dot before `from`; empty when there is none.
std::string function_before_dot(const std::string& line, u32 from) {
  if (from < 2 || line[from - 1] != '.' || line[from - 2] != ')') return "";
  u32 depth = 0;
  for (u32 at = from - 1; at > 0; --at) {
    const char c = line[at - 1];
    if (c == ')') ++depth;
    if (c == '(' && --depth == 0) {
      u32 begin = at - 1;
      while (begin > 0 && is_word_char(line[begin - 1])) --begin;
      return line.substr(begin, at - 1 - begin);
    }
  }
  return "";
}

}  // namespace

Completion Shell::complete(const std::string& line, u32 cursor) const {
  Completion completion;
  const u32 end = std::min(cursor, static_cast<u32>(line.size()));
  completion.from = end;
  if (line.size() > kMaxLineBytes) return completion;
  Scene scene = find_scene(line, end);
  completion.from = scene.from;
  if (scene.before == '.') scene.command = function_before_dot(line, scene.from);
  completion.candidates = Completer(*this, scene).candidates();
  return completion;
}

}  // namespace pw
