// do_swap_page (mm/memory.c): a fault meets an entry that is neither empty nor present.
//
//   swap        the page of the slot is found in the swap cache, or read from the device; then mapped in the entry's place
//   migration   migration_entry_wait: another task would sleep until the page has arrived. Here a migration ends inside the command that
//               began it, so no fault can meet one
//   marker      handle_pte_marker: a guard marker refuses the access as if no area were there; a poisoned one, which is left of a page that
//               no device could read, ends in SIGBUS. Nobody makes those of userfaultfd
//
//   in the swap cache?              yes: nothing is read, the fault is a minor one
//   no; device synchronous, and
//   this entry the only one?        read into a frame that the cache never sees; the slot is free at once
//   no; else                        read into the cache, with its neighbours (swapin.cc)
//
// The page may be written from now on if nobody else names it: it is fresh, or the entry was exclusive, or the only reference is ours. With
// that a store needs no second fault; without it a store goes on in do_wp_page at once.
// should_try_to_free_swap: the slot is given up if swap is getting full, the area or the page is locked in memory, or a store is about to
// make the copy on the device worthless and nobody else holds the page.
// Left out: KSM, large folios, the locks and their retries.
#include "engine/mm/fault/fault.h"

#include "engine/memory/workingset.h"
#include "engine/mm/account.h"
#include "engine/trace/file_events.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// What the fault found. `is_cached`: the page stands in the swap cache, else it is a fresh one that nobody else can see.
struct SwappedPage {
  Pfn pfn;  // held; invalid: no frame could be had
  bool is_cached = false;
  ReasonCode reason = Reason::kSwapInFresh;
};

// The synchronous device, whose slot has one user: alloc_swap_folio and swap_read_folio.
SwappedPage read_past_cache(Cx& cx, MmId mm, SwpEntry entry) {
  SwappedPage page;
  page.pfn = cx.frames.alloc(anon_request(swapin_group(cx, entry, cx.m.mms[mm].memcg)));
  if (!page.pfn.valid()) return page;
  const bool is_still_there = is_swap_slot(cx.m.swap, entry) && swap_count(cx.m.swap, entry) != 0;
  if (!is_still_there) return page;  // the allocation took the entry along; the caller finds that it changed
  SwapCx swap = swap_cx(cx);
  memcg1_swapin(swap, entry);
  cx.m.phys.pages.mut(page.pfn.v).flags |= kPgSwapbacked;
  const u64 shadow = find_swap_shadow(cx.m.swap, entry);
  if (shadow != 0) workingset_refault(cx.m, cx.trace, page.pfn, shadow);
  folio_add_lru(cx.m.phys, cx.trace, cx.cpu, page.pfn);
  swap_read_folio(swap, page.pfn, entry);
  return page;
}

SwappedPage find_page(Cx& cx, VmFault& vmf, SwpEntry entry) {
  SwappedPage page;
  page.pfn = find_swap_cached(cx.m.swap, entry);
  page.is_cached = page.pfn.valid();
  if (page.is_cached) {
    get_page(cx.m.phys, page.pfn);
    update_swap_readahead(cx, page.pfn, vmf.vma, vmf.addr);
    page.reason = Reason::kSwapInCached;
    return page;
  }
  const bool passes_cache = area_of(cx.m.swap, entry).is_synchronous() && swap_count(cx.m.swap, entry) == 1;
  if (passes_cache) {
    page = read_past_cache(cx, vmf.mm, entry);
  } else {
    page.pfn = swapin_readahead(cx, vmf, entry);
    page.is_cached = true;
    page.reason = Reason::kSwapInRead;
  }
  if (!page.pfn.valid()) return page;
  vmf.is_major = true;
  ++cx.m.stat.pgmajfault;
  return page;
}

bool should_try_to_free_swap(const Cx& cx, const VmFault& vmf, Pfn pfn) {
  const Page& page = cx.m.phys.pages[pfn.v];
  if (!has_flag(page, kPgSwapcache)) return false;
  const bool is_full = vm_swap_full(cx.m.swap) || is_swap_half_used(cx.m.phys.memcg, page.memcg);  // mem_cgroup_swap_full
  if (is_full || cx.m.vmas[vmf.vma].has(kVmLocked) || has_flag(page, kPgMlocked)) return true;
  return vmf.is_write() && page.refcount == 2;  // the cache's and ours
}

// Whether this entry may have the page for itself. A device that must not see a page change while it is being written takes that away.
bool is_exclusive(const Cx& cx, const VmFault& vmf, const SwappedPage& page, SwpEntry entry) {
  if (!page.is_cached) return true;
  const bool is_stable = (swap_flags_of(area_of(cx.m.swap, entry).kind) & kSwpStableWrites) != 0;
  if (has_flag(cx.m.phys.pages[page.pfn.v], kPgWriteback) && is_stable) return false;
  return pte_swp_exclusive(vmf.orig);
}

