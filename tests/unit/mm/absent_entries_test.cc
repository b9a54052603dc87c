// What each walker does with entries that map nothing: swapped out, migrating, markers. Nobody makes most of them yet, so they are written
// into the tables by hand; what a slot of swap holds is put there by hand, too.
#include "engine/kernel/page_allocator.h"
#include "engine/mm/copy_page_range.h"
#include "engine/mm/fault/fault.h"
#include "engine/mm/gup.h"
#include "engine/mm/madvise.h"
#include "engine/mm/mincore.h"
#include "engine/mm/mprotect.h"
#include "engine/mm/munmap.h"
#include "engine/render/accounting.h"
#include "engine/render/decode.h"
#include "engine/render/render.h"
#include "tests/support/machine.h"
#include "tests/support/mremap_calls.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

// Pid 1 with four pages, of which the second is replaced by what the test writes there.
struct AbsentMachine : Machine {
  Trace trace{nullptr};
  PageAllocator frames{k, trace, 0};
  Cx cx{k.m, trace, frames, 0, Limits(), 0, 0, 0, frames};
  u32 type = turn_swap_on(k, "ram", SwapKind::kZram, 64);
  SwpEntry slot;
  u64 a = mmap(1, 4);
  MmId id = k.tasks[1].mm;

  AbsentMachine() { write(1, a, "\1", 4); }
  u64 at() const { return a + kPageSize; }
  // The page goes, and the entry says where to.
  void swap_out(bool is_exclusive) {
    REQUIRE(do_madvise(cx, id, AdvisedRange{at(), kPageSize}, kMadvDontneed).ok());
    slot = store_in_swap(k, type, "M");
    const Pte entry = swp_entry_to_pte(slot);
    put(is_exclusive ? pte_swp_mkexclusive(entry) : entry);
    ++k.m.mms.mut(id).rss[kMmSwapEnts];
    SwapCx swap = swap_cx(cx);
    swap_duplicate(swap, slot);
    forget_maker(k, slot);
    check();
  }
  void put(Pte entry) {
    u32 added = 0;
    const PtePlace place = alloc_pte(k.m.pt, k.m.phys, trace, frames, k.m.mms[id].pgd, at(), &added);
    write_entry(k.m.pt, place, entry);
    k.m.mms.mut(id).nr_tables += added;
  }
  u32 claims() const { return swap_count(k.m.swap, slot); }
  u64 reads() const { return k.m.swap.stat.pswpin; }
  u64 swapents(MmId mm) const { return k.m.mms[mm].rss[kMmSwapEnts]; }
};

}  // namespace

TEST_CASE("swap entries: fork duplicates the claim, and nobody is exclusive any more", "[absent]") {
  AbsentMachine m;
  m.swap_out(true);
  const Result<MmId> child = dup_mm(m.cx, m.id);
  REQUIRE(child.ok());
  CHECK(m.claims() == 2);
  CHECK(m.swapents(child.value()) == 1);
  CHECK_FALSE(pte_swp_exclusive(m.pte(1, m.at())));
  CHECK(read_pte(m.k.m.pt, m.k.m.phys, m.k.m.mms[child.value()].pgd, m.at()) == m.pte(1, m.at()));
  CHECK(leave_mm(m.cx, child.value()));
  free_mm(m.cx, child.value());
  CHECK(m.claims() == 1);
  m.check();
}

TEST_CASE("swap entries: munmap, MADV_DONTNEED and MADV_FREE give the claim back", "[absent]") {
  for (const u32 way : {0u, u32{kMadvDontneed}, u32{kMadvFree}}) {
    AbsentMachine m;
    m.swap_out(false);
    if (way == 0) REQUIRE(do_munmap(m.cx, m.id, m.at(), kPageSize).ok());
    else REQUIRE(do_madvise(m.cx, m.id, AdvisedRange{m.at(), kPageSize}, way).ok());
    CHECK(m.claims() == 0);
    CHECK(m.swapents(m.id) == 0);
    CHECK(pte_none(m.pte(1, m.at())));
    m.check();
  }
}

TEST_CASE("swap entries: mprotect and mlock leave them, mremap moves them", "[absent]") {
  AbsentMachine m;
  m.swap_out(true);
  const Pte entry = m.pte(1, m.at());
  REQUIRE(do_mprotect(m.cx, m.id, m.a, 4 * kPageSize, kProtRead).ok());
  CHECK(m.pte(1, m.at()) == entry);
  const u64 to = m.a + 16 * kPageSize;
  mremap(m, 1, m.at(), 1, 1, kMoveFixed, to);
  CHECK(m.pte(1, to) == entry);
  CHECK(m.claims() == 1);
  CHECK(m.reads() == 0);
}

TEST_CASE("swap entries: a fault reads the slot into a frame of its own and gives the claim back", "[absent]") {
  for (const Access access : {Access::kRead, Access::kWrite}) {
    AbsentMachine m;
    m.swap_out(false);
    const FaultResult result = access_page(m.cx, m.id, m.at(), access);
    CHECK(result.kind == FaultResult::Kind::kDone);
    CHECK(m.reads() == 1);
    CHECK(m.claims() == 0);
    CHECK(m.swapents(m.id) == 0);
    CHECK(pte_write(m.pte(1, m.at())));
    CHECK(pte_dirty(m.pte(1, m.at())) == (access == Access::kWrite));
    CHECK(has_flag(m.page(1, m.at()), kPgAnonExclusive));
    u8 byte = 0;
    read_bytes(m.k.m.phys, result.pfn, 0, &byte, 1);
    CHECK(byte == 'M');
    m.check();
  }
}

