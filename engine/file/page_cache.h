// The page cache of an inode, and what a struct page says of it (mm/filemap.c, mm/shmem.c).
#pragma once

#include <vector>

#include "engine/file/file.h"
#include "engine/pgtable/absent.h"

namespace pw {

// page->mapping without tag bits points to the address_space, of which an inode has one; here it names the inode.
inline u64 mapping_of(InodeId id) { return (static_cast<u64>(id.v) + 1) << 2; }
// Invalid: a page of nobody's cache.
inline InodeId inode_of(const Page& page) {
  const bool is_cached = page.mapping != 0 && (page.mapping & kPageMappingFlags) == 0;
  return is_cached ? InodeId(static_cast<u32>((page.mapping >> 2) - 1)) : InodeId();
}

// What stands at an index: none, a frame (an object), or a value for a page that went to swap.
inline XaEntry find_cached(const Files& files, InodeId inode, u64 index) {
  return xa_load(files.xa_nodes, files.inodes[inode].i_pages, index);
}
// visit(index, pfn) for the frames in [first, end), in order; what the visitor changes must not be this cache.
template <class Visit>
void for_each_cached(const Files& files, InodeId inode, u64 first, u64 end, Visit visit) {
  if (first >= end) return;
  xa_for_each(files.xa_nodes, files.inodes[inode].i_pages, first, end - 1, [&](u64 index, XaEntry entry) {
    if (entry.is_object()) visit(index, Pfn(entry.object()));
  });
}

// shmem_add_to_page_cache: the cache takes a reference of its own. What stood there was nothing, or the value of the same page.
void add_to_page_cache(Files& files, Phys& phys, InodeId inode, u64 index, Pfn pfn);
// filemap_remove_folio: the page leaves, and the cache gives up its reference.
void delete_from_page_cache(Files& files, Phys& phys, Trace& trace, u32 cpu, Pfn pfn);
// shmem_delete_from_page_cache: the page leaves the cache, which keeps a value in its place and gives up its reference. No entry maps it.
void swap_out_of_page_cache(Files& files, Phys& phys, Trace& trace, u32 cpu, Pfn pfn, u64 value);
// shmem_set_folio_swapin_error: in the place of a value that named a slot a value that names none, which counts as no page.
void poison_in_page_cache(Files& files, InodeId inode, u64 index, u64 value);
// A value that names a slot of swap.
inline bool names_slot(XaEntry entry) { return entry.is_value() && radix_to_swp_entry(entry.value()).type < kMaxSwapfiles; }
// shmem_truncate_range over the pages first … last, in order of the index; a batch may hold a frame a little longer. No entry maps one.
// Whoever calls gives back the claims of the values.
struct DroppedPages {
  u64 frames = 0;
  std::vector<u64> swap_values;
};
DroppedPages drop_pages(Files& files, Phys& phys, Trace& trace, u32 cpu, InodeId inode, u64 first, u64 last);

}  // namespace pw
