// The whole of classic reclaim of one list of anonymous pages against a model that knows nothing of the engine: random scenarios (stores,
// MADV_PAGEOUT, MADV_COLD, MADV_DONTNEED, a limit lowered) run by both, and the state of every page and five counters compared.
//
// The model is written from what a live 6.18.44 did in 998 of 1,000 such scenarios (the two others agreed when repeated): second chance,
// activation after the chunk, deactivation, refault distance, restore. PAGEOUT there leaves the shadow of another group than the one that
// is limited; here there is one list, whose own age it reads and moves.
// PAGEWALK_LRU_SCENARIOS sets how many (default 1,000), PAGEWALK_LRU_SEED the first.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "engine/kernel/access.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/page_allocator.h"
#include "engine/mm/madvise.h"
#include "engine/reclaim/reclaim.h"
#include "tests/support/machine.h"
#include "tests/support/random.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

struct ModelPage {
  u32 number = 0;
  bool is_young = true;
  bool is_referenced = false;
  bool is_active = false;
  bool was_workingset = false;
};
struct Shadow {
  u64 age = 0;
  bool was_workingset = false;
};
struct Counters {
  u64 scanned = 0, stolen = 0, refaulted = 0, activated = 0, restored = 0;
  friend bool operator==(const Counters&, const Counters&) = default;
};

// Lists of page numbers, oldest first.
class LruModel {
 public:
  Counters counters;

  void touch(u32 number) {
    if (pages_.count(number) != 0) {
      pages_[number].is_young = true;
      return;
    }
    ModelPage page;
    page.number = number;
    const auto shadow = shadows_.find(number);
    if (shadow != shadows_.end()) {
      refault(page, shadow->second);
      shadows_.erase(shadow);
    }
    pages_[number] = page;
    (page.is_active ? active_ : inactive_).push_back(number);
  }
  void page_out(u32 number) {
    if (pages_.count(number) == 0) return;
    const ModelPage page = pages_[number];
    forget(number);
    shadows_[number] = Shadow{age_++, page.is_active || page.was_workingset};
  }
  void cool(u32 number) {
    if (pages_.count(number) == 0) return;
    ModelPage& page = pages_[number];
    page.is_young = page.is_referenced = false;
    if (!page.is_active) return;
    erase(active_, number);
    page.is_active = false;
    page.was_workingset = true;
    inactive_.push_back(number);
  }
  void drop(u32 number) {
    shadows_.erase(number);
    forget(number);
  }
  void flush() {
    flushed_inactive_ = inactive_.size();
    flushed_active_ = active_.size();
    flushed_activated_ = counters.activated;
  }
  u64 resident() const { return pages_.size(); }
  // One reclaim; how many pages went.
  u64 reclaim() {
    u64 got = pass(false);
    if (got == 0) got = pass(false);
    return got == 0 && has_skipped_ ? pass(true) : got;
  }
  char state_of(u32 number) const {
    const auto found = pages_.find(number);
    if (found == pages_.end()) return shadows_.count(number) != 0 ? 'S' : '.';
    const ModelPage& page = found->second;
    return page.is_active ? (page.is_referenced ? 'A' : 'a') : page.is_referenced ? 'I' : 'i';
  }

