// Page tables of x86-64: 4 or 5 levels of 512 entries, in frames taken from physical memory.
//
// Levels count from the leaf: 1 PTE table, 2 PMD, 3 PUD, 4 P4D (5-level only), 5 PGD. With 4 levels the P4D is folded and the PGD is
// level 4 of the walk. A table's frame has type kTable and Page::private_ = its TableId.
#pragma once

#include "engine/base/check.h"
#include "engine/base/pool.h"
#include "engine/base/result.h"
#include "engine/pgtable/absent.h"
#include "engine/pgtable/pte.h"
#include "engine/phys/phys.h"
#include "engine/trace/trace.h"

namespace pw {

inline constexpr u32 kTableEntries = 512;
inline constexpr u32 kMaxLevels = 5;

struct Table {
  Pte entry[kTableEntries];
  PW_FIELDS(Table, entry);
};

struct PageTables {
  u32 levels = 4;
  Pool<Table, TableId, 1> tables;  // a chunk is one table: a write copies 4 KiB at the most
  PW_FIELDS(PageTables, levels, tables);
};

// The highest user address plus one: 2^47 or 2^56 less a page (TASK_SIZE_MAX).
u64 task_size(u32 levels);
bool is_canonical(u64 addr, u32 levels);
// Index of `addr` in the table of a level (1..levels).
constexpr u32 table_index(u64 addr, u32 level) { return static_cast<u32>(addr >> (kPageShift + 9 * (level - 1))) & (kTableEntries - 1); }
// Bytes that one entry of a level maps: 4 KiB, 2 MiB, 1 GiB, ...
constexpr u64 level_size(u32 level) { return kPageSize << (9 * (level - 1)); }
// Whether an entry of a level above 1 leads to a table: present, and not itself a leaf that maps a large page (pmd_leaf, pud_leaf).
constexpr bool leads_to_table(Pte entry) { return (entry.raw & (kPteP | kPtePs)) == kPteP; }
const char* level_name(u32 level, u32 levels);  // "pte", "pmd", "pud", "p4d", "pgd"

// ---- tables.cc: allocation, reading, writing ------------------------------------------------------------------------------------
inline TableId table_of(const Phys& phys, Pfn table_pfn) {
  const Page& page = phys.pages[table_pfn.v];
  PW_ASSERT(page.type == PageType::kTable, "the frame holds a page table");
  return TableId(static_cast<u32>(page.private_));
}
Pfn alloc_table(PageTables& pt, Phys& phys, FrameSource& frames);  // zeroed; invalid when out of memory
void free_table(PageTables& pt, Phys& phys, Trace& trace, u32 cpu, Pfn table_pfn);

// Where an entry is: its table's frame, the number of the table's entries, the index in them, and the level of that table: 1 but for a leaf
// that maps a large page, which nobody makes yet. `table` is invalid when a level is missing. Good for as long as the table is in the tree,
// which no allocation changes.
struct PtePlace {
  Pfn table;
  TableId entries;
  u32 index = 0;
  u32 level = 1;
  bool valid() const { return table.valid(); }
};
inline PtePlace place_in(const Phys& phys, Pfn table, u32 index, u32 level = 1) {
  return PtePlace{table, table_of(phys, table), index, level};
}
inline Pte read_entry(const PageTables& pt, PtePlace place) { return pt.tables[place.entries].entry[place.index]; }
inline void write_entry(PageTables& pt, PtePlace place, Pte entry) { pt.tables.mut(place.entries).entry[place.index] = entry; }
inline Pte read_entry(const PageTables& pt, const Phys& phys, Pfn table, u32 index) { return read_entry(pt, place_in(phys, table, index)); }
inline void write_entry(PageTables& pt, const Phys& phys, Pfn table, u32 index, Pte entry) {
  write_entry(pt, place_in(phys, table, index), entry);
}
// For whoever writes entries page by page: a leaf that maps a large page would have to be split first.
inline void expect_small(PtePlace place) { PW_ASSERT(place.level == 1, "a leaf maps one page"); }
// pmd_install: a table that was allocated ahead (prealloc_pte) becomes the leaf table of an address, which has the levels above it only.
PtePlace install_pte_table(PageTables& pt, Phys& phys, Trace& trace, Pfn pgd, u64 addr, Pfn table);
PtePlace find_pte(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr);
// The same for several addresses, each of an address space of its own, level by level: their reads do not depend on one another, so the
// host waits for its memory once for many of them.
struct PteQuery {
  Pfn pgd;
  u64 addr = 0;
  PtePlace place;  // the answer
};
void find_ptes(const PageTables& pt, const Phys& phys, PteQuery* queries, u32 count);
Pte read_pte(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr);  // an empty entry when a level is missing
// Makes the missing levels (p4d_alloc … pte_alloc); `tables_added` counts what it took. Invalid: out of memory, and what was built stays,
// as in Linux, to be freed with the range.
PtePlace alloc_pte(PageTables& pt, Phys& phys, Trace& trace, FrameSource& frames, Pfn pgd, u64 addr, u32* tables_added);
// The same, only down to the table of `to_level` that holds the address's entry there; its frame.
Pfn alloc_path(PageTables& pt, Phys& phys, Trace& trace, FrameSource& frames, Pfn pgd, u64 addr, u32 to_level, u32* tables_added);

// ---- walk.cc: one translation, recorded -----------------------------------------------------------------------------------------
struct WalkStep {
  u32 level = 0;
  Pfn table;
  u32 index = 0;
  Pte entry;
};
struct Walk {
  bool canonical = true;
  u32 steps = 0;  // how many levels were read
  WalkStep step[kMaxLevels];
  bool present = false;  // reached a present leaf; one above level 1 maps a large page, and steps tells its level
  Pte pte;               // that leaf, or the entry that ended the walk
};
// Pure: sets no bits.
Walk walk_tables(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr);

// ---- range.cc: visiting and freeing ---------------------------------------------------------------------------------------------
// visit(addr, place, pte) for every leaf entry of the range that is not empty, whatever its form, in order of address; skips empty upper
// entries without touching what they would map. A leaf may stand above level 1 (place.level, P with PS): `addr` is the first page of the
// range that it maps. `visit` may write the entry it is given.
template <class Visit>
void for_each_entry(const PageTables& pt, const Phys& phys, Pfn pgd, AddrRange range, Visit visit);
// visit(part, pmd, table) for every PTE table that maps a part of the range: that part, the entry that points to the table, its frame.
// `visit` may clear that entry.
template <class Visit>
void for_each_pte_table(const PageTables& pt, const Phys& phys, Pfn pgd, AddrRange range, Visit visit);
// free_pgd_range (mm/memory.c): frees tables of [range) that no neighbour inside [floor, ceiling) can use. ceiling 0 means the top.
// Returns the number of tables freed. With `removed` they are only unlinked and listed there, as tlb_remove_table() does: the caller
// flushes the TLBs and then calls free_table() for each.
u32 free_page_tables(PageTables& pt, Phys& phys, Trace& trace, u32 cpu, Pfn pgd, AddrRange range, u64 floor, u64 ceiling,
                     std::vector<Pfn>* removed = nullptr);

void check_pgtable(const PageTables& pt, const Phys& phys, CheckLevel level, CheckReport& report);

}  // namespace pw

#include "engine/pgtable/for_each_entry.inl"
