// mseal: do_mseal, range_contains_unmapped, mseal_apply (mm/mseal.c).
//
// A range with a hole is refused before anything is sealed. Then area by area: what is sealed already is left alone, the rest gets
// VM_SEALED with the merges and cuts of any change of flags. There is no way back. Sealing twice is no error.
#include "engine/mm/area.h"
#include "engine/mm/seal.h"
#include "engine/trace/limits_events.h"

namespace pw {
namespace {

bool contains_unmapped(const Memory& m, MmId mm, AddrRange range) {
  for (u64 addr = range.start; addr < range.end;) {
    const VmaId id = find_vma_at(m.nodes, m.mms[mm].tree, addr);
    if (!id.valid()) return true;
    addr = m.vmas[id].end;
  }
  return false;
}

Status seal_area(Cx& cx, VmaId id, AddrRange range) {
  Span span(cx.trace, EventId::kMsealApply, id.v, range.start, range.end);
  const u64 flags = cx.m.vmas[id].flags;
  if ((flags & kVmSealed) != 0) {
    span.because(Reason::kSealedAlready);
    return ok_status();
  }
  ReasonCode how = Reason::kNone;
  const Result<VmaId> sealed = modify_area(cx, id, range, flags | kVmSealed, &how);
  if (!sealed.ok()) return sealed.error();
  span.because(how);
  return ok_status();
}

}  // namespace

Status do_mseal(Cx& cx, MmId mm, u64 addr, u64 length, u64 flags) {
  if (flags != 0) return fail(Errno::kEINVAL, "flags must be 0");
  if (!is_page_aligned(addr)) return fail(Errno::kEINVAL, "addr is not page aligned");
  const u64 size_bytes = page_align_up(length);
  if (length != 0 && size_bytes == 0) return fail(Errno::kEINVAL, "length wraps when rounded up to whole pages");
  const AddrRange range{addr, addr + size_bytes};
  if (range.end < range.start) return fail(Errno::kEINVAL, "the range wraps");
  if (range.is_empty()) return ok_status();
  Span span(cx.trace, EventId::kDoMseal, range.start, range.end);
  if (contains_unmapped(cx.m, mm, range)) return fail(Errno::kENOMEM, "no area covers part of the range");
  for (u64 at = range.start; at < range.end;) {
    const VmaId id = find_vma_at(cx.m.nodes, cx.m.mms[mm].tree, at);
    const u64 area_end = cx.m.vmas[id].end;
    const u64 end = area_end < range.end ? area_end : range.end;
    const Status sealed = seal_area(cx, id, AddrRange{at, end});
    if (!sealed.ok()) return sealed;
    at = end;
  }
  return ok_status();
}

}  // namespace pw
