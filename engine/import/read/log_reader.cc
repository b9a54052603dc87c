// One line at a time: the leader, then a whole call, the begin of one, the rest of one, an end, or what strace says itself.
#include "engine/import/read/log_reader.h"

#include "engine/import/read/call_text.h"
#include "engine/import/read/normal_call.h"
#include "engine/import/read/notice.h"
#include "engine/import/read/separate.h"

namespace pw {
namespace {

// More calls than the commands of a script: of a log of any size no more is kept.
constexpr u64 kMaxCalls = 300'000;
// How a line ends whose call goes on in another one, as a rule; of ltrace, at an exit; and when a thread executes, and goes on under its
// leader's number.
constexpr std::string_view kUnfinished = "<unfinished ...>";
constexpr std::string_view kNoReturn = "<no return ...>";
constexpr std::string_view kPidChanged = "<pid changed to ";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Where the arguments of a call end that goes on in another line; npos: it does not.
u64 begun_end(std::string_view text) {
  if (!ends_with(trimmed(text), " ...>")) return std::string_view::npos;
  for (const std::string_view mark : {kUnfinished, kNoReturn}) {
    if (ends_with(trimmed(text), mark)) return text.rfind(mark);
  }
  return text.rfind(kPidChanged);
}

bool makes_task_named(std::string_view name) { return name == "clone" || name == "clone3" || name == "fork" || name == "vfork"; }

// A frame of -k, below its call: " > /usr/lib/libc.so.6(mmap64+0x4f) [0x11b92f]".
bool is_frame(const Scan& scan) {
  return scan.peek() == '>' && scan.peek(1) == ' ' && ends_with(trimmed(scan.text), "]");
}

bool is_lookup(std::string_view name) { return name == "openat" || name == "open" || name == "creat" || name == "close"; }

// What waits, or never comes back, is no loss when the log ends in it.
bool is_lost_if_open(std::string_view name) {
  for (const std::string_view harmless : {"wait4", "exit", "exit_group", "close", "openat", "open", "execve"}) {
    if (name == harmless) return false;
  }
  return true;
}

}  // namespace

bool LogReader::read_line(std::string_view line, u32 number, u32 tid) {
  line_ = number;
  ++log_.lines;
  if (log_.calls.size() >= kMaxCalls) return stop();
  const Notice notice = find_notice(line);
  if (notice.kind == Notice::Kind::kNone) return read_whole(line, tid);
  if (notice.kind == Notice::Kind::kAttached) attach(notice.tid, notice.has_threads);
  if (notice.kind == Notice::Kind::kDetached) alive_.erase(notice.tid);
  log_.is_32bit = log_.is_32bit || notice.is_32bit;
  if (notice.at > 0 && !trimmed(line.substr(0, notice.at)).empty()) split_ += line.substr(0, notice.at);
  return true;
}

// The rest of a log that holds more calls than any script is passed over.
bool LogReader::stop() {
  if (log_.full_line == 0) log_.full_line = line_;
  return true;
}

// With what stands in front of a notice the line is whole.
bool LogReader::read_whole(std::string_view line, u32 tid) {
  if (split_.empty()) {
    Scan scan{line};
    return read_item(scan, tid);
  }
  // Another process speaks first: what was being printed is unfinished.
  const bool goes_on = line.substr(0, 4) != "[pid";
  const std::string whole = split_ + (goes_on ? std::string(line) : " <unfinished ...>");
  split_.clear();
  if (!goes_on) {
    Scan begun{whole};
    Scan next{line};
    read_item(begun, tid);
    return read_item(next, tid);
  }
  Scan scan{whole};
  return read_item(scan, tid);
}

bool LogReader::read_item(Scan& scan, u32 tid) {
  Leader leader = take_leader(scan);
  if (leader.tid == 0) leader.tid = tid;
  if (scan.at_end()) return leader.tid != 0;
  if (scan.take("strace: ")) return true;
  if (is_letter(scan.peek()) || scan.peek() == '_') return read_call(scan, leader);
  if (scan.take("+++ ")) return read_end(scan, leader);
  if (scan.take("<... ")) return read_rest(scan, leader);
  if (scan.take("--- ")) return read_signal(scan, leader);
  return is_frame(scan);
}

// In front of all calls: strace -p. Two of them are two processes, unless one is told to have threads.
void LogReader::attach(u32 tid, bool has_threads) {
  seen_.insert(tid);
  if (!log_.calls.empty() || open_.count(0) != 0 || !split_.empty()) {
    alive_.insert(tid);
    return;
  }
  if (!has_threads) log_.attached.insert(tid);
  first_ = seen_.size() == 1 ? tid : 0;
}

//   --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_ACCERR, si_addr=0x7f2b40000010} ---
// Whether it is the end of its task, or it has a handler, is told later.
bool LogReader::read_signal(Scan& scan, const Leader& leader) {
  constexpr std::string_view kCode = "si_code=";
  constexpr std::string_view kAddr = "si_addr=";
  const u64 code = scan.text.find(kCode, scan.at);
  const u64 addr = scan.text.find(kAddr, scan.at);
  if (!scan.take("SIGSEGV {") || code == std::string_view::npos || addr == std::string_view::npos) return true;
  Scan code_text{scan.text, code + kCode.size()};
  Scan addr_text{scan.text, addr + kAddr.size()};
  const std::string_view where = addr_text.word_chars();
  fault_ = {task_of(leader, ""), std::string(where == "NULL" ? "0x0" : where), std::string(code_text.word_chars())};
  return true;
}

bool LogReader::read_end(Scan& scan, const Leader& leader) {
  const std::string how(scan.word_chars());
  const u32 task = task_of(leader, "");
  if (how == "superseded") {
    u32 by = 0;
    const bool is_known = scan.take(" by execve in pid ") && scan.decimal(&by);
    const auto thread = is_known ? open_.find(by) : open_.end();
    if (thread == open_.end()) return is_known;
    open_[task] = thread->second;
    open_.erase(by);
    return true;
  }
  if (how != "exited" && how != "killed") return false;
  end_task(task);
  if (is_other(task)) return true;
  StraceCall& end = log_.calls[add_call(task, how, leader)];
  end.kind = StraceCall::Kind::kEnd;
  end.result = how;
  const bool is_by_fault = how == "killed" && fault_.task == task && scan.take(" by SIGSEGV");
  if (is_by_fault) end.args = {fault_.addr, fault_.code};
  return true;
}

bool LogReader::read_call(Scan& scan, const Leader& leader) {
  const std::string_view written_as = scan.word_chars();
  scan.take("@SYS");
  if (!scan.take('(')) return false;
  const std::string name = normal_name(written_as);
  const std::string_view text = scan.rest();
  const u64 end = begun_end(text);
  if (end != std::string_view::npos) {
    begin(task_of(leader, ""), name, leader, text.substr(0, end));
    return true;
  }
  StraceCall call;
  const bool is_wanted = wants(name);
  const bool is_whole = take_arguments(scan, is_wanted ? &call.args : nullptr);
  if (is_whole) call.result = take_result(scan);
  const bool is_exit = name == "exit_group" || name == "exit";
  if (call.result.empty() && !(is_whole && is_exit)) {
    if (!is_wanted || (is_whole && !trimmed(scan.rest()).empty())) return false;
    ++log_.unread;
    note(line_, scan.at + 1, "the call of " + name + (is_whole ? " has no result" : " is cut off"));
    return true;
  }
  const u32 task = task_of(leader, "");
  if (is_other(task)) return true;
  if (!is_wanted) {
    count(task, name, leader);
    return true;
  }
  const u64 index = add_call(task, name, leader);
  log_.calls[index].args = std::move(call.args);
  log_.calls[index].result = std::move(call.result);
  finish(index, written_as);
  return true;
}

bool LogReader::read_rest(Scan& scan, const Leader& leader) {
  const u64 from = scan.at;
  const std::string_view written_as = scan.word_chars();
  if (!scan.take(" resumed>")) return false;
  const std::string name = normal_name(written_as);
  const u32 task = task_of(leader, name);
  if (is_other(task)) return true;
  const auto open = open_.find(task);
  if (open == open_.end() || open->second.name != name) {
    if (!wants(name)) return true;
    ++log_.unread;
    note(line_, from + 1, "the begin of this call of " + name + " is not in the log");
    return true;
  }
  const Open begun = std::move(open->second);
  open_.erase(open);
  if (begun.call == kNone) return true;
  StraceCall& call = log_.calls[begun.call];
  const std::string whole = begun.text + std::string(scan.rest());
  Scan rest{whole};
  if (!take_arguments(rest, &call.args) || (call.result = take_result(rest)).empty()) {
    ++log_.unread;
    note(line_, from + 1, "the call of " + name + " is cut off");
    return true;
  }
  call.end_line = line_;
  if (call.tid != task) call.becomes = task == 0 ? first_ : task;
  finish(begun.call, written_as);
  return true;
}

void LogReader::begin(u32 task, const std::string& name, const Leader& leader, std::string_view text) {
  if (is_other(task)) return;
  Open open;
  open.name = name;
  if (wants(name)) {
    open.call = add_call(task, name, leader);
    open.text = text;
  } else {
    count(task, name, leader);
  }
  open_[task] = std::move(open);
}

// Of every task the first call stays in the list: it tells from when on the task is there.
void LogReader::count(u32 task, const std::string& name, const Leader& leader) {
  if (first_call_.count(task) == 0) add_call(task, name, leader);
  else ++log_.passed[name];
}

void LogReader::finish(u64 index, std::string_view written_as) {
  StraceCall& call = log_.calls[index];
  normalise(call, written_as);
  if (call.name == "exit_group" || call.name == "exit") end_task(call.tid);
  if (makes_task_named(call.name) && call.returned() && !call.failed()) {
    Scan number{call.result};
    u32 child = 0;
    if (number.decimal(&child)) seen_.insert(child);
  }
  // What did not open anything leaves nothing to follow.
  const bool is_last = index + 1 == log_.calls.size() && first_call_[call.tid] != index;
  if (call.failed() && is_lookup(call.name) && is_last) log_.calls.pop_back();
}

u32 LogReader::task_of(const Leader& leader, std::string_view resumed) {
  if (leader.tid == 0) {
    has_nameless_ = true;
    return first_ended_ && alive_.size() == 1 ? *alive_.begin() : 0;
  }
  if (first_ == 0 && has_nameless_ && seen_.count(leader.tid) == 0) learn_first(leader.tid, resumed);
  seen_.insert(leader.tid);
  if (leader.tid == first_) return 0;
  if (leader.is_tag) alive_.insert(leader.tid);
  return leader.tid;
}

// A number that nobody returned: the process that stood without one so far, or its child, whose call of fork is not over.
void LogReader::learn_first(u32 tid, std::string_view resumed) {
  const auto open = open_.find(0);
  const bool is_begun = open != open_.end();
  const bool is_its_rest = is_begun && !resumed.empty() && open->second.name == resumed;
  if (!is_its_rest && is_begun && makes_task_named(open->second.name)) return;
  first_ = tid;
}

void LogReader::end_task(u32 task) {
  open_.erase(task);
  alive_.erase(task);
  if (task == 0) first_ended_ = true;
}

bool LogReader::wants(const std::string& name) {
  const auto known = known_names_.find(name);
  if (known != known_names_.end()) return known->second;
  return known_names_[name] = wanted_(name);
}

u64 LogReader::add_call(u32 task, const std::string& name, const Leader& leader) {
  StraceCall call;
  call.tid = task;
  call.name = name;
  call.line = call.end_line = line_;
  call.time = leader.time;
  first_call_.insert({task, log_.calls.size()});
  log_.calls.push_back(std::move(call));
  return log_.calls.size() - 1;
}

void LogReader::add(StraceCall call) {
  ++log_.lines;
  line_ = call.line;
  const Leader leader{call.tid, false, call.time};
  if (is_other(call.tid)) return;
  if (!wants(call.name)) return count(call.tid, call.name, leader);
  const u64 index = add_call(call.tid, call.name, leader);
  log_.calls[index].args = std::move(call.args);
  log_.calls[index].result = std::move(call.result);
  finish(index, log_.calls[index].name);
}

StraceLog LogReader::take() {
  for (const auto& entry : open_) {
    const Open& open = entry.second;
    if (open.call == kNone || !is_lost_if_open(open.name)) continue;
    note(log_.calls[open.call].line, 0, "the log ends before this call of " + open.name + " returned");
  }
  if (log_.full_line != 0) {
    note(log_.full_line, 0, "from here on the log is left out: no script holds so many calls; " + std::string(kBringLess));
  }
  if (first_ != 0) {
    for (StraceCall& call : log_.calls) {
      if (call.tid == 0) call.tid = first_;
    }
  }
  if (log_.attached.size() < 2) log_.attached.clear();
  if (log_.attached.empty()) log_.attached = separate_processes(log_.calls);
  return std::move(log_);
}

}  // namespace pw
