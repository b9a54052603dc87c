// The tracees of a log one after another, in the order in which their calls took effect: a call counts when it returns, but a child
// lives from its first own line on, since that may stand before the line in which fork returns.
#include "engine/import/script/strace_script.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/import/read/maps_text.h"
#include "engine/import/script/descriptors.h"
#include "engine/import/script/execve_text.h"
#include "engine/import/script/machine_size.h"
#include "engine/import/script/stores.h"
#include "engine/import/script/timeline.h"
#include "engine/import/script/tracees.h"
#include "engine/kernel/task.h"
#include "engine/render/text.h"
#include "engine/session/session.h"

namespace pw {
namespace {

constexpr u32 kNamedSkips = 12;
constexpr Pid kLastPid = kMaxTasks;  // the machine makes no more

// Why a call is no command.
enum class Skip : u8 {
  kUnmodelled,  // it changes nothing that is modelled
  kNoEffect,    // it could have, but failed, only asked, or its effect is not known
  kNobody,      // its task has ended, or was left out itself
};
constexpr u32 kSkips = 3;
constexpr const char* kSkipTexts[kSkips] = {
    "of what changes no memory that is modelled",
    "that failed, only asked, or whose effect the log does not tell",
    "of tasks that had ended or were left out themselves",
};

constexpr char kThreadFlags[] = "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD";

bool has_flag(const std::string& flags, const std::string& flag) { return flags.find(flag) != std::string::npos; }

// A file that was unlinked meanwhile is the same one.
bool is_same_file(const std::string& a, const std::string& b) {
  constexpr char kDeleted[] = " (deleted)";
  return a == b || a == b + kDeleted || a + kDeleted == b;
}

u32 number_of(const std::string& text) { return static_cast<u32>(number_in(text)); }

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
  ScriptWriter(const StraceLog& log, const std::vector<MapsAfterExec>& maps, const ScriptLanguage& language)
      : log_(log), maps_(maps), language_(language), maps_used_(maps.size()), time_(make_timeline(log.calls)),
        size_(machine_size(log.calls)) {
    for (u32 i = 0; i < maps.size(); ++i) {
      if (!maps[i].is_end) continue;
      stores_.add_end(maps[i].tid, maps[i].maps);
      maps_used_[i] = true;
    }
  }

  static bool handles(const std::string& name, const ScriptLanguage& language) { return find_handler(name, language) != nullptr; }

  ImportResult write() {
    for (const auto& entry : log_.passed) skipped_[static_cast<u32>(Skip::kUnmodelled)][entry.first] += entry.second;
    static_cast<ImportNotes&>(result_) = log_;
    result_.script = machine_text(size_);
    for (u32 i = 0; i < time_.order.size() && !is_full_; ++i) write_call(time_.order[i]);
    note_skipped();
    if (tracees_.is_empty()) result_.error = "the log holds no call that strace saw return";
    return std::move(result_);
  }

 private:
  using Handler = void (ScriptWriter::*)(const StraceCall& call, Tracee& tracee);

  void write_call(u32 index) {
    const StraceCall& call = log_.calls[index];
    index_ = index;
    const Handler handler = call.kind == StraceCall::Kind::kEnd ? nullptr : find_handler(call.name, language_);
    if (tracees_.is_empty()) begin(call);
    Tracee* tracee = find_tracee(call, handler != nullptr);
    if (handler == nullptr && call.kind == StraceCall::Kind::kCall) return skip(call, Skip::kUnmodelled);
    if (tracee == nullptr || !tracee->is_alive) return skip(call, Skip::kNobody);
    if (call.kind == StraceCall::Kind::kEnd) return write_end(call, *tracee);
    (this->*handler)(call, *tracee);
  }

  // The first tracee. Where its memory was there before the log (strace -p), maps may tell what it was.
  void begin(const StraceCall& call) {
    const u32 maps = find_attached_maps(call);
    const bool is_named = maps < maps_.size() && maps_[maps].tid != 0 && call.tid != 0;
    attached_ = begin_process(call, is_named && log_.attached.empty() ? maps_[maps].tid : call.tid, maps).leader;
  }

