// shmem_swapin_folio (mm/shmem.c): a page of a shared object whose place in the object's array says where in swap it is.
//
//   in the swap cache            found there
//   the device is memory         read into a frame that the cache never sees
//   else                         read into the cache, with its neighbours by slot
// Once it is written, if it was on its way out, the page takes the place of the value, leaves the swap cache, and the slot is free, as an
// object's array is the only one that names it: so the page is dirty. One that cannot be read leaves a value that says so
// (shmem_set_folio_swapin_error), and every later touch is a SIGBUS.
#include "engine/file/page_cache.h"
#include "engine/memory/workingset.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

struct ObjectPage {
  Pfn pfn;  // held; invalid: no frame
  bool is_cached = true;
};

ObjectPage find_object_page(Cx& cx, SwpEntry entry, bool* is_major) {
  ObjectPage page;
  page.pfn = find_swap_cached(cx.m.swap, entry);
  if (page.pfn.valid()) {
    get_page(cx.m.phys, page.pfn);
    update_swap_readahead(cx, page.pfn, VmaId(), 0);
    return page;
  }
  page.is_cached = !area_of(cx.m.swap, entry).is_synchronous();
  page.pfn = page.is_cached ? swap_cluster_readahead(cx, entry) : cx.frames.alloc(object_request(swapin_group(cx, entry, cx.memcg)));
  if (!page.pfn.valid()) return page;
  if (is_major != nullptr) {
    *is_major = true;
    ++cx.m.stat.pgmajfault;
  }
  return page;
}

// shmem_swap_alloc_folio, behind the allocation.
void read_object_past_cache(Cx& cx, Pfn pfn, SwpEntry entry) {
  SwapCx swap = swap_cx(cx);
  memcg1_swapin(swap, entry);
  cx.m.phys.pages.mut(pfn.v).flags |= kPgSwapbacked;
  const u64 shadow = find_swap_shadow(cx.m.swap, entry);
  if (shadow != 0) workingset_refault(cx.m, cx.trace, pfn, shadow);
  folio_add_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
  swap_read_folio(swap, pfn, entry);
}

FaultStatus leave_poison(Cx& cx, InodeId inode, u64 index, SwpEntry slot, const ObjectPage& page) {
  const SwpEntry poison = pte_to_swp_entry(make_pte_marker(Marker::kPoisoned));
  poison_in_page_cache(cx.m.files, inode, index, swp_to_radix_entry(poison));
  if (!cx.m.files.inodes[inode].is_accounted) uncharge_pages(cx.m, 1);
  SwapCx swap = swap_cx(cx);
  if (page.is_cached) delete_from_swap_cache(swap, page.pfn);
  swap_free(swap, slot);
  put_page(cx.m.phys, cx.trace, cx.cpu, page.pfn);
  return FaultStatus::kUnreadable;
}

}  // namespace

FaultStatus shmem_swapin_folio(Cx& cx, InodeId inode, u64 index, XaEntry entry, bool* is_major, Pfn* pfn) {
  const SwpEntry slot = radix_to_swp_entry(entry.value());
  if (slot.type >= kMaxSwapfiles) return FaultStatus::kPoisoned;
  const ObjectPage page = find_object_page(cx, slot, is_major);
  const bool is_same = find_cached(cx.m.files, inode, index) == entry;
  if (!page.pfn.valid()) return is_same ? FaultStatus::kOom : FaultStatus::kDone;
  if (!is_same) {  // -EEXIST: once more from the start
    put_page(cx.m.phys, cx.trace, cx.cpu, page.pfn);
    return FaultStatus::kDone;
  }
  if (!page.is_cached) read_object_past_cache(cx, page.pfn, slot);
  if (!has_flag(cx.m.phys.pages[page.pfn.v], kPgUptodate)) return leave_poison(cx, inode, index, slot, page);
  folio_lock(cx.m.phys, page.pfn);
  wait_on_writeback(cx, page.pfn);
  add_to_page_cache(cx.m.files, cx.m.phys, inode, index, page.pfn);
  SwapCx swap = swap_cx(cx);
  if (page.is_cached) delete_from_swap_cache(swap, page.pfn);
  folio_mark_dirty(cx.m.phys, cx.trace, page.pfn);
  swap_free(swap, slot);
  *pfn = page.pfn;
  return FaultStatus::kDone;
}

}  // namespace pw
