// Invariants of whole address spaces, M1 … M22 (engine/mm/README.md). The layers below check themselves first.
//
// kFull walks every page table once and recounts what Linux keeps as sums: RSS, mapcounts, reference counts, areas, promised pages, tables.
#include <map>

#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/mm/account.h"
#include "engine/mm/mlock.h"
#include "engine/mm/page_prot.h"

namespace pw {
namespace {

std::string at(MmId mm, u64 addr) {
  return "mm " + std::to_string(mm.v) + " page " + std::to_string(addr >> kPageShift);
}

bool is_frame(const Phys& phys, Pfn pfn) { return pfn.v < phys.pages.size(); }

struct Recount {
  std::map<u32, u32> mappings;  // frame -> PTEs
  std::map<u64, u32> slots;     // of swap, as XArrays name them -> entries and values
  u64 accounted = 0;
};

// M6 … M9: one present entry against the area that holds it and the page that it maps.
void check_present(const Memory& m, MmId id, u64 addr, const Vma& vma, Pte pte, Recount& recount, CheckReport& report) {
  constexpr u64 kGiven = kPteP | kPteUs | kPteNx | kPteProtnone | 0xfull << kPtePkeyShift;
  if ((pte.raw & kGiven) != (vm_page_prot(vma.flags) & kGiven))
    report.broken("M6", "an entry allows what its area allows: " + at(id, addr));
  if (pte_write(pte) && !vma.has(kVmWrite)) report.broken("M6", "a writable entry lies in a writable area: " + at(id, addr));
  if (pte_special(pte)) {
    if (pte_write(pte) || pte_pfn(pte) != m.phys.zero_page) report.broken("M7", "the zero page is never writable: " + at(id, addr));
    return;
  }
  if (!is_frame(m.phys, pte_pfn(pte))) return;  // T4
  const Page& page = m.phys.pages[pte_pfn(pte).v];
  if (vma_address(vma, page.index) != page_align_down(addr))
    report.broken("M9", "page->index leads back to its address: " + at(id, addr));
  ++recount.mappings[pte_pfn(pte).v];
  if (page.type != PageType::kNone) report.broken("M8", "a mapped frame is of no type: " + at(id, addr));
  if (!is_anon_mapping(page)) {
    if (!inode_of(page).valid() || mapped_inode(m.files, vma) != inode_of(page))
      report.broken("M8", "a page of an object lies in an area over it: " + at(id, addr));
    return;
  }
  if (pte_write(pte) && !has_flag(page, kPgAnonExclusive)) report.broken("M8", "a writable page is exclusive: " + at(id, addr));
  if (!vma.anon_vma.valid()) report.broken("M9", "an area with anonymous pages has an anon_vma: " + at(id, addr));
}

// M21: what fork and fault need to find behind an entry that maps nothing.
void check_absent(const Memory& m, MmId id, u64 addr, const Vma& vma, Pte pte, CheckReport& report) {
  const bool is_swapped = pte_form(pte) == PteForm::kSwap;
  if (is_swapped && !vma.anon_vma.valid()) report.broken("M21", "an area with pages in swap has an anon_vma: " + at(id, addr));
  if (!is_swapped && migration_pfn(pte).v >= m.phys.pages.size()) report.broken("M21", "a migration names a frame: " + at(id, addr));
}

// S9, while the entries are met.
void count_slot(const Memory& m, SwpEntry entry, const std::string& where, Recount& recount, CheckReport& report) {
  if (!is_swap_slot(m.swap, entry)) return report.broken("S9", "an entry names a slot of an area that is on: " + where);
  ++recount.slots[swp_to_radix_entry(entry)];
}

// M5, and what follows from the entry's form.
void check_entry(const Memory& m, MmId id, u64 addr, Pte pte, Recount& recount, CheckReport& report) {
  const VmaId vma_id = find_vma_at(m.nodes, m.mms[id].tree, addr);
  if (!vma_id.valid()) {
    report.broken("M5", "an entry lies in an area: " + at(id, addr));
    return;
  }
  const Vma& vma = m.vmas[vma_id];
  switch (pte_form(pte)) {
    case PteForm::kNone: return;
    case PteForm::kPresent: return check_present(m, id, addr, vma, pte, recount, report);
    case PteForm::kSwap:
      count_slot(m, pte_to_swp_entry(pte), at(id, addr), recount, report);
      return check_absent(m, id, addr, vma, pte, report);
    case PteForm::kMigration: return check_absent(m, id, addr, vma, pte, report);
    case PteForm::kMarker:
      if (pte_is_guard(pte) && !vma.has(kVmMaybeGuard))
        report.broken("M17", "a guard marker lies in an area that says so: " + at(id, addr));
      return;
  }
}

// M18 and M19. mremap with MREMAP_DONTUNMAP leaves locked_vm too high, so only one side is a rule.
void check_locks(const Memory& m, const Mm& mm, CheckReport& report) {
  u64 locked = 0;
  for_each_vma(m.nodes, mm.tree, [&](VmaId id) {
    const Vma& vma = m.vmas[id];
    if (vma.has(kVmLocked)) locked += vma.pages();
    if (vma.has(kVmLockOnFault) && !vma.has(kVmLocked)) report.broken("M19", "VM_LOCKONFAULT stands beside VM_LOCKED only");
    if (vma.has(kVmLocked) && !vma_supports_mlock(vma.flags)) report.broken("M19", "a special area is never locked");
  });
  report.expect(locked <= mm.locked_vm, "M18", "locked_vm counts the pages of locked areas");
}

void check_sums(const Memory& m, MmId id, const Mm& mm, CheckReport& report) {
  u64 pages = 0;
  u32 areas = 0;
  u64 data = 0;
  u64 exec = 0;
  u64 stack = 0;
  for_each_vma(m.nodes, mm.tree, [&](VmaId vma_id) {
    const Vma& vma = m.vmas[vma_id];
    ++areas;
    pages += vma.pages();
    if (vma.mm != id) report.broken("M1", "an area belongs to the mm whose tree holds it");
    if (vma.has(kVmGrowsDown)) {
      stack += vma.pages();
    } else if ((vma.flags & (kVmExec | kVmWrite)) == kVmExec) {
      exec += vma.pages();
    } else if ((vma.flags & (kVmWrite | kVmShared)) == kVmWrite) {
      data += vma.pages();
    }
  });
  check_locks(m, mm, report);
  report.expect(areas == mm.map_count, "M1", "map_count counts the areas");
  report.expect(pages == mm.total_vm, "M2", "total_vm is the sum of the areas");
  report.expect(stack == mm.stack_vm && exec == mm.exec_vm && data == mm.data_vm, "M2",
                "data_vm, exec_vm and stack_vm are sums of their areas");
  report.expect(mm.brk >= mm.start_brk, "M16", "the heap ends no lower than it begins");
}

// Table frames below the PGD, by walking down.
u32 count_tables(const Memory& m, Pfn table, u32 level) {
  if (level == 1) return 0;
  u32 tables = 0;
  for (u32 i = 0; i < kTableEntries; ++i) {
    const Pte entry = read_entry(m.pt, m.phys, table, i);
    if (leads_to_table(entry)) tables += 1 + count_tables(m, pte_pfn(entry), level - 1);
  }
  return tables;
}

void check_mm_full(const Memory& m, MmId id, const Mm& mm, Recount& recount, CheckReport& report) {
  check_sums(m, id, mm, report);
  u64 counted[kRssCounters]{};
  const auto count_page = [&](Pfn pfn) {
    if (is_frame(m.phys, pfn)) ++counted[mm_counter(m.phys.pages[pfn.v])];
  };
  for_each_entry(m.pt, m.phys, mm.pgd, AddrRange{0, mm.task_size}, [&](u64 addr, PtePlace, Pte pte) {
    check_entry(m, id, addr, pte, recount, report);
    switch (pte_form(pte)) {
      case PteForm::kNone:
      case PteForm::kMarker: return;
      case PteForm::kPresent:
        if (!pte_special(pte)) count_page(pte_pfn(pte));
        return;
      case PteForm::kSwap: ++counted[kMmSwapEnts]; return;
      case PteForm::kMigration: count_page(migration_pfn(pte)); return;
    }
  });
  for (u32 i = 0; i < kRssCounters; ++i) {
    report.expect(counted[i] == mm.rss[i], "M3", "rss counts the pages and swap entries of the page tables, by kind");
  }
  report.expect(count_tables(m, mm.pgd, m.pt.levels) == mm.nr_tables, "M4", "nr_tables counts the tables below the PGD");
  for_each_vma(m.nodes, mm.tree, [&](VmaId vma_id) {
    const Vma& vma = m.vmas[vma_id];
    if (vma.has(kVmAccount)) recount.accounted += vma.pages();
    report.expect(is_sound_policy(vma.policy), "M22", "an area has a policy that can be set");
  });
}

std::map<u32, u32> count_entries(const Memory& m, bool only_mlock) {
  std::map<u32, u32> entries;
  for (u32 cpu = 0; cpu < m.phys.config.cpus; ++cpu) {
    for (u32 kind = 0; kind < kBatchKinds; ++kind) {
      if (only_mlock && static_cast<BatchKind>(kind) != BatchKind::kMlock) continue;
      const FolioBatch& batch = m.phys.batches[cpu][kind];
      for (u32 i = 0; i < batch.count; ++i) ++entries[batch.pfn[i]];
    }
  }
  return entries;
}

// M20: a page stays locked only while it is mapped, or while that is about to change. The area need not be locked any more: Linux takes
// VM_LOCKED from all of an area of which MREMAP_DONTUNMAP moved a part, and its pages stay locked. Those of an object outlast even the
// area, in the object's cache.
void check_mlocked(const Memory& m, const Recount& recount, CheckReport& report) {
  const std::map<u32, u32> waiting = count_entries(m, true);
  for (u32 pfn = 0; pfn < m.phys.pages.size(); ++pfn) {
    const Page& page = m.phys.pages[pfn];
    if (!has_flag(page, kPgMlocked) || inode_of(page).valid() || recount.mappings.count(pfn) != 0 || waiting.count(pfn) != 0) continue;
    report.broken("M20", "a locked page is mapped: frame " + std::to_string(pfn));
  }
}

// M11: mapcount and refcount of every page without type against what was found.
void check_counts(const Memory& m, const Recount& recount, CheckReport& report) {
  const std::map<u32, u32> batched = count_entries(m, false);
  for (u32 pfn = 0; pfn < m.phys.pages.size(); ++pfn) {
    const Page& page = m.phys.pages[pfn];
    if (page.type != PageType::kNone) continue;
    const u32 caches = inode_of(page).valid() || has_flag(page, kPgSwapcache) ? 1 : 0;
    const auto mapped = recount.mappings.find(pfn);
    const u32 ptes = mapped == recount.mappings.end() ? 0 : mapped->second;
    const auto held = batched.find(pfn);
    const u32 batches = held == batched.end() ? 0 : held->second;
    const std::string frame = "frame " + std::to_string(pfn);
    if (page_mapcount(page) != static_cast<i32>(ptes)) report.broken("M10", "mapcount counts the entries: " + frame);
    if (page.refcount != static_cast<i32>(ptes + batches + caches)) report.broken("M11", "every reference has a holder: " + frame);
    if (has_flag(page, kPgAnonExclusive) && ptes > 1) report.broken("M12", "an exclusive page is mapped once: " + frame);
  }
}

// M13: what a TLB remembers stands in the tables, with at least those rights; A and D may be set there since.
void check_tlb(const Memory& m, CheckReport& report) {
  for (u32 cpu = 0; cpu < m.tlb.cpus; ++cpu) {
    for (const TlbEntry& entry : m.tlb.cpu[cpu].entry) {
      if (!entry.mm.valid()) continue;
      if (!m.mms.is_live(entry.mm)) {
        report.broken("M13", "a TLB entry belongs to a live mm");
        continue;
      }
      const Pte pte = read_pte(m.pt, m.phys, m.mms[entry.mm].pgd, entry.vpn << kPageShift);
      const bool same_frame = pte_present(pte) && pte_pfn(pte) == pte_pfn(entry.pte);
      const u64 rights = entry.pte.raw & (kPteP | kPteRw | kPteUs);
      const bool grants_less = (pte.raw & rights) == rights && (pte.raw & ~entry.pte.raw & kPteNx) == 0;
      if (!same_frame || !grants_less)
        report.broken("M13", "a TLB entry stands in the page table: " + at(entry.mm, entry.vpn << kPageShift));
    }
  }
}

// F3, the areas' half; and what shared objects promised.
void check_file_areas(const Memory& m, Recount& recount, CheckReport& report) {
  std::map<u32, u32> areas;
  m.vmas.for_each([&](VmaId, const Vma& vma) {
    if (!vma.file.valid()) return;
    if (!m.files.pool.is_live(vma.file)) return report.broken("F3", "an area maps a file that is there");
    ++areas[vma.file.v];
  });
  m.files.pool.for_each([&](FileId id, const File& file) {
    if (file.areas != areas[id.v]) report.broken("F3", "a file counts the areas that map it: file " + std::to_string(id.v));
  });
  m.files.inodes.for_each([&](InodeId, const Inode& inode) { recount.accounted += promised_pages(inode); });
}

void count_object_slots(const Memory& m, Recount& recount, CheckReport& report) {
  m.files.inodes.for_each([&](InodeId id, const Inode& inode) {
    xa_for_each(m.files.xa_nodes, inode.i_pages, 0, ~u64{0}, [&](u64 index, XaEntry entry) {
      if (!names_slot(entry)) return;
      const std::string where = "inode " + std::to_string(id.v) + " page " + std::to_string(index);
      const SwpEntry slot = radix_to_swp_entry(entry.value());
      count_slot(m, slot, where, recount, report);
      if (is_swap_slot(m.swap, slot) && (slot_of(m.swap, slot).flags & kSlotShmem) == 0)
        report.broken("S9", "a slot knows that an object's array names it: " + where);
    });
  });
}

// S9: who names a slot.
void check_slots(const Memory& m, const Recount& recount, CheckReport& report) {
  for (u32 type = 0; type < m.swap.areas.size(); ++type) {
    const SwapArea& area = m.swap.areas[type];
    for (u32 offset = 0; offset < area.slots.size(); ++offset) {
      const SwapSlot& slot = area.slots[offset];
      const auto named = recount.slots.find(swp_to_radix_entry(SwpEntry{type, offset}));
      const u32 count = named == recount.slots.end() ? 0 : named->second;
      if (slot.count != count)
        report.broken("S9", "slot " + std::to_string(type) + ":" + std::to_string(offset) + " counts " + std::to_string(slot.count) +
                                " entries, and " + std::to_string(count) + " name it");
    }
  }
}

}  // namespace

void check_memory(const Memory& m, CheckLevel level, CheckReport& report) {
  const bool is_full = level == CheckLevel::kFull;
  check_phys(m.phys, level, report, is_full ? count_slot_contents(m.swap) : std::map<u32, u32>{});
  check_pgtable(m.pt, m.phys, level, report);
  check_rmap(m.rmap, m.vmas, level, report);
  check_files(m.files, m.vmas, m.phys, level, report);
  check_swap(m.swap, m.phys, level, report);
  u32 areas = 0;
  m.mms.for_each([&](MmId id, const Mm& mm) {
    check_tree(m.nodes, mm.tree, level, report);
    if (level == CheckLevel::kFull) check_areas(m.nodes, m.vmas, mm.tree, id, report);
    areas += mm.map_count;
    report.expect(mm.map_count == mm.tree.count, "M1", "map_count counts the areas of the tree");
    report.expect(mm.users > 0, "M1", "an address space has a user");
  });
  report.expect(areas == m.vmas.live_count(), "M1", "every area is in a tree");
  if (level == CheckLevel::kQuick) return;
  Recount recount;
  m.mms.for_each([&](MmId id, const Mm& mm) { check_mm_full(m, id, mm, recount, report); });
  check_file_areas(m, recount, report);
  count_object_slots(m, recount, report);
  check_slots(m, recount, report);
  check_counts(m, recount, report);
  check_mlocked(m, recount, report);
  check_tlb(m, report);
  check_rmap_pages(m.rmap, m.vmas, m.phys, report);
  u32 tables = 0;
  m.mms.for_each([&](MmId, const Mm& mm) { tables += mm.nr_tables + 1; });
  report.expect(tables == m.pt.tables.live_count(), "M15", "every page table belongs to an address space");
  report.expect(recount.accounted + m.lost_pages == m.committed_pages, "M14",
                "committed_pages is the sum of the VM_ACCOUNT areas, of what shared objects promised and of what was lost");
}

}  // namespace pw
