#include "engine/import/script/timeline.h"

#include <algorithm>
#include <set>

#include "engine/render/text.h"

namespace pw {
namespace {

// "exit_signal=" in clone3({flags=A|B, exit_signal=SIGCHLD, …}): SIGCHLD; empty when no argument has the key.
std::string keyed_value(const StraceCall& call, const std::string& key) {
  for (const std::string& arg : call.args) {
    const u64 from = arg.find(key);
    if (from == std::string::npos) continue;
    const u64 to = arg.find_first_of(",}", from);
    const u64 value = from + key.size();
    return arg.substr(value, to == std::string::npos ? to : to - value);
  }
  return "";
}

// CLONE_PIDFD, CLONE_PTRACE, CLONE_NEWNS, CLONE_NEWCGROUP, …UTS, …IPC, …USER, …PID, …NET, and CLONE_NEWTIME, which stands among the bits of
// the signal.
constexpr u64 kMeaningless = 0x7e02'0000 | 0x1000 | 0x2000 | 0x80;

bool is_meaningless(const std::string& flag) {
  static constexpr const char* kNames[] = {"CLONE_NEW", "CLONE_PIDFD", "CLONE_PTRACE", "CLONE_INTO_CGROUP", "CLONE_CLEAR_SIGHAND"};
  return std::any_of(std::begin(kNames), std::end(kNames), [&flag](const char* name) { return flag.rfind(name, 0) == 0; });
}

std::string without_meaningless(const std::string& flags) {
  std::string kept;
  for (u64 from = 0; from < flags.size();) {
    const u64 to = std::min(flags.find('|', from), flags.size());
    std::string flag = flags.substr(from, to - from);
    from = to + 1;
    if (is_meaningless(flag)) continue;
    const bool is_number = flag[0] >= '0' && flag[0] <= '9';
    const u64 number = number_in(flag) & 0xffff'ffff & ~kMeaningless;
    if (is_number && number == 0) continue;
    if (is_number) flag = hex(number);
    kept += (kept.empty() ? "" : "|") + flag;
  }
  return kept.empty() ? "0" : kept;
}

bool is_made(const StraceCall& call) { return makes_task(call) && call.returned() && !call.failed(); }

// The lines of each task, in order.
using LinesOf = std::map<u32, std::vector<u32>>;

LinesOf lines_by_task(const std::vector<StraceCall>& calls) {
  LinesOf lines;
  for (const StraceCall& call : calls) lines[call.tid].push_back(call.line);
  return lines;
}

// The first line of the task from another one on; 0: there is none.
u32 first_line_from(const LinesOf& lines, u32 tid, u32 line) {
  const auto own = lines.find(tid);
  if (own == lines.end()) return 0;
  const auto first = std::lower_bound(own->second.begin(), own->second.end(), line);
  return first == own->second.end() ? 0 : *first;
}

// In a namespace of its own a child has another number than the one that its lines begin with: such tasks are paired in their order.
std::map<u32, u32> pair_namespaces(const std::vector<StraceCall>& calls, const LinesOf& lines) {
  std::map<u32, u32> paired;  // call -> task
  std::set<u32> made;
  std::vector<u32> lost;  // calls whose child has no lines
  bool has_namespaces = false;
  for (u32 i = 0; i < calls.size(); ++i) {
    if (!is_made(calls[i])) continue;
    has_namespaces = has_namespaces || keyed_value(calls[i], "flags=").find("CLONE_NEWPID") != std::string::npos;
    const u32 tid = static_cast<u32>(number_in(calls[i].result));
    made.insert(tid);
    if (first_line_from(lines, tid, calls[i].line) == 0) lost.push_back(i);
  }
  if (!has_namespaces) return paired;
  std::vector<std::pair<u32, u32>> strangers;  // first line, task
  for (const auto& own : lines) {
    if (made.count(own.first) == 0 && own.first != calls.front().tid) strangers.push_back({own.second.front(), own.first});
  }
  std::sort(strangers.begin(), strangers.end());
  for (u64 i = 0, at = 0; i < strangers.size() && at < lost.size(); ++i) {
    if (calls[lost[at]].line < strangers[i].first) paired[lost[at++]] = strangers[i].second;
  }
  return paired;
}

// Effects by line: what has to happen before the parent of a vfork goes on is moved up to there.
class Effects {
 public:
  explicit Effects(const std::vector<StraceCall>& calls) : calls_(calls), lines_(lines_by_task(calls)) {}

