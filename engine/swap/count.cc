// Who names a slot (mm/swapfile.c: __swap_duplicate, swap_entry_put_locked, swap_entries_free, swap_count_continued).
//
// A byte of the map counts to 62 in Linux, and pages of continuation count on behind it; what an object's array names counts as one, by a
// value of its own (SWAP_MAP_SHMEM). Here a slot has a number and those marks; swap_map_bytes() shows it as Linux keeps it. Beside the
// count stands the swap cache's share (SWAP_HAS_CACHE). With neither the slot is free, and what the device holds there is lost.
// Left out: the pages that continuations take, and fork's ENOMEM when there is none.
//
// Owns: S2 (a used slot is used by somebody).
#include "engine/swap/swap.h"
#include "engine/trace/swap_events.h"

namespace pw {
namespace {

// add_to_avail_list: an area that was full has room again.
void put_back_on_avail(Swap& swap, u32 type) {
  SwapArea& area = swap.areas[type];
  if (!area.is_offlist || !area.is_writeok) return;
  area.is_offlist = false;
  auto at = swap.avail.begin();
  while (at != swap.avail.end() && swap.areas[*at].prio >= area.prio) ++at;
  swap.avail.insert(at, type);
}

// swap_entries_free.
void free_slot(SwapCx& cx, SwpEntry entry) {
  SwapSlot& slot = slot_mut(cx.swap, entry);
  PW_ASSERT(slot.count == 0 && (slot.table == 0 || is_table_shadow(slot.table)), "no page is cached for a slot that is freed");
  if (slot.content.valid()) cx.phys.contents.put(slot.content);
  if (slot.memcg != 0) uncharge_slot(cx.phys.memcg, slot.memcg);
  slot = SwapSlot{};
  SwapArea& area = cx.swap.areas[entry.type];
  const u32 cluster = static_cast<u32>(entry.offset) / kSwapCluster;
  const ClusterList was = area.clusters[cluster].list;
  const u32 used = --area.clusters.mut(cluster).count;
  ++cx.swap.nr_swap_pages;
  --area.inuse;
  put_back_on_avail(cx.swap, entry.type);
  settle_freed_cluster(area, cluster);
  const ReasonCode reason = used == 0                      ? Reason::kClusterEmpty
                            : was == ClusterList::kNonfull ? Reason::kClusterStays
                                                           : Reason::kClusterPartial;
  cx.trace.emit(EventId::kSwapEntriesFree, reason, swp_to_radix_entry(entry), cluster, used);
}

ReasonCode judge(const SwapSlot& slot) {
  if (slot.count != 0) return Reason::kSlotStillNamed;
  return (slot.flags & kSlotHasCache) != 0 ? Reason::kSlotCacheHolds : Reason::kSlotLastUser;
}

void tell_and_settle(SwapCx& cx, EventCode event, SwpEntry entry) {
  const SwapSlot slot = slot_of(cx.swap, entry);
  const ReasonCode reason = judge(slot);
  cx.trace.emit(event, reason, swp_to_radix_entry(entry), slot.count);
  if (reason == Reason::kSlotLastUser) free_slot(cx, entry);
}

}  // namespace

void swap_duplicate(SwapCx& cx, SwpEntry entry) {
  PW_ASSERT(is_swap_slot(cx.swap, entry) && slot_of(cx.swap, entry).is_used(), "an entry that is copied names a slot in use");
  const u32 count = ++slot_mut(cx.swap, entry).count;
  cx.trace.emit(EventId::kSwapDuplicate, swp_to_radix_entry(entry), count);
}

void swap_shmem_alloc(Swap& swap, SwpEntry entry) {
  SwapSlot& slot = slot_mut(swap, entry);
  PW_ASSERT(slot.count == 0, "one object's array names the slot, and nobody else");
  slot.count = 1;
  slot.flags |= kSlotShmem;
}

void swap_free(SwapCx& cx, SwpEntry entry) {
  SwapSlot& slot = slot_mut(cx.swap, entry);
  PW_ASSERT(slot.count != 0, "who gives up a slot named it");
  --slot.count;
  if (slot.count == 0) slot.flags &= static_cast<u8>(~kSlotShmem);
  tell_and_settle(cx, EventId::kSwapFree, entry);
}

void free_swap_and_cache(SwapCx& cx, SwpEntry entry) {
  swap_free(cx, entry);
  const SwapSlot& slot = slot_of(cx.swap, entry);
  if (slot.count == 0 && (slot.flags & kSlotHasCache) != 0) try_to_reclaim_swap(cx, entry, ReclaimSwap::kUnmapped);
}

void memcg1_swapin(SwapCx& cx, SwpEntry entry) {
  const MemcgId memcg = slot_of(cx.swap, entry).memcg;
  if (memcg == 0 || !cx.phys.memcg.is_v1) return;
  slot_mut(cx.swap, entry).memcg = 0;
  uncharge_slot(cx.phys.memcg, memcg);
}

void memcg1_swapout(SwapCx& cx, Pfn pfn, SwpEntry entry) {
  if (cx.phys.pages[pfn.v].memcg == 0 || !cx.phys.memcg.is_v1) return;
  slot_mut(cx.swap, entry).memcg = swap_out_charge(cx.phys, pfn);
}

u32 swap_count(const Swap& swap, SwpEntry entry) { return slot_of(swap, entry).count; }

void put_swap_folio(SwapCx& cx, SwpEntry entry) {
  SwapSlot& slot = slot_mut(cx.swap, entry);
  PW_ASSERT((slot.flags & kSlotHasCache) != 0, "the cache gives up a share that it had");
  slot.flags &= static_cast<u8>(~kSlotHasCache);
  tell_and_settle(cx, EventId::kPutSwapFolio, entry);
}

std::vector<u8> swap_map_bytes(const SwapSlot& slot) {
  constexpr u8 kHasCache = 0x40, kContinued = 0x80, kBad = 0x3f, kShmem = 0xbf;
  if ((slot.flags & kSlotBad) != 0) return {kBad};
  const u8 cache = (slot.flags & kSlotHasCache) != 0 ? kHasCache : 0;
  if ((slot.flags & kSlotShmem) != 0) return {static_cast<u8>(kShmem | cache)};
  std::vector<u8> bytes;
  u64 left = slot.count;
  for (u32 base = kSwapMapMax + 1;; base = kSwapContMax + 1) {
    bytes.push_back(static_cast<u8>(left % base));
    left /= base;
    if (left == 0) break;
    bytes.back() |= kContinued;
  }
  bytes[0] |= cache;
  return bytes;
}

}  // namespace pw
