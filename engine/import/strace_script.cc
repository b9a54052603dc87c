// The tracees of a log one after another, in the order in which their calls took effect: a call counts when it returns, but a child
// lives from its first own line on, since that may stand before the line in which fork returns.
#include "engine/import/strace_script.h"

#include <algorithm>
#include <map>

#include "engine/import/descriptors.h"
#include "engine/import/execve_text.h"
#include "engine/shell/command.h"

namespace pw {
namespace {

constexpr u64 kMaxNotes = 100;
constexpr u32 kNamedSkips = 12;
constexpr Pid kLastPid = kMaxTasks;  // the machine makes no more

struct Tracee {
  Pid pid = 0;
  Pid leader = 0;       // of its thread group
  u32 descriptors = 0;  // index of its table; threads share one
  bool is_alive = true;
};

bool has_flag(const std::string& flags, const std::string& flag) { return flags.find(flag) != std::string::npos; }

// The flags of clone({flags=A|B, …}) and clone(child_stack=…, flags=A|B, …); of fork and vfork what they stand for.
std::string clone_flags(const StraceCall& call) {
  if (call.name == "fork") return "SIGCHLD";
  if (call.name == "vfork") return "CLONE_VM|CLONE_VFORK|SIGCHLD";
  for (const std::string& arg : call.args) {
    const u64 from = arg.find("flags=");
    if (from == std::string::npos) continue;
    const u64 to = arg.find_first_of(",}", from);
    return arg.substr(from + 6, to == std::string::npos ? to : to - from - 6);
  }
  return "";
}

bool makes_task(const StraceCall& call) {
  return call.name == "clone" || call.name == "clone3" || call.name == "fork" || call.name == "vfork";
}

u32 number_of(const std::string& text) { return static_cast<u32>(std::strtoul(text.c_str(), nullptr, 0)); }

// When each call takes effect, as a line of the log.
std::vector<u32> effect_lines(const std::vector<StraceCall>& calls) {
  std::map<u32, u32> first_line;
  for (const StraceCall& call : calls) first_line.insert({call.tid, call.line});
  std::map<u32, u32> vfork_returned;  // by child
  std::vector<u32> lines;
  for (const StraceCall& call : calls) {
    u32 line = call.end_line;
    if (makes_task(call) && call.returned() && !call.failed()) {
      const u32 child = number_of(call.result);
      const auto first = first_line.find(child);
      if (first != first_line.end()) line = std::min(line, first->second);
      if (has_flag(clone_flags(call), "CLONE_VFORK")) vfork_returned[child] = call.end_line;
    }
    // The parent of a vfork goes on when its child's execve has taken effect, which the child's own line tells later.
    const auto parent = vfork_returned.find(call.tid);
    if (call.name == "execve" && parent != vfork_returned.end()) line = std::min(line, parent->second);
    lines.push_back(line);
  }
  return lines;
}

// The first brk(NULL) of a program tells where its heap begins: for each execve, the result of the next one; 0 for all other calls.
std::vector<u64> first_breaks(const std::vector<StraceCall>& calls) {
  std::vector<u64> breaks(calls.size());
  std::map<u32, u64> next;  // by tid
  for (u64 i = calls.size(); i-- > 0;) {
    const StraceCall& call = calls[i];
    if (call.name == "brk" && call.arg(0) == "NULL") next[call.tid] = std::strtoull(call.result.c_str(), nullptr, 0);
    if (call.name != "execve") continue;
    breaks[i] = next[call.tid];
    next.erase(call.tid);
  }
  return breaks;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (u64 from = 0; from < text.size();) {
    u64 to = text.find('\n', from);
    if (to == std::string::npos) to = text.size();
    lines.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return lines;
}

class ScriptWriter {
 public:
  ScriptWriter(const StraceLog& log, const std::vector<MapsAfterExec>& maps) : log_(log), maps_(maps), maps_used_(maps.size()) {}

  ImportResult write() {
    result_.notes = log_.notes;
    result_.unlisted = log_.unlisted;
    result_.script = "boot mem=1G\n";
    const std::vector<u32> lines = effect_lines(log_.calls);
    breaks_ = first_breaks(log_.calls);
    std::vector<u64> order;  // line and index in one number
    for (u32 i = 0; i < lines.size(); ++i) order.push_back(u64{lines[i]} << 32 | i);
    std::sort(order.begin(), order.end());
    for (const u64 place : order) write_call(static_cast<u32>(place));
    note_skipped();
    if (tracees_.empty()) result_.error = "the log holds no call that strace saw return";
    return std::move(result_);
  }

 private:
  using Handler = void (ScriptWriter::*)(const StraceCall& call, Tracee& tracee);

  void write_call(u32 index) {
    const StraceCall& call = log_.calls[index];
    index_ = index;
    Tracee* tracee = find_tracee(call);
    if (tracee == nullptr || !tracee->is_alive) return skip(call);
    if (call.kind == StraceCall::Kind::kEnd) return write_end(*tracee);
    const Handler handler = find_handler(call.name);
    if (handler == nullptr) return skip(call);
    (this->*handler)(call, *tracee);
  }

  // The first tracee is a child of init; all others come from a call that made them.
  Tracee* find_tracee(const StraceCall& call) {
    const auto known = tracees_.find(call.tid);
    if (known != tracees_.end()) return &known->second;
    if (!tracees_.empty()) return nullptr;
    result_.script += "fork\n";
    return &add_tracee(call.tid);
  }

  Tracee& add_tracee(u32 tid) {
    Tracee tracee;
    tracee.pid = tracee.leader = ++last_pid_;
    tracee.descriptors = descriptors_.add_table();
    if (tid != 0) result_.script += "# @" + std::to_string(tracee.pid) + " is " + std::to_string(tid) + " of the log\n";
    return tracees_[tid] = tracee;
  }

  static Handler find_handler(const std::string& name) {
    struct Row {
      const char* name;
      Handler handler;
    };
    static constexpr Row kRows[] = {
        {"mmap", &ScriptWriter::write_mmap},                {"munmap", &ScriptWriter::write_as_is},
        {"mprotect", &ScriptWriter::write_mprotect},        {"pkey_mprotect", &ScriptWriter::write_mprotect},
        {"mremap", &ScriptWriter::write_mremap},            {"brk", &ScriptWriter::write_brk},
        {"madvise", &ScriptWriter::write_as_is},            {"mlock", &ScriptWriter::write_as_is},
        {"mlock2", &ScriptWriter::write_as_is},             {"munlock", &ScriptWriter::write_as_is},
        {"mlockall", &ScriptWriter::write_as_is},           {"munlockall", &ScriptWriter::write_as_is},
        {"msync", &ScriptWriter::write_as_is},              {"mseal", &ScriptWriter::write_as_is},
        {"prlimit64", &ScriptWriter::write_limit},          {"setrlimit", &ScriptWriter::write_as_is},
        {"clone", &ScriptWriter::write_clone},              {"clone3", &ScriptWriter::write_clone},
        {"fork", &ScriptWriter::write_clone},               {"vfork", &ScriptWriter::write_clone},
        {"execve", &ScriptWriter::write_execve},            {"exit", &ScriptWriter::write_exit},
        {"exit_group", &ScriptWriter::write_exit},          {"wait4", &ScriptWriter::write_wait},
        {"openat", &ScriptWriter::follow_open},             {"open", &ScriptWriter::follow_open},
        {"creat", &ScriptWriter::follow_open},              {"memfd_create", &ScriptWriter::follow_open},
        {"close", &ScriptWriter::follow_close},             {"dup", &ScriptWriter::follow_dup},
        {"dup2", &ScriptWriter::follow_dup},                {"dup3", &ScriptWriter::follow_dup},
        {"fcntl", &ScriptWriter::follow_fcntl},
    };
    const auto is_it = [&name](const Row& row) { return name == row.name; };
    const Row* found = std::find_if(std::begin(kRows), std::end(kRows), is_it);
    return found == std::end(kRows) ? nullptr : found->handler;
  }

  // ---- what becomes a command ----
  // One that the language does not take is left out and told: the parser's own words say why.
  bool emit(const Tracee& tracee, const StraceCall& call, const std::string& text) {
    const std::string line = "@" + std::to_string(tracee.pid) + " " + text;
    Parser parser(line, 0);
    Command command;
    if (!parser.parse_command(&command)) {
      note(call.line, call.name + " is left out: " + parser.error().reason);
      return false;
    }
    result_.script += line + "\n";
    return true;
  }

  static std::string call_text(const StraceCall& call, const std::vector<std::string>& args) {
    std::string text = call.name + "(";
    for (u32 i = 0; i < args.size(); ++i) text += (i == 0 ? "" : ", ") + args[i];
    text += ")";
    return call.returned() ? text + " = " + call.result : text;
  }

  void write_as_is(const StraceCall& call, Tracee& tracee) { emit(tracee, call, call_text(call, call.args)); }

  void write_mmap(const StraceCall& call, Tracee& tracee) {
    std::vector<std::string> args = call.args;
    if (args.size() != 6) return skip(call);
    const bool is_placed = has_flag(args[3], "MAP_FIXED");
    if (!is_placed && call.returned() && !call.failed()) args[0] = call.result;
    if (!has_flag(args[3], "MAP_ANONYMOUS")) args[4] = told_descriptor(call, tracee, args[4]);
    emit(tracee, call, call_text(call, args));
    if (has_flag(args[2], "PROT_WRITE") && has_flag(args[3], "MAP_PRIVATE")) mark_written(call, tracee, call.result, args[1]);
  }

  void write_mprotect(const StraceCall& call, Tracee& tracee) {
    write_as_is(call, tracee);
    if (has_flag(call.arg(2), "PROT_WRITE")) mark_written(call, tracee, call.arg(0), call.arg(1));
  }

  // The page below the new end is written by whoever asked for it.
  void write_brk(const StraceCall& call, Tracee& tracee) {
    write_as_is(call, tracee);
    if (call.arg(0) != "NULL") mark_written(call, tracee, call.result + " - 1", "1");
  }

  // No log shows stores, and merges depend on them. A program writes to the private memory that it makes writable.
  void mark_written(const StraceCall& call, const Tracee& tracee, const std::string& addr, const std::string& size) {
    if (call.returned() && !call.failed()) emit(tracee, call, "written " + addr + " " + size);
  }

  // A move that the kernel placed goes to the same place here.
  void write_mremap(const StraceCall& call, Tracee& tracee) {
    std::vector<std::string> args = call.args;
    const bool moved = args.size() == 4 && call.returned() && !call.failed() && call.result != args[0];
    if (moved && has_flag(args[3], "MREMAP_MAYMOVE")) {
      args[3] += "|MREMAP_FIXED";
      args.push_back(call.result);
    }
    emit(tracee, call, call_text(call, args));
  }

  void write_limit(const StraceCall& call, Tracee& tracee) {
    if (call.arg(2) == "NULL" || call.failed()) return skip(call);
    emit(tracee, call, "setrlimit(" + call.arg(1) + ", " + call.arg(2) + ") = " + call.result);
  }

  // ---- tasks ----
  void write_clone(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return skip(call);
    const std::string flags = clone_flags(call);
    if (last_pid_ == kLastPid) return note(call.line, "the machine holds " + std::to_string(kMaxTasks) + " tasks: this one is left out");
    if (!emit(tracee, call, "clone(flags=" + flags + ")")) return;
    const Tracee parent = tracee;
    Tracee& child = add_tracee(number_of(call.result));
    if (has_flag(flags, "CLONE_THREAD")) child.leader = parent.leader;
    if (has_flag(flags, "CLONE_FILES")) child.descriptors = parent.descriptors;
    else descriptors_.copy(parent.descriptors, child.descriptors);
  }

  void write_execve(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return skip(call);
    const std::string maps = take_maps(call.tid);
    if (maps.empty()) {
      note(call.line, "what execve mapped is not in a log: without /proc/PID/maps of that moment the process begins with its stack alone");
    }
    const ImportResult image = execve_text(unquoted(call.arg(0)), maps, breaks_[index_]);
    for (const ImportNote& one : image.notes) note(call.line, one.text);
    result_.unlisted += image.unlisted;
    for (const std::string& line : lines_of(image.script)) emit(tracee, call, line);
    mark_written(call, tracee, "0", "0x7ffffffff000");
    end_group(tracee.leader, tracee.pid);
    tracee.leader = tracee.pid;
  }

  void write_exit(const StraceCall& call, Tracee& tracee) {
    const bool is_thread = call.name == "exit" && tracee.leader != tracee.pid;
    emit(tracee, call, (is_thread ? "exit(" : "exit_group(") + call.arg(0) + ")");
    if (!is_thread) end_group(tracee.leader, 0);
    tracee.is_alive = false;
  }

  // Killed by a signal, or ended with its group: the log has no call of its own for that.
  void write_end(Tracee& tracee) {
    result_.script += "@" + std::to_string(tracee.pid) + " exit_group(0)  # killed\n";
    end_group(tracee.leader, 0);
    tracee.is_alive = false;
  }

  void write_wait(const StraceCall& call, Tracee& tracee) {
    const auto child = tracees_.find(number_of(call.result));
    if (!call.returned() || call.failed() || child == tracees_.end() || child->second.is_alive) return skip(call);
    emit(tracee, call, "wait " + std::to_string(child->second.pid));
  }

  void end_group(Pid leader, Pid except) {
    for (auto& entry : tracees_) {
      if (entry.second.leader == leader && entry.second.pid != except) entry.second.is_alive = false;
    }
  }

  // ---- descriptors ----
  // The machine hears of an open file when it is mapped for the first time.
  std::string told_descriptor(const StraceCall& call, const Tracee& tracee, const std::string& text) {
    const u32 fd = number_of(text);
    Descriptor& descriptor = descriptors_.at(tracee.descriptors, fd);
    const std::string number = std::to_string(fd);
    const std::string path = path_beside(text);
    if (!path.empty()) descriptor.path = path;
    const std::string open = "openat(AT_FDCWD, " + quoted(descriptor.path) + ", " + descriptor.flags + ") = " + number;
    if (!descriptor.is_told) descriptor.is_told = emit(tracee, call, open);
    return number;
  }

  void follow_open(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return;
    const u32 first = call.name == "openat" ? 1 : 0;
    Descriptor descriptor;
    descriptor.path = unquoted(call.arg(first));
    if (call.name == "memfd_create") descriptor.path = "/memfd:" + descriptor.path + " (deleted)";
    if (call.name == "open" || call.name == "openat") descriptor.flags = call.arg(first + 1);
    descriptors_.open(tracee.descriptors, number_of(call.result), descriptor);
  }

  void follow_close(const StraceCall& call, Tracee& tracee) {
    const u32 fd = number_of(call.arg(0));
    if (descriptors_.at(tracee.descriptors, fd).is_told) emit(tracee, call, "close(" + std::to_string(fd) + ") = " + call.result);
    descriptors_.close(tracee.descriptors, fd);
  }

  // dup, dup2, dup3 and fcntl(fd, F_DUPFD, …): the result is the new number.
  void follow_dup(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return;
    const u32 from = number_of(call.arg(0));
    const u32 to = number_of(call.result);
    const bool is_told = descriptors_.at(tracee.descriptors, from).is_told;
    if (is_told) emit(tracee, call, "dup2(" + std::to_string(from) + ", " + std::to_string(to) + ") = " + std::to_string(to));
    descriptors_.dup(tracee.descriptors, from, to);
  }
  void follow_fcntl(const StraceCall& call, Tracee& tracee) {
    if (has_flag(call.arg(1), "F_DUPFD")) follow_dup(call, tracee);
  }

  // ---- what the log does not say in one place ----
  std::string take_maps(u32 tid) {
    for (const bool exact : {true, false}) {
      for (u32 i = 0; i < maps_.size(); ++i) {
        if (maps_used_[i] || (exact ? maps_[i].tid != tid : maps_[i].tid != 0)) continue;
        maps_used_[i] = true;
        return maps_[i].text;
      }
    }
    return "";
  }

  void note(u32 line, const std::string& text) {
    if (result_.notes.size() < kMaxNotes) result_.notes.push_back({line, 0, text});
    else ++result_.unlisted;
  }
  void skip(const StraceCall& call) {
    if (call.kind == StraceCall::Kind::kCall) ++skipped_[call.name];
  }
  // The most frequent ones by name, in the order of their counts.
  void note_skipped() {
    u64 total = 0;
    for (const auto& entry : skipped_) total += entry.second;
    if (total == 0) return;
    std::string text = std::to_string(total) + (total == 1 ? " call is" : " calls are");
    text += " left out, of what changes no memory that is modelled: ";
    for (u32 named = 0; named < kNamedSkips && !skipped_.empty(); ++named) {
      auto most = skipped_.begin();
      for (auto entry = skipped_.begin(); entry != skipped_.end(); ++entry) {
        if (entry->second > most->second) most = entry;
      }
      text += (named == 0 ? "" : ", ") + most->first + " " + std::to_string(most->second);
      skipped_.erase(most);
    }
    result_.notes.insert(result_.notes.begin(), {0, 0, text + (skipped_.empty() ? "" : ", …")});
  }

  const StraceLog& log_;
  const std::vector<MapsAfterExec>& maps_;
  std::vector<bool> maps_used_;
  ImportResult result_;
  std::map<u32, Tracee> tracees_;  // by tid
  Descriptors descriptors_;
  std::map<std::string, u64> skipped_;
  std::vector<u64> breaks_;  // by call
  u32 index_ = 0;
  Pid last_pid_ = 1;
};

}  // namespace

ImportResult import_strace(const std::string& text, const std::vector<MapsAfterExec>& maps) {
  const StraceLog log = parse_strace(text);
  return ScriptWriter(log, maps).write();
}

}  // namespace pw