 private:
  using List = std::vector<u32>;
  static void erase(List& list, u32 number) { list.erase(std::find(list.begin(), list.end(), number)); }
  void forget(u32 number) {
    const auto found = pages_.find(number);
    if (found == pages_.end()) return;
    erase(found->second.is_active ? active_ : inactive_, number);
    pages_.erase(found);
  }
  void refault(ModelPage& page, const Shadow& shadow) {
    ++counters.refaulted;
    if (age_ - shadow.age > flushed_active_) return;
    page.is_active = true;
    ++age_;
    ++counters.activated;
    page.was_workingset = shadow.was_workingset;
    if (shadow.was_workingset) ++counters.restored;
  }
  bool is_low() const { return flushed_inactive_ < flushed_active_; }
  static List take(List& list, u64 count) {
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min<u64>(count, list.size()));
    List taken(list.begin(), end);
    list.erase(list.begin(), end);
    return taken;
  }
  void deactivate(u64 count) {
    for (const u32 number : take(active_, count)) {
      ModelPage& page = pages_[number];
      page.is_young = page.is_active = false;
      page.was_workingset = true;
      inactive_.push_back(number);
    }
  }
  u64 scan(u64 count) {
    u64 got = 0;
    u64 activated = 0;
    for (const u32 number : take(inactive_, count)) {
      ++counters.scanned;
      ModelPage& page = pages_[number];
      if (!page.is_young) {
        ++got;
        ++counters.stolen;
        shadows_[number] = Shadow{age_++, page.was_workingset};
        pages_.erase(number);
        continue;
      }
      page.is_young = false;
      if (page.is_referenced) ++activated;
      page.is_active = page.is_referenced;
      page.is_referenced = true;
      (page.is_active ? active_ : inactive_).push_back(number);
    }
    age_ += activated;
    return got;
  }
  u64 scan_lists(i32 priority, bool may_deactivate) {
    u64 inactive = inactive_.size() >> priority;
    u64 active = active_.size() >> priority;
    u64 got = 0;
    while (inactive != 0) {
      const u64 step = std::min<u64>(inactive, 32);
      inactive -= step;
      got += scan(step);
      const u64 active_step = std::min<u64>(active, 32);
      active -= active_step;
      if (active_step != 0 && may_deactivate) deactivate(active_step);
      if (active_step != 0 && !may_deactivate) has_skipped_ = true;
      if (got >= 32) break;
    }
    if (is_low()) deactivate(32);
    return got;
  }
  u64 pass(bool is_forced) {
    if (is_forced) has_skipped_ = false;
    u64 got = 0;
    for (i32 priority = 12; priority >= 0 && got < 32; --priority) {
      got += scan_lists(priority, is_forced || flushed_activated_ != seen_activated_ || is_low());
    }
    seen_activated_ = flushed_activated_;
    return got;
  }

  List inactive_, active_;
  std::map<u32, ModelPage> pages_;
  std::map<u32, Shadow> shadows_;
  u64 age_ = 0, flushed_inactive_ = 0, flushed_active_ = 0, flushed_activated_ = 0, seen_activated_ = 0;
  bool has_skipped_ = false;
};

constexpr u64 kBase = 0x20000000;
constexpr u32 kMostPages = 1200;

// The same, by the engine.
class LruMachine {
 public:
  LruMachine() {
    turn_swap_on(m_.k, "ram", SwapKind::kZram, 4096);
    m_.k.m.swap.page_cluster = 0;
    // What booting brought along leaves the lists: the scenarios are about pages of their own.
    m_.munmap(1, 0, to_pages(m_.mm(1).task_size));
    m_.mmap(1, kMostPages, kRw, kBase);
    lru_add_drain_all(m_.k.m.phys, trace_);
    for (u32 list = 0; list < 4; ++list) REQUIRE(lruvec().list[list].count == 0);
  }
  void touch(u32 number) {
    for (CpuTlb& cpu : m_.k.m.tlb.cpu) {
      for (TlbEntry& entry : cpu.entry) entry = TlbEntry{};
    }
    REQUIRE(store_bytes(m_.k, trace_, 1, kBase + u64{number} * kPageSize, "x", 1).signal.signo == 0);
  }
  void advise(u32 number, u32 advice) {
    lru_add_drain_all(m_.k.m.phys, trace_);
    REQUIRE(sys_madvise(m_.k, trace_, 1, AdvisedRange{kBase + u64{number} * kPageSize, kPageSize}, advice).ok());
    lru_add_drain_all(m_.k.m.phys, trace_);
  }
  void flush() {
    lru_add_drain_all(m_.k.m.phys, trace_);
    flush_lruvec_stats(lruvec());
  }
  u64 resident() const { return m_.mm(1).rss[kMmAnonPages]; }
  u64 reclaim() {
    PageAllocator frames(m_.k, trace_, 0);
    Cx cx{m_.k.m, trace_, frames, 0, Limits()};
    ReclaimGoal goal;
    goal.swappiness = 200;
    goal.is_group = true;
    return try_to_free_pages(cx, goal);
  }
  void settle() { lru_add_drain_all(m_.k.m.phys, trace_); }
  char state_of(u32 number) const {
    const Pte pte = m_.pte(1, kBase + u64{number} * kPageSize);
    if (pte_form(pte) == PteForm::kSwap) return 'S';
    if (!pte_present(pte)) return '.';
    const Page& page = m_.k.m.phys.pages[pte_pfn(pte).v];
    const bool is_referenced = has_flag(page, kPgReferenced);
    return has_flag(page, kPgActive) ? (is_referenced ? 'A' : 'a') : is_referenced ? 'I' : 'i';
  }
  Counters counters() const {
    const VmStat& s = m_.k.m.stat;
    return Counters{s.pgscan_anon, s.pgsteal_anon, s.workingset_refault_anon, s.workingset_activate_anon, s.workingset_restore_anon};
  }
  void check() const { m_.check(); }

