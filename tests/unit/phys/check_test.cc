// Each invariant is broken on purpose and must be noticed under its own number.
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("check_phys: counters", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  CheckReport quick;
  SECTION("free pages") {
    ++m.phys.node.zones[1].free_pages;
    check_phys(m.phys, CheckLevel::kQuick, quick);
    REQUIRE(has_rule(quick, "P1"));
  }
  SECTION("per-CPU count") {
    m.phys.node.zones[1].pcp[0].count = 3;
    check_phys(m.phys, CheckLevel::kQuick, quick);
    REQUIRE(has_rule(quick, "P5"));
  }
  SECTION("page tables") {
    ++m.phys.nr_page_tables;
    REQUIRE(has_rule(full_check(m.phys), "P9"));
  }
  SECTION("mapped anonymous pages") {
    m.phys.pages.mut(pfn.v).mapping = anon_mapping_of(AnonVmaId(0));
    m.phys.pages.mut(pfn.v).mapcount = 0;
    REQUIRE(has_rule(full_check(m.phys), "P9"));
  }
  SECTION("managed pages") {
    --m.phys.node.zones[0].managed_pages;
    REQUIRE_FALSE(full_check(m.phys).ok());
  }
}

TEST_CASE("check_phys: free lists", "[phys]") {
  PhysMachine m(1ull << 30);  // DMA32 is made of blocks of order 10 alone
  const u32 head = m.phys.node.zones[1].free_area[10].head;
  SECTION("a broken link") {
    m.phys.pages.mut(m.phys.pages[head].next).prev = Pfn::kNone;
    REQUIRE(has_rule(full_check(m.phys), "P2"));
  }
  SECTION("a frame in use inside a free block") {
    m.phys.pages.mut(head + 5).refcount = 1;
    REQUIRE(has_rule(full_check(m.phys), "P3"));
  }
  SECTION("a head without PG_buddy") {
    m.phys.pages.mut(head).flags = 0;
    REQUIRE(has_rule(full_check(m.phys), "P3"));
  }
  SECTION("two buddies side by side") {
    // A block of order 10 listed as its two halves of order 9.
    Zone& zone = m.phys.node.zones[1];
    FreeArea& large = zone.free_area[10];
    FreeArea& small = zone.free_area[9];
    REQUIRE(small.head == Pfn::kNone);
    large.head = m.phys.pages[head].next;
    m.phys.pages.mut(large.head).prev = Pfn::kNone;
    --large.nr_free;
    Page& low = m.phys.pages.mut(head);
    low.order = 9;
    low.next = head + 512;
    Page& high = m.phys.pages.mut(head + 512);
    high.order = 9;
    high.flags = kPgBuddy;
    high.prev = head;
    small = FreeArea{head, head + 512, 2};
    REQUIRE(has_rule(full_check(m.phys), "P4"));
    REQUIRE_FALSE(has_rule(full_check(m.phys), "P3"));
  }
  SECTION("a free frame on no list") {
    const Pfn pfn = m.alloc();
    Page& page = m.phys.pages.mut(pfn.v);
    page.type = PageType::kFree;
    page.refcount = 0;
    REQUIRE(has_rule(full_check(m.phys), "P2"));
  }
}

TEST_CASE("check_phys: frames in use", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  folio_add_lru(m.phys, m.trace, 0, pfn);
  REQUIRE(full_check(m.phys).ok());
  SECTION("fewer references than holders") {
    m.phys.pages.mut(pfn.v).mapcount = 1;
    REQUIRE(has_rule(full_check(m.phys), "P8"));
  }
  SECTION("held by nobody") {
    const Pfn other = m.alloc();
    m.phys.pages.mut(other.v).refcount = 0;
    REQUIRE(has_rule(full_check(m.phys), "P8"));
  }
  SECTION("_mapcount below -1") {
    m.phys.pages.mut(pfn.v).mapcount = -2;
    REQUIRE(has_rule(full_check(m.phys), "P8"));
  }
  SECTION("in a batch and on the LRU") {
    m.phys.pages.mut(pfn.v).flags |= kPgLru;
    REQUIRE(has_rule(full_check(m.phys), "P7"));
  }
  SECTION("twice in a batch") {
    FolioBatch& batch = m.phys.batches[1][static_cast<u32>(BatchKind::kLruAdd)];
    batch.pfn[batch.count++] = pfn.v;
    REQUIRE(has_rule(full_check(m.phys), "P7"));
  }
  SECTION("on the wrong LRU list") {
    lru_add_drain(m.phys, m.trace, 0);
    m.phys.pages.mut(pfn.v).flags |= kPgActive;
    REQUIRE(has_rule(full_check(m.phys), "P6"));
  }
  SECTION("a tail frame that is held") {
    const Pfn block = m.alloc(0, 2);
    m.phys.pages.mut(block.v + 1).refcount = 1;
    REQUIRE(has_rule(full_check(m.phys), "P8"));
  }
}