  // A child of init, so that it may end.
  Tracee& begin_process(const StraceCall& call, u32 tid, u32 maps) {
    append("fork");
    Tracee& tracee = tracees_.add(new_tracee(tid));
    if (maps == maps_.size()) {
      place_heap(call, tracee);
      return tracee;
    }
    maps_used_[maps] = true;
    const ImportResult image = import_maps(maps_[maps].maps);
    for (const ImportNote& one : image.notes) note(0, one.text);
    for (const std::string& line : lines_of(image.script)) emit(tracee, call, line);
    emit(tracee, call, "written 0 0x7ffffffff000");
    return tracee;
  }

  // What was there before the log is not known, but brk tells where the heap begins.
  void place_heap(const StraceCall& call, const Tracee& tracee) {
    if (call.name == "execve") return;
    const HeapStart* const heap = log_.attached.empty() ? first_heap(call.tid) : heap_of(call.tid);
    if (heap == nullptr) return;
    const u64 start = heap->is_sure ? heap->addr : heap->addr & ~u64{0xfff};
    emit(tracee, call, "execve \"program\" brk=" + hex(start));
    if (!heap->is_sure) note(heap->line, "where the heap begins is not in the log: it is taken to begin at " + hex(start));
  }

  const HeapStart* heap_of(u32 tid) const {
    const auto found = time_.breaks_of.find(tid);
    return found == time_.breaks_of.end() || found->second.addr == 0 ? nullptr : &found->second;
  }

  // Of the task, or of another one that no call of the log made: such are of the first process.
  const HeapStart* first_heap(u32 tid) const {
    const HeapStart* first = nullptr;
    const std::set<u32> made(time_.children.begin(), time_.children.end());
    for (const auto& entry : time_.breaks_of) {
      const bool is_its_own = entry.first == tid || made.count(entry.first) == 0;
      const HeapStart* const heap = is_its_own ? heap_of(entry.first) : nullptr;
      if (heap != nullptr && (first == nullptr || heap->line < first->line)) first = heap;
    }
    return first;
  }

  // One of several that strace was attached to.
  Tracee* begin_attached(const StraceCall& call) {
    if (last_pid_ == kLastPid) return nullptr;
    u32 maps = 0;
    while (maps < maps_.size() && (maps_[maps].tid != call.tid || maps_[maps].is_end)) ++maps;
    return &begin_process(call, call.tid, maps);
  }

  // Those of a process of which the log has no execve; the number of maps when there are none.
  u32 find_attached_maps(const StraceCall& first) const {
    const u32 none = static_cast<u32>(maps_.size());
    if (first.name == "execve") return none;
    std::set<u32> executed;
    for (const StraceCall& call : log_.calls) {
      if (call.name == "execve") executed.insert(call.tid);
    }
    for (u32 i = 0; i < none; ++i) {
      if (maps_used_[i]) continue;
      if (!log_.attached.empty() && maps_[i].tid != 0 && maps_[i].tid != first.tid) continue;
      if (maps_[i].tid == 0 ? executed.empty() : executed.count(maps_[i].tid) == 0) return i;
    }
    return none;
  }

  // A task that the log does not see being made belongs to the process that strace was attached to; it is made when it first changes
  // memory.
  Tracee* find_tracee(const StraceCall& call, bool may_make) {
    if (Tracee* const known = tracees_.find(call.tid)) return known;
    if (!may_make || left_out_.count(call.tid) != 0) return nullptr;
    if (log_.attached.count(call.tid) != 0) return begin_attached(call);
    const Tracee* const of = tracees_.member_of(attached_);
    if (of == nullptr || last_pid_ == kLastPid || !emit(*of, call, std::string("clone(flags=") + kThreadFlags + ")")) return nullptr;
    const Tracee group = *of;
    Tracee thread = new_tracee(call.tid);
    thread.leader = group.leader;
    thread.descriptors = group.descriptors;
    thread.process = group.process;
    note(call.line, "no call of the log returned task " + std::to_string(call.tid) + ": it is taken as a thread of the first process, @" +
                        std::to_string(group.leader));
    return &tracees_.add(thread);
  }

