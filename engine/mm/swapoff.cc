// swapoff, try_to_unuse, unuse_mm, unuse_vma, unuse_pte_range, unuse_pte (mm/swapfile.c), shmem_unuse (mm/shmem.c): what stands in an area
// comes back into memory, page by page.
//
//   objects     a value of the area in the cache of one becomes a page there (shmem_swapin_folio)
//   mms         an entry of the area maps its page again, which is found in the swap cache or read into it
//   leftovers   cached pages for slots that nothing names any more leave it
//
// … and again, while a slot is in use.
//
// An entry comes back old and read-only, since nobody accessed the page, and exclusive where it was. The page becomes dirty when the last
// entry is gone and it leaves the cache (folio_free_swap): what the device holds is given up. Where the device cannot read a slot, each
// entry becomes a poison marker, and who touches it gets SIGBUS.
//
// DIVERGES: Linux goes through address spaces in the order of its mmlist, and through objects in that of shmem_swaplist, which follow from
// who was swapped out when; here both go by number.
// DIVERGES: when a round through all of it leaves no fewer slots in use, since as many pages went out as came in for want of memory,
// swapoff ends with EINTR; Linux goes on for as long as it takes, and ends so when a signal comes.
// Left out: other signals that stop the call, KSM, hwpoison, the mark for the OOM killer.
#include "engine/mm/swapoff.h"

#include "engine/file/page_cache.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/page_prot.h"
#include "engine/trace/swapoff_events.h"

