// Each invariant of address spaces, M1 … M20, is broken on purpose and must be noticed under its own number.
#include <functional>

#include "engine/kernel/mlock_calls.h"
#include "tests/support/madvise_calls.h"

using namespace pw;
using namespace pw::test;

namespace {

// Parent and child with something of everything: written and zero pages, one that both share, a locked area, an object, guards, a heap.
struct Broken : Machine {
  u64 anon = 0, locked = 0, object = 0, guards = 0, text = 0;
  Pid child = 0;

  Broken() {
    anon = mmap(1, 8);
    write(1, anon, "\1", 3);
    read(1, anon + 3 * kPageSize);
    text = mmap(1, 2, kProtRead | kProtExec);
    locked = mmap(1, 2, kRw, 0x20000000);
    Trace silent;
    REQUIRE(sys_mlock2(k, silent, 1, locked, 2 * kPageSize, 0).ok());
    object = 0x30000000;
    map_shared(*this, object, 4);
    write(1, object, "\2", 2);
    guards = mmap(1, 4, kRw, 0x40000000);
    REQUIRE(advise(*this, 1, guards, kPageSize, kMadvGuardInstall) == Errno::kOk);
    child = fork(1);
    write(1, anon);  // the first page is the parent's own again, the next two are shared
    check();
  }

  Mm& parent() { return k.m.mms.mut(k.tasks[1].mm); }
  VmaId area_at(u64 addr) const { return find_vma_at(k.m.nodes, mm(1).tree, addr); }
  Vma& area(u64 addr) { return k.m.vmas.mut(area_at(addr)); }
  Page& page_at(u64 addr) { return k.m.phys.pages.mut(frame(1, addr).v); }
  void set_entry(u64 addr, u64 raw) {
    const PtePlace place = find_pte(k.m.pt, k.m.phys, mm(1).pgd, addr);
    REQUIRE(place.valid());
    write_entry(k.m.pt, place, Pte{raw});
  }
  u64 raw(u64 addr) const { return pte(1, addr).raw; }
  TlbEntry& cached() {
    for (TlbEntry& entry : k.m.tlb.cpu[0].entry) {
      if (entry.mm == k.tasks[1].mm) return entry;
    }
    FAIL("the parent's last store left a translation");
    return k.m.tlb.cpu[0].entry[0];
  }
};

// What kFull says of a machine that `damage` broke, rule by rule.
std::string rules_after(const std::function<void(Broken&)>& damage) {
  Broken m;
  damage(m);
  CheckReport report;
  check_memory(m.k.m, CheckLevel::kFull, report);
  std::string rules;
  for (const std::string& message : report.messages()) rules += message.substr(0, message.find(':')) + " ";
  return rules;
}

struct Damage {
  const char* rule;
  const char* what;
  std::function<void(Broken&)> damage;
};

void expect_noticed(const std::vector<Damage>& damages) {
  for (const Damage& one : damages) {
    INFO(one.rule << ": " << one.what);
    const std::string rules = rules_after(one.damage);
    INFO("noticed: " << rules);
    CHECK((" " + rules).find(" " + std::string(one.rule) + " ") != std::string::npos);
  }
}

}  // namespace

TEST_CASE("check_memory: a machine with something of everything is sound", "[check]") {
  CHECK(rules_after([](Broken&) {}) == "");
}

TEST_CASE("check_memory: areas and their sums", "[check]") {
  expect_noticed({
      {"M1", "map_count", [](Broken& m) { ++m.parent().map_count; }},
      {"M1", "an area of another mm", [](Broken& m) { m.area(m.anon).mm = m.k.tasks[m.child].mm; }},
      {"M1", "nobody uses an mm", [](Broken& m) { m.parent().users = 0; }},
      {"M1", "an area that no tree holds", [](Broken& m) { m.k.m.vmas.alloc(m.vma(1, m.anon)); }},
      {"M2", "total_vm", [](Broken& m) { ++m.parent().total_vm; }},
      {"M2", "data_vm", [](Broken& m) { ++m.parent().data_vm; }},
      {"M2", "exec_vm", [](Broken& m) { --m.parent().exec_vm; }},
      {"M2", "stack_vm", [](Broken& m) { ++m.parent().stack_vm; }},
      {"M16", "the heap ends below its start", [](Broken& m) { m.parent().brk = m.parent().start_brk - 1; }},
      {"M18", "locked_vm", [](Broken& m) { --m.parent().locked_vm; }},
      {"M19", "locked on fault, but not locked", [](Broken& m) { m.area(m.anon).flags |= kVmLockOnFault; }},
      {"M19", "a special area is locked", [](Broken& m) { m.area(m.locked).flags |= kVmIo; }},
      {"M14", "committed_pages", [](Broken& m) { ++m.k.m.committed_pages; }},
      {"M14", "lost pages", [](Broken& m) { ++m.k.m.lost_pages; }},
      {"M14", "an area that stops promising", [](Broken& m) { m.area(m.anon).flags &= ~u64{kVmAccount}; }},
  });
}

