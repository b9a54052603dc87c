// Pages into the cache of an object and out of it (shmem_add_to_page_cache, shmem_delete_from_page_cache, shmem_undo_range in mm/shmem.c).
//
// Owns: F2 (page and cache name each other) and F6 (nrpages and swapped count what is there).
#include "engine/file/page_cache.h"

namespace pw {

void add_to_page_cache(Files& files, Phys& phys, InodeId id, u64 index, Pfn pfn) {
  get_page(phys, pfn);
  Page& page = phys.pages.mut(pfn.v);
  page.mapping = mapping_of(id);
  page.index = index;
  Inode& inode = files.inodes.mut(id);
  const XaEntry old = xa_store(files.xa_nodes, inode.i_pages, index, XaEntry::of_object(pfn.v));
  PW_ASSERT(!old.is_object(), "a page enters the cache where none is");
  if (old.is_value()) --inode.swapped;
  ++inode.nrpages;
}

void swap_out_of_page_cache(Files& files, Phys& phys, Trace& trace, u32 cpu, Pfn pfn, u64 value) {
  PW_ASSERT(phys.pages[pfn.v].mapcount == -1, "a page that leaves the cache is mapped by nobody");
  const InodeId id = inode_of(phys.pages[pfn.v]);
  Inode& inode = files.inodes.mut(id);
  const XaEntry old = xa_store(files.xa_nodes, inode.i_pages, phys.pages[pfn.v].index, XaEntry::of_value(value));
  PW_ASSERT(old == XaEntry::of_object(pfn.v), "the page is in the cache that it names");
  --inode.nrpages;
  ++inode.swapped;
  phys.pages.mut(pfn.v).mapping = 0;
  put_page(phys, trace, cpu, pfn);
}

void delete_from_page_cache(Files& files, Phys& phys, Trace& trace, u32 cpu, Pfn pfn) {
  Inode& inode = files.inodes.mut(inode_of(phys.pages[pfn.v]));
  const XaEntry old = xa_erase(files.xa_nodes, inode.i_pages, phys.pages[pfn.v].index);
  PW_ASSERT(old == XaEntry::of_object(pfn.v), "the page is in the cache that it names");
  --inode.nrpages;
  phys.pages.mut(pfn.v).mapping = 0;
  put_page(phys, trace, cpu, pfn);
}

void poison_in_page_cache(Files& files, InodeId id, u64 index, u64 value) {
  Inode& inode = files.inodes.mut(id);
  const XaEntry old = xa_store(files.xa_nodes, inode.i_pages, index, XaEntry::of_value(value));
  PW_ASSERT(names_slot(old), "what could not be read was in swap");
  --inode.swapped;
}

DroppedPages drop_pages(Files& files, Phys& phys, Trace& trace, u32 cpu, InodeId id, u64 first, u64 last) {
  DroppedPages dropped;
  std::vector<Pfn> frames;
  std::vector<u64> indexes;
  xa_for_each(files.xa_nodes, files.inodes[id].i_pages, first, last, [&](u64 index, XaEntry entry) {
    indexes.push_back(index);
    if (entry.is_object()) frames.push_back(Pfn(entry.object()));
    else if (names_slot(entry)) dropped.swap_values.push_back(entry.value());
  });
  Inode& inode = files.inodes.mut(id);
  inode.nrpages -= frames.size();
  inode.swapped -= dropped.swap_values.size();
  const bool is_whole = first == 0 && last == ~u64{0};
  if (is_whole) xa_destroy(files.xa_nodes, inode.i_pages);
  for (u64 i = 0; !is_whole && i < indexes.size(); ++i) xa_erase(files.xa_nodes, inode.i_pages, indexes[i]);
  for (const Pfn pfn : frames) {
    Page& page = phys.pages.mut(pfn.v);
    page.mapping = 0;
    page.flags &= ~static_cast<u32>(kPgDirty);
  }
  // __folio_batch_release: what waits in this CPU's batches would hold the pages.
  if (!frames.empty()) lru_add_drain(phys, trace, cpu);
  for (const Pfn pfn : frames) put_page(phys, trace, cpu, pfn);
  dropped.frames = frames.size();
  return dropped;
}

}  // namespace pw
