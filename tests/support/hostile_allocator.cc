#include "tests/support/hostile_allocator.h"

#include <catch2/catch.hpp>

#include "engine/file/page_cache.h"
#include "engine/memory/reverse_walk.h"
#include "engine/mm/account.h"
#include "engine/mm/gup.h"
#include "engine/phys/lru_list.h"
#include "engine/phys/pcp.h"

namespace pw::test {
namespace {

constexpr u32 kMostPages = 256;

// folio_maybe_dma_pinned, and the lock.
bool is_held(const Page& page) {
  return page.refcount - page_mapcount(page) >= kPinBias || has_flag(page, kPgLocked | kPgMlocked);
}

std::vector<Pfn> find_victims(const Phys& phys) {
  std::vector<Pfn> victims;
  for (const LruList list : {LruList::kInactiveAnon, LruList::kActiveAnon, LruList::kInactiveFile, LruList::kActiveFile}) {
    for (u32 pfn = phys.node.lruvec[list].head; pfn != Pfn::kNone; pfn = phys.pages[pfn].next) {
      const Page& page = phys.pages[pfn];
      const bool has_owner = page_mapcount(page) > 0 || inode_of(page).valid() || has_flag(page, kPgSwapcache);
      if (has_owner && !is_held(page)) victims.push_back(Pfn(pfn));
    }
  }
  return victims;
}

bool is_locked_somewhere(const Kernel& k, const RmapWalk& walk) {
  for (const RmapVisit& visit : walk.visits) {
    if (visit.maps_page && k.m.vmas[visit.vma].has(kVmLocked)) return true;
  }
  return false;
}

bool is_dirty_somewhere(const Page& page, const RmapWalk& walk) {
  bool is_dirty = has_flag(page, kPgDirty);
  for (const RmapVisit& visit : walk.visits) is_dirty |= visit.maps_page && pte_dirty(visit.pte);
  return is_dirty;
}

// try_to_unmap_one, with what is to stand in the entry's place.
void unmap_one(Kernel& k, const RmapVisit& visit, Pte now) {
  Trace silent;
  const MmId mm = k.m.vmas[visit.vma].mm;
  const Pfn pfn = pte_pfn(visit.pte);
  const PtePlace place = find_pte(k.m.pt, k.m.phys, k.m.mms[mm].pgd, visit.addr);
  write_entry(k.m.pt, place, now);
  flush_tlb_page(k.m.tlb, silent, 0, mm, k.m.mms[mm].cpumask, visit.addr);
  if (!is_anon_mapping(k.m.phys.pages[pfn.v]) && pte_dirty(visit.pte)) folio_mark_dirty(k.m.phys, silent, pfn);
  add_rss(k.m, mm, mm_counter(k.m.phys.pages[pfn.v]), -1);
  if (pte_form(now) == PteForm::kSwap) {
    SwapCx swap{k.m.swap, k.m.phys, silent, 0};
    swap_duplicate(swap, pte_to_swp_entry(now));
    add_rss(k.m, mm, kMmSwapEnts, 1);
  }
  folio_remove_rmap(k.m.phys, k.m.vmas, silent, 0, pfn, visit.vma);
  put_page(k.m.phys, silent, 0, pfn);
}

// A slot that has the page's bytes, and the page in the swap cache for it.
SwpEntry write_to_swap(Kernel& k, Pfn pfn) {
  Trace silent;
  SwapCx swap{k.m.swap, k.m.phys, silent, 0};
  if (!has_flag(k.m.phys.pages[pfn.v], kPgSwapcache)) {
    folio_lock(k.m.phys, pfn);
    const bool has_slot = folio_alloc_swap(swap, pfn);
    folio_unlock(k.m.phys, pfn);
    PW_ASSERT(has_slot, "the area is larger than the machine");
  }
  return swap_entry_of(k.m.phys.pages[pfn.v]);
}

// Once its entries name the slot, so that the write is not for nothing.
void finish_write(Kernel& k, Pfn pfn) {
  Trace silent;
  SwapCx swap{k.m.swap, k.m.phys, silent, 0};
  k.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgDirty);
  swap_writeout(swap, pfn);
  end_all_writeback(swap);
}

// Nobody but the cache and we hold it: it goes.
void leave_swap_cache(Kernel& k, Pfn pfn) {
  Trace silent;
  SwapCx swap{k.m.swap, k.m.phys, silent, 0};
  const bool is_alone = k.m.phys.pages[pfn.v].refcount == 2 && !has_flag(k.m.phys.pages[pfn.v], kPgDirty);
  if (is_alone && has_flag(k.m.phys.pages[pfn.v], kPgSwapcache)) delete_from_swap_cache(swap, pfn);
}

void turn_swap_on(Kernel& k, SwapKind kind) {
  if (find_swap_area(k.m.swap, "hostile") != kMaxSwapfiles) return;
  Trace silent;
  const Status made = make_swap_device(k.m.swap, "hostile", kind, u64{k.m.phys.pages.size()} * 2 * kPageSize);
  const bool is_on = made.ok() && enable_swap(k.m.swap, silent, "hostile", 1000).ok();
  PW_ASSERT(is_on, "a device of the allocator's own can be turned on");
}

}  // namespace