TEST_CASE("check_memory: page tables against areas", "[check]") {
  expect_noticed({
      {"M3", "anonymous pages", [](Broken& m) { ++m.parent().rss[kMmAnonPages]; }},
      {"M3", "pages of files", [](Broken& m) { ++m.parent().rss[kMmFilePages]; }},
      {"M3", "pages of objects", [](Broken& m) { --m.parent().rss[kMmShmemPages]; }},
      {"M4", "nr_tables", [](Broken& m) { ++m.parent().nr_tables; }},
      {"M15", "a table of nobody", [](Broken& m) { --m.parent().nr_tables; }},
      {"M5", "an entry outside", [](Broken& m) { m.set_entry(m.guards + 8 * kPageSize, m.raw(m.anon)); }},
      {"M6", "executable where the area is not", [](Broken& m) { m.set_entry(m.anon, m.raw(m.anon) & ~u64{kPteNx}); }},
      {"M6", "PROT_NONE where the area is not",
       [](Broken& m) {
         const Pte pte{m.raw(m.anon)};
         m.set_entry(m.anon, make_pte(pte_pfn(pte), (pte_bits(pte) & ~u64{kPteP}) | kPteProtnone).raw);
       }},
      {"T4", "PROT_NONE with the frame's number as it is",
       [](Broken& m) { m.set_entry(m.anon, (m.raw(m.anon) & ~u64{kPteP}) | kPteProtnone); }},
      {"M6", "writable where the area is not", [](Broken& m) { m.area(m.anon).flags &= ~u64{kVmWrite}; }},
      {"M7", "the zero page writable", [](Broken& m) { m.set_entry(m.anon + 3 * kPageSize, m.raw(m.anon + 3 * kPageSize) | kPteRw); }},
      {"M7", "special, but another frame", [](Broken& m) { m.set_entry(m.anon, (m.raw(m.anon) | kPteSpecial) & ~u64{kPteRw}); }},
      {"M8", "writable and not exclusive", [](Broken& m) { m.page_at(m.anon).flags &= ~u32{kPgAnonExclusive}; }},
      {"M8", "no page of a program", [](Broken& m) { m.page_at(m.anon).type = PageType::kZero; }},
      {"M8", "a page of an object outside of it", [](Broken& m) { m.set_entry(m.anon + kPageSize, m.raw(m.object)); }},
      {"M9", "index", [](Broken& m) { ++m.page_at(m.anon).index; }},
      {"M9", "no anon_vma", [](Broken& m) { m.area(m.anon).anon_vma = AnonVmaId(); }},
      {"M17", "a marker where there may be none", [](Broken& m) { m.area(m.guards).flags &= ~u64{kVmMaybeGuard}; }},
  });
}

TEST_CASE("check_memory: pages and who holds them", "[check]") {
  expect_noticed({
      {"M10", "mapcount", [](Broken& m) { ++m.page_at(m.anon).mapcount; }},
      {"M11", "refcount", [](Broken& m) { ++m.page_at(m.anon).refcount; }},
      {"M11", "refcount of an object's page", [](Broken& m) { --m.page_at(m.object).refcount; }},
      {"M12", "exclusive and shared", [](Broken& m) { m.page_at(m.anon + kPageSize).flags |= kPgAnonExclusive; }},
      {"M13", "an mm that is gone", [](Broken& m) { m.cached().mm = MmId(500); }},
      {"M13", "another frame", [](Broken& m) { m.cached().pte.raw += kPageSize; }},
      {"M13", "a right to write", [](Broken& m) { m.set_entry(m.anon, m.raw(m.anon) & ~u64{kPteRw}); }},
      {"M13", "a right to execute", [](Broken& m) { m.cached().pte.raw &= ~u64{kPteNx}; }},
      {"M20", "locked, and mapped by nobody", [](Broken& m) { m.k.m.phys.pages.mut(0x2000).flags |= kPgMlocked; }},
  });
}
