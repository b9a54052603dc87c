// Faults in shared memory when every allocation takes from the page cache whatever nobody holds, or puts something there.
#include "engine/file/page_cache.h"
#include "engine/kernel/madvise_calls.h"
#include "engine/mm/fault/fault.h"
#include "tests/support/swap_area.h"
#include "tests/support/machine.h"

namespace pw::test {
namespace {

constexpr u64 kBase = 0x100000000000ull;

// The real source of frames, with something happening at each allocation.
class MeddlingFrames : public FrameSource {
 public:
  enum class Deed { kNothing, kTakes, kFills };
  MeddlingFrames(Kernel& k, Trace& trace) : k_(k), trace_(trace) {}

  Pfn alloc(const AllocRequest& request) override {
    if (deed == Deed::kTakes) take_unheld();
    const Pfn pfn = alloc_pages(k_.m.phys, trace_, 0, request);
    if (deed == Deed::kFills && request.type != PageType::kTable) fill();
    return pfn;
  }
  InodeId inode;  // of the object that it meddles with
  Deed deed = Deed::kNothing;
  u32 taken = 0;

 private:
  // As shrink_folio_list: not locked, mapped by nobody, and no reference but the cache's.
  void take_unheld() {
    lru_add_drain_all(k_.m.phys, trace_);
    std::vector<Pfn> victims;
    for_each_cached(k_.m.files, inode, 0, ~u64{0}, [&](u64, Pfn pfn) {
      const Page& page = k_.m.phys.pages[pfn.v];
      if (page.refcount == 1 && page.mapcount == -1 && !has_flag(page, kPgLocked)) victims.push_back(pfn);
    });
    for (const Pfn pfn : victims) delete_from_page_cache(k_.m.files, k_.m.phys, trace_, 0, pfn);
    taken += static_cast<u32>(victims.size());
  }
  // Another task was faster.
  void fill() {
    if (!find_cached(k_.m.files, inode, 3).is_none()) return;
    const Pfn pfn = alloc_pages(k_.m.phys, trace_, 0, object_request(0));
    k_.m.phys.pages.mut(pfn.v).flags |= kPgSwapbacked | kPgUptodate;
    add_to_page_cache(k_.m.files, k_.m.phys, inode, 3, pfn);
    put_page(k_.m.phys, trace_, 0, pfn);
  }

  Kernel& k_;
  Trace& trace_;
};

// An object of 16 pages, of which nothing is in the cache until a test puts it there.
struct Bench : Machine {
  Trace trace;
  InodeId inode;
  VmaId area;
  MeddlingFrames frames;

