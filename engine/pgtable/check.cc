// Invariants of page tables, T1 … T5 (engine/pgtable/README.md).
//
// kQuick compares T5's counters; the rest is kFull. Which table is of which level is known to mm, which knows the roots; here an entry
// counts as pointing to a table when its frame is one.
#include "engine/base/hasher.h"
#include "engine/pgtable/pgtable.h"

#include <string>

namespace pw {
namespace {

// Bits that are neither frame, nor flags that Linux uses: 52..57 (58 is the saved-dirty bit).
constexpr u64 kPteReserved = 0x3full << 52;
// … of an absent entry: 4..7.
constexpr u64 kAbsentReserved = 0xfull << 4;

void check_frame(const PageTables& pt, const Phys& phys, u32 pfn, std::vector<u32>& frame_of, CheckReport& report) {
  const Page& page = phys.pages[pfn];
  const TableId id(static_cast<u32>(page.private_));
  if (!pt.tables.is_live(id)) {
    report.broken("T1", "table frame " + std::to_string(pfn) + " names no live table");
    return;
  }
  if (frame_of[id.v] != Pfn::kNone) report.broken("T1", "table " + std::to_string(id.v) + " has two frames");
  if (page.refcount != 1 || page.mapcount != -1) report.broken("T1", "table frame " + std::to_string(pfn) + " is held or mapped");
  frame_of[id.v] = pfn;
}

void check_present(const Phys& phys, Pte entry, std::vector<u32>& entered, CheckReport& report) {
  const Pfn pfn = pte_pfn(entry);
  if (pfn.v >= phys.pages.size() || (entry.raw & kPteReserved) != 0) {
    report.broken("T4", "entry " + to_hex16(entry.raw));
    return;
  }
  const Page& page = phys.pages[pfn.v];
  if (page.type != PageType::kTable) return;
  if (pte_bits(entry) != kTableBits) report.broken("T3", "entry " + to_hex16(entry.raw));
  if (page.private_ < entered.size()) ++entered[static_cast<u32>(page.private_)];
}

void check_entry(const Phys& phys, Pte entry, std::vector<u32>& entered, CheckReport& report) {
  switch (pte_form(entry)) {
    case PteForm::kNone: return;
    case PteForm::kPresent: return check_present(phys, entry, entered, report);
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker:
      if ((entry.raw & kAbsentReserved) != 0) report.broken("T4", "entry " + to_hex16(entry.raw));
      return;
  }
}

}  // namespace

void check_pgtable(const PageTables& pt, const Phys& phys, CheckLevel level, CheckReport& report) {
  report.expect(pt.tables.live_count() == phys.nr_page_tables, "T5", "as many tables as frames of type kTable");
  if (level == CheckLevel::kQuick) return;
  std::vector<u32> frame_of(pt.tables.capacity(), Pfn::kNone);
  for (u32 pfn = 0; pfn < phys.pages.size(); ++pfn) {
    if (phys.pages[pfn].type == PageType::kTable) check_frame(pt, phys, pfn, frame_of, report);
  }
  std::vector<u32> entered(pt.tables.capacity(), 0);
  pt.tables.for_each([&](TableId id, const Table& table) {
    if (frame_of[id.v] == Pfn::kNone) report.broken("T1", "table " + std::to_string(id.v) + " has no frame");
    for (const Pte entry : table.entry) check_entry(phys, entry, entered, report);
  });
  for (u32 i = 0; i < entered.size(); ++i) {
    if (entered[i] > 1) report.broken("T2", "table " + std::to_string(i) + " is entered " + std::to_string(entered[i]) + " times");
  }
}

}  // namespace pw
