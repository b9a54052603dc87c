// Which slot a page gets: what a live 6.18.44 gave out, case by case.
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

struct Slots : Machine {
  Trace trace;
  u64 a = mmap(1, 1400);
  Slots() {
    write(1, a, "x", 1400);
    lru_add_drain_all(k.m.phys, trace);
  }
  SwapCx cx(u32 cpu = 0) { return SwapCx{k.m.swap, k.m.phys, trace, cpu}; }
  Pfn page_of(u32 index) { return pte_pfn(pte(1, a + index * kPageSize)); }
  // The slot that the next page gets, as "type:offset".
  std::string next(u32 cpu = 0) {
    SwapCx swap = cx(cpu);
    const Pfn pfn = page_of(used_++);
    folio_lock(k.m.phys, pfn);
    const bool has_slot = folio_alloc_swap(swap, pfn);
    folio_unlock(k.m.phys, pfn);
    if (!has_slot) return "none";
    const SwpEntry entry = swap_entry_of(k.m.phys.pages[pfn.v]);
    return std::to_string(entry.type) + ":" + std::to_string(entry.offset);
  }
  void take(u32 slots, u32 cpu = 0) {
    for (u32 i = 0; i < slots; ++i) next(cpu);
  }
  void free(u32 index) {
    SwapCx swap = cx();
    REQUIRE(folio_free_swap(swap, page_of(index)));
  }

 private:
  u32 used_ = 0;
};

}  // namespace

TEST_CASE("swap slots: a fresh area gives out 1, 2, 3 …", "[swap]") {
  for (const SwapKind kind : {SwapKind::kDisk, SwapKind::kSsd, SwapKind::kZram, SwapKind::kFile}) {
    Slots m;
    turn_swap_on(m.k, "s", kind, 2048);
    CHECK(m.next() == "0:1");
    CHECK(m.next() == "0:2");
    CHECK(m.next() == "0:3");
    m.check();
  }
}

TEST_CASE("swap slots: another CPU goes on in a rotational area, and has a cluster of its own in a solid-state one", "[swap]") {
  for (const bool is_solid : {false, true}) {
    Slots m;
    turn_swap_on(m.k, "s", is_solid ? SwapKind::kSsd : SwapKind::kDisk, 2048);
    m.take(4, 0);
    CHECK(m.next(1) == (is_solid ? "0:512" : "0:5"));
    CHECK(m.next(1) == (is_solid ? "0:513" : "0:6"));
    CHECK(m.next(0) == (is_solid ? "0:5" : "0:7"));
  }
}

TEST_CASE("swap slots: a last cluster that is cut short is nonfull from the start, and comes second", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kDisk, 2148);
  m.take(511);
  CHECK(m.next() == "0:2048");
  m.take(98);
  CHECK(m.next() == "0:2147");
  CHECK(m.next() == "0:512");
  m.check();
}

TEST_CASE("swap slots: those freed in the current cluster wait, those freed elsewhere come before any free cluster", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kDisk, 4096);
  m.take(20);
  m.free(4);
  CHECK(m.next() == "0:21");  // … and not 5
  m.take(490);                // to 511
  m.take(10);                 // 512 to 521: whoever gives out slots leaves the cluster half full, where nobody looks while others are free
  m.free(100);
  m.free(99);
  CHECK(m.next() == "0:522");
  m.take(501);
  CHECK(m.next() == "0:5");
  CHECK(m.next() == "0:100");
  CHECK(m.next() == "0:101");
  CHECK(m.next() == "0:1024");
  m.check();
}

TEST_CASE("swap slots: rotational areas of one priority take turns page by page, solid-state ones cluster by cluster", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "a", SwapKind::kDisk, 2048, 5);
  turn_swap_on(m.k, "b", SwapKind::kDisk, 2048, 5);
  CHECK(m.next() == "0:1");
  CHECK(m.next() == "1:1");
  CHECK(m.next() == "0:2");
  CHECK(m.next() == "1:2");
  Slots s;
  turn_swap_on(s.k, "a", SwapKind::kSsd, 2048, 5);
  turn_swap_on(s.k, "b", SwapKind::kSsd, 2048, 5);
  CHECK(s.next() == "0:1");
  CHECK(s.next() == "0:2");
  s.take(509);
  CHECK(s.next() == "1:1");
}

TEST_CASE("swap slots: a higher priority is filled to its last slot first; without one the first that was turned on", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "low", SwapKind::kDisk, 64, 1);
  turn_swap_on(m.k, "high", SwapKind::kDisk, 12, 7);
  m.take(11);
  CHECK(m.k.m.swap.areas[1].is_offlist);
  CHECK(m.next() == "0:1");
  m.free(3);
  CHECK(m.next() == "1:4");
  Slots d;
  turn_swap_on(d.k, "first", SwapKind::kDisk, 64);
  turn_swap_on(d.k, "second", SwapKind::kDisk, 64);
  CHECK(d.k.m.swap.areas[0].prio == -2);
  CHECK(d.k.m.swap.areas[1].prio == -3);
  CHECK(d.next() == "0:1");
  CHECK(d.next() == "0:2");
}