  Tracee new_tracee(u32 tid) {
    Tracee tracee;
    tracee.tid = tracee.process = tid;
    tracee.pid = tracee.leader = ++last_pid_;
    tracee.descriptors = descriptors_.add_table();
    if (tid != 0) append("# @" + std::to_string(tracee.pid) + " is " + std::to_string(tid) + " of the log");
    return tracee;
  }

  // What is more than its line in another script; a call that the shell knows otherwise stands there as it is (engine/shell/call.h).
  static Handler find_handler(const std::string& name, const ScriptLanguage& language) {
    struct Row {
      const char* name;
      Handler handler;
    };
    static constexpr Row kRows[] = {
        {"mmap", &ScriptWriter::write_mmap},       {"mprotect", &ScriptWriter::write_mprotect},
        {"brk", &ScriptWriter::write_brk},         {"pkey_mprotect", &ScriptWriter::write_mprotect},
        {"mremap", &ScriptWriter::write_mremap},   {"mincore", &ScriptWriter::write_mincore},
        {"prlimit64", &ScriptWriter::write_limit}, {"process_madvise", &ScriptWriter::write_process_madvise},
        {"shmat", &ScriptWriter::refuse_unbuilt},  {"shmdt", &ScriptWriter::refuse_unbuilt},
        {"io_setup", &ScriptWriter::refuse_unbuilt}, {"remap_file_pages", &ScriptWriter::refuse_unbuilt},
        {"process_vm_readv", &ScriptWriter::write_process_vm},
        {"process_vm_writev", &ScriptWriter::write_process_vm},
        {"migrate_pages", &ScriptWriter::write_process_vm},
        {"clone", &ScriptWriter::write_clone},     {"clone3", &ScriptWriter::write_clone},
        {"fork", &ScriptWriter::write_clone},      {"vfork", &ScriptWriter::write_clone},
        {"execve", &ScriptWriter::write_execve},   {"exit", &ScriptWriter::write_exit},
        {"wait4", &ScriptWriter::write_wait},      {"exit_group", &ScriptWriter::write_exit},
        {"open", &ScriptWriter::follow_open},      {"openat", &ScriptWriter::follow_open},
        {"creat", &ScriptWriter::follow_open},     {"memfd_create", &ScriptWriter::follow_open},
        {"close", &ScriptWriter::follow_close},    {"fcntl", &ScriptWriter::follow_fcntl},
        {"dup", &ScriptWriter::follow_dup},        {"pidfd_open", &ScriptWriter::follow_pidfd},
        {"dup2", &ScriptWriter::follow_dup},       {"dup3", &ScriptWriter::follow_dup},
    };
    const auto is_it = [&name](const Row& row) { return name == row.name; };
    const Row* found = std::find_if(std::begin(kRows), std::end(kRows), is_it);
    if (found != std::end(kRows)) return found->handler;
    return language.has_call(name) ? &ScriptWriter::write_as_is : nullptr;
  }

  // ---- what becomes a command ----
  // One that the language does not take is left out and told: the parser's own words say why.
  bool emit(const Tracee& tracee, const StraceCall& call, const std::string& text) {
    const std::string line = "@" + std::to_string(tracee.pid) + " " + text;
    const std::string refusal = language_.refusal(line);
    if (!refusal.empty()) {
      note(call.line, call.name + " is left out: " + refusal);
      return false;
    }
    return append(line);
  }

  // A script that cannot be run as a whole would be of no use: the rest of the log is left out.
  bool append(const std::string& line) {
    is_full_ = is_full_ || result_.script.size() + line.size() + 1 > kMaxLogBytes || lines_ >= kMaxLogCommands;
    if (is_full_) return false;
    result_.script += line + "\n";
    ++lines_;
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
    if (args.size() != 6) return note(call.line, "mmap is left out: it has " + std::to_string(args.size()) + " arguments in place of 6");
    const bool is_placed = has_flag(args[3], "MAP_FIXED");
    if (!is_placed && call.returned() && !call.failed()) args[0] = call.result;
    if (!has_flag(args[3], "MAP_ANONYMOUS")) args[4] = told_descriptor(call, tracee, args[4]);
    emit(tracee, call, call_text(call, args));
    if (call.returned() && !call.failed()) mark_mapped(call, tracee, args);
  }