  Bench() : frames(k, trace) {
    map();
    inode = frames.inode = k.m.files.pool[vma(1, kBase).file].inode;
    area = find_vma_at(k.m.nodes, mm(1).tree, kBase);
  }
  void map() {
    Trace silent;
    REQUIRE(sys_mmap(k, silent, 1, kBase, 16 * kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed).ok());
    write(1, mmap(1, 1, kRw, kBase + (4u << 20)));  // the upper tables are there
  }
  // By a child that is gone again, so the process itself has no leaf table there.
  void put_page_3_into_cache() {
    const Pid child = fork(1);
    write(child, kBase + 3 * kPageSize, "x");
    exit(child);
    REQUIRE(find_cached(k.m.files, inode, 3).is_object());
  }
  FaultStatus fault(u32 page, Access access, MeddlingFrames::Deed deed) {
    frames.deed = deed;
    Cx cx{k.m, trace, frames, 0, Limits{}};
    const FaultStatus status = handle_mm_fault(cx, k.tasks[1].mm, area, kBase + page * kPageSize, access);
    frames.deed = MeddlingFrames::Deed::kNothing;
    check();
    return status;
  }
  Pfn cached(u64 index) const {
    const XaEntry entry = find_cached(k.m.files, inode, index);
    return entry.is_object() ? Pfn(entry.object()) : Pfn();
  }
};

using Deed = MeddlingFrames::Deed;

}  // namespace

TEST_CASE("file fault: what lay in the cache before the table for pages in passing was made may be gone", "[file][fault]") {
  Bench b;
  b.put_page_3_into_cache();
  CHECK(b.fault(5, Access::kRead, Deed::kTakes) == FaultStatus::kDone);
  CHECK(b.frames.taken == 1);
  CHECK_FALSE(b.cached(3).valid());
  CHECK(pte_none(b.pte(1, kBase + 3 * kPageSize)));
  CHECK(b.frame(1, kBase + 5 * kPageSize) == b.cached(5));
}

// 6.18's __do_fault lays the table by in front, so that nothing is allocated while a page is locked.
TEST_CASE("file fault: the table comes before the page is looked up or made", "[file][fault]") {
  Bench b;
  b.put_page_3_into_cache();
  CHECK(b.fault(3, Access::kWrite, Deed::kTakes) == FaultStatus::kDone);
  CHECK(b.frames.taken == 1);
  const Pfn made = b.cached(3);
  CHECK(b.frame(1, kBase + 3 * kPageSize) == made);
  CHECK_FALSE(has_flag(b.k.m.phys.pages[made.v], kPgLocked));
}

TEST_CASE("file fault: who finds the place taken after the allocation uses what stands there", "[file][fault]") {
  Bench b;
  CHECK(b.fault(3, Access::kWrite, Deed::kFills) == FaultStatus::kDone);
  CHECK(b.k.m.files.inodes[b.inode].nrpages == 1);
  CHECK(b.frame(1, kBase + 3 * kPageSize) == b.cached(3));
}

TEST_CASE("file fault: a table that was laid by for nothing is given back", "[file][fault]") {
  Bench b;
  const u32 tables = b.mm(1).nr_tables;
  b.k.m.files.inodes.mut(b.inode).size_pages = 4;
  const u32 frames_of_tables = b.k.m.phys.nr_page_tables;
  Cx cx{b.k.m, b.trace, b.frames, 0, Limits{}};
  CHECK(handle_mm_fault(cx, b.k.tasks[1].mm, b.area, kBase + 9 * kPageSize, Access::kRead) == FaultStatus::kBus);
  CHECK(b.mm(1).nr_tables == b.k.m.phys.nr_page_tables - frames_of_tables + tables);
  CHECK_FALSE(find_pte(b.k.m.pt, b.k.m.phys, b.mm(1).pgd, kBase).valid());
}

TEST_CASE("file fault: a value in the cache is read back, and its claim given back", "[file][fault]") {
  Bench b;
  b.put_page_3_into_cache();
  lru_add_drain_all(b.k.m.phys, b.trace);
  const SwpEntry slot = store_in_swap(b.k, turn_swap_on(b.k, "ram", SwapKind::kZram, 64), "x");
  swap_shmem_alloc(b.k.m.swap, slot);
  forget_maker(b.k, slot);
  swap_out_of_page_cache(b.k.m.files, b.k.m.phys, b.trace, 0, b.cached(3), swp_to_radix_entry(slot));
  CHECK(b.k.m.files.inodes[b.inode].swapped == 1);
  b.check();
  Cx cx{b.k.m, b.trace, b.frames, 0, Limits{}};
  CHECK(handle_mm_fault(cx, b.k.tasks[1].mm, b.area, kBase + 3 * kPageSize, Access::kRead) == FaultStatus::kMajor);
  CHECK(b.k.m.files.inodes[b.inode].swapped == 0);
  CHECK_FALSE(slot_of(b.k.m.swap, slot).is_used());
  CHECK(has_flag(b.page(1, kBase + 3 * kPageSize), kPgDirty));
  std::string text;
  b.read(1, kBase + 3 * kPageSize, 1, &text, 1);
  CHECK(text == "x");
}

// shmem_get_folio reports a promise that is refused as -ENOSPC, which is no want of memory but a SIGBUS.
TEST_CASE("file fault: a page that cannot be promised is a SIGBUS, and leaves nothing behind", "[file][fault]") {
  Machine m;
  Trace trace;
  REQUIRE(sys_mmap(m.k, trace, 1, kBase, 4 * kPageSize, kRw, kMapShared | kMapAnonymous | kMapFixed | kMapNoReserve).ok());
  m.k.m.sysctl.overcommit_memory = kOvercommitNever;
  m.k.m.sysctl.overcommit_ratio = 0;
  const AccessResult result = m.write(1, kBase, "x");
  REQUIRE(result.signal.signo == 7);
  CHECK(m.k.m.files.inodes[m.k.m.files.pool[m.vma(1, kBase).file].inode].nrpages == 0);
}

TEST_CASE("file fault: a load that finds a dirty page maps it dirty", "[file][fault]") {
  Bench b;
  b.put_page_3_into_cache();
  b.read(1, kBase + 3 * kPageSize);
  CHECK(pte_dirty(b.pte(1, kBase + 3 * kPageSize)));
  b.read(1, kBase + 7 * kPageSize);
  CHECK_FALSE(pte_dirty(b.pte(1, kBase + 7 * kPageSize)));
}

// vma_has_recency: the second mark would make the page active.
TEST_CASE("unmapping marks a page of an object as accessed, but not from an area that is read in one sweep or at random", "[file]") {
  for (const Advice advice : {kMadvNormal, kMadvRandom, kMadvSequential}) {
    Bench b;
    REQUIRE(sys_madvise(b.k, b.trace, 1, {kBase, 16 * kPageSize}, advice).ok());
    b.put_page_3_into_cache();
    CHECK(has_flag(b.k.m.phys.pages[b.cached(3).v], kPgReferenced) == (advice == kMadvNormal));
  }
}

}  // namespace pw::test
