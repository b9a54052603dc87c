// msync (mm/msync.c): which ranges and flags it takes. Nothing is written: no area maps a file on a disk.
//
// A hole does not stop it, but for MS_ASYNC alone, which has nothing to do but to find it; the answer is ENOMEM in either case. A locked
// area cannot be invalidated (EBUSY), and that is found before a hole behind it.
#include "engine/mm/msync.h"

#include "engine/trace/mlock_events.h"

namespace pw {
namespace {

Status check_areas(Cx& cx, MmId mm, AddrRange range, u32 flags) {
  const Error hole = fail(Errno::kENOMEM, "no area covers part of the range");
  bool has_hole = false;
  for (u64 addr = range.start; addr < range.end;) {
    const VmaId id = find_vma(cx.m.nodes, cx.m.mms[mm].tree, addr);
    if (!id.valid()) return hole;
    const Vma& vma = cx.m.vmas[id];
    if (addr < vma.start) {
      if (flags == kMsAsync || vma.start >= range.end) return hole;
      has_hole = true;
    }
    if ((flags & kMsInvalidate) != 0 && vma.has(kVmLocked)) return fail(Errno::kEBUSY, "MS_INVALIDATE: the area is locked");
    addr = vma.end;
  }
  return has_hole ? Status(hole) : ok_status();
}

}  // namespace

Status do_msync(Cx& cx, MmId mm, u64 addr, u64 length, u32 flags) {
  if ((flags & ~(kMsAsync | kMsInvalidate | kMsSync)) != 0) return fail(Errno::kEINVAL, "unknown MS_ flags");
  if (!is_page_aligned(addr)) return fail(Errno::kEINVAL, "addr is not page aligned");
  if ((flags & kMsAsync) != 0 && (flags & kMsSync) != 0) return fail(Errno::kEINVAL, "MS_ASYNC and MS_SYNC exclude each other");
  const AddrRange range{addr, addr + page_align_up(length)};
  if (range.end < range.start) return fail(Errno::kENOMEM, "the range wraps");
  if (range.end == range.start) return ok_status();
  Span span(cx.trace, EventId::kMsync, range.start, range.end, flags);
  return check_areas(cx, mm, range, flags);
}

}  // namespace pw
