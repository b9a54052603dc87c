// Each CPU's stock (mm/memcontrol.c: consume_stock, refill_stock, drain_stock, drain_all_stock): charges are taken 64 at a time, and what
// is left waits here, so that the counters of all ancestors need not be touched for every page. It counts as used until it is given back.
//
// A CPU keeps stock for seven groups; for the eighth one of them gives up its own, which one is left to chance (here: to the seed).
// DIVERGES: where a CPU is asked to give its stock back, Linux lets other CPUs do it soon after; here all have done it at once.
//
// Owns: G3 (what stands in stock is charged).
#include "engine/memcg/memcg.h"

namespace pw {
namespace {

constexpr u32 kNowhere = kStockGroups;

u32 place_of(const MemcgStock& stock, MemcgId group) {
  for (u32 place = 0; place < kStockGroups; ++place) {
    if (stock.group[place] == group) return place;
  }
  return kNowhere;
}

// drain_stock.
void drain_place(MemcgCx& cx, MemcgStock& stock, u32 place) {
  if (stock.pages[place] != 0) uncharge_memory(cx.memcg, stock.group[place], stock.pages[place]);
  stock.group[place] = 0;
  stock.pages[place] = 0;
}

// get_random_u32_below(NR_MEMCG_STOCK), as the seed has it (splitmix64).
u32 choose_victim(Memcg& memcg) {
  memcg.rng += 0x9e3779b97f4a7c15ull;
  u64 z = memcg.rng;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return static_cast<u32>((z ^ (z >> 31)) % kStockGroups);
}

// is_memcg_drain_needed.
bool has_stock_of(const Memcg& memcg, const MemcgStock& stock, MemcgId group) {
  for (u32 place = 0; place < kStockGroups; ++place) {
    if (stock.pages[place] != 0 && is_memcg_below(memcg, stock.group[place], group)) return true;
  }
  return false;
}

}  // namespace

bool consume_stock(MemcgCx& cx, MemcgId group, u32 pages) {
  MemcgStock& stock = cx.memcg.stock[cx.cpu];
  const u32 place = place_of(stock, group);
  if (place == kNowhere || stock.pages[place] < pages) return false;
  stock.pages[place] = static_cast<u8>(stock.pages[place] - pages);
  return true;
}

void refill_stock(MemcgCx& cx, MemcgId group, u32 pages) {
  MemcgStock& stock = cx.memcg.stock[cx.cpu];
  u32 place = place_of(stock, group);
  if (place != kNowhere) {
    stock.pages[place] = static_cast<u8>(stock.pages[place] + pages);
    if (stock.pages[place] > kChargeBatch) drain_place(cx, stock, place);
    return;
  }
  place = place_of(stock, 0);
  if (place == kNowhere) {
    place = choose_victim(cx.memcg);
    drain_place(cx, stock, place);
  }
  stock.group[place] = group;
  stock.pages[place] = static_cast<u8>(pages);
}

void drain_all_stock(MemcgCx& cx, MemcgId group) {
  for (MemcgStock& stock : cx.memcg.stock) {
    if (!has_stock_of(cx.memcg, stock, group)) continue;
    for (u32 place = 0; place < kStockGroups; ++place) drain_place(cx, stock, place);
  }
}

void forget_stock(MemcgCx& cx, MemcgId group) {
  for (MemcgStock& stock : cx.memcg.stock) {
    const u32 place = place_of(stock, group);
    if (place != kNowhere) drain_place(cx, stock, place);
  }
}

u64 count_stock(const Memcg& memcg, MemcgId group) {
  u64 pages = 0;
  for (const MemcgStock& stock : memcg.stock) {
    const u32 place = group == 0 ? kNowhere : place_of(stock, group);
    if (place != kNowhere) pages += stock.pages[place];
  }
  return pages;
}

}  // namespace pw
