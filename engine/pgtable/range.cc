// free_pgd_range and its four helpers (mm/memory.c), as one recursion over levels.
//
// A table may go when no address outside the freed range uses it. The caller says how far that holds: nothing is mapped from `floor` up to
// the range and from the range up to `ceiling` (the neighbours' ends). A table whose span reaches beyond either stays:
//
//          floor        start        end        ceiling
//   ...#####|.............|============|.............|#####...
//        [ table A  )  [ table B  )  [ table C  )  [ table D  )        B and C are freed, A and D stay
//
// 0 as ceiling means the top of the address space, hence the comparisons of "less one". The top table is never freed here.
#include <algorithm>

#include "engine/pgtable/pgtable.h"
#include "engine/trace/pgtable_events.h"

namespace pw {
namespace {

struct Freeing {
  PageTables& pt;
  Phys& phys;
  Trace& trace;
  u32 cpu;
  u64 floor;
  u64 ceiling;
  std::vector<Pfn>* removed;
  u32 count;
};

// Whether the whole span that `size` bytes around [start, end) make up lies between floor and ceiling.
bool is_span_unused(const Freeing& f, u64 start, u64 end, u64 size) {
  if ((start & ~(size - 1)) < f.floor) return false;
  u64 ceiling = f.ceiling;
  if (ceiling != 0) {
    ceiling &= ~(size - 1);
    if (ceiling == 0) return false;
  }
  return end - 1 <= ceiling - 1;
}

void unlink_table(Freeing& f, Pfn parent, u32 index, Pfn table, u32 level, u64 addr) {
  write_entry(f.pt, f.phys, parent, index, Pte{});
  f.trace.emit(EventId::kFreeTable, table.v, level, addr & ~(level_size(level + 1) - 1));
  ++f.count;
  if (f.removed != nullptr) {
    f.removed->push_back(table);
  } else {
    free_table(f.pt, f.phys, f.trace, f.cpu, table);
  }
}

// Frees what hangs below `table` in [addr, end), a range inside its span.
void free_below(Freeing& f, Pfn table, u32 level, u64 addr, u64 end) {
  const u64 last = end - 1;
  for (;;) {
    const u32 index = table_index(addr, level);
    const u64 entry_last = std::min(addr | (level_size(level) - 1), last);
    const Pte entry = read_entry(f.pt, f.phys, table, index);
    if (leads_to_table(entry)) {
      const Pfn below = pte_pfn(entry);
      if (level > 2) free_below(f, below, level - 1, addr, entry_last + 1);
      // PTE tables need no test: the range was cut to whole PMD entries that are free.
      if (level == 2 || is_span_unused(f, addr, entry_last + 1, level_size(level))) unlink_table(f, table, index, below, level - 1, addr);
    }
    if (entry_last == last) return;
    addr = entry_last + 1;
  }
}

}  // namespace

u32 free_page_tables(PageTables& pt, Phys& phys, Trace& trace, u32 cpu, Pfn pgd, AddrRange range, u64 floor, u64 ceiling,
                     std::vector<Pfn>* removed) {
  const u64 pmd_size = level_size(2);
  u64 addr = range.start & ~(pmd_size - 1);
  u64 end = range.end;
  if (addr < floor) {
    addr += pmd_size;
    if (addr == 0) return 0;
  }
  if (ceiling != 0) {
    ceiling &= ~(pmd_size - 1);
    if (ceiling == 0) return 0;
  }
  if (end - 1 > ceiling - 1) end -= pmd_size;
  if (addr > end - 1) return 0;
  Span span(trace, EventId::kFreePgdRange, addr, end, 0);
  Freeing freeing{pt, phys, trace, cpu, floor, ceiling, removed, 0};
  free_below(freeing, pgd, pt.levels, addr, end);
  span.set(2, freeing.count);
  return freeing.count;
}

}  // namespace pw
