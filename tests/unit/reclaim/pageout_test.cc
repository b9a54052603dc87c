// MADV_PAGEOUT and the way back: what a live 6.18.44 shows after each, by device (truth: recorded trials of swap cache, fork and faults).
#include "engine/kernel/access.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/page_allocator.h"
#include "engine/kernel/process_vm.h"
#include "engine/kernel/swap_calls.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/mincore.h"
#include "tests/support/machine.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kAt = 0x20000000;

struct Pageout : Machine {
  Trace trace;
  u32 type = 0;
  explicit Pageout(SwapKind kind, u64 slots = 4096) {
    type = turn_swap_on(k, "s", kind, slots);
    k.m.swap.page_cluster = 0;
    mmap(1, 64, kRw, kAt);
  }
  static u64 page_at(u64 index) { return kAt + index * kPageSize; }
  void advise(Pid pid, u64 advice, u64 first = 0, u64 pages = 1) {
    REQUIRE(sys_madvise(k, trace, pid, AdvisedRange{page_at(first), pages * kPageSize}, advice).ok());
    check();
  }
  void out(u64 first = 0, u64 pages = 1, Pid pid = 1) { advise(pid, kMadvPageout, first, pages); }
  bool is_swapped(u64 index, Pid pid = 1) const { return pte_form(pte(pid, page_at(index))) == PteForm::kSwap; }
  SwpEntry entry(u64 index, Pid pid = 1) const { return pte_to_swp_entry(pte(pid, page_at(index))); }
  u32 used() const { return k.m.swap.areas[type].inuse; }
  u64 written() const { return k.m.swap.stat.pswpout; }
  u64 majors(Pid pid = 1) const { return k.tasks[pid].majflt; }
  u64 minors(Pid pid = 1) const { return k.tasks[pid].minflt; }
  bool is_cached(u64 index, Pid pid = 1) const { return find_swap_cached(k.m.swap, entry(index, pid)).valid(); }
  std::string bytes(u64 index, Pid pid = 1) {
    std::string text;
    read(pid, page_at(index), 1, &text, 4);
    return text;
  }
  // As reclaim would inside a command that goes on: what is written is under way after it.
  u64 take(const std::vector<Pfn>& pages) {
    lru_add_drain_all(k.m.phys, trace);
    for (const Pfn pfn : pages) folio_isolate_lru(k.m.phys, pfn);
    return PageAllocator(k, trace, 0).reclaim_pages(pages);
  }
  void drop_cache() {  // force_empty, in effect
    for (u32 offset = 1; offset < k.m.swap.areas[type].max; ++offset) {
      const Pfn pfn = find_swap_cached(k.m.swap, SwpEntry{type, offset});
      SwapCx cx{k.m.swap, k.m.phys, trace, 0};
      lru_add_drain_all(k.m.phys, trace);
      if (pfn.valid() && page_mapcount(k.m.phys.pages[pfn.v]) == 0) delete_from_swap_cache(cx, pfn);
    }
  }
};

// Between a fault and the access that took it, and at any other request, whatever came back from swap goes out again.
class TakesAll : public AllocatorStandIn {
 public:
  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override {
    lru_add_drain_all(k.m.phys, trace);
    std::vector<Pfn> isolated;
    for (u32 pfn = 0; pfn < k.m.phys.pages.size(); ++pfn) {
      const Page& page = k.m.phys.pages[pfn];
      if (has_flag(page, kPgSwapcache) && has_flag(page, kPgLru) && page_mapcount(page) != 0) isolated.push_back(Pfn(pfn));
    }
    for (const Pfn pfn : isolated) folio_isolate_lru(k.m.phys, pfn);
    PageAllocator(k, trace, cpu).reclaim_pages(isolated);
    return alloc_pages(k.m.phys, trace, cpu, request);
  }
};

}  // namespace

