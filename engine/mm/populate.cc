// populate_vma_page_range, __mm_populate, faultin_page_range (mm/gup.c): which areas are faulted in, and as by which access. What is found
// is marked accessed (FOLL_TOUCH). Each fault counts as one of the acting task's, though no instruction took it.
//
//   VM_LOCKONFAULT        nothing to do
//   PROT_NONE             EFAULT
//   private and writable  as by a store, so that no copy is left for later
//   else                  as by a load, readable or not (FOLL_FORCE)
// What MADV_POPULATE_* asks for does not go by the area: as by loads or as by stores, and the first area that will not do ends it.
// Left out: faults that drop the lock, huge pages.
#include "engine/mm/populate.h"

#include <algorithm>

#include "engine/mm/area.h"
#include "engine/mm/gup.h"
#include "engine/trace/madvise_events.h"
#include "engine/trace/mlock_events.h"

namespace pw {
namespace {

u32 populate_flags(const Vma& vma) {
  const bool is_private_writable = (vma.flags & (kVmWrite | kVmShared)) == kVmWrite;
  return kFollTouch | (is_private_writable ? kFollWrite : kFollForce);
}

ReasonCode populate_reason(const Vma& vma) {
  if (vma.has(kVmLockOnFault)) return Reason::kPopulateOnFault;
  if ((vma.flags & kVmAccessFlags) == 0) return Reason::kPopulateNoAccess;
  return (populate_flags(vma) & kFollWrite) != 0 ? Reason::kPopulateWrite : Reason::kPopulateRead;
}

}  // namespace

Result<u64> populate_vma_page_range(Cx& cx, VmaId id, AddrRange range) {
  const Vma vma = cx.m.vmas[id];
  Span span(cx.trace, EventId::kPopulate, range.start, range.end, 0);
  const ReasonCode reason = populate_reason(vma);
  span.because(reason);
  if (reason == Reason::kPopulateOnFault) return range.pages();
  if (reason == Reason::kPopulateNoAccess) return fail(Errno::kEFAULT, "the area allows no access, so its pages cannot be populated");
  const u64 before = cx.minflt + cx.majflt;
  const Result<u64> pages = fault_in_pages(cx, id, range, populate_flags(vma));
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  span.set(2, cx.minflt + cx.majflt - before);
  return pages;
}

namespace {

// Populates from `addr` on within one area. The address to go on from, or an error. Where errors do not matter, the pages of named files,
// which cannot be read yet, are left absent.
Result<u64> populate_area(Cx& cx, VmaId id, u64 addr, u64 end, bool ignores_errors) {
  const Vma vma = cx.m.vmas[id];
  const AddrRange part{addr < vma.start ? vma.start : addr, std::min(end, vma.end)};
  // DIVERGES: [vdso] has no pages here, so whoever locks it or all of memory gets none; in Linux they count as RssFile then.
  if (vma.has(kVmIo | kVmPfnMap) || is_special_mapping(cx.m, vma)) return part.end;
  if (ignores_errors && maps_unread_file(cx.m, vma)) return part.end;
  const Result<u64> pages = populate_vma_page_range(cx, id, part);
  if (!pages.ok()) return pages;
  return part.start + pages.value() * kPageSize;
}

Errno populate(Cx& cx, MmId mm, AddrRange range, bool ignores_errors) {
  u64 addr = range.start;
  while (addr < range.end) {
    const VmaId id = find_vma_intersection(cx.m.nodes, cx.m.mms[mm].tree, AddrRange{addr, range.end});
    if (!id.valid()) break;
    const Result<u64> next = populate_area(cx, id, addr, range.end, ignores_errors);
    if (!next.ok() && !ignores_errors) return next.error().code;
    addr = next.ok() ? next.value() : std::min(range.end, cx.m.vmas[id].end);
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
    const AddrRange part{addr, std::min(range.end, cx.m.vmas[id].end)};
    const Result<u64> pages = fault_in_pages(cx, id, part, gup_flags);
    if (!pages.ok()) {
      const Errno error = pages.error().code;
      return {error, error == Errno::kEINVAL ? Reason::kFaultinForbidden : Reason::kFaultinFault};
    }
    addr += pages.value() * kPageSize;  // short of the part: the page there fails at the next turn
  }
  return {};
}

}  // namespace

Errno faultin_page_range(Cx& cx, MmId mm, AddrRange range, bool is_write) {
  Span span(cx.trace, EventId::kFaultinPageRange, range.start, range.end, 0);
  const u64 before = cx.minflt + cx.majflt;
  const Faultin result = faultin_areas(cx, mm, range, kFollTouch | kFollMadvPopulate | (is_write ? kFollWrite : 0u));
  lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  span.because(result.reason);
  span.set(2, cx.minflt + cx.majflt - before);
  return result.error;
}

}  // namespace pw
