// mincore (mm/mincore.c): which pages of a range are in memory.
//
// An entry that is present counts, that of the zero page and of a PROT_NONE page, too, and one whose page is only on its way to another
// frame; an empty one and a marker do not, unless the area maps a shared object that has the page (mincore_page asks its page cache). What
// was swapped out counts while the swap cache still has it (mincore_swap), of a shared object likewise. Of [vdso] and its like nothing is
// looked at and all pages are said to be there (can_do_mincore: neither anonymous nor a file). The call around it stands in
// kernel/mincore.cc. Left out: named files, whose pages are not built.
#include "engine/mm/mincore.h"

#include <algorithm>

#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/mm/area.h"
#include "engine/trace/madvise_events.h"

namespace pw {
namespace {

// mincore_swap: the swap cache has the page in memory.
bool is_swap_cached(const Memory& m, SwpEntry entry) {
  const Pfn pfn = find_swap_cached(m.swap, entry);
  return pfn.valid() && has_flag(m.phys.pages[pfn.v], kPgUptodate);
}

// __mincore_unmapped_range: what the object has at each index, be it a page or the place of one in swap.
void add_cached(const Memory& m, const Vma& vma, AddrRange range, u8* rows) {
  const InodeId inode = mapped_inode(m.files, vma);
  if (!inode.valid()) return;
  const u64 first = linear_page_index(vma, range.start), last = first + range.pages() - 1;
  xa_for_each(m.files.xa_nodes, m.files.inodes[inode].i_pages, first, last, [&](u64 index, XaEntry entry) {
    const bool is_there = entry.is_object() || (names_slot(entry) && is_swap_cached(m, radix_to_swp_entry(entry.value())));
    rows[index - first] = is_there ? 1 : 0;
  });
}

// mincore_pte_range.
void add_entries(const Cx& cx, const Vma& vma, AddrRange range, u8* rows) {
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[vma.mm].pgd, range, [&](u64 addr, PtePlace, Pte pte) {
    u8& row = rows[to_pages(addr - range.start)];
    switch (pte_form(pte)) {
      case PteForm::kNone:
      case PteForm::kMarker: return;
      case PteForm::kPresent:
      case PteForm::kMigration: row = 1; return;
      case PteForm::kSwap: row = is_swap_cached(cx.m, pte_to_swp_entry(pte)) ? 1 : 0; return;
    }
  });
}

void fill_rows(Cx& cx, VmaId id, AddrRange range, std::vector<u8>* rows) {
  const Memory& m = cx.m;
  const Vma vma = m.vmas[id];
  const std::vector<u8>::size_type first = rows->size();
  rows->resize(first + range.pages());
  u8* row = rows->data() + first;
  if (is_special_mapping(m, vma)) {
    std::fill_n(row, range.pages(), u8{1});
  } else {
    add_cached(m, vma, range, row);
    add_entries(cx, vma, range, row);
  }
  u64 present = 0;
  for (u64 i = 0; i < range.pages(); ++i) present += row[i];
  cx.trace.emit(EventId::kMincore, range.start, range.end, present);
}

}  // namespace

Status do_mincore(Cx& cx, MmId mm, u64 addr, u64 pages, std::vector<u8>* rows) {
  const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
  if (!id.valid()) return fail(Errno::kENOMEM, "no area covers part of the range");
  const u64 room = to_pages(cx.m.vmas[id].end - addr);
  const AddrRange part{addr, addr + (room < pages ? room : pages) * kPageSize};
  if (!take_work(cx.m.work, part.pages())) return fail(Errno::kENOMEM, "too much work for one command");
  fill_rows(cx, id, part, rows);
  return ok_status();
}

}  // namespace pw
