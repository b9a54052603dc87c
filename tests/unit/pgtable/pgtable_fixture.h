// Page tables over a booted memory, with a frame source that can run dry.
#pragma once

#include "engine/base/fields_hash.h"
#include "engine/pgtable/pgtable.h"
#include "engine/pgtable/tlb.h"
#include "tests/unit/phys/phys_fixture.h"

namespace pw::test {

struct TestFrames : FrameSource {
  Phys& phys;
  Trace& trace;
  u32 left = ~0u;
  TestFrames(Phys& p, Trace& t) : phys(p), trace(t) {}
  Pfn alloc(const AllocRequest& request) override {
    if (left == 0) return Pfn();
    --left;
    return alloc_pages(phys, trace, 0, request);
  }
};

struct TableMachine : PhysMachine {
  PageTables pt;
  TestFrames frames{phys, trace};
  Pfn pgd;

  explicit TableMachine(u32 levels = 4) {
    pt.levels = levels;
    pgd = alloc_table(pt, phys, frames);
  }
  u32 map(u64 addr, Pfn pfn = Pfn(1), u64 bits = kPteP | kPteRw | kPteUs) {
    u32 added = 0;
    const PtePlace place = alloc_pte(pt, phys, trace, frames, pgd, addr, &added);
    REQUIRE(place.valid());
    write_entry(pt, place, make_pte(pfn, bits));
    return added;
  }
  void unmap(u64 addr) {
    const PtePlace place = find_pte(pt, phys, pgd, addr);
    REQUIRE(place.valid());
    write_entry(pt, place, Pte{});
  }
  u32 free_tables(u64 start, u64 end, u64 floor, u64 ceiling) {
    return free_page_tables(pt, phys, trace, 0, pgd, AddrRange{start, end}, floor, ceiling);
  }
  CheckReport check() const {
    CheckReport report;
    check_pgtable(pt, phys, CheckLevel::kFull, report);
    check_phys(phys, CheckLevel::kFull, report);
    return report;
  }
  void require_ok() const {
    const CheckReport report = check();
    std::string text;
    for (const std::string& message : report.messages()) text += message + "\n";
    INFO(text);
    REQUIRE(report.ok());
  }
};

}  // namespace pw::test
