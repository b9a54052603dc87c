// A booted Phys for tests, with a sink that keeps every event and may keep a copy of the memory at each.
#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "engine/base/fields_hash.h"
#include "engine/phys/phys.h"

namespace pw::test {

inline CheckReport full_check(const Phys& phys) {
  CheckReport report;
  check_phys(phys, CheckLevel::kFull, report);
  return report;
}

inline void require_sound(const Phys& phys) {
  const CheckReport report = full_check(phys);
  std::string text;
  for (const std::string& message : report.messages()) text += message + "\n";
  INFO(text);
  REQUIRE(report.ok());
}

inline bool has_rule(const CheckReport& report, const std::string& rule) {
  for (const std::string& message : report.messages()) {
    if (message.rfind(rule + ":", 0) == 0) return true;
  }
  return false;
}

struct EventLog : TraceSink {
  std::vector<Event> events;
  void on_event(const Event& event) override { events.push_back(event); }
  u32 count(EventCode id, Phase phase) const {
    u32 n = 0;
    for (const Event& event : events) n += event.id == static_cast<u16>(id) && event.phase == static_cast<u8>(phase) ? 1 : 0;
    return n;
  }
  ReasonCode last_reason(EventCode id) const {
    ReasonCode reason = Reason::kNone;
    for (const Event& event : events) {
      if (event.id == static_cast<u16>(id)) reason = static_cast<ReasonCode>(event.reason);
    }
    return reason;
  }
};

struct PhysMachine {
  Phys phys;
  EventLog log;
  Trace trace{&log};

  explicit PhysMachine(u64 mem_bytes = 64ull << 20, u32 cpus = 2) : phys(boot_phys(PhysConfig{mem_bytes, cpus})) {}
  PhysMachine(const PhysMachine&) = delete;

  Pfn alloc(u32 cpu = 0, u32 order = 0, PageType type = PageType::kNone) {
    return alloc_pages(phys, trace, cpu, AllocRequest{type, kGfpHighuserMovable, order});
  }
  // A new anonymous page as a fault makes it, but mapped by nobody.
  Pfn alloc_anon(u32 cpu = 0) {
    const Pfn pfn = alloc(cpu);
    REQUIRE(pfn.valid());
    phys.pages.mut(pfn.v).flags |= kPgSwapbacked | kPgUptodate;
    return pfn;
  }
  bool put(Pfn pfn, u32 cpu = 0) { return put_page(phys, trace, cpu, pfn); }
  void drain_all() {
    for (u32 cpu = 0; cpu < phys.config.cpus; ++cpu) drain_pcp(phys, trace, cpu);
  }
  const Page& page(Pfn pfn) const { return phys.pages[pfn.v]; }
  u32 pcp_count(Pfn pfn, u32 cpu) const { return phys.node.zones[page(pfn).zone].pcp[cpu].count; }
};

}  // namespace pw::test
