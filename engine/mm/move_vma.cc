// move_vma (mm/mremap.c): a range goes elsewhere in four steps, of which only the first two can fail.
//
//   check, charge   the area limit; pages that the range gains, or all of them when the old range stays (MREMAP_DONTUNMAP)
//   copy            copy_vma() makes the new area, move_page_tables() takes the pages there
//   account         the new range is counted as if it were mapped, hence twice for a moment
//   the old range   is unmapped, keeping its promise of memory; or stays, empty
// Out of frames half-way: the entries go back, and the new range is unmapped in place of the old one.
// Two promises are never given back, in Linux as here: what a move cut off before it began (vrm->delta still names it), and the growth
// of a move that failed for want of page tables.
#include "engine/mm/account.h"
#include "engine/mm/area.h"
#include "engine/mm/munmap.h"
#include "engine/mm/overcommit.h"
#include "engine/mm/remap.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/mremap_events.h"

namespace pw {
namespace {

// prep_move_vma: the new area, and two more when the old range is cut out of the middle of its area.
bool has_room_for_areas(const Memory& m, MmId mm) { return m.mms[mm].map_count + 3 < m.sysctl.max_map_count; }

// … and vm_ops->may_split, where the move would leave a part of the area behind.
Status check_cuts(const Memory& m, const Remap& remap) {
  return m.vmas[remap.vma].range() == remap.old_range() ? ok_status() : may_split(m, remap.vma);
}

void set_account(Memory& m, VmaId id) { m.vmas.mut(id).flags |= kVmAccount; }

// The promise moved with the pages, so munmap must not give it back: VM_ACCOUNT is off while the range goes, and comes back on what is
// left of the area on either side.
void unmap_source(Cx& cx, const Remap& remap, ReasonCode why) {
  const AddrRange range = remap.old_range();
  if (range.is_empty()) return;  // old size 0: shared memory got a second mapping
  Span span(cx.trace, EventId::kUnmapSource, range.start, range.end);
  span.because(why);
  const Vma area = cx.m.vmas[remap.vma];
  const bool hides_account = area.has(kVmAccount) && !remap.has(kMremapDontUnmap);
  if (hides_account) cx.m.vmas.mut(remap.vma).flags &= ~static_cast<u64>(kVmAccount);
  const Status status = do_munmap(cx, remap.mm, range.start, range.size_bytes());
  PW_ASSERT(status.ok(), "there is room for the areas that the cut makes");
  if (!hides_account) return;
  const VmaTree& tree = cx.m.mms[remap.mm].tree;
  if (area.start < range.start) set_account(cx.m, find_vma_at(cx.m.nodes, tree, range.start - 1));
  if (area.end > range.end) set_account(cx.m, find_vma_at(cx.m.nodes, tree, range.end));
}

// dontunmap_complete: the old area is as one that was never touched. Its share of locked_vm is not given back, as in Linux.
void keep_source(Cx& cx, const Remap& remap, VmaId new_vma) {
  const Vma area = cx.m.vmas[remap.vma];
  const bool is_whole = new_vma != remap.vma && area.range() == remap.old_range();
  Span span(cx.trace, EventId::kDontUnmap, remap.vma.v, remap.addr, remap.addr + remap.old_size);
  span.because(is_whole ? Reason::kDontUnmapUnlinked : Reason::kDontUnmapLinked);
  cx.m.vmas.mut(remap.vma).flags &= ~static_cast<u64>(kVmLocked | kVmLockOnFault);
  if (is_whole && area.anon_vma.valid()) unlink_anon_vmas(cx.m.rmap, cx.m.vmas, cx.trace, remap.vma);
}

// The error path of copy_vma_and_data(): from here on the new range is what has to go.
void revert_move(Cx& cx, Remap& remap, const TableMove& move, u64 moved) {
  cx.trace.emit(EventId::kMoveReverted, Reason::kOutOfMemory, move.old_addr, move.new_addr, moved);
  TableMove back;
  back.mm = move.mm;
  back.old_vma = move.new_vma;
  back.new_vma = move.old_vma;
  back.old_addr = move.new_addr;
  back.new_addr = move.old_addr;
  back.bytes = moved;
  // The tables of the old range are all there, so this cannot fail.
  const u64 returned = move_page_tables(cx, back);
  PW_ASSERT(returned == moved, "what moved goes back");
  remap.vma = move.new_vma;
  remap.addr = remap.new_addr;
  remap.old_size = remap.new_size;
}

// copy_vma_and_data. ENOMEM: everything is back at the old range, and remap names the new one.
Status copy_area_and_pages(Cx& cx, Remap& remap, VmaId* new_vma) {
  *new_vma = copy_vma(cx, remap);
  TableMove move;
  move.mm = remap.mm;
  move.old_vma = remap.vma;
  move.new_vma = *new_vma;
  move.old_addr = remap.addr;
  move.new_addr = remap.new_addr;
  move.bytes = remap.old_size;
  const u64 moved = move_page_tables(cx, move);
  if (moved >= remap.old_size) return ok_status();
  revert_move(cx, remap, move, moved);
  return fail(Errno::kENOMEM, "no frame for the page tables of the new range");
}

}  // namespace

Status charge_remap(Cx& cx, Remap& remap) {
  if (!cx.m.vmas[remap.vma].has(kVmAccount)) return ok_status();
  const u64 pages = to_pages(remap.has(kMremapDontUnmap) ? remap.new_size : remap.delta() + remap.cut_size);
  const Status status = charge_pages(cx, remap.mm, pages);
  if (status.ok()) remap.charged_pages = pages;
  return status;
}

void account_remap(Cx& cx, const Remap& remap, u64 pages) {
  const u64 flags = cx.m.vmas[remap.vma].flags;
  account_area(cx.m, remap.mm, flags, static_cast<i64>(pages));
  account_locked(cx.m, remap.mm, flags, static_cast<i64>(pages));
}

Status move_vma(Cx& cx, Remap& remap) {
  if (!has_room_for_areas(cx.m, remap.mm)) return fail(Errno::kENOMEM, "fewer than 4 areas below vm.max_map_count");
  const Status divisible = check_cuts(cx.m, remap);
  if (!divisible.ok()) return divisible;
  Span span(cx.trace, EventId::kMoveVma, remap.vma.v, remap.addr, remap.new_addr, remap.old_size);
  const Status charged = charge_remap(cx, remap);
  if (!charged.ok()) return charged;
  VmaId new_vma;
  const Status copied = copy_area_and_pages(cx, remap, &new_vma);
  // Both ranges count for a moment; that is no high water.
  const u64 hiwater_vm = cx.m.mms[remap.mm].hiwater_vm;
  account_remap(cx, remap, to_pages(remap.new_size));
  if (copied.ok() && remap.has(kMremapDontUnmap)) {
    keep_source(cx, remap, new_vma);
  } else {
    unmap_source(cx, remap, copied.ok() ? Reason::kSourceUnmapped : Reason::kNewRangeUnmapped);
    const bool is_lost = copied.ok() ? remap.cut_size != 0 : !remap.has(kMremapDontUnmap);
    if (is_lost) lose_pages(cx.m, remap.charged_pages);
  }
  cx.m.mms.mut(remap.mm).hiwater_vm = hiwater_vm;
  return copied;
}

}  // namespace pw
