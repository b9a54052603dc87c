// Choosing a place (mm/mmap.c: __get_unmapped_area, unmapped_area_topdown, unmapped_area, round_hint_to_min;
// arch/x86/kernel/sys_x86_64.c: arch_get_unmapped_area_topdown, arch_get_unmapped_area; mm/huge_memory.c: __thp_get_unmapped_area).
//
//   0 . 64K                TASK_SIZE/3                          mmap_base      stack     TASK_SIZE
//   |---|----------------------|<------------- top-down -----------|  guard gap|#########|
//                              |-- bottom-up, when that fails ------------------------->|
//
// Tried live on 6.18: the hint is rounded down, not up; a hint of a few bytes is none; a length that is a multiple of 2 MiB is aligned only
// without a hint. MAP_32BIT turns to the bottom-up search at once, from 1 GiB to 2 GiB, where it takes a hint anywhere below 2 GiB; huge
// lengths are aligned in the same range. MAP_ABOVE4G is only the lower end of the top-down search: when that finds nothing, the bottom-up
// one may still place below 4 GiB. Left out: files, shadow stacks, 32-bit processes, the legacy layout.
#include "engine/trace/limits_events.h"
#include "engine/trace/vma_events.h"
#include "engine/vma/unmapped_area.h"

namespace pw {
namespace {

struct Place {
  const NodePool& nodes;
  const Pool<Vma, VmaId>& vmas;
  const VmaTree& tree;
  const PlaceRequest& request;
};

// unmapped_area_topdown: a gap whose upper end lies in the guard gap of the area above is tried again from below that.
u64 search_topdown(const Place& place, u64 high, u64 size_bytes) {
  const u64 low = place.request.is_above_4g ? u64{1} << 32 : kMmapMinAddr;
  for (;;) {
    if (high < low) return 0;
    const u64 addr = find_gap_topdown(place.nodes, place.tree, low, high, size_bytes);
    if (addr == 0) return 0;
    const u64 gap_end = addr + size_bytes;
    const VmaId above = find_vma(place.nodes, place.tree, gap_end - 1);
    if (!above.valid() || vm_start_gap(place.vmas[above]) >= gap_end) return addr;
    high = vm_start_gap(place.vmas[above]);
  }
}

u64 search_bottomup(const Place& place, u64 low, u64 high, u64 size_bytes) {
  for (;;) {
    const u64 addr = find_gap_bottomup(place.nodes, place.tree, low, high, size_bytes);
    if (addr == 0) return 0;
    const VmaId above = find_vma(place.nodes, place.tree, addr + size_bytes - 1);
    if (!above.valid() || vm_start_gap(place.vmas[above]) >= addr + size_bytes) return addr;
    low = place.vmas[above].end;
  }
}

// With a hint beyond the default window, the whole of a five-level address space is searched.
bool is_beyond_window(u64 hint) { return hint > kDefaultMapWindow; }

// Both searches; 0 when neither finds anything.
Placement search(const Place& place, u64 hint, u64 size_bytes) {
  const u64 task_size = place.request.task_size;
  const u64 window = task_size < kDefaultMapWindow ? task_size : kDefaultMapWindow;
  const u64 beyond = is_beyond_window(hint) ? task_size - window : 0;
  Placement result;
  if (place.request.is_32bit) {
    result.why = Reason::kPlace32Bit;
    result.addr = search_bottomup(place, kLow32Start, kLow32End, size_bytes);
    return result;
  }
  result.why = Reason::kPlaceTopdown;
  result.addr = search_topdown(place, place.request.mmap_base + beyond, size_bytes);
  if (result.addr != 0) return result;
  result.why = Reason::kPlaceBottomup;
  result.addr = search_bottomup(place, page_align_up(window / 3), window + beyond, size_bytes);
  return result;
}

// __thp_get_unmapped_area: 2 MiB more are searched, and the place is the highest aligned one in what was found; 0 when nothing was.
u64 search_huge_aligned(const Place& place) {
  const u64 found = search(place, 0, place.request.size_bytes + kHugePageSize).addr;
  if (found == 0) return 0;
  const u64 above_alignment = found & (kHugePageSize - 1);
  return found + kHugePageSize - above_alignment;
}

// mmap_address_hint_valid, then the neighbour above. Areas below are not asked: nothing grows up on x86.
ReasonCode ask_hint(const Place& place, u64 hint) {
  const u64 size_bytes = place.request.size_bytes;
  const u64 top = place.request.is_32bit ? kLow32End : place.request.task_size;
  if (hint > top - size_bytes) return Reason::kPlaceHintTooHigh;
  if (is_beyond_window(hint) != is_beyond_window(hint + size_bytes)) return Reason::kPlaceHintTooHigh;
  const VmaId next = find_vma(place.nodes, place.tree, hint);
  if (!next.valid() || hint + size_bytes <= vm_start_gap(place.vmas[next])) return Reason::kPlaceHint;
  return hint + size_bytes > place.vmas[next].start ? Reason::kPlaceHintOccupied : Reason::kPlaceHintGuardGap;
}

}  // namespace

Result<Placement> find_unmapped_area(const NodePool& nodes, const Pool<Vma, VmaId>& vmas, const VmaTree& tree,
                                     const PlaceRequest& request) {
  if (request.size_bytes > request.task_size) return fail(Errno::kENOMEM, "the length exceeds the whole address space");
  if (request.is_32bit && request.size_bytes > kLow32End) return fail(Errno::kENOMEM, "MAP_32BIT: the length exceeds 2 GiB");
  const Place place{nodes, vmas, tree, request};
  u64 hint = page_align_down(request.hint);
  const bool is_raised = request.raises_hint && hint != 0 && hint < kMmapMinAddr;
  if (is_raised) hint = kMmapMinAddr;

  ReasonCode hint_reason = Reason::kNone;
  if (hint != 0) {
    hint_reason = ask_hint(place, hint);
    if (hint_reason == Reason::kPlaceHint) return Placement{hint, Reason::kPlaceHint, is_raised ? Reason::kPlaceHintRaised : hint_reason};
  } else if (request.may_align_huge && request.size_bytes % kHugePageSize == 0) {
    const u64 aligned = search_huge_aligned(place);
    const ReasonCode why = request.is_32bit ? Reason::kPlace32BitHuge : Reason::kPlaceHugeAligned;
    if (aligned != 0) return Placement{aligned, why, hint_reason};
  }
  Placement found = search(place, hint, request.size_bytes);
  found.hint_reason = hint_reason;
  if (found.addr == 0 && request.is_32bit) return fail(Errno::kENOMEM, "no gap from 1 GiB to 2 GiB is long enough (MAP_32BIT)");
  if (found.addr == 0) return fail(Errno::kENOMEM, "no gap in the address space is long enough");
  return found;
}

}  // namespace pw