TEST_CASE("swap slots: when every one is used there is none, and one that is freed is given out again", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kZram, 10);
  m.take(9);
  CHECK(m.k.m.swap.nr_swap_pages == 0);
  CHECK(m.next() == "none");
  m.check();
}

// Cached pages are the only users of all slots here: more than half full, the allocator takes from the cache what only it holds.
TEST_CASE("swap slots: with swap more than half full a slot that only the cache holds is given out again", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kDisk, 514);
  m.take(511);
  CHECK(m.next() == "0:512");
  CHECK(m.next() == "0:513");
  CHECK(m.k.m.swap.nr_swap_pages == 0);
  CHECK(m.k.m.swap.avail.empty());
}

TEST_CASE("swap areas: a type is used again after swapoff, and default priorities close up", "[swap]") {
  Slots m;
  for (const char* name : {"a", "b", "c"}) turn_swap_on(m.k, name, SwapKind::kDisk, 64);
  CHECK(m.k.m.swap.total_swap_pages == 3 * 63);
  SwapCx cx = m.cx();
  stop_swap(m.k.m.swap, 1);
  release_swap(cx, 1);
  CHECK(m.k.m.swap.areas[2].prio == -3);
  CHECK(turn_swap_on(m.k, "d", SwapKind::kDisk, 32) == 1);
  CHECK(m.k.m.swap.areas[1].prio == -4);
  CHECK(m.k.m.swap.total_swap_pages == 2 * 63 + 31);
  m.check();
}

TEST_CASE("swap areas: what mkswap and swapon refuse", "[swap]") {
  Slots m;
  Swap& swap = m.k.m.swap;
  CHECK(make_swap_device(swap, "s", SwapKind::kDisk, 9 * kPageSize).error().code == Errno::kEINVAL);
  CHECK(make_swap_device(swap, "s", SwapKind::kDisk, u64{32} << 30).error().code == Errno::kEINVAL);
  CHECK(enable_swap(swap, m.trace, "s", -1).error().code == Errno::kENOENT);
  turn_swap_on(m.k, "s", SwapKind::kDisk, 64);
  CHECK(enable_swap(swap, m.trace, "s", -1).error().code == Errno::kEBUSY);
  CHECK(make_swap_device(swap, "s", SwapKind::kDisk, 1 << 20).error().code == Errno::kEBUSY);
  CHECK(break_swap_slot(swap, "s", 0).error().code == Errno::kEINVAL);
  CHECK(break_swap_slot(swap, "s", 64).error().code == Errno::kEINVAL);
  CHECK(break_swap_slot(swap, "t", 1).error().code == Errno::kENOENT);
  for (u32 i = 1; i < kMaxSwapfiles; ++i) turn_swap_on(m.k, "more" + std::to_string(i), SwapKind::kZram, 10);
  REQUIRE(make_swap_device(swap, "last", SwapKind::kZram, 10 * kPageSize).ok());
  CHECK(enable_swap(swap, m.trace, "last", -1).error().code == Errno::kEPERM);
  m.check();
}

TEST_CASE("swap slots: a cluster that gave up its last page while it was looked at is not gone on with", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kSsd, 2048);
  m.take(511 + 512);
  CHECK(m.next() == "0:1024");
  CHECK(m.next() == "0:1025");
  m.free(1024);  // the second of the two: cluster 2 is nonfull now, and slot 1024 only the cache's
  REQUIRE(vm_swap_full(m.k.m.swap));
  CHECK(m.next(1) == "0:1536");
  CHECK_FALSE(m.k.m.swap.areas[0].slots[1024].is_used());
  m.check();
}

TEST_CASE("swap slots: a CPU stays in the cluster of an area that is going, finds nothing there, and begins anew after that", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kSsd, 2048);
  m.take(3);
  stop_swap(m.k.m.swap, 0);
  CHECK(m.k.m.swap.cpu_clusters[0].offset == 4);
  CHECK(m.next() == "none");
  CHECK(m.k.m.swap.cpu_clusters[0].offset == 0);
  resume_swap(m.k.m.swap, 0);
  CHECK(m.next() == "0:512");  // cluster 0 is on the list of those that somebody left half full
  m.check();
}

TEST_CASE("swap slots: a worker frees what only the cache holds in full clusters, once an area is full", "[swap]") {
  Slots m;
  turn_swap_on(m.k, "s", SwapKind::kDisk, 64);
  m.take(62);
  SwapCx swap = m.cx();
  run_reclaim_work(swap);
  CHECK(m.k.m.swap.areas[0].inuse == 62);
  const SwpEntry named{0, 5};
  swap_duplicate(swap, named);
  CHECK(m.next() == "0:63");
  run_reclaim_work(swap);
  CHECK(m.k.m.swap.areas[0].inuse == 1);
  CHECK(m.k.m.swap.areas[0].slots[5].is_used());
  CHECK(m.next() != "none");
}
