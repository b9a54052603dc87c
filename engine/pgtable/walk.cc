// One translation as the processor does it: from CR3 down, one entry a level, until an entry is not present or a leaf is reached,
// which stands above the last level when it maps a large page.
//
//    63      48 47   39 38   30 29   21 20   12 11        0
//   +----------+-------+-------+-------+-------+-----------+
//   | = bit 47 |  PGD  |  PUD  |  PMD  |  PTE  |  offset   |     4 levels; a fifth takes bits 56..48
//   +----------+-------+-------+-------+-------+-----------+
//
// Pure: the bits A and D are set by whoever acts on the result. It looks at the hardware's P bit, so that a PROT_NONE entry ends the walk.
#include "engine/pgtable/pgtable.h"

namespace pw {

Walk walk_tables(const PageTables& pt, const Phys& phys, Pfn pgd, u64 addr) {
  Walk walk;
  walk.canonical = is_canonical(addr, pt.levels);
  if (!walk.canonical) return walk;
  Pfn table = pgd;
  for (u32 level = pt.levels; level > 0; --level) {
    WalkStep& step = walk.step[walk.steps++];
    step.level = level;
    step.table = table;
    step.index = table_index(addr, level);
    step.entry = read_entry(pt, phys, table, step.index);
    const bool leads_on = level > 1 && leads_to_table(step.entry);
    if (!leads_on) {
      walk.pte = step.entry;
      walk.present = (step.entry.raw & kPteP) != 0;
      return walk;
    }
    table = pte_pfn(step.entry);
  }
  return walk;
}

}  // namespace pw
