// Groups alone: who has pages is played by the test, and what can be taken away is a number.
#pragma once

#include <catch2/catch.hpp>

#include "engine/memcg/memcg.h"

namespace pw::test {

struct Groups : GroupReclaimer {
  Memcg memcg;
  Trace trace;
  MemcgCx cx{memcg, trace, 0};
  u64 can_take = 0;  // pages of `from` that are taken away when somebody asks, 32 at a time
  MemcgId from = 0;
  std::vector<u64> asked;
  std::vector<bool> asked_to_swap;
  u32 kills = 0;  // how often out_of_memory() frees a page

  explicit Groups(bool is_v1 = false) { memcg.is_v1 = is_v1; }
  MemcgId make(const std::string& name, MemcgId parent = 0) {
    MemcgBirth birth;
    birth.cpus = 2;
    birth.seed = 7;
    const Result<MemcgId> made = make_memcg(cx, parent, name, birth);
    REQUIRE(made.ok());
    return made.value();
  }
  bool charge(MemcgId group, Charge what = Charge::kPage) { return charge_page(cx, *this, group, what, false); }
  u32 charge_many(MemcgId group, u32 pages) {
    u32 charged = 0;
    while (charged < pages && charge(group)) ++charged;
    return charged;
  }
  u64 usage(MemcgId group, MemcgCounter which = MemcgCounter::kMemory) const { return memcg.groups[group][which].usage; }
  u64 try_to_free(MemcgId, u64 pages, bool may_swap) override {
    asked.push_back(pages);
    asked_to_swap.push_back(may_swap);
    const u64 taken = can_take < 32 ? can_take : 32;
    can_take -= taken;
    for (u64 i = 0; i < taken; ++i) uncharge_page(cx, from, Charge::kPage);
    return taken;
  }
  bool out_of_memory(MemcgId) override {
    if (kills == 0) return false;
    --kills;
    uncharge_page(cx, from, Charge::kPage);
    return true;
  }
  // What pages and slots would say, as the groups themselves count them: the tree, stock and counters are what is looked at.
  void check() const {
    MemcgRecount recount;
    for (const MemCgroup& group : memcg.groups) {
      recount.pages.push_back(group.pages);
      recount.tables.push_back(group.tables);
      recount.slots.push_back(group.swap_slots);
    }
    CheckReport report;
    check_memcg(memcg, report, recount);
    INFO((report.ok() ? std::string() : report.messages()[0]));
    REQUIRE(report.ok());
  }
};

}  // namespace pw::test
