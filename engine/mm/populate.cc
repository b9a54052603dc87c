// populate_vma_page_range, __mm_populate, faultin_page_range, __get_user_pages, faultin_page, follow_page_pte (mm/gup.c).
//
// A page is looked up in the tables, faulted in where it is absent or may not be written although it must be, and looked up again. What
// is found is marked accessed (FOLL_TOUCH). Each fault counts as one of the acting task's, though no instruction took it.
//
//   VM_LOCKONFAULT        nothing to do
//   PROT_NONE             EFAULT
//   private and writable  as by a store, so that no copy is left for later
//   else                  as by a load, readable or not (FOLL_FORCE)
// What MADV_POPULATE_* asks for does not go by the area: as by loads or as by stores, and the first area that will not do ends it.
// Left out: pins, faults that drop the lock, huge pages, signals that stop it half-way.
#include "engine/mm/populate.h"

#include "engine/mm/area.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/gup.h"
#include "engine/mm/pkeys.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mlock_events.h"

namespace pw {
namespace {

// follow_page_pte: is what stands there good enough? An entry of a PROT_NONE area is, for whoever does not want to write.
bool follow_page(Cx& cx, const Vma& vma, u64 addr, u32 gup_flags) {
  const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[vma.mm].pgd, addr);
  switch (pte_form(pte)) {
    case PteForm::kPresent: break;
    case PteForm::kNone:
    case PteForm::kSwap:
    case PteForm::kMigration:
    case PteForm::kMarker: return false;
  }
  if ((gup_flags & kFollWrite) != 0 && !pte_write(pte)) return false;
  if (pte_special(pte)) return true;
  const Pfn pfn = pte_pfn(pte);
  if ((gup_flags & kFollWrite) != 0 && !pte_dirty(pte)) folio_mark_dirty(cx.m.phys, cx.trace, pfn);
  folio_mark_accessed(cx.m.phys, cx.trace, cx.cpu, pfn);
  return true;
}

// faultin_page
Errno fault_in(Cx& cx, const Vma& vma, VmaId id, u64 addr, u32 gup_flags) {
  const FaultStatus status = handle_mm_fault(cx, vma.mm, id, addr, (gup_flags & kFollWrite) != 0 ? Access::kWrite : Access::kRead);
  if (status != FaultStatus::kDone) return status == FaultStatus::kOom ? Errno::kENOMEM : Errno::kEFAULT;
  ++cx.minflt;
  return Errno::kOk;
}

// check_vma_flags
bool may_follow(const Cx& cx, const Vma& vma, u32 gup_flags) {
  if (vma.has(kVmIo | kVmPfnMap)) return false;
  if (!pkru_allows(cx.pkru, vma_pkey(vma), (gup_flags & kFollWrite) != 0)) return false;
  if ((gup_flags & kFollWrite) != 0) return vma.has(kVmWrite) || ((gup_flags & kFollForce) != 0 && is_cow_mapping(vma));
  return vma.has(kVmRead) || ((gup_flags & kFollForce) != 0 && vma.has(kVmMayRead));
}

u32 populate_flags(const Vma& vma) {
  const bool is_private_writable = (vma.flags & (kVmWrite | kVmShared)) == kVmWrite;
  return is_private_writable ? kFollWrite : kFollForce;
}

ReasonCode populate_reason(const Vma& vma) {
  if (vma.has(kVmLockOnFault)) return Reason::kPopulateOnFault;
  if ((vma.flags & kVmAccessFlags) == 0) return Reason::kPopulateNoAccess;
  return (populate_flags(vma) & kFollWrite) != 0 ? Reason::kPopulateWrite : Reason::kPopulateRead;
}

u64 min_addr(u64 a, u64 b) { return a < b ? a : b; }

}  // namespace

