// move_page_tables (mm/mremap.c): the entries of a range go to new addresses, frames and all.
//
//   PUD, 1 GiB   one entry of the PUD table moves, and with it a PMD table and all below   both ranges cover 1 GiB from a border on
//   PMD, 2 MiB   one entry of the PMD table moves, and with it a PTE table                 both ranges cover 2 MiB from a border on
//   PTE, 4 KiB   every entry moves by itself
// Whatever form an entry has, it moves as it is. No page is read or written: neither its mapcount nor its index depends on where it is
// mapped. The TLBs forget the old addresses after each step. Tables that the old range no longer needs go with it, when it is unmapped.
// Left out: huge pages, userfaultfd, soft-dirty (not configured here), hugetlb.
#include <algorithm>

#include "engine/mm/remap.h"
#include "engine/trace/mremap_events.h"

namespace pw {
namespace {

constexpr u32 kPtLevelPmd = 2;  // whose entries map 2 MiB
constexpr u32 kPtLevelPud = 3;

struct Cursor {
  MmId mm;
  u64 old_addr = 0;
  u64 new_addr = 0;
  u64 old_end = 0;
  u64 pages = 0;   // entries that moved, of whatever form
  u64 tables = 0;  // tables that moved as they are
};

Pfn pgd_of(const Memory& m, MmId mm) { return m.mms[mm].pgd; }

// get_old_pud, get_old_pmd: where the entry of a level stands; invalid when no table hangs there, or one above it is missing.
PtePlace find_entry(const Memory& m, MmId mm, u64 addr, u32 level) {
  PtePlace place = place_in(m.phys, pgd_of(m, mm), table_index(addr, m.pt.levels));
  for (u32 at = m.pt.levels;; --at) {
    const Pte entry = read_entry(m.pt, place);
    if (!leads_to_table(entry)) return PtePlace{};
    if (at == level) return place;
    place = place_in(m.phys, pte_pfn(entry), table_index(addr, at - 1));
  }
}

// alloc_new_pud, alloc_new_pmd, pte_alloc: the table in which the new entry of a level will stand.
PtePlace alloc_place(Cx& cx, const Cursor& cursor, u32 level) {
  u32 tables_added = 0;
  const Pfn table =
      alloc_path(cx.m.pt, cx.m.phys, cx.trace, cx.frames, pgd_of(cx.m, cursor.mm), cursor.new_addr, level, &tables_added);
  cx.m.mms.mut(cursor.mm).nr_tables += tables_added;
  return table.valid() ? place_in(cx.m.phys, table, table_index(cursor.new_addr, level)) : PtePlace{};
}

// get_extent: up to the next border of the level on either side, or the end.
u64 extent_of(const Cursor& cursor, u32 level) {
  const u64 size = level_size(level);
  const u64 to_old_border = size - (cursor.old_addr & (size - 1));
  const u64 to_new_border = size - (cursor.new_addr & (size - 1));
  return std::min({to_old_border, to_new_border, cursor.old_end - cursor.old_addr});
}

void flush_moved(Cx& cx, const Cursor& cursor, u64 bytes) {
  flush_tlb_range(cx.m.tlb, cx.trace, cx.cpu, cursor.mm, cx.m.mms[cursor.mm].cpumask,
                  AddrRange{cursor.old_addr, cursor.old_addr + bytes});
}

// move_normal_pmd, move_normal_pud: one entry above the leaves changes its place, if the new place is free.
bool try_move_table(Cx& cx, Cursor& cursor, u32 level, PtePlace from, PtePlace to) {
  if (!pte_none(read_entry(cx.m.pt, to))) return false;
  const u64 bytes = level_size(level);
  for_each_entry(cx.m.pt, cx.m.phys, pgd_of(cx.m, cursor.mm), AddrRange{cursor.old_addr, cursor.old_addr + bytes},
                 [&cursor](u64, PtePlace, Pte) { ++cursor.pages; });
  const Pte entry = read_entry(cx.m.pt, from);
  write_entry(cx.m.pt, from, Pte{});
  write_entry(cx.m.pt, to, entry);
  ++cursor.tables;
  const EventCode event = level == kPtLevelPud ? EventId::kMovePud : EventId::kMovePmd;
  cx.trace.emit(event, cursor.old_addr, cursor.new_addr, pte_pfn(entry).v);
  flush_moved(cx, cursor, bytes);
  return true;
}

// Only what the processor may know has to leave its TLBs.
bool is_known_to_tlb(Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kPresent: return true;
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: return false;
  }
  return false;
}

// Both pieces lie within one PTE table.
void move_ptes(Cx& cx, Cursor& cursor, u64 extent, PtePlace to) {
  Span span(cx.trace, EventId::kMovePtes, cursor.old_addr, cursor.new_addr, 0);
  span.because(extent == level_size(kPtLevelPmd) ? Reason::kMoveTableInTheWay : Reason::kMoveNotWholeTable);
  const u64 distance = cursor.new_addr - cursor.old_addr;
  const u32 first = table_index(cursor.new_addr, 1);
  u64 moved = 0;
  bool was_present = false;
  for_each_entry(cx.m.pt, cx.m.phys, pgd_of(cx.m, cursor.mm), AddrRange{cursor.old_addr, cursor.old_addr + extent},
               [&](u64 addr, PtePlace from, Pte pte) {
                 expect_small(from);
                 to.index = first + static_cast<u32>(to_pages(addr - cursor.old_addr));
                 write_entry(cx.m.pt, from, Pte{});
                 write_entry(cx.m.pt, to, pte);
                 was_present |= is_known_to_tlb(pte);
                 ++moved;
                 cx.trace.emit(EventId::kMovePte, addr, addr + distance, pte.raw);
               });
  if (was_present) flush_moved(cx, cursor, extent);
  cursor.pages += moved;
  span.set(2, moved);
}

enum class Step : u8 { kDone, kNoFrame };

// One turn of the loop in move_page_tables(): the largest piece that can go at once. `*extent` is how far it reached.
Step move_piece(Cx& cx, Cursor& cursor, u64* extent) {
  *extent = extent_of(cursor, kPtLevelPud);
  const PtePlace old_pud = find_entry(cx.m, cursor.mm, cursor.old_addr, kPtLevelPud);
  if (!old_pud.valid()) return Step::kDone;
  const PtePlace new_pud = alloc_place(cx, cursor, kPtLevelPud);
  if (!new_pud.valid()) return Step::kNoFrame;
  if (*extent == level_size(kPtLevelPud) && try_move_table(cx, cursor, kPtLevelPud, old_pud, new_pud)) return Step::kDone;

  *extent = extent_of(cursor, kPtLevelPmd);
  const PtePlace old_pmd = find_entry(cx.m, cursor.mm, cursor.old_addr, kPtLevelPmd);
  if (!old_pmd.valid()) return Step::kDone;
  const PtePlace new_pmd = alloc_place(cx, cursor, kPtLevelPmd);
  if (!new_pmd.valid()) return Step::kNoFrame;
  if (*extent == level_size(kPtLevelPmd) && try_move_table(cx, cursor, kPtLevelPmd, old_pmd, new_pmd)) return Step::kDone;

  const PtePlace new_ptes = alloc_place(cx, cursor, 1);
  if (!new_ptes.valid()) return Step::kNoFrame;
  move_ptes(cx, cursor, *extent, new_ptes);
  return Step::kDone;
}

// can_align_down: what lies between the border and the range would move too, so nothing may be mapped there.
ReasonCode ask_room_below(const Memory& m, VmaId id, u64 addr) {
  const Vma& vma = m.vmas[id];
  if (vma.start != addr) return Reason::kRealignNotAtStart;
  const AddrRange below{addr & ~(level_size(kPtLevelPmd) - 1), addr};
  const bool is_free = !find_vma_intersection(m.nodes, m.mms[vma.mm].tree, below).valid();
  return is_free ? Reason::kRealigned : Reason::kRealignOccupied;
}

// can_realign_addr
ReasonCode judge_realign(const Memory& m, const TableMove& move) {
  const u64 size = level_size(kPtLevelPmd);
  const u64 old_offset = move.old_addr & (size - 1);
  const u64 new_offset = move.new_addr & (size - 1);
  if (move.bytes < size - old_offset) return Reason::kRealignTooShort;
  if (old_offset == 0) return Reason::kRealignNeedless;
  if (old_offset != new_offset) return Reason::kRealignUnequal;
  const ReasonCode below_old = ask_room_below(m, move.old_vma, move.old_addr);
  return below_old == Reason::kRealigned ? ask_room_below(m, move.new_vma, move.new_addr) : below_old;
}

}  // namespace

u64 move_page_tables(Cx& cx, const TableMove& move) {
  if (move.bytes == 0) return 0;
  Span span(cx.trace, EventId::kMovePageTables, move.old_addr, move.new_addr, 0, 0);
  Cursor cursor{move.mm, move.old_addr, move.new_addr, move.old_addr + move.bytes, 0, 0};
  const ReasonCode realign = judge_realign(cx.m, move);
  cx.trace.emit(EventId::kRealignAddr, realign, move.old_addr, move.new_addr);
  if (realign == Reason::kRealigned) {
    cursor.old_addr &= ~(level_size(kPtLevelPmd) - 1);
    cursor.new_addr &= ~(level_size(kPtLevelPmd) - 1);
  }
  while (cursor.old_addr < cursor.old_end) {
    u64 extent = 0;
    if (move_piece(cx, cursor, &extent) == Step::kNoFrame) break;
    cursor.old_addr += extent;
    cursor.new_addr += extent;
  }
  span.set(2, cursor.pages);
  span.set(3, cursor.tables);
  return cursor.old_addr < move.old_addr ? 0 : cursor.old_addr - move.old_addr;
}

}  // namespace pw
