// A booted machine for tests: the calls of kernel.h without the ceremony, and a check after each.
#pragma once

#include <catch2/catch.hpp>

#include <string>

#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/exit.h"
#include "engine/kernel/kernel.h"
#include "engine/kernel/look.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/kernel/sched.h"
#include "engine/kernel/thread_group.h"


namespace pw::test {

inline constexpr u32 kPrivateAnon = kMapPrivate | kMapAnonymous;
inline constexpr u32 kRw = kProtRead | kProtWrite;

inline std::string first_messages(const CheckReport& report) {
  std::string text;
  for (const std::string& message : report.messages()) text += message + "\n";
  return text;
}

struct Machine {
  Kernel k;
  TraceSink* sink = nullptr;

  explicit Machine(const BootConfig& config = BootConfig{}) : k(boot_kernel(config)) {}

  void check() const {
    CheckReport report;
    check_kernel(k, CheckLevel::kFull, report);
    INFO(first_messages(report));
    REQUIRE(report.ok());
  }
  u64 mmap(Pid pid, u64 pages, u32 prot = kRw, u64 fixed = 0) {
    Trace trace(sink);
    const u32 flags = kPrivateAnon | (fixed != 0 ? kMapFixed : 0u);
    const Result<u64> addr = sys_mmap(k, trace, pid, fixed, pages * kPageSize, prot, flags);
    REQUIRE(addr.ok());
    check();
    return addr.value();
  }
  Error mmap_error(Pid pid, u64 addr, u64 length, u32 prot, u32 flags) {
    Trace trace(sink);
    const Result<u64> result = sys_mmap(k, trace, pid, addr, length, prot, flags);
    REQUIRE_FALSE(result.ok());
    check();
    return result.error();
  }
  void munmap(Pid pid, u64 addr, u64 pages) {
    Trace trace(sink);
    REQUIRE(sys_munmap(k, trace, pid, addr, pages * kPageSize).ok());
    check();
  }
  void mprotect(Pid pid, u64 addr, u64 pages, u32 prot) {
    Trace trace(sink);
    REQUIRE(sys_mprotect(k, trace, pid, addr, pages * kPageSize, prot).ok());
    check();
  }
  Pid fork(Pid pid) {
    Trace trace(sink);
    const Result<Pid> child = sys_fork(k, trace, pid);
    REQUIRE(child.ok());
    check();
    return child.value();
  }
  void exit(Pid pid) {
    Trace trace(sink);
    REQUIRE(sys_exit(k, trace, pid, 0).ok());
    check();
  }
  AccessResult write(Pid pid, u64 addr, const std::string& data = "\1", u64 pages = 1) {
    Trace trace(sink);
    const AccessResult result = store_bytes(k, trace, pid, addr, data, pages);
    check();
    return result;
  }
  AccessResult read(Pid pid, u64 addr, u64 pages = 1, std::string* out = nullptr, u32 length = 8) {
    Trace trace(sink);
    const AccessResult result = load_bytes(k, trace, pid, addr, length, pages, out);
    check();
    return result;
  }
  AccessResult exec(Pid pid, u64 addr) {
    Trace trace(sink);
    const AccessResult result = fetch_instruction(k, trace, pid, addr);
    check();
    return result;
  }
  void taskset(Pid pid, u32 cpu) {
    Trace trace(sink);
    REQUIRE(sys_taskset(k, trace, pid, cpu).ok());
  }

  Limits& limits(Pid pid) { return group_mut(k, pid).limits; }
  Pid parent(Pid pid) const { return parent_of(k, k.tasks[pid]); }
  const Mm& mm(Pid pid) const { return k.m.mms[k.tasks[pid].mm]; }
  Pfn frame(Pid pid, u64 addr) const { return frame_at(k, pid, addr); }
  const Page& page(Pid pid, u64 addr) const { return k.m.phys.pages[frame(pid, addr).v]; }
  Pte pte(Pid pid, u64 addr) const { return read_pte(k.m.pt, k.m.phys, mm(pid).pgd, addr); }
  const Vma& vma(Pid pid, u64 addr) const {
    const VmaId id = find_vma_at(k.m.nodes, mm(pid).tree, addr);
    REQUIRE(id.valid());
    return k.m.vmas[id];
  }
  u64 minflt(Pid pid) const { return k.tasks[pid].minflt; }
};

// Counts events by kernel function name.
class EventCounter : public TraceSink {
 public:
  void on_event(const Event& event) override {
    if (event.phase != static_cast<u8>(Phase::kEnd)) names_.push_back(event_info(static_cast<EventCode>(event.id)).name);
    if (event.reason != 0) reasons_.push_back(static_cast<ReasonCode>(event.reason));
  }
  int count(const std::string& name) const {
    int n = 0;
    for (const std::string& seen : names_) n += seen == name ? 1 : 0;
    return n;
  }
  bool gave(ReasonCode reason) const {
    for (const ReasonCode seen : reasons_) {
      if (seen == reason) return true;
    }
    return false;
  }
  void clear() {
    names_.clear();
    reasons_.clear();
  }

 private:
  std::vector<std::string> names_;
  std::vector<ReasonCode> reasons_;
};

}  // namespace pw::test