Result<u64> touch_pages(Cx& cx, VmaId id, AddrRange range, u32 gup_flags) {
  const Vma vma = cx.m.vmas[id];
  if (!may_follow(cx, vma, gup_flags)) return fail(Errno::kEFAULT, "the area does not allow that access");
  if (!take_work(cx.m.work, range.pages())) return fail(Errno::kENOMEM, "too much work for one command");
  u64 pages = 0;
  for (u64 addr = range.start; addr < range.end; addr += kPageSize, ++pages) {
    while (!follow_page(cx, vma, addr, gup_flags)) {
      const Errno error = fault_in(cx, vma, id, addr, gup_flags);
      if (error == Errno::kOk) continue;
      if (pages != 0) return pages;
      return fail(error, error == Errno::kENOMEM ? "no frame could be had for a page" : "a page may not be touched");
    }
  }
  return pages;
}

Result<u64> populate_vma_page_range(Cx& cx, VmaId id, AddrRange range) {
  const Vma vma = cx.m.vmas[id];
  Span span(cx.trace, EventId::kPopulate, range.start, range.end, 0);
  const ReasonCode reason = populate_reason(vma);
  span.because(reason);
  if (reason == Reason::kPopulateOnFault) return range.pages();
  if (reason == Reason::kPopulateNoAccess) return fail(Errno::kEFAULT, "the area allows no access, so its pages cannot be populated");
  const u64 before = cx.minflt;
  const Result<u64> pages = touch_pages(cx, id, range, populate_flags(vma));
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  span.set(2, cx.minflt - before);
  return pages;
}

namespace {

// Populates from `addr` on within one area. The address to go on from, or an error.
Result<u64> populate_area(Cx& cx, VmaId id, u64 addr, u64 end) {
  const Vma vma = cx.m.vmas[id];
  const AddrRange part{addr < vma.start ? vma.start : addr, min_addr(end, vma.end)};
  // DIVERGES: [vdso] has no pages here, so whoever locks it or all of memory gets none; in Linux they count as RssFile then.
  if (vma.has(kVmIo | kVmPfnMap) || is_special_mapping(cx.m, vma)) return part.end;
  const Result<u64> pages = populate_vma_page_range(cx, id, part);
  if (!pages.ok()) return pages;
  return part.start + pages.value() * kPageSize;
}

Errno populate(Cx& cx, MmId mm, AddrRange range, bool ignores_errors) {
  u64 addr = range.start;
  while (addr < range.end) {
    const VmaId id = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, AddrRange{addr, range.end});
    if (!id.valid()) break;
    const Result<u64> next = populate_area(cx, id, addr, range.end);
    if (!next.ok() && !ignores_errors) return next.error().code;
    addr = next.ok() ? next.value() : min_addr(range.end, cx.m.vmas[id].end);
  }
  return Errno::kOk;
}

}  // namespace

Errno populate_areas(Cx& cx, MmId mm, AddrRange range) { return populate(cx, mm, range, false); }

void mm_populate(Cx& cx, MmId mm, AddrRange range) { (void)populate(cx, mm, range, true); }

namespace {

struct Faultin {
  Errno error = Errno::kOk;
  ReasonCode reason = Reason::kFaultinDone;
};

Faultin faultin_areas(Cx& cx, MmId mm, AddrRange range, u32 gup_flags) {
  u64 addr = range.start;
  while (addr < range.end) {
    const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid()) return {Errno::kENOMEM, Reason::kFaultinHole};
    if (!may_follow(cx, cx.m.vmas[id], gup_flags)) return {Errno::kEINVAL, Reason::kFaultinForbidden};
    const AddrRange part{addr, min_addr(range.end, cx.m.vmas[id].end)};
    const Result<u64> pages = touch_pages(cx, id, part, gup_flags);
    if (!pages.ok()) return {pages.error().code, Reason::kFaultinFault};
    addr += pages.value() * kPageSize;  // short of the part: the page there fails at the next turn
  }
  return {};
}

}  // namespace

Errno faultin_page_range(Cx& cx, MmId mm, AddrRange range, bool is_write) {
  Span span(cx.trace, EventId::kFaultinPageRange, range.start, range.end, 0);
  const u64 before = cx.minflt;
  const Faultin result = faultin_areas(cx, mm, range, is_write ? kFollWrite : 0u);
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  span.because(result.reason);
  span.set(2, cx.minflt - before);
  return result.error;
}

}  // namespace pw