namespace pw {
namespace {

Status no_frame() { return fail(Errno::kENOMEM, "swapoff: no frame is left for a page that has to come back"); }

Status no_headway() {
  return fail(Errno::kEINTR, "swapoff: as many pages go out as come in, for want of memory; Linux would try until a signal ends it");
}

bool is_entry_of(Pte pte, u32 type) { return pte_form(pte) == PteForm::kSwap && pte_to_swp_entry(pte).type == type; }

void hold_page(Cx& cx, Pfn pfn) {
  folio_lock(cx.m.phys, pfn);
  wait_on_writeback(cx, pfn);
}

// … folio_free_swap, and the page is let go.
void release_page(Cx& cx, Pfn pfn) {
  SwapCx swap = swap_cx(cx);
  folio_free_swap(swap, pfn);
  folio_unlock(cx.m.phys, pfn);
  put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
}

// ---- one entry -------------------------------------------------------------------------------------------------------------------
void map_page(Cx& cx, const VmFault& vmf, Pfn pfn) {
  const Vma& vma = cx.m.vmas[vmf.vma];
  const RmapMode mode = pte_swp_exclusive(vmf.orig) ? RmapMode::kExclusive : RmapMode::kShared;
  get_page(cx.m.phys, pfn);
  add_rss(cx.m, vmf.mm, kMmAnonPages, 1);
  if (is_anon_mapping(cx.m.phys.pages[pfn.v])) {
    folio_add_anon_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, pfn, vmf.vma, mode);
  } else {
    folio_add_new_anon_rmap(cx.m.rmap, cx.m.phys, cx.m.vmas, cx.trace, pfn, vmf.vma, vmf.addr, mode);
  }
  set_pte(cx, vmf, pte_mkold(make_pte(pfn, vm_page_prot(vma.flags))));
}

// unuse_pte: the page is cached for the slot, and locked. An entry that says something else by now is left alone.
void unuse_pte(Cx& cx, const VmFault& vmf, Pfn pfn) {
  const SwpEntry entry = pte_to_swp_entry(vmf.orig);
  const Page& page = cx.m.phys.pages[pfn.v];
  if (!has_flag(page, kPgSwapcache) || !(swap_entry_of(page) == entry) || !is_pte_same(cx, vmf)) {
    cx.trace.emit(EventId::kUnusePte, Reason::kUnuseChanged, vmf.addr, vmf.orig.raw, pfn.v);
    return;
  }
  const bool is_read = has_flag(page, kPgUptodate);
  const ReasonCode why = !is_read ? Reason::kUnusePoisoned : pte_swp_exclusive(vmf.orig) ? Reason::kUnuseExclusive : Reason::kUnuseShared;
  Span span(cx.trace, EventId::kUnusePte, vmf.addr, vmf.orig.raw, pfn.v);
  span.because(why);
  add_rss(cx.m, vmf.mm, kMmSwapEnts, -1);
  if (is_read) map_page(cx, vmf, pfn);
  else set_pte(cx, vmf, make_pte_marker(Marker::kPoisoned));
  SwapCx swap = swap_cx(cx);
  swap_free(swap, entry);
}

// The page of an entry: cached, or read into the cache with what read-ahead brings along.
Status unuse_entry(Cx& cx, const VmFault& vmf) {
  const SwpEntry entry = pte_to_swp_entry(vmf.orig);
  Pfn pfn = find_swap_cached(cx.m.swap, entry);
  if (pfn.valid()) get_page(cx.m.phys, pfn);
  else pfn = swapin_readahead(cx, vmf, entry);
  if (!pfn.valid()) return swap_count(cx.m.swap, entry) == 0 ? ok_status() : no_frame();
  hold_page(cx, pfn);
  unuse_pte(cx, vmf, pfn);
  release_page(cx, pfn);
  return ok_status();
}

// ---- an address space ------------------------------------------------------------------------------------------------------------
Status unuse_vma(Cx& cx, MmId mm, VmaId vma, u32 type) {
  Status status = ok_status();
  for_each_entry(cx.m.pt, cx.m.phys, cx.m.mms[mm].pgd, cx.m.vmas[vma].range(), [&](u64 addr, PtePlace place, Pte pte) {
    if (!status.ok() || !is_entry_of(pte, type)) return;
    VmFault vmf;
    vmf.mm = mm;
    vmf.vma = vma;
    vmf.addr = addr;
    vmf.place = place;
    vmf.orig = pte;
    status = unuse_entry(cx, vmf);
  });
  return status;
}

Status unuse_mm(Cx& cx, MmId mm, u32 type) {
  if (cx.m.mms[mm].rss[kMmSwapEnts] == 0) return ok_status();
  Span span(cx.trace, EventId::kUnuseMm, mm.v, type);
  std::vector<VmaId> areas;
  for_each_vma(cx.m.nodes, cx.m.mms[mm].tree, [&](VmaId id) {
    if (cx.m.vmas[id].anon_vma.valid()) areas.push_back(id);
  });
  for (const VmaId id : areas) {
    const Status status = unuse_vma(cx, mm, id, type);
    if (!status.ok()) return status;
  }
  return ok_status();
}

std::vector<MmId> all_mms(const Memory& m) {
  std::vector<MmId> ids;
  m.mms.for_each([&](MmId id, const Mm&) { ids.push_back(id); });
  return ids;
}

// ---- objects ---------------------------------------------------------------------------------------------------------------------
// shmem_find_swap_entries: where the object has values of the area.
std::vector<u64> find_values(const Memory& m, InodeId inode, u32 type) {
  std::vector<u64> found;
  xa_for_each(m.files.xa_nodes, m.files.inodes[inode].i_pages, 0, ~u64{0}, [&](u64 index, XaEntry entry) {
    if (entry.is_value() && radix_to_swp_entry(entry.value()).type == type) found.push_back(index);
  });
  return found;
}

// shmem_unuse_inode. What cannot be read is poisoned on the way, and does not stop the rest.
Status unuse_object(Cx& cx, InodeId inode, u32 type) {
  const std::vector<u64> found = find_values(cx.m, inode, type);
  if (found.empty()) return ok_status();
  Span span(cx.trace, EventId::kShmemUnuse, inode.v, found.size());
  u64 back = 0;
  for (const u64 index : found) {
    const XaEntry entry = find_cached(cx.m.files, inode, index);
    if (!entry.is_value()) continue;
    Pfn pfn;
    if (shmem_swapin_folio(cx, inode, index, entry, nullptr, &pfn) == FaultStatus::kOom) return no_frame();
    if (!pfn.valid()) continue;
    span.set(1, ++back);
    folio_unlock(cx.m.phys, pfn);
    put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
  }
  return ok_status();
}

Status shmem_unuse(Cx& cx, u32 type) {
  std::vector<InodeId> objects;
  cx.m.files.inodes.for_each([&](InodeId id, const Inode& inode) {
    if (inode.swapped != 0) objects.push_back(id);
  });
  for (const InodeId id : objects) {
    const Status status = unuse_object(cx, id, type);
    if (!status.ok()) return status;
  }
  return ok_status();
}

// ---- the cache -------------------------------------------------------------------------------------------------------------------
// Pages that are cached for slots which nothing names any more.
void drop_leftovers(Cx& cx, u32 type) {
  for (u32 offset = 1; offset < cx.m.swap.areas[type].max && cx.m.swap.areas[type].inuse != 0; ++offset) {
    const Pfn pfn = find_swap_cached(cx.m.swap, SwpEntry{type, offset});
    if (!pfn.valid()) continue;
    get_page(cx.m.phys, pfn);
    hold_page(cx, pfn);
    release_page(cx, pfn);
  }
}

Status unuse_once(Cx& cx, u32 type) {
  const Status status = shmem_unuse(cx, type);
  if (!status.ok()) return status;
  for (const MmId mm : all_mms(cx.m)) {
    if (cx.m.swap.areas[type].inuse == 0) break;
    const Status of_mm = unuse_mm(cx, mm, type);
    if (!of_mm.ok()) return of_mm;
  }
  drop_leftovers(cx, type);
  return ok_status();
}

}  // namespace

Status try_to_unuse(Cx& cx, u32 type) {
  Span span(cx.trace, EventId::kTryToUnuse, type, cx.m.swap.areas[type].inuse, 0);
  while (cx.m.swap.areas[type].inuse != 0) {
    const u32 before = cx.m.swap.areas[type].inuse;
    const Status status = unuse_once(cx, type);
    span.set(2, cx.m.swap.areas[type].inuse);
    if (!status.ok()) {
      span.because(Reason::kUnuseNoFrame);
      return status;
    }
    if (cx.m.swap.areas[type].inuse >= before) {
      span.because(Reason::kUnuseNoHeadway);
      return no_headway();
    }
  }
  return ok_status();
}

Status do_swapoff(Cx& cx, MmId mm, u32 type) {
  // security_vm_enough_memory_mm, and at once vm_unacct_memory: it is only asked whether the pages would fit.
  const u32 pages = cx.m.swap.areas[type].pages;
  const Status enough = charge_pages(cx, mm, pages);
  if (!enough.ok()) return enough;
  uncharge_pages(cx.m, pages);
  stop_swap(cx.m.swap, type);
  const Status status = try_to_unuse(cx, type);
  SwapCx swap = swap_cx(cx);
  if (status.ok()) release_swap(swap, type);
  else resume_swap(cx.m.swap, type);
  return status;
}

}  // namespace pw
