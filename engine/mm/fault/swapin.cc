// Pages read into the swap cache: read_swap_cache_async, swap_cluster_readahead, swap_vma_readahead, swap_update_readahead
// (mm/swap_state.c).
//
//   by slot      a rotational area is on (seeking costs), or vma_ra_enabled is off: an aligned block of slots around the one that is
//                wanted; how many follows from the hits of the whole machine
//   by address   else: the entries behind, before or around the address, within its area and its page table; the hits are the area's own
// A page that was read ahead carries PG_readahead; whoever finds it in the cache takes the mark away and counts a hit. The bit is
// PG_reclaim's as well, so a page that reclaim sent off counts too when it is found before it is written, and does not go to the old end
// any more. With page-cluster 0 nothing is read ahead.
//
//   Vma::swap_ra    63 .. 12 the page of the last fault | 11 .. 6 the last window | 5 .. 0 hits; 0 stands for 4 hits
#include <algorithm>

#include "engine/memory/workingset.h"
#include "engine/mm/fault/fault.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

constexpr u32 kRaWinShift = 6;
constexpr u64 kRaHitsMask = (1u << kRaWinShift) - 1;
constexpr u64 kRaWinMask = kRaHitsMask << kRaWinShift;
constexpr u32 kRaOrderCeiling = 5;  // SWAP_RA_ORDER_CEILING
constexpr u64 kRaFresh = 4;

struct VmaReadahead {
  u64 addr = 0;
  u32 window = 0;
  u32 hits = 0;
};

VmaReadahead readahead_of(const Vma& vma) {
  const u64 value = vma.swap_ra == 0 ? kRaFresh : vma.swap_ra;
  return VmaReadahead{page_align_down(value), static_cast<u32>((value & kRaWinMask) >> kRaWinShift), static_cast<u32>(value & kRaHitsMask)};
}

void set_readahead(Cx& cx, VmaId vma, VmaReadahead ra) {
  cx.m.vmas.mut(vma).swap_ra = page_align_down(ra.addr) | (u64{ra.window} << kRaWinShift & kRaWinMask) | (ra.hits & kRaHitsMask);
}

// swap_use_vma_readahead: no rotational area is on (nr_rotate_swap).
bool uses_vma_readahead(const Swap& swap) {
  const bool has_rotational =
      std::any_of(swap.areas.begin(), swap.areas.end(), [](const SwapArea& area) { return area.is_used && !area.is_solid_state(); });
  return swap.vma_ra_enabled && !has_rotational;
}

// A page that was not asked for.
void read_ahead(Cx& cx, SwpEntry entry, SwpEntry wanted) {
  const CachedSwap got = read_swap_cache(cx, entry);
  if (!got.pfn.valid()) return;
  if (got.is_read && !(entry == wanted)) {
    cx.m.phys.pages.mut(got.pfn.v).flags |= kPgReclaim;
    ++cx.m.swap.stat.swap_ra;
  }
  put_page(cx.m.phys, cx.trace, cx.cpu, got.pfn);
}

// swapin_nr_pages with the machine's own numbers.
u32 cluster_window(Swap& swap, u64 offset) {
  const u32 max_pages = 1u << swap.page_cluster;
  if (max_pages <= 1) return 1;
  const u32 hits = swap.ra_hits;
  swap.ra_hits = 0;
  const u32 pages = swapin_nr_pages(swap.ra_prev_offset, offset, hits, max_pages, swap.ra_last_pages);
  if (hits == 0) swap.ra_prev_offset = offset;
  swap.ra_last_pages = pages;
  return pages;
}

// swap_vma_ra_win and swap_ra_clamp_pfn: the addresses to be looked at. Empty: this page alone.
AddrRange vma_window(Cx& cx, const VmFault& vmf) {
  const u32 max_pages = 1u << std::min(cx.m.swap.page_cluster, kRaOrderCeiling);
  if (max_pages == 1) return AddrRange{};
  const Vma& vma = cx.m.vmas[vmf.vma];
  const VmaReadahead last = readahead_of(vma);
  const u64 page = vmf.addr >> kPageShift;
  const u64 before = last.addr >> kPageShift;
  const u32 window = swapin_nr_pages(before, page, last.hits, max_pages, last.window);
  set_readahead(cx, vmf.vma, VmaReadahead{vmf.addr, window, 0});
  if (window == 1) return AddrRange{};
  u64 first = page - std::min<u64>((window - 1) / 2, page);
  if (page == before + 1) first = page;
  else if (before == page + 1) first = page - std::min<u64>(window - 1, page);
  const u64 table = level_size(2);
  const u64 table_start = vmf.addr & ~(table - 1);
  const u64 start = std::max({first << kPageShift, vma.start, table_start});
  const u64 end = std::min({(first + window) << kPageShift, vma.end, table_start + table});
  return AddrRange{start, end};
}

