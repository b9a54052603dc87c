// Rounds of reclaim, kswapd's failures and the ladder of an allocation, step by step (mm/vmscan.c, mm/page_alloc.c, mm/rmap.c of 6.18).
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/page_allocator.h"
#include "engine/memory/workingset.h"
#include "engine/reclaim/parts.h"
#include "engine/trace/reclaim_events.h"
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

struct Counting : TraceSink {
  u64 direct_reclaims = 0;
  u64 retries = 0;
  ReasonCode slow_reason = Reason::kNone;
  void on_event(const Event& event) override {
    if (static_cast<Phase>(event.phase) == Phase::kBegin) return;
    const EventCode id{event.id};
    if (id == EventId::kDirectReclaim) ++direct_reclaims;
    if (id == EventId::kReclaimRetry) ++retries;
    if (id == EventId::kAllocSlowpath) slow_reason = ReasonCode{event.reason};
  }
};

// A machine of which every frame down to the min watermarks has been taken, by nobody in particular.
struct Full : Machine {
  Counting seen;
  Trace trace{&seen};
  PageAllocator frames{k, trace, 0};
  Cx cx{k.m, trace, frames, 0, {}, 0, 0, 0, frames};
  Lruvec& lruvec = k.m.phys.node.lruvec;

  void fill() {
    Trace silent;
    for (u32 cpu = 0; cpu < 2; ++cpu) drain_pcp(k.m.phys, silent, cpu);
    while (alloc_pages(k.m.phys, silent, 0, AllocRequest{}).valid()) {
    }
  }
  Pfn ask(Gfp gfp) {
    seen.direct_reclaims = seen.retries = 0;
    return frames.alloc(AllocRequest{PageType::kNone, gfp});
  }
};

}  // namespace

TEST_CASE("slow path: nothing can be taken, so after 16 fruitless rounds the request fails", "[reclaim]") {
  Full m;
  m.fill();
  CHECK_FALSE(m.ask(kGfpKernel).valid());
  CHECK(m.seen.direct_reclaims == kMaxReclaimRetries + 1);
  CHECK(m.seen.retries == kMaxReclaimRetries + 1);
  CHECK(m.seen.slow_reason == Reason::kSlowFailed);
  // Each direct reclaim goes over all priorities twice, and both count; kswapd is woken until it gives up.
  CHECK(m.k.m.stat.allocstall == 2 * (kMaxReclaimRetries + 1));
  CHECK(m.k.m.stat.pageoutrun == kMaxReclaimRetries);
  CHECK(is_kswapd_hopeless(m.k.m.phys));
}

TEST_CASE("slow path: who may not wait, and who would rather fail than try twice", "[reclaim]") {
  Full m;
  m.fill();
  CHECK_FALSE(m.ask(kGfpNowait).valid());
  CHECK(m.seen.direct_reclaims == 0);
  CHECK(m.seen.slow_reason == Reason::kSlowMayNotReclaim);
  CHECK_FALSE(m.ask(kGfpKernel | kGfpBitNoretry).valid());
  CHECK(m.seen.direct_reclaims == 1);
  CHECK(m.seen.retries == 0);
  CHECK(m.seen.slow_reason == Reason::kSlowNoRetry);
}

TEST_CASE("slow path: kswapd takes what is needed, and above low nobody wakes it", "[reclaim]") {
  Full m;
  turn_swap_on(m.k, "z", SwapKind::kZram, 8192);
  const u64 at = m.mmap(1, 4000);
  REQUIRE(m.ask(kGfpKernel).valid());
  CHECK(m.k.m.stat.pageoutrun == 0);
  Trace silent;
  store_bytes(m.k, silent, 1, at, "x", 4000);
  REQUIRE(sys_madvise(m.k, silent, 1, AdvisedRange{at, 4000 * kPageSize}, kMadvCold).ok());
  lru_add_drain_all(m.k.m.phys, silent);
  m.fill();
  REQUIRE(m.ask(kGfpKernel).valid());
  CHECK(m.seen.slow_reason == Reason::kSlowAboveMin);
  CHECK(m.seen.direct_reclaims == 0);
  CHECK(m.k.m.stat.pageoutrun == 1);
  CHECK(is_balanced(m.k.m.phys));
}

TEST_CASE("should_reclaim_retry: what it goes by", "[reclaim]") {
  Full m;
  m.fill();
  u32 fruitless = 0;
  Zone& zone = m.k.m.phys.node.zones[static_cast<u32>(ZoneId::kDma32)];
  const u32 floor = zone.watermark[kWmarkMin] + zone.lowmem_reserve[static_cast<u32>(ZoneId::kNormal)];
  for (Zone& other : m.k.m.phys.node.zones) other.free_pages = 0;
  CHECK_FALSE(should_reclaim_retry(m.cx, 0, false, &fruitless));
  CHECK(fruitless == 1);
  // Without anything to take, what is free counts twice (6.18's zone_reclaimable_pages).
  zone.free_pages = floor / 2 + 1;
  CHECK(should_reclaim_retry(m.cx, 0, false, &fruitless));
  zone.free_pages = floor / 2;
  CHECK_FALSE(should_reclaim_retry(m.cx, 0, false, &fruitless));
  // Anonymous pages count while a slot of swap is free.
  zone.free_pages = 0;
  zone.lru_pages[static_cast<u32>(LruList::kActiveAnon)] = floor + 1;
  CHECK_FALSE(should_reclaim_retry(m.cx, 0, true, &fruitless));
  CHECK(fruitless == 0);
  m.k.m.swap.nr_swap_pages = 1;
  fruitless = kMaxReclaimRetries - 1;
  CHECK(should_reclaim_retry(m.cx, 0, false, &fruitless));
  CHECK_FALSE(should_reclaim_retry(m.cx, 0, false, &fruitless));
  CHECK(fruitless == kMaxReclaimRetries + 1);
  CHECK(should_reclaim_retry(m.cx, 0, true, &fruitless));
  CHECK(fruitless == 0);
  // Of a higher order, a block has to be free.
  CHECK_FALSE(should_reclaim_retry(m.cx, kMaxOrder, true, &fruitless));
}

