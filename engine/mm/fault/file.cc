// Faults in areas that map a shared object: do_fault, do_read_fault, do_shared_fault, do_fault_around, finish_fault (mm/memory.c),
// filemap_map_pages (mm/filemap.c), shmem_fault (mm/shmem.c).
//
//   load    pages of the 64 KiB around that are in the page cache already are mapped in passing; if the wanted one was among them,
//           done
//   both    the object is asked for the page: found, or a frame filled with zeros is put into the cache and onto the LRU
//   store   … and the page is marked dirty
// The entry is writable at once where the area is, also after a load: nobody is ever to get a copy, and tmpfs does not count dirty
// pages. Page tables are made as late as in Linux: upper levels first, the last one only when there is a page to map. A page behind
// the end of the object (an area that mremap made longer than it) is a SIGBUS. Left out: private mappings of files and named files
// (nobody may touch those yet), huge pages of tmpfs, swap.
#include "engine/file/page.h"
#include "engine/mm/account.h"
#include "engine/mm/fault/fault.h"
#include "engine/trace/file_events.h"

namespace pw {
namespace {

constexpr u64 kFaultAroundPages = 16;  // fault_around_bytes is 64 KiB

u64 smaller(u64 a, u64 b) { return a < b ? a : b; }

bool alloc_leaf(Cx& cx, VmFault& vmf) {
  if (vmf.place.valid()) return true;
  u32 tables_added = 0;
  vmf.place = alloc_pte(cx.m.pt, cx.m.phys, cx.trace, cx.frames, cx.m.mms[vmf.mm].pgd, vmf.addr, &tables_added);
  cx.m.mms.mut(vmf.mm).nr_tables += tables_added;
  return vmf.place.valid();
}

// set_pte_range for one page: a reference for the entry, the count, then the entry.
void map_file_page(Cx& cx, const VmFault& vmf, u64 addr, Pfn pfn) {
  const Vma vma = cx.m.vmas[vmf.vma];
  Pte entry = make_pte(pfn, vm_page_prot(vma.flags));
  if (vmf.is_write()) entry = maybe_mkwrite(pte_mkdirty(entry), vma);
  get_page(cx.m.phys, pfn);
  add_rss(cx.m, vmf.mm, kMmShmemPages, 1);
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
  window.end = smaller(smaller(window.start + kFaultAroundPages * kPageSize, table_end), vma.end);
  return window;
}

// What the page cache has of a window, in order.
struct Cached {
  u64 addr;
  Pfn pfn;
};
std::vector<Cached> find_cached(const Memory& m, const Vma& vma, AddrRange window) {
  std::vector<Cached> found;
  const std::map<u64, u32>& pages = m.files.pool[vma.file].pages;
  const u64 last = linear_page_index(vma, window.end);
  for (auto at = pages.lower_bound(linear_page_index(vma, window.start)); at != pages.end() && at->first < last; ++at) {
    found.push_back({vma_address(vma, at->first), Pfn(at->second)});
  }
  return found;
}

// True: the faulting page itself was mapped.
bool do_fault_around(Cx& cx, VmFault& vmf) {
  const Vma vma = cx.m.vmas[vmf.vma];
  const AddrRange window = window_around(vma, vmf.addr);
  Span span(cx.trace, EventId::kDoFaultAround, window.start, window.end, 0);
  const std::vector<Cached> cached = find_cached(cx.m, vma, window);
  if (cached.empty() || !alloc_leaf(cx, vmf)) return false;
  u64 mapped = 0;
  bool has_own = false;
  for (const Cached& one : cached) {
    if (!pte_none(read_entry(cx.m.pt, cx.m.phys, vmf.place.table, table_index(one.addr, 1)))) continue;
    map_file_page(cx, vmf, one.addr, one.pfn);
    has_own = has_own || one.addr == vmf.addr;
    ++mapped;
  }
  span.set(2, mapped);
  return has_own;
}

// shmem_get_folio_gfp with SGP_CACHE: into the page cache, with the cache's own reference. Invalid: no frame.
Pfn add_to_page_cache(Cx& cx, FileId file, u64 index) {
  const Pfn pfn = cx.frames.alloc(object_request());
  if (!pfn.valid()) return pfn;
  {
    Page& page = cx.m.phys.pages.mut(pfn.v);
    page.flags |= kPgSwapbacked | kPgUptodate;
    page.mapping = file_mapping_of(file);
    page.index = index;
  }
  cx.m.files.pool.mut(file).pages[index] = pfn.v;
  folio_add_lru(cx.m.phys, cx.trace, cx.cpu, pfn);
  return pfn;
}

FaultStatus shmem_fault(Cx& cx, const VmFault& vmf, Pfn* pfn) {
  const Vma vma = cx.m.vmas[vmf.vma];
  const u64 index = linear_page_index(vma, vmf.addr);
  Span span(cx.trace, EventId::kShmemFault, vma.file.v, index, Pfn::kNone);
  const MapFile& file = cx.m.files.pool[vma.file];
  if (index >= file.size_pages) {
    span.because(Reason::kShmemBeyondEnd);
    return FaultStatus::kBus;
  }
  const auto found = file.pages.find(index);
  span.because(found == file.pages.end() ? Reason::kShmemAllocated : Reason::kShmemFound);
  if (found != file.pages.end()) {
    *pfn = Pfn(found->second);
  } else {
    // Without VM_ACCOUNT nothing was promised at the start, so the page is now (shmem_inode_acct_blocks).
    if (!file.is_accounted && !charge_pages(cx, vmf.mm, 1).ok()) return FaultStatus::kOom;
    *pfn = add_to_page_cache(cx, vma.file, index);
    if (!pfn->valid()) {
      if (!cx.m.files.pool[vma.file].is_accounted) uncharge_pages(cx.m, 1);
      return FaultStatus::kOom;
    }
  }
  span.set(2, pfn->v);
  return FaultStatus::kDone;
}

FaultStatus fault_and_map(Cx& cx, VmFault& vmf) {
  Pfn pfn;
  const FaultStatus status = shmem_fault(cx, vmf, &pfn);
  if (status != FaultStatus::kDone) return status;
  if (!alloc_leaf(cx, vmf)) return FaultStatus::kOom;
  map_file_page(cx, vmf, vmf.addr, pfn);
  if (vmf.is_write()) folio_mark_dirty(cx.m.phys, cx.trace, pfn);
  return FaultStatus::kDone;
}

}  // namespace

FaultStatus do_fault(Cx& cx, VmFault& vmf) {
  const u64 index = linear_page_index(cx.m.vmas[vmf.vma], vmf.addr);
  Span span(cx.trace, vmf.is_write() ? EventId::kDoSharedFault : EventId::kDoReadFault, vmf.addr, index);
  if (!vmf.is_write() && do_fault_around(cx, vmf)) return FaultStatus::kDone;
  return fault_and_map(cx, vmf);
}

}  // namespace pw