TEST_CASE("pageout: a device that is memory has the page at once; a disk's stays in the swap cache, clean", "[swap][reclaim]") {
  for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk, SwapKind::kSsd, SwapKind::kFile}) {
    Pageout m(kind);
    m.write(1, m.page_at(0), "word");
    m.out();
    CHECK(m.is_swapped(0));
    CHECK(pte_swp_exclusive(m.pte(1, m.page_at(0))));
    CHECK(m.is_cached(0) == (kind != SwapKind::kZram));
    CHECK(m.used() == 1);
    CHECK(m.mm(1).rss[kMmSwapEnts] == 1);
    const u64 minors = m.minors();
    const u64 majors = m.majors();
    CHECK(m.bytes(0) == "word");
    CHECK(m.minors() - minors == (kind == SwapKind::kZram ? 0 : 1));
    CHECK(m.majors() - majors == (kind == SwapKind::kZram ? 1 : 0));
    // By a load the disk's page keeps its slot, and zram's is gone with it.
    CHECK(m.used() == (kind == SwapKind::kZram ? 0 : 1));
    CHECK(pte_write(m.pte(1, m.page_at(0))));
  }
}

TEST_CASE("pageout: a clean page keeps its slot and is not written again; stored to, it is written to the same one", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk);
  m.write(1, m.page_at(0), "one ");
  m.out();
  const SwpEntry first = m.entry(0);
  CHECK(m.written() == 1);
  CHECK(m.bytes(0) == "one ");
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out();
  CHECK(m.entry(0) == first);
  CHECK(m.written() == 1);
  CHECK(m.bytes(0) == "one ");
  m.write(1, m.page_at(0), "two ");
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out();
  CHECK(m.entry(0) == first);
  CHECK(m.written() == 2);
  CHECK(m.bytes(0) == "two ");
}

TEST_CASE("pageout: a store that brings a page back takes it out of the cache, and its slot is free", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk);
  m.write(1, m.page_at(0), "one ");
  m.out();
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.write(1, m.page_at(0), "two ");
  CHECK(m.used() == 0);
  CHECK(has_flag(m.page(1, m.page_at(0)), kPgDirty));
  CHECK_FALSE(has_flag(m.page(1, m.page_at(0)), kPgSwapcache));
}

TEST_CASE("pageout: pages get slots in the order of their addresses, pages of zeros too, and those are not written", "[swap][reclaim]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "x", 3);
  m.write(1, m.page_at(3), std::string(1, '\0'));
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out(0, 4);
  for (u64 i = 0; i < 4; ++i) CHECK(m.entry(i) == SwpEntry{m.type, i + 1});
  CHECK(m.written() == 3);
  CHECK(m.k.m.swap.stat.swpout_zero == 1);
  CHECK(m.bytes(3) == std::string(4, '\0'));
  CHECK(m.k.m.swap.stat.swpin_zero == 1);
}

TEST_CASE("pageout: what others map, what is locked and what finds no slot stays", "[swap][reclaim]") {
  Pageout m(SwapKind::kZram, 10);
  m.write(1, m.page_at(0), "x", 20);
  lru_add_drain_all(m.k.m.phys, m.trace);
  const Pid child = m.fork(1);
  m.out(0, 1);
  CHECK_FALSE(m.is_swapped(0));
  m.exit(child);
  m.out(0, 20);
  for (u64 i = 0; i < 20; ++i) CHECK(m.is_swapped(i) == (i < 9));
  lru_add_drain_all(m.k.m.phys, m.trace);
  CHECK(has_flag(m.page(1, m.page_at(12)), kPgActive));
  REQUIRE(sys_mlock2(m.k, m.trace, 1, m.page_at(12), kPageSize, 0).ok());
  CHECK_FALSE(sys_madvise(m.k, m.trace, 1, AdvisedRange{m.page_at(12), kPageSize}, kMadvPageout).ok());
  m.check();
}

TEST_CASE("pageout: without swap everything stays and becomes active", "[swap][reclaim]") {
  Machine m;
  Trace trace;
  const u64 a = m.mmap(1, 2);
  m.write(1, a, "x", 2);
  lru_add_drain_all(m.k.m.phys, trace);
  REQUIRE(sys_madvise(m.k, trace, 1, AdvisedRange{a, 2 * kPageSize}, kMadvPageout).ok());
  m.check();
  CHECK(pte_present(m.pte(1, a)));
  lru_add_drain_all(m.k.m.phys, trace);
  CHECK(has_flag(m.page(1, a), kPgActive));
}