void read_vma_window(Cx& cx, const VmFault& vmf, AddrRange window, SwpEntry wanted) {
  for (u64 addr = window.start; addr < window.end; addr += kPageSize) {
    const Pte pte = read_pte(cx.m.pt, cx.m.phys, cx.m.mms[vmf.mm].pgd, addr);
    if (pte_form(pte) == PteForm::kSwap) read_ahead(cx, pte_to_swp_entry(pte), wanted);
  }
}

}  // namespace

MemcgId swapin_group(const Cx& cx, SwpEntry entry, MemcgId otherwise) {
  const MemcgId said = slot_of(cx.m.swap, entry).memcg;
  return said != 0 && is_memcg_online(cx.m.phys.memcg, said) ? said : otherwise;
}

CachedSwap read_swap_cache(Cx& cx, SwpEntry entry) {
  CachedSwap got;
  if (!is_swap_slot(cx.m.swap, entry)) return got;
  got.pfn = find_swap_cached(cx.m.swap, entry);
  if (got.pfn.valid()) {
    get_page(cx.m.phys, got.pfn);
    return got;
  }
  if (slot_of(cx.m.swap, entry).count == 0) return got;
  const Pfn fresh = cx.frames.alloc(anon_request(swapin_group(cx, entry, cx.memcg)));
  if (!fresh.valid()) return got;
  // While the frame was fetched the slot may have been freed, or somebody else may have read it.
  if (find_swap_cached(cx.m.swap, entry).valid() || slot_of(cx.m.swap, entry).count == 0) {
    put_page(cx.m.phys, cx.trace, cx.cpu, fresh);
    return read_swap_cache(cx, entry);
  }
  cx.m.phys.pages.mut(fresh.v).flags |= kPgSwapbacked;
  SwapCx swap = swap_cx(cx);
  const u64 shadow = find_swap_shadow(cx.m.swap, entry);
  add_to_swap_cache(swap, fresh, entry);
  memcg1_swapin(swap, entry);
  if (shadow != 0) workingset_refault(cx.m, cx.trace, fresh, shadow);
  folio_add_lru(cx.m.phys, cx.trace, cx.cpu, fresh);
  swap_read_folio(swap, fresh, entry);
  got.pfn = fresh;
  got.is_read = true;
  return got;
}

Pfn swap_cluster_readahead(Cx& cx, SwpEntry entry) {
  const u64 mask = cluster_window(cx.m.swap, entry.offset) - 1;
  if (mask != 0) {
    const u64 first = std::max<u64>(entry.offset & ~mask, 1);
    const u64 last = std::min<u64>(entry.offset | mask, area_of(cx.m.swap, entry).max - 1);
    for (u64 offset = first; offset <= last; ++offset) read_ahead(cx, SwpEntry{entry.type, offset}, entry);
    lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  }
  return read_swap_cache(cx, entry).pfn;
}

Pfn swapin_readahead(Cx& cx, const VmFault& vmf, SwpEntry entry) {
  if (!uses_vma_readahead(cx.m.swap)) return swap_cluster_readahead(cx, entry);
  const AddrRange window = vma_window(cx, vmf);
  if (!window.is_empty()) {
    read_vma_window(cx, vmf, window, entry);
    lru_add_drain(cx.m.phys, cx.trace, cx.cpu);
  }
  return read_swap_cache(cx, entry).pfn;
}

void update_swap_readahead(Cx& cx, Pfn pfn, VmaId vma, u64 addr) {
  const bool was_read_ahead = has_flag(cx.m.phys.pages[pfn.v], kPgReclaim);
  if (was_read_ahead) cx.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgReclaim);
  const bool is_by_address = vma.valid() && uses_vma_readahead(cx.m.swap);
  if (is_by_address) {
    VmaReadahead ra = readahead_of(cx.m.vmas[vma]);
    ra.addr = addr;
    if (was_read_ahead) ra.hits = std::min<u32>(ra.hits + 1, static_cast<u32>(kRaHitsMask));
    set_readahead(cx, vma, ra);
  }
  if (!was_read_ahead) return;
  ++cx.m.swap.stat.swap_ra_hit;
  if (!is_by_address) ++cx.m.swap.ra_hits;
}

}  // namespace pw
