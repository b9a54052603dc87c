// Edges that a slip of one would move: bits that only the kernel's own store sets, the last number allowed and the first refused, and the
// arguments of events that nothing else reads.
#include "engine/kernel/file_calls.h"
#include "engine/kernel/mlock_calls.h"
#include "engine/kernel/rlimit.h"
#include "engine/kernel/user_access.h"
#include "engine/pgtable/tlb.h"
#include "engine/render/text.h"
#include "engine/trace/file_events.h"
#include "engine/trace/mm_events.h"
#include "engine/trace/process_events.h"
#include "tests/support/area_set.h"
#include "tests/support/machine.h"
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

std::vector<Event> events_of(const Shell& shell, EventCode code) {
  std::vector<Event> found;
  for (const Event& event : shell.last_events().events) {
    if (event.id == static_cast<u16>(code)) found.push_back(event);
  }
  return found;
}

}  // namespace

TEST_CASE("a store by the kernel leaves the entry dirty, whether the page is copied or reused", "[edges]") {
  for (const bool is_reused : {false, true}) {
    Shell shell;
    must(shell, "a = mmap 64K");
    must(shell, "write $a \"x\"");
    if (is_reused) must(shell, "madvise $a 4K free; drain");  // clean, so that only the kernel's store can make it dirty
    must(shell, "fork");
    if (is_reused) must(shell, "@2 exit; drain");
    const std::string pid = is_reused ? "1" : "2";
    must(shell, "poke " + pid + " $a 7");
    CHECK(events_of(shell, is_reused ? EventId::kWpPageReuse : EventId::kWpPageCopy).size() > 0);
    CHECK(has(must(shell, "@" + pid + " walk $a").out, "\n   6 D    1"));
  }
}

TEST_CASE("the tid that is cleared at the end looks up its futex only where one can be", "[edges]") {
  for (const u64 offset : {0u, 2u}) {
    Machine m;
    const u64 addr = m.mmap(1, 1, kProtRead);  // nothing can be stored there, so only the futex's look brings the page
    Trace trace;
    store_tid(m.k, trace, 1, addr + offset, 0, Reason::kChildCleartid);
    CHECK(pte_present(m.pte(1, addr)) == (offset == 0));
  }
}

TEST_CASE("a leaf at its minimum stays as it is, one below is joined", "[edges]") {
  AreaSet areas;
  std::vector<VmaId> ids;
  for (u64 i = 0; i < 40; ++i) ids.push_back(areas.add(0x10000 + 2 * i * kPageSize, 0x10000 + (2 * i + 1) * kPageSize));
  const NodeId leaf = NodeId(areas.nodes[areas.tree.root].slot[1]);
  const u32 live = areas.nodes.live_count();
  const auto middle_of = [&]() { return areas.nodes[leaf].slot[3] != 0 ? 3u : 4u; };  // an area with gaps on both sides
  const auto fill_gap_below = [&]() {                                                   // one slot less
    const MapleNode& node = areas.nodes[leaf];
    const VmaId id(node.slot[middle_of()] - 1);
    areas.move(id, AddrRange{node.pivot[middle_of() - 2] + 1, areas.vmas[id].end});
  };
  while (areas.nodes[leaf].count > kLeafMinSlots + 1) areas.remove(VmaId(areas.nodes[leaf].slot[middle_of()] - 1));
  if (areas.nodes[leaf].count == kLeafMinSlots + 1) fill_gap_below();
  CHECK(areas.nodes[leaf].count == kLeafMinSlots);
  CHECK(areas.nodes.live_count() == live);
  fill_gap_below();
  CHECK(first_broken(areas).empty());
}

TEST_CASE("a fifth page of a TLB set takes the place of the first, and no other set's", "[edges]") {
  Tlb tlb;
  const auto fill = [&tlb](u64 vpn) { tlb_fill(tlb, 0, MmId(1), vpn, make_pte(Pfn(static_cast<u32>(vpn)), kPteP)); };
  for (u64 set = 0; set < kTlbSets; ++set) fill(set);
  for (u64 way = 1; way <= kTlbWays; ++way) fill(way * kTlbSets);
  for (u64 set = 1; set < kTlbSets; ++set) CHECK(tlb_lookup(tlb, 0, MmId(1), set) != nullptr);
  CHECK(tlb_lookup(tlb, 0, MmId(1), 0) == nullptr);
  for (u64 way = 1; way <= kTlbWays; ++way) CHECK(tlb_lookup(tlb, 0, MmId(1), way * kTlbSets) != nullptr);
}

TEST_CASE("mlockall is allowed up to RLIMIT_MEMLOCK exactly", "[edges]") {
  Machine m;
  m.mmap(1, 16);
  const u64 total = m.mm(1).total_vm;
  for (const bool fits : {true, false}) {
    Kernel k = m.k;
    Trace trace;
    const Rlimit limit{(fits ? total : total - 1) << kPageShift, (fits ? total : total - 1) << kPageShift};
    REQUIRE(sys_prlimit(k, trace, 1, 0, RlimitId::kMemlock, &limit).ok());
    CHECK(sys_mlockall(k, trace, 1, kMclCurrent).ok() == fits);
  }
}

TEST_CASE("descriptor 1023 is the last", "[edges]") {
  Shell shell;
  must(shell, "open /data/a");
  CHECK(must(shell, "dup2(3, 1023)").ret == 1023);
  CHECK(type(shell, "dup2(3, 1024)").kind == Outcome::Kind::kErrno);
}

TEST_CASE("every area of a program's image is told, and the frame of a page's first touch", "[edges]") {
  Shell shell;
  must(shell, "execve \"/bin/true\" { 400000-401000 r--p 00000000 08:01 77 \"/bin/true\", "
              "401000-402000 r-xp 00001000 08:01 77 \"/bin/true\" }");
  const std::vector<Event> areas = events_of(shell, EventId::kLoadArea);
  REQUIRE(areas.size() == 2);
  CHECK(areas[0].arg[1] == 0x400000);
  CHECK(areas[1].arg[2] == 0x402000);
  must(shell, "a = mmap 8K");
  must(shell, "write $a");
  const std::vector<Event> touched = events_of(shell, EventId::kDoAnonymousPage);
  REQUIRE(touched.size() == 2);
  CHECK(touched[0].arg[1] == Pfn::kNone);
  CHECK(has(must(shell, "print frame(1, $a)").out, hex(touched[1].arg[1])));
}
