#include "engine/render/accounting.h"

#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/render/render.h"

namespace pw {
namespace {

// smaps_account and smaps_page_accumulate for one small page: shared or private by the number of PTEs, dirty by the PTE or the page. A page
// that three processes map counts a third for each, cut off to whole units only after all were added up.
void account_page(const Page& page, Pte pte, bool is_locked, SmapsCounts& counts) {
  const bool is_dirty = pte_dirty(pte) || has_flag(page, kPgDirty);
  const bool is_shared = page_mapcount(page) >= 2;
  const u64 pss = (kPageSize << kPssShift) / (is_shared ? static_cast<u64>(page_mapcount(page)) : 1);
  counts.rss += kPageSize;
  const bool is_swapbacked = has_flag(page, kPgSwapbacked);
  if (is_anon_mapping(page)) counts.anonymous += kPageSize;
  if (is_anon_mapping(page) && !is_swapbacked && !is_dirty) counts.lazyfree += kPageSize;
  if (pte_young(pte) || has_flag(page, kPgReferenced)) counts.referenced += kPageSize;
  counts.pss_shifted += pss;
  (is_anon_mapping(page) ? counts.pss_anon_shifted : is_swapbacked ? counts.pss_shmem_shifted : counts.pss_file_shifted) += pss;
  if (is_locked) counts.pss_locked_shifted += pss;
  if (is_dirty) {
    counts.pss_dirty_shifted += pss;
    (is_shared ? counts.shared_dirty : counts.private_dirty) += kPageSize;
  } else {
    (is_shared ? counts.shared_clean : counts.private_clean) += kPageSize;
  }
}

// Each entry that names a slot has its share of it. The count is that of the entries, without the swap cache (swp_swapcount).
void account_swapped(const Swap& swap, SwpEntry entry, SmapsCounts& counts) {
  const u32 named = swap_count(swap, entry);
  counts.swap += kPageSize;
  counts.swap_pss_shifted += (kPageSize << kPssShift) / (named >= 2 ? named : 1);
}

// shmem_swap_usage, shmem_partial_swap_usage: of an object that the area maps the values in its cache, which no entry tells of.
u64 count_values(const Kernel& k, const Vma& vma) {
  const InodeId inode = mapped_inode(k.m.files, vma);
  if (!inode.valid() || !k.m.files.inodes[inode].is_shmem || k.m.files.inodes[inode].swapped == 0) return 0;
  u64 values = 0;
  const u64 last = vma.pgoff + vma.pages() - 1;
  xa_for_each(k.m.files.xa_nodes, k.m.files.inodes[inode].i_pages, vma.pgoff, last, [&](u64, XaEntry entry) {
    if (entry.is_value()) ++values;
  });
  return values;
}

}  // namespace

void add_smaps(const Kernel& k, const Mm& mm, const Vma& vma, SmapsCounts* counts) {
  counts->swap += count_values(k, vma) * kPageSize;
  for_each_entry(k.m.pt, k.m.phys, mm.pgd, vma.range(), [&](u64, PtePlace, Pte pte) {
    switch (pte_form(pte)) {
      case PteForm::kNone:
      case PteForm::kMarker: return;
      case PteForm::kPresent:
        // vm_normal_page(): a special entry, that of the zero page, has no page to count.
        if (!pte_special(pte)) account_page(k.m.phys.pages[pte_pfn(pte).v], pte, vma.has(kVmLocked), *counts);
        return;
      // Of an entry that tells nothing of use, dirt and sharing only the page counts.
      case PteForm::kMigration: account_page(k.m.phys.pages[migration_pfn(pte).v], Pte{}, vma.has(kVmLocked), *counts); return;
      case PteForm::kSwap: account_swapped(k.m.swap, pte_to_swp_entry(pte), *counts); return;
    }
  });
}

SmapsCounts count_smaps(const Kernel& k, const Mm& mm, const Vma& vma) {
  SmapsCounts counts;
  add_smaps(k, mm, vma, &counts);
  return counts;
}

namespace {

u64 pagemap_absent(Pte pte) {
  const SwpEntry entry = pte_to_swp_entry(pte);
  return kPmSwap | entry.offset << kPmSwapTypeBits | entry.type;
}

u64 pagemap_marker(Pte pte) {
  switch (marker_of(pte)) {
    case Marker::kPoisoned: return pagemap_absent(pte);
    case Marker::kGuard: return pagemap_absent(pte) | kPmGuardRegion;
    case Marker::kUffdWp: return pagemap_absent(pte) | kPmUffdWp;
  }
  return 0;
}

u64 pagemap_present(const Kernel& k, Pte pte) {
  u64 entry = kPmPresent | pte_pfn(pte).v;
  if (pte_special(pte)) return entry;
  const Page& page = k.m.phys.pages[pte_pfn(pte).v];
  if (!is_anon_mapping(page)) entry |= kPmFile;
  if (page_mapcount(page) == 1) entry |= kPmMmapExclusive;
  return entry;
}

}  // namespace

u64 pagemap_entry(const Kernel& k, Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kNone: return 0;
    case PteForm::kPresent: return pagemap_present(k, pte);
    case PteForm::kSwap: return pagemap_absent(pte);
    case PteForm::kMigration: return pagemap_absent(pte) | (is_anon_mapping(k.m.phys.pages[migration_pfn(pte).v]) ? 0 : kPmFile);
    case PteForm::kMarker: return pagemap_marker(pte);
  }
  return 0;
}