TEST_CASE("kswapd: a balanced node is no failure, and a page taken by anybody revives it", "[reclaim]") {
  Full m;
  run_kswapd(m.cx);
  CHECK(m.k.m.stat.pageoutrun == 0);
  CHECK(m.k.m.phys.node.kswapd_failures == 0);
  turn_swap_on(m.k, "z", SwapKind::kZram, 8192);
  const u64 at = m.mmap(1, 1000);
  m.write(1, at, "x", 1000);
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.k.m.phys.node.kswapd_failures = kMaxReclaimRetries;
  CHECK(try_to_free_pages(m.cx, ReclaimGoal{}) >= kSwapClusterMax);
  CHECK(m.k.m.phys.node.kswapd_failures == 0);
  m.check();
}

// Pages that wait in a batch alone are free once it is emptied, which ageing does first: nothing was taken, and yet a zone is at its high
// watermark.
TEST_CASE("kswapd: a node that came into balance without a page taken is no failure", "[reclaim]") {
  Full m;
  m.fill();
  turn_swap_on(m.k, "z", SwapKind::kZram, 64);
  m.lruvec.flushed.pages[static_cast<u32>(LruList::kActiveAnon)] = 1;  // the active list looks long
  Zone& zone = m.k.m.phys.node.zones[static_cast<u32>(ZoneId::kDma32)];
  zone.pcp_batch = 1;
  zone.pcp_high = zone.pcp_high_max = 0;
  for (u32 i = 0; i < 8; ++i) {
    const Pfn pfn(zone.start_pfn + 8000 + i);
    REQUIRE(m.k.m.phys.pages[pfn.v].refcount == 1);
    m.k.m.phys.pages.mut(pfn.v).flags |= kPgSwapbacked;
    folio_add_lru(m.k.m.phys, m.trace, 0, pfn);
    put_page(m.k.m.phys, m.trace, 0, pfn);
  }
  for (Zone& other : m.k.m.phys.node.zones) other.watermark[kWmarkHigh] = 1u << 20;
  zone.watermark[kWmarkHigh] = zone.free_pages + 1;
  zone.lowmem_reserve[static_cast<u32>(ZoneId::kNormal)] = 0;
  REQUIRE_FALSE(is_balanced(m.k.m.phys));
  run_kswapd(m.cx);
  CHECK(is_balanced(m.k.m.phys));
  CHECK(m.k.m.stat.pgsteal_kswapd == 0);
  CHECK(m.k.m.phys.node.kswapd_failures == 0);
}

TEST_CASE("shrink_node: the machine's statistics are folded in before each round, a group's stand", "[reclaim]") {
  Full m;
  const u64 at = m.mmap(1, 200);
  m.write(1, at, "x", 200);
  lru_add_drain_all(m.k.m.phys, m.trace);
  const auto flushed = [&] { return m.lruvec.flushed.pages[static_cast<u32>(LruList::kInactiveAnon)]; };
  const u64 before = flushed();
  const u64 pages = m.lruvec[LruList::kInactiveAnon].count;
  REQUIRE(before != pages);
  ScanControl sc;
  sc.is_group = true;
  shrink_node(m.cx, sc);
  CHECK(flushed() == before);
  sc.is_group = false;
  shrink_node(m.cx, sc);
  CHECK(flushed() == pages);
}

TEST_CASE("refault: a page of the working set that had to be read back costs as much as 32 that were only looked at", "[reclaim]") {
  Full m;
  const u64 at = m.mmap(1, 1);
  m.write(1, at);
  const Pfn pfn = m.frame(1, at);
  m.lruvec.flushed.pages[static_cast<u32>(LruList::kActiveAnon)] = 1000;
  const u64 of_inactive = workingset_eviction(m.k.m, pfn, 0);
  m.k.m.phys.pages.mut(pfn.v).flags |= kPgWorkingset;
  const u64 of_active = workingset_eviction(m.k.m, pfn, 0);
  m.k.m.swap.nr_swap_pages = 1;
  workingset_refault(m.k.m, m.trace, pfn, of_inactive);
  CHECK(m.lruvec.cost[kLruAnon] == 0);
  workingset_refault(m.k.m, m.trace, pfn, of_active);
  CHECK(m.lruvec.cost[kLruAnon] == 32);
  CHECK(m.lruvec.cost[kLruFile] == 0);
}

TEST_CASE("folio_referenced: an area read at random is passed over even if it is locked", "[reclaim]") {
  Full m;
  const u64 at = m.mmap(1, 1);
  m.write(1, at);
  const Pfn pfn = m.frame(1, at);
  const VmaId vma = find_vma_at(m.k.m.nodes, m.mm(1).tree, at);
  m.k.m.vmas.mut(vma).flags |= kVmLocked;
  CHECK(folio_referenced(m.cx, pfn, 0).is_locked);
  m.k.m.vmas.mut(vma).flags |= kVmRandRead;
  CHECK_FALSE(folio_referenced(m.cx, pfn, 0).is_locked);
  CHECK(folio_referenced(m.cx, pfn, 0).entries == 0);
  m.k.m.vmas.mut(vma).flags &= ~u64{kVmLocked | kVmRandRead};
  CHECK(folio_referenced(m.cx, pfn, 0).entries == 1);
  CHECK(folio_referenced(m.cx, pfn, 0).entries == 0);
}
