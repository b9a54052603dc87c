// Faults in areas that map a shared object: do_fault, do_read_fault, do_shared_fault, do_fault_around, finish_fault, set_pte_range
// (mm/memory.c), filemap_map_pages (mm/filemap.c), shmem_fault with shmem_get_folio_gfp and shmem_swapin_folio (mm/shmem.c).
//
//   both    a leaf table is laid by where there is none
//   load    … pages of the 64 KiB around that are in the page cache already are mapped in passing, and if the wanted one was among them,
//           that is all
//   both    the object is asked for the page: found; or read back, where its cache holds a value; or a frame filled with zeros is put
//           into the cache and onto the LRU. It comes locked and with a reference
//   store   … and the page is marked dirty
// The entry is writable at once where the area is, also after a load: nobody is ever to get a copy, and tmpfs does not count dirty pages.
// A page behind the end of the object (an area that mremap made longer than it) is a SIGBUS, and so is one for which no memory can be
// promised: tmpfs says that it has no space.
//
// Allocations may take memory from anyone (a page of this very cache, too). So the table comes before any look into the cache, a page that
// is locked allocates nothing any more, and the cache is looked up anew after a frame was allocated.
// Left out: named files and private mappings of files, huge pages of tmpfs. A named file has no contents yet: whoever asks
// for a page of one ends the command, which is put back whole (memory/work.h).
#include <algorithm>

#include "engine/file/i_mmap.h"
#include "engine/file/page_cache.h"
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/overcommit.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

constexpr u64 kFaultAroundPages = 16;  // fault_around_bytes is 64 KiB

InodeId object_of(const Memory& m, VmaId vma) { return mapped_inode(m.files, m.vmas[vma]); }

// pte_alloc_one, for a leaf table that is not there: before any page is looked up, let alone locked. False: no memory.
bool lay_leaf_by(Cx& cx, VmFault& vmf) {
  if (vmf.place.valid() || vmf.prealloc_pte.valid()) return true;
  vmf.prealloc_pte = alloc_table(cx.m.pt, cx.m.phys, cx.frames);
  return vmf.prealloc_pte.valid();
}

// The leaf table that was laid by.
void install_leaf(Cx& cx, VmFault& vmf) {
  if (vmf.place.valid()) return;
  PW_ASSERT(vmf.prealloc_pte.valid(), "the table was laid by");
  vmf.place = install_pte_table(cx.m.pt, cx.m.phys, cx.trace, cx.m.mms[vmf.mm].pgd, vmf.addr, vmf.prealloc_pte);
  vmf.prealloc_pte = Pfn();
  ++cx.m.mms.mut(vmf.mm).nr_tables;
}

// set_pte_range for one page: the count, then the entry. The entry has the caller's reference from here on.
void set_pte_range(Cx& cx, const VmFault& vmf, u64 addr, Pfn pfn) {
  const Vma vma = cx.m.vmas[vmf.vma];
  Pte entry = make_pte(pfn, vm_page_prot(vma.flags));
  if (vmf.is_write()) entry = maybe_mkwrite(pte_mkdirty(entry), vma);
  else if (pte_write(entry) && has_flag(cx.m.phys.pages[pfn.v], kPgDirty)) entry = pte_mkdirty(entry);
  add_rss(cx.m, vmf.mm, mm_counter(cx.m.phys.pages[pfn.v]), 1);
  folio_add_file_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, pfn, vmf.vma);
  VmFault one = vmf;
  one.addr = addr;
  one.place.index = table_index(addr, 1);
  set_pte(cx, one, entry);
}

// The window: 16 pages, aligned by address, cut to the area and to the one table that the fault has to do with anyway.
AddrRange window_around(const Vma& vma, u64 addr) {
  const u64 table_end = (addr & ~(level_size(2) - 1)) + level_size(2);
  AddrRange window;
  window.start = addr & ~(kFaultAroundPages * kPageSize - 1);
  if (window.start < vma.start) window.start = vma.start;
  window.end = std::min({window.start + kFaultAroundPages * kPageSize, table_end, vma.end});
  return window;
}

