// handle_mm_fault and handle_pte_fault (mm/memory.c): by the state of the entry alone, which handler runs.
//
//   entry empty, no file             do_anonymous_page
//   entry empty, a shared object     do_fault
//   swapped out, or a marker         do_swap_page
//   present, a store, RW clear       do_wp_page; also to be unshared before a read-only pin
//   present and sufficient           spurious in Linux, where another CPU may have been faster; here one access runs at a time
// Left out until their systems are built: pages of named files (do_fault refuses them), NUMA hints, huge
// pages.
#include "engine/mm/fault/fault.h"
#include "engine/trace/file_events.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"

namespace pw {
namespace {

// do_pte_missing
FaultStatus fill_empty(Cx& cx, VmFault& vmf, Span& span) {
  if (cx.m.vmas[vmf.vma].file.valid()) {
    span.because(Reason::kPteNoneFile);
    return do_fault(cx, vmf);
  }
  span.because(Reason::kPteNone);
  return do_anonymous_page(cx, vmf);
}

FaultStatus handle_present(Cx& cx, VmFault& vmf, Span& span) {
  const bool wants_own_page = vmf.is_write() || vmf.is_unshare();
  PW_ASSERT(wants_own_page && !pte_write(vmf.orig), "a present entry faults only for a store that it forbids, or to be unshared");
  span.because(vmf.is_write() ? Reason::kPteReadOnly : Reason::kUnshareFault);
  return do_wp_page(cx, vmf);
}

FaultStatus handle_pte_fault(Cx& cx, VmFault& vmf) {
  Span span(cx.trace, EventId::kHandlePteFault, vmf.addr, vmf.orig.raw);
  switch (pte_form(vmf.orig)) {
    case PteForm::kNone: return fill_empty(cx, vmf, span);
    case PteForm::kPresent: return handle_present(cx, vmf, span);
    case PteForm::kMarker: span.because(pte_is_guard(vmf.orig) ? Reason::kPteGuard : Reason::kPtePoisoned); break;
    case PteForm::kSwap:
    case PteForm::kMigration: span.because(Reason::kPteSwapped); break;
  }
  return do_swap_page(cx, vmf);
}

// A file's handler makes the last table itself, once it has a page: until then only the levels above it are there.
FaultStatus handle_without_leaf(Cx& cx, VmFault& vmf) {
  u32 tables_added = 0;
  const Pfn pmd = alloc_path(cx.m.pt, cx.m.phys, cx.trace, cx.frames, cx.m.mms[vmf.mm].pgd, vmf.addr, 2, &tables_added);
  cx.m.mms.mut(vmf.mm).nr_tables += tables_added;
  return pmd.valid() ? handle_pte_fault(cx, vmf) : FaultStatus::kOom;
}

// p4d_alloc … pte_alloc. False: out of memory.
bool make_leaf(Cx& cx, VmFault& vmf) {
  u32 tables_added = 0;
  vmf.place = alloc_pte(cx.m.pt, cx.m.phys, cx.trace, cx.frames, cx.m.mms[vmf.mm].pgd, vmf.addr, &tables_added);
  cx.m.mms.mut(vmf.mm).nr_tables += tables_added;
  return vmf.place.valid();
}

// __handle_mm_fault: the upper levels are allocated on the way down; the entry is looked at last.
FaultStatus walk_and_handle(Cx& cx, VmFault& vmf) {
  if (!vmf.place.valid()) vmf.place = find_pte(cx.m.pt, cx.m.phys, cx.m.mms[vmf.mm].pgd, vmf.addr);
  if (!vmf.place.valid()) {
    if (cx.m.vmas[vmf.vma].file.valid()) return handle_without_leaf(cx, vmf);
    if (!make_leaf(cx, vmf)) return FaultStatus::kOom;
  }
  vmf.orig = read_entry(cx.m.pt, vmf.place);
  return handle_pte_fault(cx, vmf);
}

}  // namespace

FaultStatus handle_mm_fault(Cx& cx, MmId mm, VmaId vma, u64 addr, Access access, PtePlace place) {
  Span span(cx.trace, EventId::kHandleMmFault, addr, vma.v, static_cast<u64>(access));
  VmFault vmf;
  vmf.mm = mm;
  vmf.vma = vma;
  vmf.addr = page_align_down(addr);
  vmf.access = access;
  vmf.place = place;
  const FaultStatus status = walk_and_handle(cx, vmf);
  ++cx.m.stat.pgfault;
  if (status == FaultStatus::kGuard) return status;  // counted by the machine and not by the task (mm_account_fault)
  if (status == FaultStatus::kOom) {
    span.because(Reason::kOutOfMemory);
    cx.trace.emit(EventId::kFaultOom, addr);
    return status;
  }
  if (status != FaultStatus::kDone) return status;
  cx.trace.emit(EventId::kFaultDone, addr, vmf.is_major ? 1 : 0);
  return vmf.is_major ? FaultStatus::kMajor : FaultStatus::kDone;
}

void set_pte(Cx& cx, const VmFault& vmf, Pte entry) {
  const Pte old = read_entry(cx.m.pt, vmf.place);
  write_entry(cx.m.pt, vmf.place, entry);
  cx.trace.emit(EventId::kSetPte, vmf.addr, old.raw, entry.raw);
}

}  // namespace pw