TEST_CASE("swap-in of a shared slot: each process its own way, and the page of a reader belongs to the root", "[swap][reclaim]") {
  for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk}) {
    Pageout m(kind);
    m.write(1, m.page_at(0), "both");
    m.out();
    m.drop_cache();
    const Pid child = m.fork(1);
    CHECK(m.used() == 1);
    CHECK(swap_count(m.k.m.swap, m.entry(0)) == 2);
    CHECK_FALSE(pte_swp_exclusive(m.pte(1, m.page_at(0))));
    // The child reads: through the cache, also from memory, as the slot has two users.
    CHECK(m.bytes(0, child) == "both");
    CHECK_FALSE(pte_write(m.pte(child, m.page_at(0))));
    CHECK_FALSE(has_flag(m.page(child, m.page_at(0)), kPgAnonExclusive));
    CHECK(m.is_swapped(0));
    const AnonVmaId of_page = anon_vma_of(m.page(child, m.page_at(0)));
    CHECK(of_page == m.k.m.rmap.anon_vmas[of_page].root);
    CHECK(of_page == m.vma(1, m.page_at(0)).anon_vma);
    // It writes: the parent's entry still names the slot, so it copies.
    m.write(child, m.page_at(0), "mine");
    CHECK(m.bytes(0) == "both");
    CHECK(m.bytes(0, child) == "mine");
    CHECK(m.minors(1) + m.majors(1) > 0);
  }
}

TEST_CASE("swap-in of a shared slot by a store copies in the same fault", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk);
  m.write(1, m.page_at(0), "both");
  m.out();
  const Pid child = m.fork(1);
  const u64 before = m.minors(child) + m.majors(child);
  m.write(child, m.page_at(0), "mine");
  CHECK(m.minors(child) + m.majors(child) == before + 1);
  CHECK(m.is_swapped(0));
  CHECK(m.bytes(0) == "both");
  CHECK(m.bytes(0, child) == "mine");
}

TEST_CASE("exit, munmap, MADV_DONTNEED and MADV_FREE give slots back", "[swap][reclaim]") {
  for (const u32 way : {0u, 1u, u32{kMadvDontneed}, u32{kMadvFree}}) {
    for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk}) {
      Pageout m(kind);
      m.write(1, m.page_at(0), "x", 8);
      lru_add_drain_all(m.k.m.phys, m.trace);
      const Pid child = m.fork(1);
      m.write(child, m.page_at(0), "own", 8);  // copies, which only the child maps
      lru_add_drain_all(m.k.m.phys, m.trace);
      m.out(0, 8, way == 0 ? child : 1);
      CHECK(m.used() == 8);
      if (way == 0) m.exit(child);
      else if (way == 1) m.munmap(1, m.page_at(0), 64);
      else m.advise(1, way, 0, 8);
      CHECK(m.used() == 0);
      CHECK(m.k.m.swap.nr_swapcache == 0);
      m.check();
    }
  }
}

TEST_CASE("MADV_WILLNEED reads into the cache only; the next touch is a minor fault", "[swap][reclaim]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "word");
  m.out();
  CHECK_FALSE(m.is_cached(0));
  m.advise(1, kMadvWillneed);
  CHECK(m.is_swapped(0));
  CHECK(m.is_cached(0));
  const u64 majors = m.majors();
  CHECK(m.bytes(0) == "word");
  CHECK(m.majors() == majors);
}

TEST_CASE("a lazily freed page is dropped, unless it was stored to since", "[swap][reclaim]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "x", 2);
  m.advise(1, kMadvFree, 0, 2);
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.write(1, m.page_at(1), "kept");
  m.out(0, 2);
  CHECK(pte_none(m.pte(1, m.page_at(0))));
  CHECK(m.k.m.stat.pglazyfreed == 1);
  CHECK(m.bytes(0) == std::string(4, '\0'));
  CHECK(m.bytes(1) == "kept");
  CHECK(m.used() == 0);
}