  void write(Timeline* timeline) {
    const std::map<u32, u32> paired = pair_namespaces(calls_, lines_);
    std::vector<u64> order;  // line and index in one number
    for (u32 i = 0; i < calls_.size(); ++i) {
      const auto pair = paired.find(i);
      const u32 child = !is_made(calls_[i]) ? 0 : pair != paired.end() ? pair->second : static_cast<u32>(number_in(calls_[i].result));
      const u32 first = child == 0 ? 0 : first_line_from(lines_, child, calls_[i].line);
      timeline->children.push_back(child);
      timeline->is_child_in_log.push_back(first != 0);
      order.push_back(u64{effect_line(calls_[i], child, first)} << 32 | i);
    }
    std::sort(order.begin(), order.end());
    for (const u64 one : order) timeline->order.push_back(static_cast<u32>(one));
  }

 private:
  u32 effect_line(const StraceCall& call, u32 child, u32 first) {
    if (child != 0) {
      const bool is_vfork = clone_flags(call).find("CLONE_VFORK") != std::string::npos;
      if (is_vfork) returned_[child] = call.end_line;
      else returned_.erase(child);
      return first == 0 ? call.end_line : std::min(call.end_line, first);
    }
    const auto parent = returned_.find(call.tid);
    if (parent == returned_.end()) return call.end_line;
    const bool lets_go = call.kind == StraceCall::Kind::kEnd || (call.name == "execve" && call.returned() && !call.failed());
    if (!lets_go) return call.end_line;
    const u32 line = std::min(call.end_line, parent->second);
    returned_.erase(parent);
    return line;
  }

  const std::vector<StraceCall>& calls_;
  const LinesOf lines_;
  std::map<u32, u32> returned_;  // by vfork child that still holds its parent: the line in which vfork returned
};

bool asks_only(const StraceCall& brk) { return brk.arg(0) == "NULL" || number_in(brk.arg(0)) == 0; }

void find_breaks(const std::vector<StraceCall>& calls, Timeline* timeline) {
  timeline->breaks.resize(calls.size());
  std::map<u32, HeapStart>& next = timeline->breaks_of;
  for (u64 i = calls.size(); i-- > 0;) {
    const StraceCall& call = calls[i];
    if (call.name == "brk" && call.returned() && !call.failed()) {
      const u64 now = number_in(call.result);
      const bool is_sure = asks_only(call);
      HeapStart& heap = next[call.tid];
      // Where nobody asked first, the heap is taken to begin at its lowest end.
      const bool is_lower = heap.addr == 0 || is_sure || now < heap.addr;
      heap = {is_lower ? now : heap.addr, call.line, is_sure};
    }
    if (call.name != "execve" || call.failed()) continue;
    const u32 tid = call.becomes != 0 ? call.becomes : call.tid;
    timeline->breaks[i] = next[tid];
    next.erase(tid);
  }
}

}  // namespace

u64 number_in(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 0); }

bool makes_task(const StraceCall& call) {
  return call.name == "clone" || call.name == "clone3" || call.name == "fork" || call.name == "vfork";
}

std::string clone_flags(const StraceCall& call) {
  if (call.name == "fork") return "SIGCHLD";
  if (call.name == "vfork") return "CLONE_VM|CLONE_VFORK|SIGCHLD";
  const std::string flags = without_meaningless(keyed_value(call, "flags="));
  const std::string signal = keyed_value(call, "exit_signal=");
  if (signal.empty() || signal == "0") return flags;
  return flags == "0" ? signal : flags + "|" + signal;
}

Timeline make_timeline(const std::vector<StraceCall>& calls) {
  Timeline timeline;
  Effects(calls).write(&timeline);
  find_breaks(calls, &timeline);
  return timeline;
}

}  // namespace pw
