// for_each_entry, for_each_pte_table: walk a range of page tables in address order, as walk_page_range and its many copies do
// (mm/pagewalk.c; pgd_addr_end and pgd_none_or_clear_bad in mm/memory.c): an empty upper entry is stepped over with all it would map.
// Entries are read anew at each step, because `visit` may write them and may allocate tables.
#pragma once

#include <algorithm>

namespace pw {
namespace detail {

template <class Visit>
void visit_table(const PageTables& pt, const Phys& phys, Pfn table, u32 level, u64 addr, u64 last, Visit& visit) {
  PtePlace place = place_in(phys, table, 0, level);
  for (;;) {
    place.index = table_index(addr, level);
    const Pte entry = read_entry(pt, place);
    // The last address that this entry maps; compared inclusively, since the end of the top entry does not fit into 64 bits.
    const u64 entry_last = addr | (level_size(level) - 1);
    if (level > 1 && leads_to_table(entry)) {
      visit_table(pt, phys, pte_pfn(entry), level - 1, addr, std::min(entry_last, last), visit);
    } else if (!pte_none(entry)) {
      visit(page_align_down(addr), place, entry);
    }
    if (entry_last >= last) return;
    addr = entry_last + 1;
  }
}

template <class Visit>
void visit_pte_tables(const PageTables& pt, const Phys& phys, Pfn table, u32 level, u64 addr, u64 last, Visit& visit) {
  PtePlace place = place_in(phys, table, 0, level);
  for (;;) {
    place.index = table_index(addr, level);
    const Pte entry = read_entry(pt, place);
    const u64 entry_last = std::min(addr | (level_size(level) - 1), last);
    if (leads_to_table(entry)) {
      if (level > 2) visit_pte_tables(pt, phys, pte_pfn(entry), level - 1, addr, entry_last, visit);
      else visit(AddrRange{addr, entry_last + 1}, place, pte_pfn(entry));
    }
    if (entry_last >= last) return;
    addr = entry_last + 1;
  }
}

}  // namespace detail

template <class Visit>
void for_each_pte_table(const PageTables& pt, const Phys& phys, Pfn pgd, AddrRange range, Visit visit) {
  if (range.is_empty()) return;
  detail::visit_pte_tables(pt, phys, pgd, pt.levels, range.start, range.end - 1, visit);
}

template <class Visit>
void for_each_entry(const PageTables& pt, const Phys& phys, Pfn pgd, AddrRange range, Visit visit) {
  if (range.is_empty()) return;
  detail::visit_table(pt, phys, pgd, pt.levels, range.start, range.end - 1, visit);
}

}  // namespace pw