TEST_CASE("a page of a shared object leaves a value; every process finds it again", "[swap][reclaim]") {
  for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk}) {
    Pageout m(kind);
    REQUIRE(sys_mmap(m.k, m.trace, 1, 0x30000000, 8 * kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
    m.write(1, 0x30000000, "all ", 2);
    lru_add_drain_all(m.k.m.phys, m.trace);
    REQUIRE(sys_madvise(m.k, m.trace, 1, AdvisedRange{0x30000000, 2 * kPageSize}, kMadvPageout).ok());
    m.check();
    CHECK(pte_none(m.pte(1, 0x30000000)));
    CHECK(m.used() == 2);
    const InodeId inode = m.k.m.files.pool[m.vma(1, 0x30000000).file].inode;
    CHECK(m.k.m.files.inodes[inode].swapped == 2);
    CHECK(m.k.m.files.inodes[inode].nrpages == 0);
    const Pid child = m.fork(1);
    std::string text;
    m.read(child, 0x30000000, 1, &text, 4);
    CHECK(text == "all ");
    CHECK(m.used() == 1);
    CHECK(m.k.m.files.inodes[inode].swapped == 1);
    m.exit(child);
    m.munmap(1, 0x30000000, 8);
    CHECK(m.used() == 0);
  }
}

TEST_CASE("a slot that cannot be read is a SIGBUS for that page alone", "[swap][reclaim]") {
  for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk}) {
    Pageout m(kind);
    m.write(1, m.page_at(0), "word", 2);
    lru_add_drain_all(m.k.m.phys, m.trace);
    m.out(0, 2);
    m.drop_cache();
    REQUIRE(break_swap_slot(m.k.m.swap, "s", m.entry(0).offset).ok());
    CHECK(m.write(1, m.page_at(0), "x").signal.signo == 7);
    m.check();
    CHECK(m.is_swapped(0));
    CHECK(m.bytes(1) == "word");
  }
}

TEST_CASE("VMA read-ahead: a window around the address, and a hit for each page that was of use", "[swap][reclaim]") {
  Pageout m(SwapKind::kSsd);
  m.k.m.swap.page_cluster = 3;
  m.write(1, m.page_at(0), "x", 64);
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out(0, 64);
  m.drop_cache();
  const u64 read_before = m.k.m.swap.stat.pswpin;
  m.read(1, m.page_at(20));
  // A fresh area: eight pages, three before and four behind.
  CHECK(m.k.m.swap.stat.pswpin - read_before == 8);
  CHECK(m.is_cached(17));
  CHECK(m.is_cached(24));
  CHECK_FALSE(m.is_cached(16));
  CHECK_FALSE(m.is_cached(25));
  CHECK(m.k.m.swap.stat.swap_ra == 7);
  m.read(1, m.page_at(21));
  CHECK(m.k.m.swap.stat.swap_ra_hit == 1);
}

TEST_CASE("swap slots of a locked area and of swap that is getting full are given up at any swap-in", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk, 16);
  m.write(1, m.page_at(0), "x", 10);
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out(0, 10);
  CHECK(vm_swap_full(m.k.m.swap));
  m.read(1, m.page_at(0));
  CHECK(m.used() == 9);
}

TEST_CASE("a page that somebody has locked stays where it is, and does not count as looked at", "[reclaim]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "x", 2);
  const Pfn locked = m.frame(1, m.page_at(0));
  folio_lock(m.k.m.phys, locked);
  CHECK(m.take({locked, m.frame(1, m.page_at(1))}) == 1);
  folio_unlock(m.k.m.phys, locked);
  CHECK_FALSE(m.is_swapped(0));
  CHECK(m.is_swapped(1));
  m.check();
}