// next_uptodate_folio: what the page cache has of a window, in order. A page that somebody holds locked is passed over.
struct Cached {
  u64 addr;
  Pfn pfn;
};
std::vector<Cached> find_cached_around(const Memory& m, VmaId id, AddrRange window) {
  std::vector<Cached> found;
  const Vma& vma = m.vmas[id];
  const u64 end = std::min(linear_page_index(vma, window.end), m.files.inodes[object_of(m, id)].size_pages);
  for_each_cached(m.files, object_of(m, id), linear_page_index(vma, window.start), end, [&](u64 index, Pfn pfn) {
    if (!has_flag(m.phys.pages[pfn.v], kPgLocked)) found.push_back({vma_address(vma, index), pfn});
  });
  return found;
}

// filemap_map_pages. Nothing is allocated here, so what was found stays. True: the faulting page itself was mapped.
bool map_pages_around(Cx& cx, VmFault& vmf, const std::vector<Cached>& cached, u64* mapped) {
  if (cached.empty()) return false;
  install_leaf(cx, vmf);
  bool has_own = false;
  PtePlace place = vmf.place;
  for (const Cached& one : cached) {
    place.index = table_index(one.addr, 1);
    if (!pte_none(read_entry(cx.m.pt, place))) continue;
    get_page(cx.m.phys, one.pfn);
    set_pte_range(cx, vmf, one.addr, one.pfn);
    has_own = has_own || one.addr == vmf.addr;
    ++*mapped;
  }
  return has_own;
}

FaultStatus do_fault_around(Cx& cx, VmFault& vmf, bool* has_own) {
  const AddrRange window = window_around(cx.m.vmas[vmf.vma], vmf.addr);
  Span span(cx.trace, EventId::kDoFaultAround, window.start, window.end, 0);
  if (!lay_leaf_by(cx, vmf)) return FaultStatus::kOom;
  const std::vector<Cached> cached = find_cached_around(cx.m, vmf.vma, window);
  u64 mapped = 0;
  *has_own = map_pages_around(cx, vmf, cached, &mapped);
  span.set(2, mapped);
  return FaultStatus::kDone;
}

// shmem_alloc_and_add_folio: the frame first, the promise when it stands in the cache. Without VM_ACCOUNT nothing was promised at the
// start, so the page is now (shmem_inode_acct_blocks).
FaultStatus add_new_page(Cx& cx, const VmFault& vmf, u64 index, Pfn* pfn) {
  const InodeId inode = object_of(cx.m, vmf.vma);
  const Pfn fresh = cx.frames.alloc(object_request(cx.m.mms[vmf.mm].memcg));
  if (!fresh.valid()) return FaultStatus::kOom;
  if (!find_cached(cx.m.files, inode, index).is_none()) {  // -EEXIST: once more from the start
    put_page(cx.m.phys, cx.trace, cx.cpu, fresh);
    return FaultStatus::kDone;
  }
  folio_lock(cx.m.phys, fresh);
  cx.m.phys.pages.mut(fresh.v).flags |= kPgSwapbacked | kPgUptodate;
  add_to_page_cache(cx.m.files, cx.m.phys, inode, index, fresh);
  if (!cx.m.files.inodes[inode].is_accounted && !charge_pages(cx, vmf.mm, 1).ok()) {
    delete_from_page_cache(cx.m.files, cx.m.phys, cx.trace, cx.cpu, fresh);
    folio_unlock(cx.m.phys, fresh);
    put_page(cx.m.phys, cx.trace, cx.cpu, fresh);
    return FaultStatus::kNoSpace;
  }
  folio_add_lru(cx.m.phys, cx.trace, cx.cpu, fresh);
  *pfn = fresh;
  return FaultStatus::kDone;
}

