#include "engine/import/script/stores.h"

#include <algorithm>

namespace pw {
namespace {

u64 page_end(u64 addr) { return (addr + kPageSize - 1) & ~u64{kPageSize - 1}; }

}  // namespace

void Stores::begin(u32 process) {
  libraries_.erase(process);
  unwritten_.erase(process);
}

void Stores::copy(u32 from, u32 to) {
  begin(to);
  if (libraries_.count(from) != 0) libraries_[to] = libraries_[from];
  if (unwritten_.count(from) != 0) unwritten_[to] = unwritten_[from];
}

bool Stores::is_bss(u32 process, u64 start) const {
  const auto libraries = libraries_.find(process);
  if (libraries == libraries_.end()) return false;
  auto library = libraries->second.upper_bound(start);
  if (library == libraries->second.begin()) return false;
  --library;
  return start < library->second;
}

Stores::Answer Stores::make(u32 process, u64 start, u64 length, bool is_fixed) {
  const u64 end = page_end(start + length);
  const auto known = ends_.find(process);
  if (known != ends_.end()) {
    for (const MapsArea& area : known->second.areas) {
      if (start < area.start || end > area.end || area.perm.substr(0, 2) != "rw") continue;
      return known->second.written.insert(area.start).second ? Answer::kWritten : Answer::kNotYet;
    }
  }
  std::map<u64, u64>& unwritten = unwritten_[process];
  if (is_fixed && is_bss(process, start)) {
    unwritten[start] = end;
    return Answer::kNotYet;
  }
  const auto touches = [start, end](const auto& range) { return range.second == start || range.first == end; };
  return std::any_of(unwritten.begin(), unwritten.end(), touches) ? Answer::kGuessed : Answer::kWritten;
}

}  // namespace pw
