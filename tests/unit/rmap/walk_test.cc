// Walks over real page tables: a whole machine under the reverse mapping.
#include <catch2/catch.hpp>

#include "engine/kernel/access.h"
#include "engine/kernel/clone.h"
#include "engine/kernel/kernel.h"
#include "engine/kernel/look.h"
#include "engine/memory/reverse_walk.h"
#include "engine/kernel/mmap_calls.h"
#include "engine/trace/rmap_events.h"
#include "tests/unit/rmap/family.h"

namespace pw::test {
namespace {

constexpr u64 kPlace = 0x2000'0000'0000;

struct WalkBench {
  Kernel k = boot_kernel(BootConfig{});
  Recorder seen;
  Pid parent = 0;

  // One area of four pages, the first of them written.
  WalkBench() {
    parent = fork(1);
    Trace trace;
    REQUIRE(sys_mmap(k, trace, parent, kPlace, 4 * kPageSize, kProtRead | kProtWrite, kMapPrivate | kMapAnonymous | kMapFixed).ok());
    write(parent, 0);
  }
  Pid fork(Pid pid) {
    Trace trace;
    const Result<Pid> child = sys_fork(k, trace, pid);
    REQUIRE(child.ok());
    return child.value();
  }
  void write(Pid pid, u64 page) {
    Trace trace;
    REQUIRE(store_bytes(k, trace, pid, kPlace + page * kPageSize, "x", 1).pages_done == 1);
  }
  Pfn frame(Pid pid, u64 page) const { return frame_at(k, pid, kPlace + page * kPageSize); }
  RmapWalk walk(Pfn pfn) {
    seen.events.clear();
    Trace trace(&seen);
    return walk_rmap(k.m, trace, pfn);
  }
  MmId mm_of(const RmapVisit& visit) const { return k.m.vmas[visit.vma].mm; }
};

}  // namespace

//   frame ──> A1 ──> parent's area ──> PTE ──> frame
TEST_CASE("walk: one owner, found at its address", "[rmap]") {
  WalkBench b;
  const RmapWalk walk = b.walk(b.frame(b.parent, 0));
  REQUIRE(walk.visits.size() == 1);
  CHECK(walk.found == 1);
  CHECK(walk.in_vain == 0);
  CHECK(walk.visits[0].addr == kPlace);
  CHECK(walk.visits[0].maps_page);
  CHECK(pte_pfn(walk.visits[0].pte) == b.frame(b.parent, 0));
  CHECK(b.seen.count(EventId::kRmapWalk) == 1);
  CHECK(b.seen.count(EventId::kRmapVisit, Reason::kRmapMaps) == 1);
}

// After fork both map it, parent first: the child went to the right of its equal.
TEST_CASE("walk: parent and child share until one writes", "[rmap]") {
  WalkBench b;
  const Pid child = b.fork(b.parent);
  const Pfn old_frame = b.frame(b.parent, 0);
  REQUIRE(b.frame(child, 0) == old_frame);

  const RmapWalk shared = b.walk(old_frame);
  REQUIRE(shared.found == 2);
  CHECK(b.mm_of(shared.visits[0]) == find_task(b.k, b.parent)->mm);
  CHECK(b.mm_of(shared.visits[1]) == find_task(b.k, child)->mm);

  //   old frame ──> A1 ──> parent: maps it          new frame ──> A2 ──> child: maps it
  //                   └──> child: has another frame
  b.write(child, 0);
  const RmapWalk after = b.walk(old_frame);
  CHECK(after.found == 1);
  CHECK(after.in_vain == 1);
  CHECK(b.seen.count(EventId::kRmapVisit, Reason::kRmapOtherFrame) == 1);

  const RmapWalk copy = b.walk(b.frame(child, 0));
  CHECK(copy.visits.size() == 1);
  CHECK(copy.found == 1);
  CHECK(copy.anon_vma != after.anon_vma);
}

// The parent writes page 1 only after the fork: the child's entry for it is empty, yet its area is on the tree.
TEST_CASE("walk: an empty entry is visited in vain", "[rmap]") {
  WalkBench b;
  b.fork(b.parent);
  b.write(b.parent, 1);
  const RmapWalk walk = b.walk(b.frame(b.parent, 1));
  CHECK(walk.found == 1);
  CHECK(walk.in_vain == 1);
  CHECK(b.seen.count(EventId::kRmapVisit, Reason::kRmapEntryEmpty) == 1);
}

// The area goes on into the next 2 MiB, where the child has no page table.
TEST_CASE("walk: a missing page table is visited in vain", "[rmap]") {
  WalkBench b;
  const u64 far = 512;
  Trace trace;
  REQUIRE(sys_mmap(b.k, trace, b.parent, kPlace + 4 * kPageSize, 600 * kPageSize, kProtRead | kProtWrite,
                   kMapPrivate | kMapAnonymous | kMapFixed).ok());
  b.fork(b.parent);
  b.write(b.parent, far);
  const RmapWalk walk = b.walk(b.frame(b.parent, far));
  CHECK(walk.found == 1);
  CHECK(walk.in_vain == 1);
  CHECK(b.seen.count(EventId::kRmapVisit, Reason::kRmapNoTable) == 1);
}

// PROT_NONE clears the present bit for the processor only; the frame is still mapped.
TEST_CASE("walk: a PROT_NONE entry maps its frame", "[rmap]") {
  WalkBench b;
  const Pfn frame = b.frame(b.parent, 0);
  Trace trace;
  REQUIRE(sys_mprotect(b.k, trace, b.parent, kPlace, 4 * kPageSize, kProtNone).ok());
  CHECK(b.walk(frame).found == 1);
}

TEST_CASE("walk: nobody is asked about other frames", "[rmap]") {
  WalkBench b;
  CHECK_FALSE(b.walk(b.k.m.phys.zero_page).anon_vma.valid());
  CHECK(b.seen.count(EventId::kRmapSkipped, Reason::kRmapNotAnon) == 1);

  const Pfn frame = b.frame(b.parent, 0);  // its LRU batch holds it beyond the area's end
  Trace trace;
  REQUIRE(sys_munmap(b.k, trace, b.parent, kPlace, 4 * kPageSize).ok());
  CHECK(b.walk(frame).visits.empty());
  CHECK(b.seen.count(EventId::kRmapSkipped, Reason::kRmapNotMapped) == 1);
}

// 100 children of one parent: the walk visits 101 areas, and after one copy it misses one.
TEST_CASE("walk: many sharers", "[rmap]") {
  WalkBench b;
  const Pfn frame = b.frame(b.parent, 0);
  Pid last = 0;
  for (u32 i = 0; i < 100; ++i) last = b.fork(b.parent);
  CHECK(b.walk(frame).found == 101);
  b.write(last, 0);
  const RmapWalk walk = b.walk(frame);
  CHECK(walk.found == 100);
  CHECK(walk.in_vain == 1);
  CheckReport report;
  check_kernel(b.k, CheckLevel::kFull, report);
  CHECK(report.ok());
}

}  // namespace pw::test
