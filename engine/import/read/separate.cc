#include "engine/import/read/separate.h"

#include <map>

#include "engine/import/read/scan.h"

namespace pw {
namespace {

constexpr u64 kHeapReach = u64{1} << 36;  // further apart are two heaps

u64 number_in(std::string_view text) {
  Scan scan{text};
  u64 value = 0;
  return (scan.take("0x") ? scan.number(16, 16, &value) : scan.number(10, 19, &value)) ? value : 0;
}

bool is_task_maker(const StraceCall& call) {
  return call.name == "clone" || call.name == "clone3" || call.name == "fork" || call.name == "vfork";
}

// What is mapped, by its start, and by whom: as far as the calls tell.
class Mapped {
 public:
  // Somebody else has it already.
  bool is_taken(u32 tid, u64 start, u64 size) const {
    auto next = ranges_.lower_bound(start);
    if (next != ranges_.end() && next->first < start + size && next->second.tid != tid) return true;
    if (next == ranges_.begin()) return false;
    --next;
    return next->second.end > start && next->second.tid != tid;
  }
  void add(u32 tid, u64 start, u64 size) { ranges_[start] = {start + size, tid}; }
  // Parts that are given back free the whole: rather no evidence than a false one.
  void remove(u64 start, u64 size) {
    auto at = ranges_.upper_bound(start);
    if (at != ranges_.begin()) --at;
    while (at != ranges_.end() && at->first < start + size) at = at->second.end > start ? ranges_.erase(at) : std::next(at);
  }

 private:
  struct Range {
    u64 end = 0;
    u32 tid = 0;
  };
  std::map<u64, Range> ranges_;
};

class Evidence {
 public:
  explicit Evidence(const std::vector<StraceCall>& calls) : calls_(calls) {
    for (const StraceCall& call : calls) {
      if (is_task_maker(call)) made_.insert(static_cast<u32>(number_in(call.result)));
    }
  }

  std::set<u32> find() {
    std::set<u32> roots;
    bool is_found = false;
    for (const StraceCall& call : calls_) {
      if (made_.count(call.tid) != 0 || call.kind == StraceCall::Kind::kEnd) continue;
      roots.insert(call.tid);
      is_found = is_found || (call.returned() && !call.failed() && contradicts(call));
    }
    return is_found && roots.size() > 1 ? roots : std::set<u32>();
  }

 private:
  bool contradicts(const StraceCall& call) {
    const u64 result = number_in(call.result);
    if (call.name == "munmap") mapped_.remove(number_in(call.arg(0)), number_in(call.arg(1)));
    if (call.name == "execve" || call.name == "mremap") mapped_ = Mapped();
    if (call.name == "brk") {
      const auto other = heaps_.begin();
      const bool is_far = other != heaps_.end() && other->first != call.tid &&
                          (other->second > result ? other->second - result : result - other->second) > kHeapReach;
      heaps_.insert({call.tid, result});
      return is_far;
    }
    if (call.name != "mmap" || call.arg(3).find("MAP_FIXED") != std::string::npos) return false;
    const u64 size = number_in(call.arg(1));
    const bool is_taken = mapped_.is_taken(call.tid, result, size);
    mapped_.add(call.tid, result, size);
    return is_taken;
  }

  const std::vector<StraceCall>& calls_;
  std::set<u32> made_;
  std::map<u32, u64> heaps_;
  Mapped mapped_;
};

}  // namespace

std::set<u32> separate_processes(const std::vector<StraceCall>& calls) { return Evidence(calls).find(); }

}  // namespace pw
