// Charges that end or change hands (mm/memcontrol.c: uncharge_batch, obj_cgroup_uncharge_pages, __mem_cgroup_try_charge_swap,
// __mem_cgroup_uncharge_swap; mm/memcontrol-v1.c: memcg1_swapout).
//
//   a page is freed       the counters of memory (and memory+swap), at once
//   a table is freed      into this CPU's stock, from where the next page may take it
//   a page goes to swap   v1: its charge of memory ends when it leaves the cache, that of memory+swap is its slot's from then on
//                         v2: the slot is a charge of its own from the moment when the page gets it, and swap.max may refuse
// Left out: batches of uncharges, which would be one subtraction instead of several.
#include "engine/memcg/memcg.h"

#include <algorithm>

namespace pw {
namespace {

constexpr MemcgCounter kMemory = MemcgCounter::kMemory;
constexpr MemcgCounter kSwap = MemcgCounter::kSwap;
constexpr MemcgCounter kMemsw = MemcgCounter::kMemsw;

void forget_page(Memcg& memcg, MemcgId group) {
  PW_ASSERT(memcg.groups[group].pages != 0, "a group counts the pages that say it");
  --memcg.groups[group].pages;
}

}  // namespace

void uncharge_page(MemcgCx& cx, MemcgId group, Charge charge) {
  Memcg& memcg = cx.memcg;
  if (charge == Charge::kPage) {
    forget_page(memcg, group);
    uncharge_memory(memcg, group, 1);
    return release_memcg(memcg, group);
  }
  PW_ASSERT(memcg.groups[group].is_online, "tables of a group that goes become its parent's");
  forget_page(memcg, group);
  --memcg.groups[group].tables;
  if (memcg.is_v1) uncharge_counter(memcg, group, MemcgCounter::kKmem, 1);
  refill_stock(cx, group, 1);
}

MemcgId move_charge_to_slot(Memcg& memcg, MemcgId group) {
  const MemcgId owner = find_online(memcg, group);
  forget_page(memcg, group);
  uncharge_counter(memcg, group, kMemory, 1);
  if (owner != group) {
    if (owner != 0) charge_counter(memcg, owner, kMemsw, 1);
    uncharge_counter(memcg, group, kMemsw, 1);
  }
  if (owner != 0) ++memcg.groups[owner].swap_slots;
  release_memcg(memcg, group);
  return owner;
}

MemcgId charge_slot(Memcg& memcg, MemcgId group) {
  const MemcgId owner = find_online(memcg, group);
  if (owner == 0) return 0;
  MemcgId over = 0;
  if (!try_charge_counter(memcg, owner, kSwap, 1, &over)) {
    raise_event(memcg, over, &MemcgEvents::swap_max);
    raise_event(memcg, owner, &MemcgEvents::swap_fail);
    return kNoMemcg;
  }
  ++memcg.groups[owner].swap_slots;
  return owner;
}

void uncharge_slot(Memcg& memcg, MemcgId group) {
  uncharge_counter(memcg, group, memcg.is_v1 ? kMemsw : kSwap, 1);
  --memcg.groups[group].swap_slots;
  release_memcg(memcg, group);
}

i64 swap_pages_left(const Memcg& memcg, MemcgId group, i64 free_slots) {
  if (memcg.is_v1) return free_slots;
  i64 left = free_slots;
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) {
    const PageCounter& swap = memcg.groups[at][kSwap];
    left = std::min(left, static_cast<i64>(swap.max) - static_cast<i64>(swap.usage));
  }
  return left;
}

bool is_swap_half_used(const Memcg& memcg, MemcgId group) {
  if (memcg.is_v1) return false;
  for (MemcgId at = group; at != 0; at = memcg.groups[at].parent) {
    const u64 usage = memcg.groups[at][kSwap].usage;
    if (usage * 2 >= memcg.groups[at].swap_high || usage * 2 >= memcg.groups[at][kSwap].max) return true;
  }
  return false;
}

}  // namespace pw