// shmem_get_folio_gfp with SGP_CACHE: the page comes locked and with a reference for the caller.
FaultStatus get_shmem_page(Cx& cx, VmFault& vmf, u64 index, Span& span, Pfn* pfn) {
  const InodeId inode = object_of(cx.m, vmf.vma);
  while (!pfn->valid()) {
    const XaEntry entry = find_cached(cx.m.files, inode, index);
    span.because(entry.is_none() ? Reason::kShmemAllocated : entry.is_value() ? Reason::kShmemSwappedIn : Reason::kShmemFound);
    if (entry.is_object()) {
      *pfn = Pfn(entry.object());
      get_page(cx.m.phys, *pfn);
      folio_lock(cx.m.phys, *pfn);
      return FaultStatus::kDone;
    }
    const FaultStatus status =
        entry.is_value() ? shmem_swapin_folio(cx, inode, index, entry, &vmf.is_major, pfn) : add_new_page(cx, vmf, index, pfn);
    if (status != FaultStatus::kDone) return status;
  }
  return FaultStatus::kDone;
}

FaultStatus shmem_fault(Cx& cx, VmFault& vmf, Pfn* pfn) {
  const u64 index = linear_page_index(cx.m.vmas[vmf.vma], vmf.addr);
  const InodeId inode = object_of(cx.m, vmf.vma);
  Span span(cx.trace, EventId::kShmemFault, inode.v, index, Pfn::kNone);
  if (index >= cx.m.files.inodes[inode].size_pages) {
    span.because(Reason::kShmemBeyondEnd);
    return FaultStatus::kBus;
  }
  const FaultStatus status = get_shmem_page(cx, vmf, index, span, pfn);
  if (status == FaultStatus::kNoSpace) span.because(Reason::kShmemNoSpace);
  if (status == FaultStatus::kDone) span.set(2, pfn->v);
  return status;
}

// True: the reference went to the entry. It did not if the entry was filled meanwhile.
bool finish_fault(Cx& cx, VmFault& vmf, Pfn pfn) {
  install_leaf(cx, vmf);
  const bool is_empty = pte_none(read_entry(cx.m.pt, vmf.place));
  if (is_empty) set_pte_range(cx, vmf, vmf.addr, pfn);
  return is_empty;
}

FaultStatus fault_and_map(Cx& cx, VmFault& vmf) {
  if (!lay_leaf_by(cx, vmf)) return FaultStatus::kOom;
  Pfn pfn;
  const FaultStatus status = shmem_fault(cx, vmf, &pfn);
  if (status != FaultStatus::kDone) return status;
  const bool is_mapped = finish_fault(cx, vmf, pfn);
  if (is_mapped && vmf.is_write()) folio_mark_dirty(cx.m.phys, cx.trace, pfn);  // fault_dirty_shared_page
  folio_unlock(cx.m.phys, pfn);
  if (!is_mapped) put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
  return status;
}

FaultStatus do_read_fault(Cx& cx, VmFault& vmf) {
  bool has_own = false;
  const FaultStatus status = do_fault_around(cx, vmf, &has_own);
  return status != FaultStatus::kDone || has_own ? status : fault_and_map(cx, vmf);
}

}  // namespace

FaultStatus do_fault(Cx& cx, VmFault& vmf) {
  const u64 index = linear_page_index(cx.m.vmas[vmf.vma], vmf.addr);
  Span span(cx.trace, vmf.is_write() ? EventId::kDoSharedFault : EventId::kDoReadFault, vmf.addr, index);
  if (maps_unread_file(cx.m, cx.m.vmas[vmf.vma])) {
    cx.m.work.unread = cx.m.vmas[vmf.vma].file;
    return FaultStatus::kBus;
  }
  const FaultStatus status = vmf.is_write() ? fault_and_map(cx, vmf) : do_read_fault(cx, vmf);
  if (vmf.prealloc_pte.valid()) free_table(cx.m.pt, cx.m.phys, cx.trace, cx.cpu, vmf.prealloc_pte);  // laid by for nothing
  vmf.prealloc_pte = Pfn();
  return status;
}

}  // namespace pw
