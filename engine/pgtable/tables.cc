// Page tables as frames: allocation, reading and writing entries, finding and making the path to a PTE
// (mm/memory.c: __p4d_alloc, __pud_alloc, __pmd_alloc, __pte_alloc; arch/x86/mm/pgtable.c).
//
// A table is a frame of type kTable with one reference, held by the entry above it (the PGD: by its mm). The 512 entries live in a pool
// beside physical memory, and Page::private_ of the frame names them.
// DIVERGES: no split page-table locks and no deposited tables; PMD and PUD entries never map a page themselves (no huge pages yet).
// Owns: T1 (frame and table name each other), T2 (a table is entered once).
#include "engine/pgtable/pgtable.h"
#include "engine/trace/pgtable_events.h"

namespace pw {
namespace {

EventCode alloc_event(u32 level) {
  switch (level) {
    case 1: return EventId::kPteAlloc;
    case 2: return EventId::kPmdAlloc;
    case 3: return EventId::kPudAlloc;
    default: return EventId::kP4dAlloc;
  }
}

// One step down a walk; invalid where nothing hangs below.
PtePlace place_below(const PageTables& pt, const Phys& phys, PtePlace above, u32 index) {
  const Pte entry = read_entry(pt, above);
  return leads_to_table(entry) ? place_in(phys, pte_pfn(entry), index) : PtePlace{};
}

}  // namespace

u64 task_size(u32 levels) { return (u64{1} << (levels == 5 ? 56 : 47)) - kPageSize; }

bool is_canonical(u64 addr, u32 levels) {
  const u32 unused = levels == 5 ? 7 : 16;
  return static_cast<u64>(static_cast<i64>(addr << unused) >> unused) == addr;
}

const char* level_name(u32 level, u32 levels) {
  if (level == levels) return "pgd";
  switch (level) {
    case 1: return "pte";
    case 2: return "pmd";
    case 3: return "pud";
    case 4: return "p4d";
    default: return "";
  }
}

Pfn alloc_table(PageTables& pt, Phys& phys, FrameSource& frames) {
  const Pfn pfn = frames.alloc(table_request());
  if (pfn.valid()) phys.pages.mut(pfn.v).private_ = pt.tables.alloc().v;
  return pfn;
}

void free_table(PageTables& pt, Phys& phys, Trace& trace, u32 cpu, Pfn table_pfn) {
  const TableId table = table_of(phys, table_pfn);
  const bool is_freed = put_page(phys, trace, cpu, table_pfn);
  PW_ASSERT(is_freed, "a page table has one reference");
  pt.tables.free(table);
}

void find_ptes(const PageTables& pt, const Phys& phys, PteQuery* queries, u32 count) {
  for (u32 i = 0; i < count; ++i) queries[i].place = place_in(phys, queries[i].pgd, table_index(queries[i].addr, pt.levels));
  for (u32 level = pt.levels - 1; level > 0; --level) {
    for (u32 i = 0; i < count; ++i) {
      PteQuery& query = queries[i];
      if (query.place.valid()) query.place = place_below(pt, phys, query.place, table_index(query.addr, level));
    }
  }
}

PtePlace find_pte(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr) {
  PtePlace place = place_in(phys, pgd, table_index(addr, pt.levels));
  for (u32 level = pt.levels - 1; level > 0 && place.valid(); --level) place = place_below(pt, phys, place, table_index(addr, level));
  return place;
}

Pte read_pte(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr) {
  const PtePlace place = find_pte(pt, phys, pgd, addr);
  return place.valid() ? read_entry(pt, place) : Pte{};
}

Pfn alloc_path(PageTables& pt, Phys& phys, Trace& trace, FrameSource& frames, Pfn pgd, u64 addr, u32 to_level, u32* tables_added) {
  Pfn table = pgd;
  for (u32 level = pt.levels; level > to_level; --level) {
    const u32 index = table_index(addr, level);
    const Pte entry = read_entry(pt, phys, table, index);
    if (leads_to_table(entry)) {
      table = pte_pfn(entry);
      continue;
    }
    const Pfn below = alloc_table(pt, phys, frames);
    if (!below.valid()) return Pfn();
    write_entry(pt, phys, table, index, make_pte(below, kTableBits));
    if (tables_added != nullptr) ++*tables_added;
    trace.emit(alloc_event(level - 1), addr, below.v);
    table = below;
  }
  return table;
}

PtePlace install_pte_table(PageTables& pt, Phys& phys, Trace& trace, Pfn pgd, u64 addr, Pfn table) {
  Pfn above = pgd;
  for (u32 level = pt.levels; level > 2; --level) above = pte_pfn(read_entry(pt, phys, above, table_index(addr, level)));
  PW_ASSERT(pte_none(read_entry(pt, phys, above, table_index(addr, 2))), "a table is installed where there is none");
  write_entry(pt, phys, above, table_index(addr, 2), make_pte(table, kTableBits));
  trace.emit(EventId::kPteAlloc, addr, table.v);
  return place_in(phys, table, table_index(addr, 1));
}

PtePlace alloc_pte(PageTables& pt, Phys& phys, Trace& trace, FrameSource& frames, Pfn pgd, u64 addr, u32* tables_added) {
  const Pfn table = alloc_path(pt, phys, trace, frames, pgd, addr, 1, tables_added);
  return table.valid() ? place_in(phys, table, table_index(addr, 1)) : PtePlace{};
}

}  // namespace pw
