// The invariants of groups: G1 … G5 (engine/memcg/README.md).
#include "engine/memcg/memcg.h"

#include <algorithm>

namespace pw {
namespace {

void broken_group(CheckReport& report, const char* rule, u32 id, const std::string& text) {
  report.broken(rule, "group " + std::to_string(id) + ": " + text);
}

void check_tree(const Memcg& memcg, u32 id, CheckReport& report) {
  const MemCgroup& g = memcg.groups[id];
  const MemCgroup& parent = memcg.groups[g.parent];
  if (!parent.is_used) return broken_group(report, "G1", id, "its parent is gone");
  const auto times = std::count(parent.children.begin(), parent.children.end(), static_cast<MemcgId>(id));
  if (times != 1) broken_group(report, "G1", id, "stands once among its parent's children");
  if (g.is_online && !parent.is_online) broken_group(report, "G1", id, "has a folder, and its parent has none");
}

// Each counter is what says the group, what CPUs have charged ahead, and the children's.
struct Own {
  u64 memory = 0, memsw = 0, swap = 0, kmem = 0;
};

void check_counters_of(const Memcg& memcg, u32 id, Own own, CheckReport& report) {
  for (u32 child = 1; child < memcg.groups.size(); ++child) {
    const MemCgroup& c = memcg.groups[child];
    if (!c.is_used || c.parent != id || child == id) continue;
    own.memory += c[MemcgCounter::kMemory].usage;
    own.memsw += c[MemcgCounter::kMemsw].usage;
    own.swap += c[MemcgCounter::kSwap].usage;
    own.kmem += c[MemcgCounter::kKmem].usage;
  }
  const MemCgroup& g = memcg.groups[id];
  const auto expect = [&](MemcgCounter which, u64 pages, const char* name) {
    if (g[which].usage == pages) return;
    broken_group(report, "G2", id, std::string(name) + " counts " + std::to_string(g[which].usage) + " and has " + std::to_string(pages));
  };
  expect(MemcgCounter::kMemory, own.memory, "memory");
  expect(MemcgCounter::kMemsw, own.memsw, "memory+swap");
  expect(MemcgCounter::kSwap, own.swap, "swap");
  expect(MemcgCounter::kKmem, own.kmem, "kmem");
}

void check_stock(const Memcg& memcg, CheckReport& report) {
  for (const MemcgStock& stock : memcg.stock) {
    for (u32 place = 0; place < kStockGroups; ++place) {
      const MemcgId id = stock.group[place];
      if (id == 0) {
        report.expect(stock.pages[place] == 0, "G3", "a free place of a stock has no pages");
        continue;
      }
      report.expect(std::count(std::begin(stock.group), std::end(stock.group), id) == 1, "G3", "a CPU has one place for a group");
      const bool is_sound = is_memcg_online(memcg, id) && stock.pages[place] <= kChargeBatch;
      report.expect(is_sound, "G3", "stock is of a group that is there, 64 at most");
    }
  }
}

}  // namespace

void check_memcg(const Memcg& memcg, CheckReport& report, const MemcgRecount& recount) {
  for (u32 id = 0; id < memcg.groups.size(); ++id) {
    const MemCgroup& g = memcg.groups[id];
    if (!g.is_used) {
      const bool is_said = recount.pages[id] != 0 || recount.slots[id] != 0;
      if (is_said) broken_group(report, "G4", id, "is gone, and pages or slots say it");
      continue;
    }
    if (id != 0) check_tree(memcg, id, report);
    const bool is_counted = g.pages == recount.pages[id] && g.tables == recount.tables[id];
    if (!is_counted) broken_group(report, "G5", id, "does not count the pages that say it");
    if (g.swap_slots != recount.slots[id]) broken_group(report, "G5", id, "does not count the slots that say it");
    Own own;
    own.memory = g.pages + count_stock(memcg, static_cast<MemcgId>(id));
    own.memsw = memcg.is_v1 ? own.memory + g.swap_slots : 0;
    own.swap = memcg.is_v1 ? 0 : g.swap_slots;
    own.kmem = memcg.is_v1 ? g.tables : 0;
    check_counters_of(memcg, id, own, report);
    const bool is_held = id == 0 || g.is_online || g.pages != 0 || g.swap_slots != 0;
    const bool has_child = std::any_of(memcg.groups.begin() + 1, memcg.groups.end(),
                                       [&](const MemCgroup& other) { return other.is_used && other.parent == id; });
    if (!is_held && !has_child) broken_group(report, "G4", id, "nothing says it, and it has no folder");
  }
  check_stock(memcg, report);
}

}  // namespace pw
