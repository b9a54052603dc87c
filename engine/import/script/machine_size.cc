// Two bounds, from above: the largest promise that one call was given, since vm.overcommit_memory=0 refuses what exceeds all memory; and
// the memory that must have been there at once, locked or populated. No areas are followed for that: where a mapping begins is enough.
#include "engine/import/script/machine_size.h"

#include <algorithm>
#include <map>

#include "engine/import/script/timeline.h"
#include "engine/render/text.h"

namespace pw {
namespace {

constexpr u64 kSmallest = u64{1} << 30;
constexpr u64 kLargest = u64{16} << 30;
constexpr u64 kDefaultMemory = u64{64} << 20;
constexpr u64 kManyAreas = 60000;  // of 65530, and each process begins with some

bool has(const std::string& flags, const char* flag) { return flags.find(flag) != std::string::npos; }
u64 with_reserve(u64 bytes) { return bytes + bytes / 8; }

u64 power_of_two_from(u64 least, u64 needed) {
  while (least < needed && least < kLargest) least *= 2;
  return least;
}

class Sizer {
 public:
  MachineSize size(const std::vector<StraceCall>& calls) {
    for (const StraceCall& call : calls) {
      if (call.returned() && !call.failed()) look_at(call);
    }
    MachineSize size;
    size.overcommits = with_reserve(promised_) > kLargest;
    const u64 present = present_most_ == 0 ? 0 : with_reserve(present_most_) + (64 << 20);
    const u64 needed = size.overcommits ? present : std::max(with_reserve(promised_), present);
    size.mem_bytes = power_of_two_from(kSmallest, needed);
    size.locks = locks_;
    size.has_pkeys = has_pkeys_;
    size.has_many_areas = areas_ > kManyAreas;
    return size;
  }

 private:
  void look_at(const StraceCall& call) {
    has_pkeys_ = has_pkeys_ || call.name == "pkey_alloc";
    if (call.name == "mmap") return map(call);
    if (call.name == "munmap") return unmap(number_in(call.arg(0)));
    if (call.name == "brk") return move_break(call);
    if (call.name == "execve") return void(breaks_.erase(call.becomes != 0 ? call.becomes : call.tid));
    if (call.name == "mprotect" || call.name == "pkey_mprotect") return protect(call);
    if (call.name == "mremap" && number_in(call.arg(2)) > number_in(call.arg(1))) promise(number_in(call.arg(2)) - number_in(call.arg(1)));
    if (call.name == "mlockall") return lock_all(call.arg(0));
    if (call.name == "mlock" || call.name == "mlock2") lock(number_in(call.arg(0)), number_in(call.arg(1)));
  }

  void promise(u64 bytes) { promised_ = std::max(promised_, bytes); }

  void map(const StraceCall& call) {
    const std::string& flags = call.arg(3);
    const u64 start = number_in(call.result), length = number_in(call.arg(1));
    ++areas_;
    const bool counts = has(call.arg(2), "PROT_WRITE") && !has(flags, "MAP_NORESERVE");
    if (counts && (has(flags, "MAP_PRIVATE") || has(flags, "MAP_ANONYMOUS"))) promise(length);
    if (call.arg(2) == "PROT_NONE") return;
    mapped_[start] = length;
    locks_ = locks_ || has(flags, "MAP_LOCKED");
    if (locks_future_ || has(flags, "MAP_POPULATE") || has(flags, "MAP_LOCKED")) bring(start, length);
  }

  void protect(const StraceCall& call) {
    ++areas_;
    if (has(call.arg(2), "PROT_WRITE")) promise(number_in(call.arg(1)));
  }

  void move_break(const StraceCall& call) {
    const u64 now = number_in(call.result);
    u64& before = breaks_[call.tid];
    if (before != 0 && now > before) promise(now - before);
    if (before != 0 && now > before && locks_future_) bring(before, now - before);
    before = now;
  }

  void unmap(u64 start) {
    ++areas_;
    mapped_.erase(start);
    const auto found = present_.find(start);
    if (found == present_.end()) return;
    present_now_ -= found->second;
    present_.erase(found);
  }

  void bring(u64 start, u64 length) {
    u64& here = present_[start];
    present_now_ += length - std::min(here, length);
    here = std::max(here, length);
    present_most_ = std::max(present_most_, present_now_);
  }

  void lock(u64 start, u64 length) {
    locks_ = true;
    bring(start, length);
  }

  void lock_all(const std::string& flags) {
    locks_ = true;
    if (has(flags, "MCL_ONFAULT")) return;
    locks_future_ = has(flags, "MCL_FUTURE");
    if (!has(flags, "MCL_CURRENT")) return;
    for (const auto& area : mapped_) bring(area.first, area.second);
  }

  u64 promised_ = 0;
  u64 present_now_ = 0;
  u64 present_most_ = 0;
  u64 areas_ = 0;
  bool locks_ = false;
  bool has_pkeys_ = false;
  bool locks_future_ = false;
  std::map<u64, u64> mapped_;   // by start
  std::map<u64, u64> present_;
  std::map<u32, u64> breaks_;   // by task
};

}  // namespace

MachineSize machine_size(const std::vector<StraceCall>& calls) { return Sizer().size(calls); }

// What may be written is promised, an area at once.
MachineSize machine_size(const std::vector<MapsText>& spaces) {
  MachineSize size;
  u64 promised = 0;
  for (const MapsText& space : spaces) {
    size.has_many_areas = size.has_many_areas || space.areas.size() > kManyAreas;
    size.is_wide = size.is_wide || (!space.areas.empty() && space.areas.back().end > kDefaultMapWindow);
    for (const MapsArea& area : space.areas) {
      if (area.perm[1] == 'w') promised = std::max(promised, area.end - area.start);
    }
  }
  size.overcommits = with_reserve(promised) > kLargest;
  if (!size.overcommits && with_reserve(promised) > kDefaultMemory) size.mem_bytes = power_of_two_from(kSmallest, with_reserve(promised));
  return size;
}

std::string machine_text(const MachineSize& size) {
  std::string text;
  if (size.mem_bytes != 0) text += " mem=" + size_text(size.mem_bytes);
  if (size.is_wide) text += " levels=5";
  if (size.locks) text += " root=on";
  if (size.has_pkeys) text += " pkeys=on";
  if (!text.empty()) text = "boot" + text + "\n";
  if (size.overcommits) text += "sysctl vm.overcommit_memory=1\n";
  if (size.has_many_areas) text += "sysctl vm.max_map_count=2000000\n";
  return text;
}

}  // namespace pw