std::string kpageflags_text(const Kernel& k, Pfn pfn) {
  const Page& page = k.m.phys.pages[pfn.v];
  std::string text;
  const auto add = [&](bool is_set, const char* name) {
    if (!is_set) return;
    if (!text.empty()) text += ' ';
    text += name;
  };
  const bool is_zero = pfn == k.m.phys.zero_page;
  add(has_flag(page, kPgActive), "active");
  add(is_anon_mapping(page), "anon");
  add(has_flag(page, kPgBuddy), "buddy");
  add(has_flag(page, kPgDirty), "dirty");
  add(has_flag(page, kPgLocked), "locked");
  add(has_flag(page, kPgLru), "lru");
  add(has_flag(page, kPgMlocked), "mlocked");
  add(page_mapcount(page) >= 1 && !is_zero, "mmap");
  add(page.type == PageType::kTable, "pgtable");
  add(has_flag(page, kPgReclaim), "reclaim");
  add(has_flag(page, kPgReferenced), "referenced");
  add(is_zero || has_flag(page, kPgReserved), "reserved");
  add(has_flag(page, kPgSwapbacked), "swapbacked");
  add(has_flag(page, kPgSwapcache), "swapcache");
  add(has_flag(page, kPgUnevictable), "unevictable");
  add(has_flag(page, kPgUptodate) && !is_zero, "uptodate");
  add(has_flag(page, kPgWriteback), "writeback");
  add(is_zero, "zero_page");
  return text;
}

namespace {

std::string present_letters(const Kernel& k, Pte pte) {
  const u64 entry = pagemap_entry(k, pte);
  const Page& page = k.m.phys.pages[pte_pfn(pte).v];
  const bool is_zero = pte_pfn(pte) == k.m.phys.zero_page;
  std::string letters;
  if ((entry & kPmPresent) != 0) letters += 'P';
  if ((entry & kPmFile) != 0) letters += 'F';
  if ((entry & kPmMmapExclusive) != 0) letters += 'X';
  if (!is_zero && has_flag(page, kPgAnonExclusive)) letters += 'E';
  if (is_zero) letters += 'Z';
  return letters;
}

}  // namespace

std::string page_state_letters(const Kernel& k, Pte pte) {
  switch (pte_form(pte)) {
    case PteForm::kNone: return "";
    case PteForm::kPresent: return present_letters(k, pte);
    case PteForm::kSwap:
    case PteForm::kMigration: return "S";
    case PteForm::kMarker: return pte_is_guard(pte) ? "SG" : "S";
  }
  return "";
}

const Mm* mm_of(const Kernel& k, Pid pid) {
  const Task* task = find_task(k, pid);
  return task != nullptr && task->mm.valid() ? &k.m.mms[task->mm] : nullptr;
}

std::vector<VmaId> vmas_of(const Kernel& k, const Mm& mm) {
  std::vector<VmaId> ids;
  for_each_vma(k.m.nodes, mm.tree, [&](VmaId id) { ids.push_back(id); });
  return ids;
}

}  // namespace pw