TEST_CASE("a page of a shared object that is under way is waited for before it comes back", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk);
  REQUIRE(sys_mmap(m.k, m.trace, 1, 0x30000000, kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
  m.write(1, 0x30000000, "word");
  const Pfn pfn = m.frame(1, 0x30000000);
  m.take({pfn});
  REQUIRE(has_flag(m.k.m.phys.pages[pfn.v], kPgWriteback));
  std::string text;
  m.read(1, 0x30000000, 1, &text, 4);
  CHECK(text == "word");
  CHECK(m.frame(1, 0x30000000) == pfn);
  CHECK(m.k.m.swap.writeback.empty());
  CHECK(m.used() == 0);
}

// PG_readahead is PG_reclaim's bit, and Linux does not ask which of the two was meant.
TEST_CASE("a page that is found while it is being written counts as read ahead, and is not rotated any more", "[swap][reclaim]") {
  Pageout m(SwapKind::kDisk);
  m.write(1, m.page_at(0), "word");
  const Pfn pfn = m.frame(1, m.page_at(0));
  m.take({pfn});
  REQUIRE(has_flag(m.k.m.phys.pages[pfn.v], kPgWriteback | kPgReclaim));
  PageAllocator frames(m.k, m.trace, 0);
  Cx cx{m.k.m, m.trace, frames, 0, {}, 0, 0, 0, frames};
  update_swap_readahead(cx, pfn, VmaId(), 0);
  CHECK(m.k.m.swap.stat.swap_ra_hit == 1);
  const u64 rotated = m.k.m.phys.stat.pgrotated;
  wait_on_writeback(cx, pfn);
  lru_add_drain_all(m.k.m.phys, m.trace);
  CHECK(m.k.m.phys.stat.pgrotated == rotated);
  m.check();
}

TEST_CASE("swapoff counts no major fault, since nobody faults", "[swap]") {
  Pageout m(SwapKind::kDisk);
  REQUIRE(sys_mmap(m.k, m.trace, 1, 0x30000000, kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
  m.write(1, 0x30000000, "word");
  lru_add_drain_all(m.k.m.phys, m.trace);
  REQUIRE(sys_madvise(m.k, m.trace, 1, AdvisedRange{0x30000000, kPageSize}, kMadvPageout).ok());
  m.drop_cache();
  REQUIRE(m.used() == 1);
  const u64 before = m.k.m.stat.pgmajfault;
  REQUIRE(sys_swapoff(m.k, m.trace, 1, "s").ok());
  CHECK(m.k.m.stat.pgmajfault == before);
  m.check();
}

// 6.18.44: 512 such pages, stored to and paged out, moved pgactivate by 512 and pglazyfreed not at all.
TEST_CASE("a droppable page that is dirty counts as active, and is free once it is put back", "[reclaim]") {
  Pageout m(SwapKind::kZram);
  REQUIRE(sys_mmap(m.k, m.trace, 1, 0x30000000, kPageSize, kRw, kMapDroppable | kMapAnonymous | kMapFixed).ok());
  m.write(1, 0x30000000, "word");
  lru_add_drain_all(m.k.m.phys, m.trace);
  const u64 free_before = m.k.m.phys.stat.pgfree;
  const u64 active_before = m.k.m.phys.stat.pgactivate;
  REQUIRE(sys_madvise(m.k, m.trace, 1, AdvisedRange{0x30000000, kPageSize}, kMadvPageout).ok());
  m.check();
  CHECK(pte_none(m.pte(1, 0x30000000)));
  CHECK(m.k.m.phys.stat.pgactivate == active_before + 1);
  CHECK(m.k.m.stat.pglazyfreed == 0);
  lru_add_drain_all(m.k.m.phys, m.trace);
  CHECK(m.k.m.phys.stat.pgfree == free_before + 1);
}

TEST_CASE("swapoff ends when as many pages go out as come in", "[swap]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "word", 4);
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out(0, 4);
  m.fork(1);
  TakesAll takes;
  Status status = ok_status();
  {
    const StandIn standing(takes);
    status = sys_swapoff(m.k, m.trace, 1, "s");
  }
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == Errno::kEINTR);
  CHECK(m.k.m.swap.areas[m.type].is_writeok);
  m.check();
  REQUIRE(sys_swapoff(m.k, m.trace, 1, "s").ok());
  m.check();
}

TEST_CASE("an access whose page goes out again each time ends for want of memory", "[swap][fault]") {
  Pageout m(SwapKind::kZram);
  m.write(1, m.page_at(0), "word");
  lru_add_drain_all(m.k.m.phys, m.trace);
  m.out(0, 1);
  const Pid child = m.fork(1);
  TakesAll takes;
  AccessResult result;
  {
    const StandIn standing(takes);
    result = m.write(child, m.page_at(0), "mine");
  }
  CHECK(result.error == Errno::kENOMEM);
  CHECK(m.write(child, m.page_at(0), "mine").error == Errno::kOk);
  CHECK(m.bytes(0) == "word");
}
