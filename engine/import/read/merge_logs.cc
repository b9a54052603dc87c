#include "engine/import/read/merge_logs.h"

#include <algorithm>
#include <set>

#include "engine/import/read/scan.h"

namespace pw {
namespace {

bool is_fork(const StraceCall& call) {
  return call.name == "clone" || call.name == "clone3" || call.name == "fork" || call.name == "vfork";
}

u32 pid_returned(const StraceCall& call) {
  Scan scan{call.result};
  u32 pid = 0;
  return call.returned() && scan.decimal(&pid) && scan.at_end() ? pid : 0;
}

class Merger {
 public:
  explicit Merger(std::vector<NamedLog>& logs) : logs_(logs), next_(logs.size()) {
    std::set<u32> children;
    for (u32 i = 0; i < logs_.size(); ++i) {
      for (const StraceCall& call : logs_[i].log.calls) {
        file_of_.insert({call.tid, i});
        if (is_fork(call)) children.insert(pid_returned(call));
        has_times_ = has_times_ && call.time != 0;
      }
    }
    for (u32 i = 0; i < logs_.size(); ++i) {
      if (children.count(logs_[i].log.calls[0].tid) == 0) running_.push_back(i);
    }
    note_roots();
  }

  MergedLog merge() {
    merged_.is_guessed = !has_times_ && logs_.size() > 1;
    while (!running_.empty() || start_rest()) step();
    for (NamedLog& one : logs_) {
      for (const auto& entry : one.log.passed) merged_.log.passed[entry.first] += entry.second;
      merged_.log.lines += one.log.lines;
      merged_.log.unread += one.log.unread;
      merged_.log.is_32bit = merged_.log.is_32bit || one.log.is_32bit;
    }
    return std::move(merged_);
  }

 private:
  StraceCall& head(u32 file) { return logs_[file].log.calls[next_[file]]; }
  bool is_over(u32 file) const { return next_[file] >= logs_[file].log.calls.size(); }

  // Programs that were started apart have address spaces of their own.
  void note_roots() {
    const auto executes = [this](u32 file) { return head(file).name == "execve"; };
    if (running_.size() < 2 || !std::any_of(running_.begin(), running_.end(), executes)) return;
    for (const u32 file : running_) merged_.log.attached.insert(head(file).tid);
  }

  // It waits for one whose calls are not all done yet.
  bool waits(u32 file) {
    const StraceCall& call = head(file);
    if (call.name != "wait4" && call.name != "waitpid") return false;
    const auto child = file_of_.find(pid_returned(call));
    return child != file_of_.end() && child->second != file && !is_over(child->second) && is_running(child->second);
  }
  bool is_running(u32 file) const { return std::find(running_.begin(), running_.end(), file) != running_.end(); }

  u32 choose() {
    u64 best = running_.size();
    for (u64 i = running_.size(); i-- > 0;) {
      if (waits(running_[i])) continue;
      if (!has_times_) return static_cast<u32>(i);
      if (best == running_.size() || head(running_[i]).time < head(running_[best]).time) best = i;
    }
    return static_cast<u32>(best == running_.size() ? best - 1 : best);
  }

  void step() {
    const u32 at = choose();
    const u32 file = running_[at];
    StraceCall& call = head(file);
    ++next_[file];
    merged_.places.push_back({file, call.line});
    call.line = call.end_line = static_cast<u32>(merged_.places.size());
    const auto child = is_fork(call) ? file_of_.find(pid_returned(call)) : file_of_.end();
    if (is_over(file)) running_.erase(running_.begin() + static_cast<std::vector<u32>::difference_type>(at));
    if (child != file_of_.end() && next_[child->second] == 0 && !is_running(child->second)) running_.push_back(child->second);
    merged_.log.calls.push_back(std::move(call));
  }

  // A circle of logs, of which each is another's child: pids that were used again.
  bool start_rest() {
    for (u32 i = 0; i < logs_.size(); ++i) {
      if (next_[i] != 0) continue;
      running_.push_back(i);
      return true;
    }
    return false;
  }

  std::vector<NamedLog>& logs_;
  std::vector<u64> next_;  // by file: the call that comes next
  std::vector<u32> running_;
  std::map<u32, u32> file_of_;  // by tid
  bool has_times_ = true;
  MergedLog merged_;
};

}  // namespace

bool belong_together(const std::vector<NamedLog>& logs) {
  std::map<u32, u32> file_of;
  for (u32 i = 0; i < logs.size(); ++i) {
    for (const StraceCall& call : logs[i].log.calls) {
      if (call.tid == 0 || file_of.insert({call.tid, i}).first->second != i) return false;
    }
  }
  return true;
}

MergedLog merge_logs(std::vector<NamedLog> logs) { return Merger(logs).merge(); }

}  // namespace pw
