// do_swap_page (mm/memory.c): a fault meets an entry that is neither empty nor present.
//
//   swap        the page is read back into a frame of its own. Nobody else has it, so the entry is writable where the area is, after a load
//               too, and dirty after a store
//   migration   migration_entry_wait: another task would sleep until the page has arrived. Here a migration ends inside the command that
//               began it, so no fault can meet one
//   marker      handle_pte_marker: a guard marker refuses the access as if no area were there. Poisoned pages and userfaultfd are not
//               built, so nobody makes their markers
// The frame that is read into is seen by nobody else, so it is exclusive, whoever else names the slot: each of them reads a page of its
// own. With a swap cache they would find this one; that, read-ahead and the synchronous devices that pass it by come with swap itself.
#include "engine/mm/fault/fault.h"

#include "engine/mm/account.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

// The frame is there, and the entry still says what it said: the slot's claim becomes a mapping.
void map_swapped_page(Cx& cx, VmFault& vmf, Pfn pfn) {
  add_rss(cx.m, vmf.mm, kMmAnonPages, 1);
  add_rss(cx.m, vmf.mm, kMmSwapEnts, -1);
  cx.m.phys.pages.mut(pfn.v).flags |= kPgUptodate;
  folio_add_new_anon_rmap(cx.m.phys, cx.m.vmas, cx.trace, pfn, vmf.vma, vmf.addr);
  folio_add_lru_vma(cx, pfn, vmf.vma);
  const Vma& vma = cx.m.vmas[vmf.vma];
  Pte entry = maybe_mkwrite(make_pte(pfn, vm_page_prot(vma.flags)), vma);
  if (vmf.is_write() && vma.has(kVmWrite)) entry = pte_mkdirty(entry);
  const SwpEntry slot = pte_to_swp_entry(vmf.orig);
  // The slot's copy is given up below, so the page itself must not be lost again: it is dirty.
  cx.m.phys.pages.mut(pfn.v).flags |= kPgDirty;
  set_pte(cx, vmf, entry);
  cx.swap.free(slot);
}

FaultStatus swap_in(Cx& cx, VmFault& vmf) {
  Span span(cx.trace, EventId::kDoSwapPage, vmf.addr, vmf.orig.raw, Pfn::kNone);
  const Pfn pfn = cx.frames.alloc(anon_request());
  if (!pfn.valid()) return FaultStatus::kOom;
  span.set(2, pfn.v);
  if (!is_pte_same(cx, vmf)) {
    span.because(Reason::kSwapInChanged);
    put_page(cx.m.phys, cx.trace, cx.cpu, pfn);
    return FaultStatus::kDone;
  }
  span.because(Reason::kSwapInFresh);
  cx.swap.read(cx.m.phys, pte_to_swp_entry(vmf.orig), pfn);
  map_swapped_page(cx, vmf, pfn);
  // A forced write (FOLL_FORCE) into an area that may not be written goes on as a store to a read-only entry.
  if (!vmf.is_write() || cx.m.vmas[vmf.vma].has(kVmWrite)) return FaultStatus::kDone;
  vmf.orig = read_entry(cx.m.pt, cx.m.phys, vmf.place.table, vmf.place.index);
  return do_wp_page(cx, vmf);
}

FaultStatus handle_pte_marker(Cx& cx, const VmFault& vmf) {
  switch (marker_of(vmf.orig)) {
    case Marker::kGuard:
      cx.trace.emit(EventId::kGuardFault, vmf.addr);
      return FaultStatus::kGuard;
    case Marker::kPoisoned:
    case Marker::kUffdWp: break;
  }
  PW_ASSERT(false, "nobody makes markers of poisoned pages or of userfaultfd");
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
