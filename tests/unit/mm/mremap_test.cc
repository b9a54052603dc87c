// mremap: arguments in Linux's order, growing, shrinking, moving, and what becomes of areas, pages, tables and sums.
// Where a comment says "live", the same calls were made on a running 6.18.
#include <catch2/catch.hpp>

#include "engine/kernel/drain.h"
#include "engine/trace/mremap_events.h"
#include "tests/support/madvise_calls.h"
#include "tests/support/mremap_calls.h"

namespace pw::test {
namespace {

constexpr u64 kA = 0x1000'0000'0000;
constexpr u64 kFar = 0x1000'4000'0000;  // another 1 GiB

u64 at(u64 page) { return kA + page * kPageSize; }
u64 far(u64 page) { return kFar + page * kPageSize; }

// The areas in [kA, kA + 1000 pages), in pages from kA: "0-4 8-12".
std::string areas(const Machine& m, Pid pid) {
  std::string text;
  for_each_vma(m.k.m.nodes, m.mm(pid).tree, [&](VmaId id) {
    const Vma& vma = m.k.m.vmas[id];
    if (vma.start < kA || vma.end > at(1000)) return;
    text += (text.empty() ? "" : " ") + std::to_string(to_pages(vma.start - kA)) + "-" + std::to_string(to_pages(vma.end - kA));
  });
  return text;
}

}  // namespace

TEST_CASE("mremap refuses wrong arguments in Linux's order", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  const auto raw = [&](u64 addr, u64 old_size, u64 new_size, u64 flags, u64 new_addr) {
    Trace trace;
    const Result<u64> result = sys_mremap(m.k, trace, 1, MremapArgs{addr, old_size, new_size, flags, new_addr});
    m.check();
    return result.error().code;
  };
  const u64 p = kPageSize;
  CHECK(raw(kA, p, p, 8, 0) == Errno::kEINVAL);
  CHECK(raw(kA + 1, p, p, 0, 0) == Errno::kEINVAL);
  CHECK(raw(kA, p, 0, 0, 0) == Errno::kEINVAL);
  CHECK(raw(kA, p, ~u64{0} - 5, kMove, 0) == Errno::kEINVAL);  // wraps to 0
  CHECK(raw(kA, p, u64{1} << 60, kMove, 0) == Errno::kEINVAL);
  CHECK(raw(kA, p, kDefaultMapWindow, kMove, 0) == Errno::kENOMEM);
  CHECK(raw(kA, p, p, kMremapFixed, far(0)) == Errno::kEINVAL);
  CHECK(raw(kA, p, p, kMremapDontUnmap, 0) == Errno::kEINVAL);
  CHECK(raw(kA, p, 2 * p, kMoveDontUnmap, 0) == Errno::kEINVAL);
  CHECK(raw(kA, p, p, kMoveFixed, far(0) + 1) == Errno::kEINVAL);
  CHECK(raw(kA, p, p, kMoveFixed, kDefaultMapWindow) == Errno::kEINVAL);
  CHECK(raw(kA, 2 * p, 2 * p, kMoveFixed, at(1)) == Errno::kEINVAL);
  CHECK(raw(kA, p, p, kMoveFixed, kA) == Errno::kEINVAL);
  CHECK(raw(kA, p, p, kMoveFixed, 0) == Errno::kEPERM);
  CHECK(raw(at(100), p, p, 0, 0) == Errno::kEFAULT);
  CHECK(raw(at(100), p, 2 * p, kMove, 0) == Errno::kEFAULT);
  CHECK(raw(at(100), 2 * p, p, 0, 0) == Errno::kEFAULT);
  CHECK(raw(kA, 0, p, kMove, 0) == Errno::kEINVAL);
  CHECK(raw(kA, 8 * p, 9 * p, kMove, 0) == Errno::kEFAULT);
  CHECK(raw(at(1), p, 2 * p, 0, 0) == Errno::kENOMEM);  // inside its area, and may not move
  CHECK(areas(m, 1) == "0-4");
  // What maps nothing new may name more than its area.
  CHECK(raw(kA, 8 * p, 8 * p, 0, 0) == Errno::kOk);
  CHECK(raw(kA, 8 * p, 2 * p, 0, 0) == Errno::kOk);
  CHECK(areas(m, 1) == "0-2");
}

TEST_CASE("mremap and its limits", "[mremap]") {
  Machine m;
  m.mmap(1, 16, kRw, kA);
  const u64 size = m.mm(1).total_vm * kPageSize;
  m.limits(1).as.soft = size + 2 * kPageSize;
  CHECK(mremap(m, 1, kA, 16, 18, 0) == kA);
  CHECK(mremap_errno(m, 1, kA, 18, 19, kMove) == Errno::kENOMEM);
  CHECK(mremap(m, 1, kA, 18, 18, kMoveFixed, far(0)) == far(0));
  CHECK(mremap_errno(m, 1, far(0), 18, 18, kMoveDontUnmap) == Errno::kENOMEM);
  m.limits(1).as.soft = kRlimInfinity;
  m.limits(1).data.soft = m.mm(1).data_vm * kPageSize;
  CHECK(mremap_errno(m, 1, far(0), 18, 19, kMove) == Errno::kENOMEM);
  // More than the machine has is not promised.
  m.limits(1).data.soft = kRlimInfinity;
  CHECK(mremap_errno(m, 1, far(0), 18, 1u << 20, kMove) == Errno::kENOMEM);
  CHECK(m.vma(1, far(0)).pages() == 18);
}

TEST_CASE("mremap of sealed and special areas", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  const VmaId id = find_vma_at(m.k.m.nodes, m.mm(1).tree, kA);
  m.k.m.vmas.mut(id).flags |= kVmSealed;
  CHECK(mremap_errno(m, 1, kA, 4, 4, 0) == Errno::kEPERM);
  CHECK(mremap_errno(m, 1, kA, 0, 4, kMove) == Errno::kEPERM);
  CHECK(mremap_errno(m, 1, kA, 4, 4, 8) == Errno::kEINVAL);
  m.k.m.vmas.mut(id).flags = (m.k.m.vmas[id].flags & ~static_cast<u64>(kVmSealed)) | kVmDontExpand;
  CHECK(mremap_errno(m, 1, kA, 4, 5, kMove) == Errno::kEFAULT);
  CHECK(mremap_errno(m, 1, kA, 4, 4, kMoveDontUnmap) == Errno::kEINVAL);
  CHECK(mremap(m, 1, kA, 4, 4, kMoveFixed, far(0)) == far(0));
}

TEST_CASE("an area grows where it is, and merges with the next", "[mremap]") {
  // Live: own process and a fork's child, by which of the two areas was written.
  struct Case {
    bool in_child;
    bool left;
    bool right;
    const char* result;
  };
  const Case cases[] = {{false, false, false, "0-12"}, {false, false, true, "0-12"}, {false, true, false, "0-12"},
                        {false, true, true, "0-8 8-12"}, {true, false, false, "0-12"}, {true, false, true, "0-8 8-12"},
                        {true, true, false, "0-12"}, {true, true, true, "0-8 8-12"}};
  for (const Case& c : cases) {
    Machine m;
    m.mmap(1, 4, kRw, kA);
    if (c.left) m.write(1, kA);
    m.mmap(1, 4, kRw, at(8));
    if (c.right) m.write(1, at(8));
    const Pid pid = c.in_child ? m.fork(1) : 1;
    CHECK(mremap(m, pid, kA, 4, 8, 0) == kA);
    INFO(c.in_child << c.left << c.right);
    CHECK(areas(m, pid) == c.result);
    m.write(pid, kA, "x", 12);
    m.check();
    CHECK(lost_pages(m.k) == "");
  }
}

TEST_CASE("an area that cannot grow moves, and its pages keep frame, index and contents", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  m.mmap(1, 1, kProtRead, at(4));
  m.write(1, kA, "first", 2);
  m.read(1, at(2));
  const Pfn frame = m.frame(1, at(1));
  const u64 index = m.page(1, at(1)).index;
  CHECK(mremap_errno(m, 1, kA, 4, 6, 0) == Errno::kENOMEM);
  const u64 to = mremap(m, 1, kA, 4, 6, kMove);
  CHECK(areas(m, 1) == "4-5");
  CHECK(m.frame(1, to + kPageSize) == frame);
  CHECK(m.page(1, to + kPageSize).index == index);
  CHECK(m.vma(1, to).pgoff == to_pages(kA));
  CHECK(pte_special(m.pte(1, to + 2 * kPageSize)));
  std::string text;
  m.read(1, to, 1, &text);
  CHECK(text.substr(0, 5) == "first");
  CHECK(m.write(1, kA).signal.code == 1);
  CHECK(lost_pages(m.k) == "");
}

TEST_CASE("where a moved area goes when nobody says", "[mremap]") {
  // Live: a new length that is a multiple of 2 MiB is aligned to it, any other goes to the highest gap.
  Machine m;
  for (u64 i = 0; i < 3; ++i) {
    m.mmap(1, 8, kRw, kA + (i << 32));
    m.mmap(1, 1, kProtRead, kA + (i << 32) + 8 * kPageSize);
  }
  const u64 first = mremap(m, 1, kA, 8, 16, kMove);
  CHECK(first == m.mm(1).mmap_base - 16 * kPageSize);
  const u64 second = mremap(m, 1, kA + (u64{1} << 32), 8, 512, kMove);
  CHECK(second % (u64{2} << 20) == 0);
  const u64 third = mremap(m, 1, kA + (u64{2} << 32), 8, 768, kMove);
  CHECK(third == second - 768 * kPageSize);
}

TEST_CASE("a range that never had a page takes the page offset of its new place and merges", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  m.mmap(1, 4, kRw, at(100));
  mremap(m, 1, at(100), 4, 4, kMoveFixed, at(4));
  CHECK(areas(m, 1) == "0-8");
  // Part of an area to its own end: it merges with itself.
  mremap(m, 1, at(2), 2, 2, kMoveFixed, at(8));
  CHECK(areas(m, 1) == "0-2 4-10");
  CHECK(m.vma(1, at(4)).pgoff == to_pages(at(4)));
  // A written one keeps its offset, and merges only where it fits.
  m.write(1, at(5));
  mremap(m, 1, at(4), 6, 6, kMoveFixed, at(20));
  mremap(m, 1, at(20), 6, 6, kMoveFixed, at(2));
  CHECK(areas(m, 1) == "0-2 2-8");
  mremap(m, 1, at(2), 6, 6, kMoveFixed, at(50));
  mremap(m, 1, at(50), 6, 6, kMoveFixed, at(4));
  m.mmap(1, 2, kRw, at(2));
  CHECK(areas(m, 1) == "0-10");
  CHECK(lost_pages(m.k) == "");
}

TEST_CASE("a copied range merges by 6.18's rule about anon_vmas", "[mremap]") {
  // Live: S goes to the hole between L and R, where its page offset fits. 0 absent, 1 never written, 2 written.
  struct Case {
    bool in_child;
    int source;
    int left;
    int right;
    const char* result;
  };
  const Case cases[] = {
      {false, 1, 0, 0, "4-8"},      {false, 1, 0, 1, "4-12"},     {false, 1, 0, 2, "4-12"},         {false, 1, 1, 0, "0-8"},
      {false, 1, 1, 1, "0-12"},     {false, 1, 1, 2, "0-12"},     {false, 1, 2, 0, "0-8"},          {false, 1, 2, 1, "0-12"},
      {false, 1, 2, 2, "0-8 8-12"}, {false, 2, 0, 0, "4-8"},      {false, 2, 0, 1, "4-12"},         {false, 2, 0, 2, "4-8 8-12"},
      {false, 2, 1, 0, "0-8"},      {false, 2, 1, 1, "0-12"},     {false, 2, 1, 2, "0-8 8-12"},     {false, 2, 2, 0, "0-4 4-8"},
      {false, 2, 2, 1, "0-4 4-12"}, {false, 2, 2, 2, "0-4 4-8 8-12"}, {true, 1, 0, 2, "4-8 8-12"},  {true, 1, 1, 2, "0-8 8-12"},
      {true, 1, 2, 1, "0-4 4-12"},  {true, 1, 2, 2, "0-4 4-8 8-12"},  {true, 2, 0, 1, "4-8 8-12"},  {true, 2, 1, 1, "0-4 4-8 8-12"},
      {true, 2, 2, 2, "0-4 4-8 8-12"}};
  for (const Case& c : cases) {
    INFO(c.in_child << " S" << c.source << " L" << c.left << " R" << c.right);
    Machine m;
    m.mmap(1, 4, kRw | kProtExec, at(4));
    if (c.source == 2) m.write(1, at(4));
    mremap(m, 1, at(4), 4, 4, kMoveFixed, far(0));
    m.mprotect(1, far(0), 4, kRw);
    if (c.left != 0) m.mmap(1, 4, kRw, kA);
    if (c.left == 2) m.write(1, kA);
    if (c.right != 0) m.mmap(1, 4, kRw, at(8));
    if (c.right == 2) m.write(1, at(8));
    const Pid pid = c.in_child ? m.fork(1) : 1;
    mremap(m, pid, far(0), 4, 4, kMoveFixed, at(4));
    CHECK(areas(m, pid) == c.result);
    CHECK(lost_pages(m.k) == "");
  }
}

TEST_CASE("whole tables move where both addresses allow it", "[mremap]") {
  Machine m;
  EventCounter events;
  m.sink = &events;
  const auto moved = [&](u64 from, u64 pages, u64 to) {
    events.clear();
    mremap(m, 1, from, pages, pages, kMoveFixed, to);
    return std::to_string(events.count("move_normal_pud")) + " " + std::to_string(events.count("move_normal_pmd")) + " " +
           std::to_string(events.count("move_ptes"));
  };
  const u64 gib = u64{1} << 30;
  m.mmap(1, 1024, kRw, kA);
  m.write(1, kA, "x", 1024);
  const u32 tables = m.mm(1).nr_tables;
  CHECK(moved(kA, 1024, kA + gib) == "0 2 0");
  CHECK(m.mm(1).nr_tables == tables);
  CHECK(moved(kA + gib, 1024, kA + 2 * gib + kPageSize) == "0 0 4");
  CHECK(m.mm(1).nr_tables == tables + 1);
  // Equal distance to the border, nothing else below: the first table goes whole as well.
  CHECK(moved(kA + 2 * gib + kPageSize, 1024, kA + 4 * gib + kPageSize) == "0 2 1");
  CHECK(events.gave(Reason::kRealigned));
  // From inside an area the pages before it must stay.
  CHECK(moved(kA + 4 * gib + 101 * kPageSize, 924, kA + 5 * gib + 101 * kPageSize) == "0 1 2");
  CHECK(events.gave(Reason::kRealignNotAtStart));
  CHECK(lost_pages(m.k) == "");
  // Something else below either range.
  m.mmap(1, 1, kRw, kA + 6 * gib);
  CHECK(moved(kA + 5 * gib + 101 * kPageSize, 924, kA + 6 * gib + 101 * kPageSize) == "0 1 2");
  CHECK(events.gave(Reason::kRealignOccupied));
  CHECK(lost_pages(m.k) == "");
}

// What the event of move_page_tables says: entries and tables that moved.
class MoveSum : public TraceSink {
 public:
  std::vector<u64> moved;
  void on_event(const Event& event) override {
    const bool is_end = event.phase == static_cast<u8>(Phase::kEnd);
    if (is_end && event.id == static_cast<u16>(EventId::kMovePageTables)) moved = {event.arg[2], event.arg[3]};
  }
};

TEST_CASE("every entry that moves counts, with its table or alone: guard markers, too", "[mremap]") {
  Machine m;
  m.mmap(1, 512, kRw, kA);
  m.write(1, kA, "x", 3);
  REQUIRE(advise(m, 1, kA + 8 * kPageSize, 2 * kPageSize, kMadvGuardInstall) == Errno::kOk);
  const u64 gib = u64{1} << 30;
  MoveSum sum;
  m.sink = &sum;
  mremap(m, 1, kA, 512, 512, kMoveFixed, kA + gib);
  CHECK(sum.moved == std::vector<u64>{5, 1});
  mremap(m, 1, kA + gib, 512, 512, kMoveFixed, kA + 2 * gib + kPageSize);
  CHECK(sum.moved == std::vector<u64>{5, 0});
}

TEST_CASE("a move of 1 GiB takes one entry of the PUD table", "[mremap]") {
  Machine m;
  EventCounter events;
  const u64 gib = u64{1} << 30;
  Trace trace;
  REQUIRE(sys_mmap(m.k, trace, 1, kA, 2 * gib, kRw, kPrivateAnon | kMapFixed | kMapNoReserve).ok());
  m.write(1, kA + 40960);
  m.write(1, kA + gib + 4096);
  const u32 tables = m.mm(1).nr_tables;
  m.sink = &events;
  mremap(m, 1, kA, 2 * 262144, 2 * 262144, kMoveFixed, kA + (u64{1} << 39));
  CHECK(events.count("move_normal_pud") == 2);
  CHECK(m.mm(1).nr_tables == tables);
  CHECK(m.read(1, kA + (u64{1} << 39) + 40960).signal.signo == 0);
  CHECK(lost_pages(m.k) == "");
}

TEST_CASE("shrinking unmaps the tail, across other areas too", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  m.mmap(1, 4, kProtRead, at(4));
  m.mmap(1, 2, kRw, at(10));
  m.write(1, kA, "x", 4);
  CHECK(mremap(m, 1, at(1), 11, 1, 0) == at(1));
  CHECK(areas(m, 1) == "0-2");
  // Smaller and elsewhere: first the tail goes, then the rest moves.
  m.mmap(1, 4, kRw, at(20));
  m.mmap(1, 4, kProtRead, at(24));
  CHECK(mremap(m, 1, at(20), 8, 2, kMoveFixed, at(50)) == at(50));
  CHECK(areas(m, 1) == "0-2 50-52");
  m.mmap(1, 4, kRw, at(60));
  m.mmap(1, 4, kProtRead, at(64));
  CHECK(mremap_errno(m, 1, at(60), 8, 6, kMoveFixed, at(80)) == Errno::kEFAULT);
}

TEST_CASE("MREMAP_DONTUNMAP leaves the old range mapped and empty", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  m.write(1, kA, "old", 4);
  const u64 committed = m.k.m.committed_pages;
  const u64 total = m.mm(1).total_vm;
  const u64 to = mremap(m, 1, kA, 4, 4, kMoveDontUnmap, at(64));
  CHECK(to == at(64));
  CHECK(areas(m, 1) == "0-4 64-68");
  CHECK(m.k.m.committed_pages == committed + 4);
  CHECK(m.mm(1).total_vm == total + 4);
  CHECK(m.vma(1, kA).has(kVmAccount));
  CHECK_FALSE(m.vma(1, kA).anon_vma.valid());
  CHECK(m.read(1, kA).value == 0);
  CHECK(m.minflt(1) == 5);
  m.write(1, kA);
  CHECK(m.vma(1, kA).anon_vma != m.vma(1, to).anon_vma);
  // A hint that is taken already is not followed.
  CHECK(mremap(m, 1, kA, 4, 4, kMoveDontUnmap, at(66)) != at(66));
  // Part of an area: the rest keeps its pages, so the area keeps its anon_vma.
  const u64 part = mremap(m, 1, at(65), 2, 2, kMoveFixed | kMremapDontUnmap, at(100));
  CHECK(m.vma(1, at(65)).anon_vma == m.vma(1, part).anon_vma);
  CHECK(m.frame(1, at(64)).valid());
  CHECK_FALSE(m.frame(1, at(65)).valid());
  CHECK(lost_pages(m.k) == "");
}

TEST_CASE("a locked area is faulted in as it grows, and stays locked where it moves", "[mremap]") {
  Machine m;
  m.mmap(1, 4, kRw, kA);
  m.k.m.vmas.mut(find_vma_at(m.k.m.nodes, m.mm(1).tree, kA)).flags |= kVmLocked;
  m.k.m.mms.mut(m.k.tasks[1].mm).locked_vm = 4;
  Trace trace;
  const auto call = [&](u64 addr, u64 old_pages, u64 new_pages, u64 flags, u64 to) {
    return sys_mremap(m.k, trace, 1, MremapArgs{addr, old_pages * kPageSize, new_pages * kPageSize, flags, to});
  };
  REQUIRE(call(kA, 4, 6, 0, 0).ok());
  CHECK(m.mm(1).locked_vm == 6);
  CHECK(m.frame(1, at(5)).valid());
  CHECK_FALSE(m.frame(1, at(3)).valid());
  m.limits(1).memlock.soft = 7 * kPageSize;
  CHECK(call(kA, 6, 8, kMove, 0).error().code == Errno::kEAGAIN);
  REQUIRE(call(kA, 6, 6, kMoveFixed, far(0)).ok());
  CHECK(m.vma(1, far(0)).has(kVmLocked));
}

TEST_CASE("several areas move at once, with the gaps between them", "[mremap]") {
  Machine m;
  m.mmap(1, 2, kRw, kA);
  m.write(1, kA, "x", 2);
  m.mmap(1, 2, kProtRead, at(2));
  m.mmap(1, 2, kRw, at(6));
  CHECK(mremap(m, 1, kA, 8, 8, kMoveFixed, at(100)) == at(100));
  CHECK(areas(m, 1) == "100-102 102-104 106-108");
  // A gap may be at the end, not at the beginning.
  CHECK(mremap(m, 1, at(100), 20, 20, kMoveFixed, at(200)) == at(200));
  CHECK(mremap_errno(m, 1, at(199), 9, 9, kMoveFixed, at(300)) == Errno::kEFAULT);
  CHECK(mremap(m, 1, at(200), 8, 8, kMoveFixed | kMremapDontUnmap, at(300)) == at(300));
  CHECK(areas(m, 1) == "200-202 202-204 206-208 300-302 302-304 306-308");
  CHECK(mremap(m, 1, at(201), 6, 6, kMoveFixed, at(20)) == at(20));
  CHECK(areas(m, 1) == "20-21 21-23 25-26 200-201 207-208 300-302 302-304 306-308");
  CHECK(mremap_errno(m, 1, at(400), 4, 4, kMoveFixed, at(20)) == Errno::kEFAULT);
  // Another size, or no fixed place: one area only.
  CHECK(mremap_errno(m, 1, at(300), 4, 5, kMove) == Errno::kEFAULT);
  CHECK(mremap_errno(m, 1, at(300), 4, 4, kMoveDontUnmap) == Errno::kEFAULT);
}

TEST_CASE("of several areas those before the refused one have moved", "[mremap]") {
  Machine m;
  m.mmap(1, 2, kRw, kA);
  m.mmap(1, 2, kProtRead, at(2));
  m.mmap(1, 2, kRw, at(4));
  m.k.m.vmas.mut(find_vma_at(m.k.m.nodes, m.mm(1).tree, at(2))).flags |= kVmSealed;
  CHECK(mremap_errno(m, 1, kA, 6, 6, kMoveFixed, at(100)) == Errno::kEPERM);
  CHECK(areas(m, 1) == "2-4 4-6 100-102");
}

TEST_CASE("after fork both processes find their pages, wherever each moved its area", "[mremap]") {
  Machine m;
  m.mmap(1, 8, kRw, kA);
  m.write(1, kA, "shared", 8);
  const Pid child = m.fork(1);
  const Pfn frame = m.frame(1, at(3));
  mremap(m, 1, at(2), 4, 4, kMoveFixed, far(7));
  mremap(m, child, kA, 8, 8, kMoveFixed, far(512));
  CHECK(m.frame(1, far(8)) == frame);
  CHECK(m.frame(child, far(515)) == frame);
  CHECK(lost_pages(m.k) == "");
  m.write(child, far(512), "own", 8);
  const Pid grandchild = m.fork(child);
  mremap(m, grandchild, far(512), 8, 12, kMove);
  CHECK(lost_pages(m.k) == "");
  m.exit(child);
  m.write(1, kA, "again", 2);
  CHECK(lost_pages(m.k) == "");
}

TEST_CASE("mremap near the limit of areas", "[mremap]") {
  // Live: with a fixed place from 65525 areas on, without one from 65527 on; growing in place always works.
  Machine m;
  m.mmap(1, 16, kRw, kA);
  Trace trace;
  u64 next = 0x2000'0000'0000;
  const auto fill_to = [&](u32 count) {
    for (; m.mm(1).map_count < count; next += 2 * kPageSize)
      REQUIRE(sys_mmap(m.k, trace, 1, next, kPageSize, kProtRead, kPrivateAnon | kMapFixed).ok());
  };
  const auto call = [&](u64 addr, u64 old_pages, u64 new_pages, u64 flags, u64 to) {
    return sys_mremap(m.k, trace, 1, MremapArgs{addr, old_pages * kPageSize, new_pages * kPageSize, flags, to}).error().code;
  };
  fill_to(65524);
  CHECK(call(kA, 16, 16, kMoveFixed, far(0)) == Errno::kOk);
  fill_to(65525);
  CHECK(call(far(0), 16, 16, kMoveFixed, kA) == Errno::kENOMEM);
  CHECK(call(far(1), 1, 2, kMove, 0) == Errno::kOk);
  fill_to(65527);
  CHECK(call(far(2), 1, 2, kMove, 0) == Errno::kENOMEM);
  CHECK(call(far(2), 14, 15, 0, 0) == Errno::kOk);
}

TEST_CASE("a move for which no page table can be had ends where it began", "[mremap]") {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  for (const u64 flags : {kMoveFixed, kMoveFixed | kMremapDontUnmap, kMove}) {
    Machine m(config);
    m.mmap(1, 1100, kRw, kA);
    m.write(1, kA, "x", 1100);
    m.mmap(1, 1, kProtRead, at(1100));
    Trace trace;
    // Everything that is left goes to one large area; then frames come back, some at a time, for the tables.
    const u64 pool = 0x3000'0000'0000;
    REQUIRE(sys_mmap(m.k, trace, 1, pool, 32ull << 20, kRw, kPrivateAnon | kMapFixed | kMapNoReserve).ok());
    REQUIRE(store_bytes(m.k, trace, 1, pool, "y", 8192).error == Errno::kENOMEM);
    u32 failures = 0;
    for (u64 given = 0; given < 60; ++given) {
      const u64 committed = m.k.m.committed_pages;
      const Pfn frame = m.frame(1, at(1000));
      const u64 new_pages = flags == kMove ? 1101 : 1100;
      const Result<u64> result = try_mremap(m, 1, kA, 1100, new_pages, flags, 0x4000'0000'0000 + kPageSize);
      if (result.ok()) break;
      ++failures;
      CHECK(result.error().code == Errno::kENOMEM);
      CHECK(m.frame(1, at(1000)) == frame);
      // The growth that was promised is lost, as in Linux.
      CHECK(m.k.m.committed_pages == committed + (flags == kMove ? 1 : 0));
      CHECK(lost_pages(m.k) == "");
      sys_drain(m.k, trace);
      m.munmap(1, pool + given * 8 * kPageSize, 8);
    }
    CHECK(failures > 0);
    CHECK(failures < 60);
  }
}

TEST_CASE("a move that cuts its range off first promises the cut once more, and nobody gives that back", "[mremap]") {
  Machine m;
  m.mmap(1, 64, kRw, kA);
  const u64 before = m.k.m.committed_pages;
  REQUIRE(try_mremap(m, 1, kA, 64, 4, kMoveFixed, far(0)).ok());
  CHECK(m.k.m.committed_pages == before);
  CHECK(m.k.m.lost_pages == 60);
  m.munmap(1, far(0), 4);
  CHECK(m.k.m.committed_pages == before - 4);
  m.check();
}

}  // namespace pw::test