 private:
  Lruvec& lruvec() { return lruvec_of(m_.k.m.phys, Pfn(0)); }
  Machine m_;
  Trace trace_;
};

// Both sides of one scenario.
struct Pair {
  LruModel model;
  LruMachine machine;
  u32 pages = 0;

  void touch(u32 number) {
    model.touch(number);
    machine.touch(number);
  }
  void advise(u32 from, u32 to, u32 advice) {
    for (u32 number = from; number < to; ++number) {
      machine.advise(number, advice);
      if (advice == kMadvPageout) model.page_out(number);
      if (advice == kMadvCold) model.cool(number);
      if (advice == kMadvDontneed) model.drop(number);
    }
  }
  void lower_limit(u64 limit) {
    machine.flush();
    model.flush();
    while (model.resident() > limit && model.reclaim() != 0) {
    }
    while (machine.resident() > limit && machine.reclaim() != 0) {
    }
    machine.settle();
  }
  std::string states(bool is_model) const {
    std::string text;
    for (u32 number = 0; number < pages; ++number) text += is_model ? model.state_of(number) : machine.state_of(number);
    return text;
  }
};

void use_again(Pair& pair, Random& random) {
  const u32 from = static_cast<u32>(random.below(pair.pages));
  const u32 to = std::min(pair.pages, from + 1 + static_cast<u32>(random.below(80)));
  const u64 what = random.below(100);
  if (what < 10) return pair.advise(from, to, kMadvPageout);
  if (what < 20) return pair.advise(from, to, kMadvCold);
  if (what < 26) return pair.advise(from, to, kMadvDontneed);
  for (u32 number = from; number < to; ++number) pair.touch(number);
}

void run_scenario(u64 seed) {
  Random random(seed);
  Pair pair;
  const u64 steps = 3 + random.below(5);
  for (u64 step = 0; step < steps; ++step) {
    for (u64 deed = random.below(3) + 1; deed > 0; --deed) {
      if (pair.pages != 0 && random.below(100) < 65) {
        use_again(pair, random);
        continue;
      }
      const u32 end = std::min(kMostPages, pair.pages + 5 + static_cast<u32>(random.below(116)));
      for (; pair.pages < end; ++pair.pages) pair.touch(pair.pages);
    }
    const u64 resident = pair.model.resident();
    pair.lower_limit(std::max<u64>(8, resident / 3 + random.below(static_cast<u32>(resident + 5 - resident / 3))));
    INFO("seed " << seed << " step " << step);
    REQUIRE(pair.states(true) == pair.states(false));
    REQUIRE(pair.model.counters == pair.machine.counters());
  }
  pair.machine.check();
}

u64 number_from(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("reclaim: every page of random scenarios is where an independent model has it", "[reclaim]") {
  const u64 first = number_from("PAGEWALK_LRU_SEED", 1);
  const u64 count = number_from("PAGEWALK_LRU_SCENARIOS", 1000);
  for (u64 seed = first; seed < first + count; ++seed) run_scenario(seed);
}