// A page that is in the swap cache since it was taken out of page tables still knows its anon_vma; one that was read does not.
void add_rmap(Cx& cx, const VmFault& vmf, Pfn pfn, RmapMode mode) {
  if (is_anon_mapping(cx.m.phys.pages[pfn.v])) {
    folio_add_anon_rmap(cx.m.phys, cx.m.vmas, cx.trace, cx.cpu, pfn, vmf.vma, mode);
  } else {
    folio_add_new_anon_rmap(cx.m.rmap, cx.m.phys, cx.m.vmas, cx.trace, pfn, vmf.vma, vmf.addr, mode);
  }
}

// The page is there and the entry still says what it said: the entry's claim on the slot becomes a mapping. A store that the entry allows
// needs nothing more; true: it has to go on in do_wp_page.
bool map_swapped_page(Cx& cx, VmFault& vmf, const SwappedPage& page, SwpEntry entry) {
  SwapCx swap = swap_cx(cx);
  bool exclusive = is_exclusive(cx, vmf, page, entry);
  swap_free(swap, entry);
  if (should_try_to_free_swap(cx, vmf, page.pfn)) folio_free_swap(swap, page.pfn);
  add_rss(cx.m, vmf.mm, kMmAnonPages, 1);
  add_rss(cx.m, vmf.mm, kMmSwapEnts, -1);
  const Vma& vma = cx.m.vmas[vmf.vma];
  Pte pte = make_pte(page.pfn, vm_page_prot(vma.flags));
  exclusive = exclusive || cx.m.phys.pages[page.pfn.v].refcount == 1;
  bool wants_store = vmf.is_write();
  if (exclusive && vma.has(kVmWrite)) {
    pte = pte_mkwrite(pte);
    if (wants_store) pte = pte_mkdirty(pte);
    wants_store = false;
  }
  add_rmap(cx, vmf, page.pfn, exclusive ? RmapMode::kExclusive : RmapMode::kShared);
  set_pte(cx, vmf, pte);
  vmf.orig = pte;
  return wants_store;
}

FaultStatus swap_in(Cx& cx, VmFault& vmf) {
  Span span(cx.trace, EventId::kDoSwapPage, vmf.addr, vmf.orig.raw, Pfn::kNone);
  const SwpEntry entry = pte_to_swp_entry(vmf.orig);
  const SwappedPage page = find_page(cx, vmf, entry);
  if (!page.pfn.valid()) return is_pte_same(cx, vmf) ? FaultStatus::kOom : FaultStatus::kDone;
  span.set(2, page.pfn.v);
  if (page.is_cached && vmf.is_write() && !has_flag(cx.m.phys.pages[page.pfn.v], kPgLru)) lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  if (!is_pte_same(cx, vmf)) {
    span.because(Reason::kSwapInChanged);
    put_page(cx.m.phys, cx.trace, cx.cpu, page.pfn);
    return FaultStatus::kDone;
  }
  if (!has_flag(cx.m.phys.pages[page.pfn.v], kPgUptodate)) {
    span.because(Reason::kSwapInUnreadable);
    put_page(cx.m.phys, cx.trace, cx.cpu, page.pfn);
    return FaultStatus::kUnreadable;
  }
  span.because(page.reason);
  const bool wants_store = map_swapped_page(cx, vmf, page, entry);
  return wants_store ? do_wp_page(cx, vmf) : FaultStatus::kDone;
}

FaultStatus handle_pte_marker(Cx& cx, const VmFault& vmf) {
  switch (marker_of(vmf.orig)) {
    case Marker::kGuard:
      cx.trace.emit(EventId::kGuardFault, vmf.addr);
      return FaultStatus::kGuard;
    case Marker::kPoisoned: return FaultStatus::kPoisoned;
    case Marker::kUffdWp: break;
  }
  PW_ASSERT(false, "nobody makes markers of userfaultfd");
  return FaultStatus::kGuard;
}

}  // namespace

FaultStatus do_swap_page(Cx& cx, VmFault& vmf) {
  switch (pte_form(vmf.orig)) {
    case PteForm::kSwap: return swap_in(cx, vmf);
    case PteForm::kMarker: return handle_pte_marker(cx, vmf);
    case PteForm::kMigration:
    case PteForm::kNone:
    case PteForm::kPresent: break;
  }
  PW_ASSERT(false, "a fault on an entry that is not present finds it swapped out or a marker");
  return FaultStatus::kOom;
}

bool is_pte_same(const Cx& cx, const VmFault& vmf) {
  return read_entry(cx.m.pt, vmf.place) == vmf.orig;
}

}  // namespace pw
