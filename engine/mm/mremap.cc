// mremap: do_mremap, mremap_at, mremap_to, expand_vma, shrink_vma, remap_move (mm/mremap.c of 6.18).
//
//   same size, no place given    nothing to do                   mremap_at
//   smaller                      the tail is unmapped            mremap_at
//   larger                       in place if the range ends its area and nothing stands behind it, else moved with MREMAP_MAYMOVE
//   MREMAP_FIXED                 what stands at the new place is unmapped, the range moves there            mremap_to
//   MREMAP_DONTUNMAP             its pages move, the old range stays mapped and empty                       mremap_to
//   MREMAP_FIXED, same size      every area of the range moves (6.17), gaps kept; at the first that is refused the call fails, and those
//                                before it have moved                                                       remap_move
// Left out: hugetlb, userfaultfd's events, files that choose their own address.
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/munmap.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/remap.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"
#include "engine/trace/vma_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

VmaId area_at(const Memory& m, const Remap& remap) { return find_vma_at(m.nodes, m.mms[remap.mm].tree, remap.addr); }

// shrink_vma
Status shrink(Cx& cx, Remap& remap) {
  Span span(cx.trace, EventId::kShrinkVma, remap.addr + remap.new_size, remap.addr + remap.old_size);
  return do_munmap(cx, remap.mm, remap.addr + remap.new_size, remap.delta());
}

// security_mmap_addr(), which comes last, of a fixed place and of a found one.
Result<u64> fix_place(const Remap& remap) {
  if (remap.new_addr >= kDacMmapMinAddr) return remap.new_addr;
  return fail(Errno::kEPERM, "below vm.mmap_min_addr (4 KiB), and the process lacks CAP_SYS_RAWIO");
}

Result<u64> find_place(Cx& cx, const Remap& remap) {
  const u64 hint = remap.has(kMremapDontUnmap) ? remap.new_addr : 0;
  const Mm& mm = cx.m.mms[remap.mm];
  PlaceRequest request;
  request.hint = hint;
  request.size_bytes = remap.new_size;
  request.may_align_huge = !cx.m.vmas[remap.vma].file.valid();
  request.mmap_base = mm.mmap_base;
  request.task_size = mm.task_size;
  request.raises_hint = false;
  const Result<Placement> placement = find_unmapped_area(cx.m.nodes, cx.m.vmas, mm.tree, request);
  if (!placement.ok()) return placement.error();
  const Placement& found = placement.value();
  if (found.hint_reason != Reason::kNone) cx.trace.emit(EventId::kHintAsked, found.hint_reason, hint, remap.new_size);
  cx.trace.emit(EventId::kGetUnmappedArea, found.why, found.addr, remap.new_size, hint);
  Remap placed = remap;
  placed.new_addr = found.addr;
  return fix_place(placed);
}

// vrm_set_new_addr, then move_vma.
Status move_to_place(Cx& cx, Remap& remap) {
  const Result<u64> place = remap.has(kMremapFixed) ? fix_place(remap) : find_place(cx, remap);
  if (!place.ok()) return place.error();
  remap.new_addr = place.value();
  return move_vma(cx, remap);
}

Status mremap_to(Cx& cx, Remap& remap) {
  if (remap.has(kMremapFixed)) {
    const Status cleared = do_munmap(cx, remap.mm, remap.new_addr, remap.new_size);
    if (!cleared.ok()) return cleared;
    // The new place may have been a part of the same area, and with an old size of 0 even where that begins.
    remap.vma = area_at(cx.m, remap);
    if (!remap.vma.valid()) return fail(Errno::kEFAULT, "MREMAP_FIXED unmapped the range that was to move");
  }
  if (remap.shrinks()) {
    const Status shrunk = shrink(cx, remap);
    if (!shrunk.ok()) return shrunk;
    remap.cut_size = remap.delta();
    remap.old_size = remap.new_size;
    remap.vma = area_at(cx.m, remap);
  }
  if (remap.has(kMremapDontUnmap)) {
    const Status status = check_second_range(cx, remap);
    if (!status.ok()) return status;
  }
  return move_to_place(cx, remap);
}

// vrm_can_expand_in_place, vma_expandable
ReasonCode judge_growth(const Memory& m, const Remap& remap) {
  const Vma& vma = m.vmas[remap.vma];
  if (vma.end - remap.addr != remap.old_size) return Reason::kGrowNotAtEnd;
  const AddrRange more{vma.end, vma.end + remap.delta()};
  const Mm& mm = m.mms[remap.mm];
  if (more.is_empty() || more.end > mm.task_size) return Reason::kGrowTooHigh;
  return find_vma_intersection(m.nodes, mm.tree, more).valid() ? Reason::kGrowOccupied : Reason::kGrowInPlace;
}

