// Page counters (mm/page_counter.c): a charge counts in the group and in every one above it, and is refused by the first that would pass
// its maximum. What was counted below that one is taken back; its watermark stays where the try had brought it.
// DIVERGES: Linux's counters are atomic and may be seen past their maximum for a moment; here one charge follows the other.
#include "engine/memcg/memcg.h"

#include <algorithm>

namespace pw {
namespace {

PageCounter& counter_of(Memcg& memcg, MemcgId group, MemcgCounter which) { return memcg.groups[group][which]; }

void add_usage(PageCounter& counter, u64 pages) {
  counter.usage += pages;
  counter.watermark = std::max(counter.watermark, counter.usage);
}

}  // namespace

bool try_charge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages, MemcgId* over) {
  for (MemcgId at = group;; at = memcg.groups[at].parent) {
    PageCounter& counter = counter_of(memcg, at, which);
    if (counter.usage + pages > counter.max) {
      ++counter.failcnt;
      *over = at;
      for (MemcgId below = group; below != at; below = memcg.groups[below].parent) counter_of(memcg, below, which).usage -= pages;
      return false;
    }
    add_usage(counter, pages);
    if (at == 0) return true;
  }
}

void charge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages) {
  for (MemcgId at = group;; at = memcg.groups[at].parent) {
    add_usage(counter_of(memcg, at, which), pages);
    if (at == 0) return;
  }
}

void uncharge_counter(Memcg& memcg, MemcgId group, MemcgCounter which, u64 pages) {
  for (MemcgId at = group;; at = memcg.groups[at].parent) {
    PageCounter& counter = counter_of(memcg, at, which);
    PW_ASSERT(counter.usage >= pages, "what is uncharged was charged");
    counter.usage -= pages;
    if (at == 0) return;
  }
}

void uncharge_memory(Memcg& memcg, MemcgId group, u64 pages) {
  uncharge_counter(memcg, group, MemcgCounter::kMemory, pages);
  if (memcg.is_v1) uncharge_counter(memcg, group, MemcgCounter::kMemsw, pages);
}

}  // namespace pw