TEST_CASE("check_phys: batches of pages that are on the LRU", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  m.phys.pages.mut(pfn.v).mapping = anon_mapping_of(AnonVmaId(0));
  folio_add_lru(m.phys, m.trace, 0, pfn);
  lru_add_drain(m.phys, m.trace, 0);
  folio_mark_lazyfree(m.phys, m.trace, 0, pfn);
  require_sound(m.phys);
  SECTION("waits to change its list and is on none") {
    m.phys.pages.mut(pfn.v).flags &= ~static_cast<u32>(kPgLru);
    REQUIRE(has_rule(full_check(m.phys), "P11"));
  }
  SECTION("freed lazily, but not anonymous") {
    m.phys.pages.mut(pfn.v).mapping = 0;
    REQUIRE(has_rule(full_check(m.phys), "P11"));
  }
  SECTION("a page of an object without PG_swapbacked") {
    const Pfn shared = m.alloc();
    m.phys.pages.mut(shared.v).mapping = 1 << 2;  // of the first inode
    REQUIRE(has_rule(full_check(m.phys), "P11"));
    m.phys.pages.mut(shared.v).flags |= kPgSwapbacked;
    require_sound(m.phys);
  }
}

TEST_CASE("check_phys: contents", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  write_bytes(m.phys, pfn, 0, "sixteen letters.", 16);
  const auto make_content = [&m](u32 offset, const std::string& bytes) {
    PackedRuns packed;
    append_run(packed, offset, bytes.data(), static_cast<u32>(bytes.size()));
    return m.phys.contents.intern(packed);
  };
  const auto hold = [&m, pfn](ContentId id) {
    m.phys.contents.put(m.page(pfn).content);
    m.phys.pages.mut(pfn.v).content = id;
  };
  SECTION("zeros at the end of a run") {
    hold(make_content(0, std::string("sixteen letters.\0", 17)));
    REQUIRE(has_rule(full_check(m.phys), "C1"));
  }
  SECTION("a run that leaves the page") {
    hold(make_content(4090, "sixteen letters."));
    REQUIRE(has_rule(full_check(m.phys), "C1"));
  }
  SECTION("a content without a run") {
    hold(m.phys.contents.intern(PackedRuns()));
    REQUIRE(has_rule(full_check(m.phys), "C1"));
  }
  SECTION("a content that was left out") {
    std::vector<ContentId> all;
    for (u32 i = 0; i < 20000; ++i) all.push_back(make_content(0, std::to_string(i + 100000) + std::string(4000, 'x')));
    for (const ContentId id : all) m.phys.contents.put(id);
    REQUIRE(has_rule(full_check(m.phys), "C2"));
  }
  SECTION("contents of nobody") {
    make_content(7, "another text of nobody");
    REQUIRE(has_rule(full_check(m.phys), "P10"));
  }
  SECTION("a frame that its content does not count") {
    m.phys.contents.get(m.page(pfn).content);
    REQUIRE(has_rule(full_check(m.phys), "P10"));
  }
  SECTION("a frame without the contents it names") {
    m.phys.contents = Contents{};
    REQUIRE(has_rule(full_check(m.phys), "P10"));
  }
}

TEST_CASE("hash: what decides the future changes the hash", "[phys]") {
  PhysMachine m;
  const Pfn a = m.alloc();
  const Pfn b = m.alloc();
  const u64 before = hash_of(m.phys);
  SECTION("contents") {
    write_bytes(m.phys, a, 0, "x", 1);
    const u64 x = hash_of(m.phys);
    REQUIRE(x != before);
    write_bytes(m.phys, a, 0, "y", 1);
    REQUIRE(hash_of(m.phys) != x);
  }
  SECTION("references") {
    get_page(m.phys, a);
    REQUIRE(hash_of(m.phys) != before);
  }
  SECTION("the order of a per-CPU list") {
    Phys other = m.phys;
    Trace silent;
    m.put(a);
    m.put(b);
    put_page(other, silent, 0, b);
    put_page(other, silent, 0, a);
    REQUIRE(hash_of(m.phys) != hash_of(other));
  }
}