  void mark_mapped(const StraceCall& call, const Tracee& tracee, const std::vector<std::string>& args) {
    const u64 start = number_in(call.result), length = number_in(args[1]);
    const bool is_fixed = has_flag(args[3], "MAP_FIXED"), is_anonymous = has_flag(args[3], "MAP_ANONYMOUS");
    if (!is_fixed && !is_anonymous) stores_.map_file(tracee.process, start, length);
    if (!has_flag(args[2], "PROT_WRITE") || !has_flag(args[3], "MAP_PRIVATE")) return;
    const Stores::Answer answer = stores_.make(tracee.process, start, length, is_fixed && is_anonymous);
    if (answer != Stores::Answer::kNotYet) mark_written(call, tracee, call.result, args[1]);
    if (answer == Stores::Answer::kGuessed)
      note(call.line, "whether this area and the one beside it are one depends on stores that no log shows: they are taken as one");
  }

  void write_mprotect(const StraceCall& call, Tracee& tracee) {
    write_as_is(call, tracee);
    if (!has_flag(call.arg(2), "PROT_WRITE")) return;
    const bool is_later = stores_.has_end(tracee.process) && call.returned() && !call.failed() &&
                          stores_.make(tracee.process, number_in(call.arg(0)), number_in(call.arg(1)), false) == Stores::Answer::kNotYet;
    if (!is_later) mark_written(call, tracee, call.arg(0), call.arg(1));
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

  // The rows that strace prints are the answer; where they went it does not tell.
  void write_mincore(const StraceCall& call, Tracee& tracee) {
    emit(tracee, call, call_text(call, {call.arg(0), call.arg(1), "[]"}));
  }

  void write_process_madvise(const StraceCall& call, Tracee& tracee) {
    const Descriptor& pidfd = descriptors_.at(tracee.descriptors, number_of(call.arg(0)));
    const Tracee* const target = tracees_.find(pidfd.pidfd);
    if (call.args.size() != 5 || pidfd.pidfd == 0 || target == nullptr) return skip(call, Skip::kNoEffect);
    std::vector<std::string> args = call.args;
    args[0] = std::to_string(target->pid);
    emit(tracee, call, call_text(call, args));
  }

  // Calls that name a process by its pid, which has another one here. 0 is the caller itself.
  void write_process_vm(const StraceCall& call, Tracee& tracee) {
    const u32 tid = number_of(call.arg(0));
    const Tracee* const target = tracees_.find(tid);
    if (tid != 0 && target == nullptr) return skip(call, Skip::kNobody);
    std::vector<std::string> args = call.args;
    if (tid != 0 && !args.empty()) args[0] = std::to_string(target->pid);
    emit(tracee, call, call_text(call, args));
  }

  // What changes memory here and is no command: told with its line, so that nobody takes it for harmless.
  void refuse_unbuilt(const StraceCall& call, Tracee&) {
    if (!call.returned() || call.failed()) return skip(call, Skip::kNoEffect);
    const std::string what = call.name == "shmdt" ? "what it unmaps" : "what it maps";
    note(call.line, call.name + " is left out: " + what + " is not built in this version, so the areas are others from here on");
  }

  void write_limit(const StraceCall& call, Tracee& tracee) {
    if (call.arg(2) == "NULL" || call.failed()) return skip(call, Skip::kNoEffect);
    const u32 tid = number_of(call.arg(0));
    if (tid == 0) return void(emit(tracee, call, "setrlimit(" + call.arg(1) + ", " + call.arg(2) + ") = " + call.result));
    const Tracee* const target = tracees_.find(tid);
    if (target == nullptr) return skip(call, Skip::kNobody);
    const std::string pid = std::to_string(target->pid);
    emit(tracee, call, "prlimit64(" + pid + ", " + call.arg(1) + ", " + call.arg(2) + ", NULL) = " + call.result);
  }

  // ---- tasks ----
  void write_clone(const StraceCall& call, Tracee& tracee) {
    const u32 tid = time_.children[index_];
    if (tid == 0) return skip(call, Skip::kNoEffect);
    const std::string flags = clone_flags(call);
    left_out_.insert(tid);
    if (last_pid_ == kLastPid) return note(call.line, "the machine holds " + std::to_string(kMaxTasks) + " tasks: this one is left out");
    if (!emit(tracee, call, "clone(flags=" + flags + ")")) return;
    left_out_.erase(tid);
    const Tracee parent = tracee;
    Tracee child = new_tracee(tid);
    child.is_in_log = time_.is_child_in_log[index_];
    if (has_flag(flags, "CLONE_THREAD")) {
      child.leader = parent.leader;
      child.process = parent.process;
    } else {
      stores_.copy(parent.process, tid);
    }
    if (has_flag(flags, "CLONE_FILES")) child.descriptors = parent.descriptors;
    else descriptors_.copy(parent.descriptors, child.descriptors);
    Tracee& made = tracees_.add(child);
    // Its parent went on, so it has ended or executed a program.
    if (!made.is_in_log && has_flag(flags, "CLONE_VFORK") && call.returned()) end_unseen(made);
  }

  void end_unseen(Tracee& child) {
    append("@" + std::to_string(child.pid) + " exit_group(0)  # the log does not follow it");
    tracees_.end(child);
  }

  void write_execve(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return skip(call, Skip::kNoEffect);
    const MapsText maps = take_maps(call.becomes != 0 ? call.becomes : call.tid);
    if (maps.areas.empty()) {
      note(call.line, "what execve mapped is not in a log: without /proc/PID/maps of that moment the process begins with its stack alone");
    }
    const ImportResult image = execve_text(unquoted(call.arg(0)), maps, time_.breaks[index_].addr);
    for (const ImportNote& one : image.notes) note(call.line, one.text);
    result_.unlisted += image.unlisted;
    stores_.begin(tracee.process);
    // The first of these commands is the execve, from which on the task has its leader's number.
    bool has_begun = false;
    for (const std::string& line : lines_of(image.script)) {
      emit(tracee, call, line);
      if (!has_begun) tracee.pid = tracee.leader;
      has_begun = true;
    }
    mark_written(call, tracee, "0", "0x7ffffffff000");
    tracees_.become_group(tracee, call.becomes != 0 ? call.becomes : call.tid);
  }

  void write_exit(const StraceCall& call, Tracee& tracee) {
    const bool is_thread = call.name == "exit" && tracee.leader != tracee.pid;
    emit(tracee, call, (is_thread ? "exit(" : "exit_group(") + call.arg(0) + ")");
    if (is_thread) tracees_.end(tracee);
    else tracees_.end_group(tracee.leader);
  }

  // Killed by a signal, or ended with its group: the log has no call of its own for that. An access that ended it is done here, too; where
  // the page may be read, it was a store.
  void write_end(const StraceCall& call, Tracee& tracee) {
    const bool is_fault = call.args.size() == 2;
    const std::string access = is_fault ? (call.args[1] == "SEGV_ACCERR" ? "write " : "read ") + call.args[0] : "";
    const bool is_done = is_fault && emit(tracee, call, access + "  # killed by SIGSEGV");
    if (!is_done) append("@" + std::to_string(tracee.pid) + " exit_group(0)  # killed");
    tracees_.end_group(tracee.leader);
  }

  void write_wait(const StraceCall& call, Tracee& tracee) {
    Tracee* const child = tracees_.find(number_of(call.result));
    const bool has_child = call.returned() && !call.failed() && child != nullptr;
    if (has_child && child->is_alive && !child->is_in_log) end_unseen(*child);
    const bool is_known = has_child && !child->is_alive;
    if (!is_known || call.args.size() != 4) return skip(call, Skip::kNoEffect);
    const std::string pid = std::to_string(child->pid);
    emit(tracee, call, "wait4(" + pid + ", NULL, " + call.arg(2) + ", NULL) = " + pid);
  }

  // ---- descriptors ----
  // The machine hears of an open file when it is mapped for the first time.
  std::string told_descriptor(const StraceCall& call, const Tracee& tracee, const std::string& text) {
    const u32 fd = number_of(text);
    Descriptor& descriptor = descriptors_.at(tracee.descriptors, fd);
    const std::string number = std::to_string(fd);
    const std::string path = path_beside(text);
    // A log that leaves out close and open: the number has another file now.
    const bool is_another = !path.empty() && descriptor.is_told && !is_same_file(descriptor.path, path);
    if (is_another) emit(tracee, call, "close(" + number + ")");
    if (is_another) descriptor = Descriptor();
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
    const u32 fd = number_of(call.result);
    if (descriptors_.at(tracee.descriptors, fd).is_told) emit(tracee, call, "close(" + std::to_string(fd) + ")");
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
  void follow_pidfd(const StraceCall& call, Tracee& tracee) {
    if (!call.returned() || call.failed()) return;
    Descriptor descriptor;
    descriptor.path = "anon_inode:[pidfd]";
    descriptor.pidfd = number_of(call.arg(0));
    descriptors_.open(tracee.descriptors, number_of(call.result), descriptor);
  }
  void follow_fcntl(const StraceCall& call, Tracee& tracee) {
    if (has_flag(call.arg(1), "F_DUPFD")) follow_dup(call, tracee);
  }

  // ---- what the log does not say in one place ----
  MapsText take_maps(u32 tid) {
    for (const bool exact : {true, false}) {
      for (u32 i = 0; i < maps_.size(); ++i) {
        const bool is_its = maps_[i].tid == tid, is_anybodys = maps_[i].tid == 0 || tid == 0;
        if (maps_used_[i] || !(exact ? is_its : is_anybodys)) continue;
        maps_used_[i] = true;
        return maps_[i].maps;
      }
    }
    return MapsText();
  }

  void note(u32 line, const std::string& text) { result_.note(line, 0, text); }
  void skip(const StraceCall& call, Skip why) {
    if (call.kind == StraceCall::Kind::kCall) ++skipped_[static_cast<u32>(why)][call.name];
  }

  // In front of all other notes, what concerns the whole.
  void note_skipped() {
    for (u32 why = kSkips; why-- > 0;) {
      const std::string text = skipped_text(skipped_[why], kSkipTexts[why]);
      if (!text.empty()) result_.notes.insert(result_.notes.begin(), {0, 0, text});
    }
    if (!is_full_) return;
    const std::string what = "the script is full: at most " + size_text(kMaxLogBytes) + " and " + decimal(kMaxLogCommands) + " lines; ";
    result_.notes.insert(result_.notes.begin(), {log_.calls[index_].line, 0, what + "the log is left out from here on; " + kBringLess});
  }

  // The most frequent ones by name, in the order of their counts.
  static std::string skipped_text(std::map<std::string, u64> skipped, const char* why) {
    u64 total = 0;
    for (const auto& entry : skipped) total += entry.second;
    if (total == 0) return "";
    std::string text = std::to_string(total) + (total == 1 ? " call is" : " calls are") + " left out, " + why + ": ";
    for (u32 named = 0; named < kNamedSkips && !skipped.empty(); ++named) {
      auto most = skipped.begin();
      for (auto entry = skipped.begin(); entry != skipped.end(); ++entry) {
        if (entry->second > most->second) most = entry;
      }
      text += (named == 0 ? "" : ", ") + most->first + " " + std::to_string(most->second);
      skipped.erase(most);
    }
    return text + (skipped.empty() ? "" : ", …");
  }

  const StraceLog& log_;
  const std::vector<MapsAfterExec>& maps_;
  const ScriptLanguage& language_;
  std::vector<bool> maps_used_;
  ImportResult result_;
  Tracees tracees_;
  Descriptors descriptors_;
  std::set<u32> left_out_;  // tasks that the log shows being made, and that are not
  std::map<std::string, u64> skipped_[kSkips];
  const Timeline time_;
  const MachineSize size_;
  Stores stores_;
  u32 index_ = 0;
  Pid last_pid_ = 1;
  Pid attached_ = 0;  // leads the first process
  u32 lines_ = 0;
  bool is_full_ = false;
};

}  // namespace

bool is_scripted(const std::string& name, const ScriptLanguage& language) { return ScriptWriter::handles(name, language); }

ImportResult import_strace(const StraceLog& log, const std::vector<MapsAfterExec>& maps, const ScriptLanguage& language) {
  return ScriptWriter(log, maps, language).write();
}

}  // namespace pw
