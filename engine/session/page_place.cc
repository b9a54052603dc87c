// Looks a page up as the kernel would: its entry, or where there is none the object's array; then the slot that it names, or the one that
// its frame is cached for.
#include "engine/session/page_place.h"

#include "engine/file/page_cache.h"

namespace pw {
namespace {

void note_frame(const Kernel& k, Pfn pfn, PagePlace* place) {
  const Page& page = k.m.phys.pages[pfn.v];
  place->pfn = pfn;
  place->mapcount = static_cast<u32>(page_mapcount(page));
  place->flags = page.flags;
}

void note_slot(const Kernel& k, SwpEntry slot, PagePlace* place) {
  if (!is_swap_slot(k.m.swap, slot)) return;
  place->has_slot = true;
  place->slot = slot;
  place->swap_count = slot_of(k.m.swap, slot).count;
}

PagePlace in_memory(const Kernel& k, Pfn pfn) {
  PagePlace place;
  place.where = PageWhere::kMemory;
  note_frame(k, pfn, &place);
  if ((place.flags & kPgSwapcache) != 0) note_slot(k, swap_entry_of(k.m.phys.pages[pfn.v]), &place);
  return place;
}

PagePlace in_swap(const Kernel& k, SwpEntry slot) {
  PagePlace place;
  place.where = PageWhere::kSwap;
  note_slot(k, slot, &place);
  const Pfn cached = place.has_slot ? find_swap_cached(k.m.swap, slot) : Pfn();
  if (cached.valid()) note_frame(k, cached, &place);
  return place;
}

PagePlace in_object(const Kernel& k, const Mm& mm, u64 addr) {
  const VmaId id = find_vma_at(k.m.nodes, mm.tree, addr);
  if (!id.valid() || !k.m.vmas.is_live(id) || !k.m.vmas[id].file.valid()) return PagePlace();
  const Vma& vma = k.m.vmas[id];
  const FileId file = vma.file;
  if (!k.m.files.pool.is_live(file)) return PagePlace();
  const XaEntry entry = find_cached(k.m.files, k.m.files.pool[file].inode, linear_page_index(vma, addr));
  if (entry.is_object()) return in_memory(k, Pfn(entry.object()));
  return names_slot(entry) ? in_swap(k, radix_to_swp_entry(entry.value())) : PagePlace();
}

PagePlace by_entry(const Kernel& k, Pte pte) {
  if (pte_pfn(pte) == k.m.phys.zero_page) {
    PagePlace place;
    place.where = PageWhere::kZeroPage;
    place.is_mapped = true;
    return place;
  }
  PagePlace place = in_memory(k, pte_pfn(pte));
  place.is_mapped = true;
  place.is_writable = pte_write(pte);
  return place;
}

}  // namespace

const char* page_where_name(PageWhere where) {
  switch (where) {
    case PageWhere::kNowhere: return "nowhere";
    case PageWhere::kZeroPage: return "zero";
    case PageWhere::kMemory: return "memory";
    case PageWhere::kSwap: return "swap";
  }
  return "";
}

PagePlace find_page_place(const Kernel& k, Pid pid, u64 addr) {
  if (!is_running(k, pid) || !k.m.mms.is_live(k.tasks[pid].mm)) return PagePlace();
  const Mm& mm = k.m.mms[k.tasks[pid].mm];
  if (!mm.pgd.valid() || addr >= mm.task_size) return PagePlace();
  const Pte pte = read_pte(k.m.pt, k.m.phys, mm.pgd, addr);
  switch (pte_form(pte)) {
    case PteForm::kPresent: return by_entry(k, pte);
    case PteForm::kSwap: return in_swap(k, pte_to_swp_entry(pte));
    case PteForm::kNone: return in_object(k, mm, addr);
    case PteForm::kMigration:
    case PteForm::kMarker: return PagePlace();
  }
  return PagePlace();
}

}  // namespace pw
