#include "engine/trace/rmap_events.h"
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {
namespace {

// A few frames without an allocator behind them.
struct PageBench {
  Family f;
  Phys phys;
  Pfn pfn{3};

  PageBench() {
    phys.pages.resize(8);
    phys.pages.mut(pfn.v).type = PageType::kNone;
    phys.pages.mut(pfn.v).refcount = 1;
  }
  const Page& page() const { return phys.pages[pfn.v]; }
  std::string broken() const {
    CheckReport report;
    check_rmap_pages(f.rmap, f.vmas, phys, report);
    return report.ok() ? "" : report.messages()[0];
  }
};

}  // namespace

//   area at page 16 of the address space, pgoff 16; the page at page 18 has index 18
TEST_CASE("page: a new anonymous page names its area's anon_vma", "[rmap]") {
  PageBench b;
  const VmaId area = b.f.map_prepared(16, 4);
  folio_add_new_anon_rmap(b.f.rmap, b.phys, b.f.vmas, b.f.trace, b.pfn, area, 18 * kPageSize);

  CHECK(is_anon_mapping(b.page()));
  CHECK((b.page().mapping & 3) == kPageMappingAnon);
  CHECK(anon_vma_of(b.page()) == b.f.own(area));
  CHECK(b.page().index == 18);
  CHECK(b.page().mapcount == 0);
  CHECK(has_flag(b.page(), kPgAnonExclusive));
  CHECK(has_flag(b.page(), kPgSwapbacked));
  CHECK(b.phys.nr_anon_mapped == 1);
  CHECK(b.broken() == "");
}

TEST_CASE("page: fork shares it, and the last unmapping leaves a stale mapping", "[rmap]") {
  PageBench b;
  const VmaId area = b.f.map_prepared(0, 4);
  folio_add_new_anon_rmap(b.f.rmap, b.phys, b.f.vmas, b.f.trace, b.pfn, area, 0);
  folio_dup_anon_rmap(b.phys, b.f.trace, b.pfn);
  CHECK(page_mapcount(b.page()) == 2);
  CHECK_FALSE(has_flag(b.page(), kPgAnonExclusive));
  CHECK(b.phys.nr_anon_mapped == 1);

  folio_remove_rmap(b.phys, b.f.vmas, b.f.trace, 0, b.pfn, area);
  CHECK(page_mapcount(b.page()) == 1);
  CHECK_FALSE(has_flag(b.page(), kPgAnonExclusive));
  CHECK(b.phys.nr_anon_mapped == 1);
  folio_remove_rmap(b.phys, b.f.vmas, b.f.trace, 0, b.pfn, area);
  CHECK(b.page().mapcount == -1);
  CHECK(is_anon_mapping(b.page()));
  CHECK(b.phys.nr_anon_mapped == 0);
  CHECK(b.broken() == "");
}

TEST_CASE("page: at reuse it moves to the area's own anon_vma and keeps its index", "[rmap]") {
  PageBench b;
  const VmaId parent = b.f.map_prepared(8, 4);
  folio_add_new_anon_rmap(b.f.rmap, b.phys, b.f.vmas, b.f.trace, b.pfn, parent, 9 * kPageSize);
  const VmaId child = b.f.fork(parent);
  folio_move_anon_rmap(b.phys, b.f.vmas, b.f.trace, b.pfn, child);
  CHECK(anon_vma_of(b.page()) == b.f.own(child));
  CHECK(b.page().index == 9);
  CHECK(b.f.seen.count(EventId::kMoveAnonRmap, Reason::kMoveToOwn) == 1);
  folio_move_anon_rmap(b.phys, b.f.vmas, b.f.trace, b.pfn, child);
  CHECK(b.f.seen.count(EventId::kMoveAnonRmap, Reason::kMoveSame) == 1);
  CHECK(b.broken() == "");
}

TEST_CASE("page: check_rmap_pages finds what is wrong", "[rmap]") {
  PageBench b;
  const VmaId area = b.f.map_prepared(0, 4);
  folio_add_new_anon_rmap(b.f.rmap, b.phys, b.f.vmas, b.f.trace, b.pfn, area, 0);
  SECTION("R12: the anon_vma is gone") {
    b.f.unmap(area);
    CHECK(b.broken().substr(0, 3) == "R12");
  }
  SECTION("R12: no area covers it") {
    b.f.resize(area, kPageSize, 4 * kPageSize);
    CHECK(b.broken().substr(0, 3) == "R12");
  }
}

TEST_CASE("page: vma_address", "[rmap]") {
  Vma vma;
  vma.start = 0x7000;
  vma.end = 0xa000;
  vma.pgoff = 100;  // as of an area that was moved
  CHECK(vma_address(vma, 100) == 0x7000);
  CHECK(vma_address(vma, 102) == 0x9000);
  CHECK(vma_address(vma, 103) == kNoAddress);
  CHECK(vma_address(vma, 99) == kNoAddress);
}

}  // namespace pw::test