// expand_vma_in_place: the range behind the area merges with it, and perhaps with the next area as well.
Status expand_in_place(Cx& cx, Remap& remap) {
  const Status charged = charge_remap(cx, remap);
  if (!charged.ok()) return charged;
  const VmaId extended = try_merge_extend(cx, remap.vma, cx.m.vmas[remap.vma].end + remap.delta());
  if (!extended.valid()) {
    uncharge_pages(cx.m, remap.charged_pages);
    return fail(Errno::kENOMEM, "a special area never merges, not even with its own extension");
  }
  remap.vma = extended;
  account_remap(cx, remap, to_pages(remap.delta()));
  return ok_status();
}

Status expand(Cx& cx, Remap& remap, ReasonCode* how) {
  const ReasonCode growth = judge_growth(cx.m, remap);
  cx.trace.emit(EventId::kExpandInPlace, growth, remap.vma.v, remap.addr + remap.new_size);
  *how = Reason::kMremapGrown;
  if (growth == Reason::kGrowInPlace) return expand_in_place(cx, remap);
  if (!remap.has(kMremapMayMove)) return fail(Errno::kENOMEM, "the area cannot grow where it is, and MREMAP_MAYMOVE is not given");
  *how = Reason::kMremapMoved;
  return move_to_place(cx, remap);
}

Status mremap_at(Cx& cx, Remap& remap, ReasonCode* how) {
  if (remap.grows()) return expand(cx, remap, how);
  *how = remap.shrinks() ? Reason::kMremapShrunk : Reason::kMremapSame;
  return remap.shrinks() ? shrink(cx, remap) : ok_status();
}

// The part of an area that lies in the range, as a move of its own.
Remap part_of(const Remap& whole, const Vma& vma, VmaId id, u64 new_addr) {
  Remap part = whole;
  const AddrRange range = whole.old_range();
  part.vma = id;
  part.addr = vma.start > range.start ? vma.start : range.start;
  part.old_size = part.new_size = (vma.end < range.end ? vma.end : range.end) - part.addr;
  part.new_addr = new_addr;
  return part;
}

Status remap_move(Cx& cx, const Remap& remap) {
  const AddrRange range = remap.old_range();
  Span span(cx.trace, EventId::kRemapMove, range.start, range.end, remap.new_addr, 0);
  u64 areas = 0;
  for (u64 from = range.start; from < range.end;) {
    const VmaId id = find_vma(cx.m.nodes, cx.m.mms[remap.mm].tree, from);
    if (!id.valid() || cx.m.vmas[id].start >= range.end) break;
    const Vma vma = cx.m.vmas[id];
    if (areas == 0 && vma.start > range.start) return fail(Errno::kEFAULT, "no area holds addr");
    const u64 distance = (vma.start > range.start ? vma.start : range.start) - range.start;
    Remap part = part_of(remap, vma, id, remap.new_addr + distance);
    const Status checked = check_prep_vma(cx, part);
    if (!checked.ok()) return checked;
    const Status moved = mremap_to(cx, part);
    if (!moved.ok()) return moved;
    span.set(3, ++areas);
    from = vma.end;
  }
  return areas != 0 ? ok_status() : Status(fail(Errno::kEFAULT, "no area lies in the range"));
}

Status remap_one(Cx& cx, Remap& remap, ReasonCode* how) {
  remap.vma = area_at(cx.m, remap);
  const Status checked = check_prep_vma(cx, remap);
  if (!checked.ok()) return checked;
  *how = Reason::kMremapMoved;
  return remap.moves_anyway() ? mremap_to(cx, remap) : mremap_at(cx, remap, how);
}

}  // namespace

Result<MremapDone> do_mremap(Cx& cx, MmId mm, const MremapArgs& args) {
  Span span(cx.trace, EventId::kDoMremap, args.addr, args.old_size, args.new_size, args.flags);
  Remap remap{mm, args.addr, args.old_size, args.new_size, args.flags, args.new_addr, VmaId(), 0, false};
  const Status checked = check_mremap_params(cx.m, remap);
  if (!checked.ok()) return checked.error();
  const bool is_pure_move = remap.has(kMremapFixed) && remap.old_size == remap.new_size;
  ReasonCode how = Reason::kMremapMoved;
  const u64 old_size = remap.old_size;
  const Status status = is_pure_move ? remap_move(cx, remap) : remap_one(cx, remap, &how);
  if (!status.ok()) return status.error();
  span.because(how);
  MremapDone done;
  done.addr = remap.new_addr;
  if (remap.populates) done.populate = AddrRange{done.addr + old_size, done.addr + remap.new_size};
  return done;
}

}  // namespace pw