TEST_CASE("swap entries: in an area that may not be written a forced write reuses the page behind a read-only entry", "[absent]") {
  for (const u32 flags : {0u, u32{kFollWrite | kFollForce}}) {
    AbsentMachine m;
    m.swap_out(false);
    REQUIRE(do_mprotect(m.cx, m.id, m.a, 4 * kPageSize, kProtRead).ok());
    const u64 reused = m.k.m.stat.pgreuse;
    const GupResult got = get_user_pages(m.cx, m.id, m.at(), 1, flags);
    REQUIRE(got.pages.size() == 1);
    CHECK(got.major == 1);
    CHECK_FALSE(pte_write(m.pte(1, m.at())));
    CHECK(pte_dirty(m.pte(1, m.at())) == (flags != 0));
    CHECK(m.k.m.stat.pgreuse == reused + (flags != 0 ? 1 : 0));
    put_user_page(m.cx, got.pages[0], flags, false);
    m.check();
  }
}

TEST_CASE("swap entries: get_user_pages faults them in; mincore asks the swap cache", "[absent]") {
  AbsentMachine m;
  m.swap_out(false);
  for (const bool cached : {false, true}) {
    if (cached) REQUIRE(do_madvise(m.cx, m.id, AdvisedRange{m.at(), kPageSize}, kMadvWillneed).ok());
    std::vector<u8> rows;
    REQUIRE(do_mincore(m.cx, m.id, m.a, 4, &rows).ok());
    CHECK(rows == std::vector<u8>{1, static_cast<u8>(cached ? 1 : 0), 1, 1});
  }
  const GupResult got = get_user_pages(m.cx, m.id, m.at(), 1, 0);
  REQUIRE(got.pages.size() == 1);
  CHECK(got.minor + got.major == 1);
  CHECK(m.reads() == 1);
  put_user_page(m.cx, got.pages[0], 0, false);
  m.check();
}

TEST_CASE("swap entries: what /proc and the views say", "[absent]") {
  AbsentMachine m;
  m.swap_out(false);
  const Pte entry = m.pte(1, m.at());
  CHECK(pagemap_entry(m.k, entry) == (kPmSwap | m.slot.offset << 5));
  CHECK(page_state_letters(m.k, entry) == "S");
  CHECK(count_smaps(m.k, m.mm(1), m.vma(1, m.a)).swap == kPageSize);
  CHECK(pte_text(entry) == "swapped out to slot 0:1");
}

TEST_CASE("migration entries: fork and mprotect take the right to write, unmapping counts the page down", "[absent]") {
  AbsentMachine m;
  const Pte mapped = m.pte(1, m.at());
  m.put(make_migration(pte_pfn(mapped), Migration::kWrite));
  const u64 anon = m.k.m.mms[m.id].rss[kMmAnonPages];
  REQUIRE(do_mprotect(m.cx, m.id, m.a, 4 * kPageSize, kProtRead).ok());
  CHECK(migration_of(m.pte(1, m.at())) == Migration::kReadExclusive);
  const Result<MmId> child = dup_mm(m.cx, m.id);
  REQUIRE(child.ok());
  CHECK(migration_of(m.pte(1, m.at())) == Migration::kRead);
  CHECK(m.k.m.mms[child.value()].rss[kMmAnonPages] == m.k.m.mms[m.id].rss[kMmAnonPages]);
  CHECK(pagemap_entry(m.k, m.pte(1, m.at())) == (kPmSwap | u64{pte_pfn(mapped).v} << 5 | kSwpMigrationRead));
  REQUIRE(do_madvise(m.cx, m.id, AdvisedRange{m.at(), kPageSize}, kMadvDontneed).ok());
  CHECK(m.k.m.mms[m.id].rss[kMmAnonPages] == anon - 1);
  CHECK(pte_none(m.pte(1, m.at())));
}

TEST_CASE("markers: those of userfaultfd do not follow a fork, poison does and ends with its area's pages", "[absent]") {
  AbsentMachine m;
  for (const Marker marker : {Marker::kPoisoned, Marker::kUffdWp}) {
    REQUIRE(do_madvise(m.cx, m.id, AdvisedRange{m.at(), kPageSize}, kMadvDontneed).ok());
    m.put(make_pte_marker(marker));
    const Result<MmId> child = dup_mm(m.cx, m.id);
    REQUIRE(child.ok());
    const Pte copied = read_pte(m.k.m.pt, m.k.m.phys, m.k.m.mms[child.value()].pgd, m.at());
    CHECK(pte_none(copied) == (marker == Marker::kUffdWp));
    // An anonymous area keeps neither.
    REQUIRE(do_madvise(m.cx, m.id, AdvisedRange{m.at(), kPageSize}, kMadvDontneed).ok());
    CHECK(pte_none(m.pte(1, m.at())));
  }
}