Pfn HostileAllocator::alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) {
  if (++asked_ % 3 != 0 && random_.one_in(one_in_)) take_pages(k);
  return alloc_pages(k.m.phys, trace, cpu, request);
}

void HostileAllocator::take_pages(Kernel& k) {
  Trace silent;
  turn_swap_on(k, random_.one_in(2) ? SwapKind::kZram : SwapKind::kDisk);
  lru_add_drain_all(k.m.phys, silent);
  std::vector<Pfn> victims = find_victims(k.m.phys);
  for (u32 i = 0; i < victims.size() && i < kMostPages; ++i) {
    if (victims.size() > kMostPages) {
      const u32 left = static_cast<u32>(victims.size()) - i;
      std::swap(victims[i], victims[i + random_.below(left)]);
    }
    take_page(k, victims[i]);
  }
  lru_add_drain_all(k.m.phys, silent);
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) drain_pcp(k.m.phys, silent, cpu);
}

void HostileAllocator::take_page(Kernel& k, Pfn pfn) {
  Trace silent;
  const RmapWalk walk = walk_rmap(k.m, silent, pfn);
  const Page page = k.m.phys.pages[pfn.v];
  PW_ASSERT(walk.found == static_cast<u32>(page_mapcount(page)), "the reverse map finds every entry of a page, at any allocation");
  if (is_locked_somewhere(k, walk)) return;
  ++taken_;
  get_page(k.m.phys, pfn);
  Pte now;
  const bool is_dropped = !has_flag(page, kPgSwapbacked) && !is_dirty_somewhere(page, walk);
  const bool is_kept = is_anon_mapping(page) && !is_dropped;
  if (is_kept) {
    now = swp_entry_to_pte(write_to_swap(k, pfn));
    if (has_flag(page, kPgAnonExclusive)) now = pte_swp_mkexclusive(now);
    k.m.phys.pages.mut(pfn.v).flags = (k.m.phys.pages[pfn.v].flags & ~static_cast<u32>(kPgAnonExclusive)) | kPgSwapbacked;
  }
  for (const RmapVisit& visit : walk.visits) {
    if (visit.maps_page) unmap_one(k, visit, now);
  }
  if (is_kept) finish_write(k, pfn);
  if (inode_of(page).valid()) take_from_object(k, pfn);
  leave_swap_cache(k, pfn);
  put_page(k.m.phys, silent, 0, pfn);
}

// shmem_writeout and __remove_mapping: whoever holds a reference beside the cache's and ours keeps the page where it is.
void HostileAllocator::take_from_object(Kernel& k, Pfn pfn) {
  Trace silent;
  if (k.m.phys.pages[pfn.v].refcount != 2) return;
  ++taken_from_objects_;
  const SwpEntry slot = write_to_swap(k, pfn);
  swap_shmem_alloc(k.m.swap, slot);
  swap_out_of_page_cache(k.m.files, k.m.phys, silent, 0, pfn, swp_to_radix_entry(slot));
  finish_write(k, pfn);
}

}  // namespace pw::test
