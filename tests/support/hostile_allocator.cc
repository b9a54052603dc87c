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
      const bool has_owner = page_mapcount(page) > 0 || inode_of(page).valid();
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
  if (pte_form(now) == PteForm::kSwap) add_rss(k.m, mm, kMmSwapEnts, 1);
  folio_remove_rmap(k.m.phys, k.m.vmas, silent, 0, pfn, visit.vma);
  put_page(k.m.phys, silent, 0, pfn);
}

}  // namespace

Pfn HostileAllocator::alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) {
  if (random_.one_in(one_in_)) take_pages(k);
  return alloc_pages(k.m.phys, trace, cpu, request);
}

void HostileAllocator::take_pages(Kernel& k) {
  Trace silent;
  lru_add_drain_all(k.m.phys, silent);
  std::vector<Pfn> victims = find_victims(k.m.phys);
  for (u32 i = 0; i < victims.size() && i < kMostPages; ++i) {
    if (victims.size() > kMostPages) {
      const u32 left = static_cast<u32>(victims.size()) - i;
      std::swap(victims[i], victims[i + random_.below(left)]);
    }
    take_page(k, victims[i]);
  }
  for (u32 cpu = 0; cpu < k.m.phys.config.cpus; ++cpu) drain_pcp(k.m.phys, silent, cpu);
}

void HostileAllocator::take_page(Kernel& k, Pfn pfn) {
  Trace silent;
  const RmapWalk walk = walk_rmap(k.m, silent, pfn);
  const Page page = k.m.phys.pages[pfn.v];
  PW_ASSERT(walk.found == static_cast<u32>(page_mapcount(page)), "the reverse map finds every entry of a page, at any allocation");
  if (is_locked_somewhere(k, walk)) return;
  ++taken_;
  Pte now;
  const bool is_dropped = !has_flag(page, kPgSwapbacked) && !is_dirty_somewhere(page, walk);
  if (is_anon_mapping(page) && !is_dropped) {
    now = swp_entry_to_pte(keep_contents(k, pfn, walk.found));
    if (has_flag(page, kPgAnonExclusive)) now = pte_swp_mkexclusive(now);
  }
  for (const RmapVisit& visit : walk.visits) {
    if (visit.maps_page) unmap_one(k, visit, now);
  }
  if (inode_of(page).valid()) take_from_object(k, pfn);
}

// shmem_writepage and __remove_mapping: whoever holds a reference beside the cache's keeps the page where it is.
void HostileAllocator::take_from_object(Kernel& k, Pfn pfn) {
  Trace silent;
  if (k.m.phys.pages[pfn.v].refcount != 1) return;
  ++taken_from_objects_;
  const u64 value = swp_to_radix_entry(keep_contents(k, pfn, 1));
  k.m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgDirty);
  swap_out_of_page_cache(k.m.files, k.m.phys, silent, 0, pfn, value);
}

SwpEntry HostileAllocator::keep_contents(const Kernel& k, Pfn pfn, u32 claims) {
  const SwpEntry entry{static_cast<u32>(next_slot_ % kMaxSwapfiles), next_slot_};
  slots_[next_slot_++] = Slot{content_runs(k.m.phys, pfn), claims};
  return entry;
}

void HostileAllocator::duplicate(SwpEntry entry) {
  PW_ASSERT(slots_.count(entry.offset) != 0, "a copied entry names a slot that is there");
  ++slots_[entry.offset].claims;
}

void HostileAllocator::free(SwpEntry entry) {
  PW_ASSERT(keeps_slots_ || (slots_.count(entry.offset) != 0 && slots_[entry.offset].claims > 0), "a given back claim was held");
  Slot& slot = slots_[entry.offset];
  if (slot.claims > 0) --slot.claims;
  if (slot.claims == 0 && !keeps_slots_) slots_.erase(entry.offset);
}

void HostileAllocator::read(Phys& phys, SwpEntry entry, Pfn into) {
  PW_ASSERT(slots_.count(entry.offset) != 0, "what is read back was taken");
  ++given_back_;
  for (const ByteRun& run : slots_[entry.offset].runs) {
    write_bytes(phys, into, run.offset, run.bytes.data(), static_cast<u32>(run.bytes.size()));
  }
}

std::string HostileAllocator::compare_claims(const Kernel& k) const {
  std::map<u64, u32> entries;
  k.m.files.inodes.for_each([&](InodeId, const Inode& inode) {
    xa_for_each(k.m.files.xa_nodes, inode.i_pages, 0, ~u64{0}, [&](u64, XaEntry entry) {
      if (entry.is_value()) ++entries[radix_to_swp_entry(entry.value()).offset];
    });
  });
  k.m.mms.for_each([&](MmId, const Mm& mm) {
    for_each_entry(k.m.pt, k.m.phys, mm.pgd, AddrRange{0, mm.task_size}, [&](u64, PtePlace, Pte pte) {
      if (pte_form(pte) == PteForm::kSwap) ++entries[pte_to_swp_entry(pte).offset];
    });
  });
  std::string wrong;
  for (const auto& [slot, count] : entries) {
    const auto found = slots_.find(slot);
    const u32 claims = found == slots_.end() ? 0 : found->second.claims;
    if (claims == count) continue;
    wrong += "slot " + std::to_string(slot) + ": " + std::to_string(count) + " named, " + std::to_string(claims) + " claims\n";
  }
  if (entries.size() == slots_.size()) return wrong;
  wrong += std::to_string(slots_.size()) + " slots, " + std::to_string(entries.size()) + " of them named\n";
  return wrong;
}

}  // namespace pw::test
