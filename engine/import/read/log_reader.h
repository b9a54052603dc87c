// From the lines of a log to its calls: whose each is, where it began and where it returned.
//
// In a file every line has its pid. A terminal names no pid while there is one process, and [pid N] while there are several: who stands
// without is the first process, or the one that is left; which number the first has is known when it is named for the first time. There
// notices stand inside lines, too, and a call goes on behind them.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/import/read/leader.h"
#include "engine/import/read/strace_log.h"

namespace pw {

// Which calls the reader of the log has use for; the others are counted.
using WantedCall = std::function<bool(const std::string& name)>;

class LogReader {
 public:
  // Notes go to `notes`, which outlives the reader. `only_pid`: whose calls are wanted; 0: everybody's.
  LogReader(WantedCall wanted, ImportNotes* notes, u32 only_pid) : wanted_(std::move(wanted)), notes_(notes), only_pid_(only_pid) {}

  // False: the line is nothing that a tracer prints. `tid` is whose the line is when it does not say so itself.
  bool read_line(std::string_view line, u32 number, u32 tid);
  // A call of another tool's grammar (call_lines.h).
  void add(StraceCall call);
  bool is_empty() const { return log_.calls.empty(); }
  StraceLog take();

 private:
  // A call that has begun: where it stands in the list, and its text so far.
  struct Open {
    u64 call = kNone;  // kNone: it is only counted
    std::string name;
    std::string text;
  };
  static constexpr u64 kNone = ~u64{0};
  // The newest SIGSEGV: what ends a task stands right behind it.
  struct Fault {
    u32 task = ~0u;
    std::string addr, code;
  };

  bool read_whole(std::string_view line, u32 tid);
  bool read_item(Scan& scan, u32 tid);
  bool read_signal(Scan& scan, const Leader& leader);
  bool read_end(Scan& scan, const Leader& leader);
  bool read_call(Scan& scan, const Leader& leader);
  bool read_rest(Scan& scan, const Leader& leader);
  bool stop();
  void attach(u32 tid, bool has_threads);
  void begin(u32 task, const std::string& name, const Leader& leader, std::string_view text);
  void count(u32 task, const std::string& name, const Leader& leader);
  void finish(u64 index, std::string_view written_as);
  u32 task_of(const Leader& leader, std::string_view resumed);
  void learn_first(u32 tid, std::string_view resumed);
  void end_task(u32 task);
  bool wants(const std::string& name);
  bool is_other(u32 task) const { return only_pid_ != 0 && task != only_pid_ && !(task == 0 && first_ == only_pid_); }
  u64 add_call(u32 task, const std::string& name, const Leader& leader);
  void note(u32 line, u64 at, const std::string& text) { notes_->note(line, static_cast<u32>(at), text); }

  WantedCall wanted_;
  ImportNotes* notes_;
  u32 only_pid_;
  StraceLog log_;
  std::map<std::string, bool> known_names_;
  std::map<u32, Open> open_;   // by task
  std::set<u32> seen_;         // tasks that some line named
  std::map<u32, u64> first_call_;  // by task: its first call in the list
  std::set<u32> alive_;        // beside the first, on a terminal
  Fault fault_;
  std::string split_;          // the begin of a line that goes on behind a notice
  u32 first_ = 0;              // the number of the process that stands without one, once it is known
  bool has_nameless_ = false;  // some line had no pid
  bool first_ended_ = false;
  u32 line_ = 0;
};

}  // namespace pw
