// References, and what a frame looks like when it comes and when it goes.
#include "tests/unit/phys/phys_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("refcount: the last put frees", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc();
  get_page(m.phys, pfn);
  REQUIRE(m.page(pfn).refcount == 2);
  REQUIRE_FALSE(m.put(pfn));
  REQUIRE(m.page(pfn).type == PageType::kNone);
  REQUIRE(m.put(pfn));
  REQUIRE(m.page(pfn).type == PageType::kPcp);
  require_sound(m.phys);
}

TEST_CASE("refcount: a frame comes back clean", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc_anon();
  m.phys.pages.mut(pfn.v).flags |= kPgAnonExclusive | kPgDirty;
  m.phys.pages.mut(pfn.v).mapping = anon_mapping_of(AnonVmaId(7));
  m.phys.pages.mut(pfn.v).index = 42;
  write_bytes(m.phys, pfn, 100, "a long line of text", 19);
  m.put(pfn);
  REQUIRE(m.alloc() == pfn);
  const Page& page = m.page(pfn);
  REQUIRE(page.flags == 0);
  REQUIRE(page.mapping == 0);
  REQUIRE(page.index == 0);
  REQUIRE(page.mapcount == -1);
  REQUIRE(content_tag(m.phys, pfn) == 0);
  REQUIRE(m.phys.contents.empty());
}

TEST_CASE("refcount: page tables are counted while they live", "[phys]") {
  PhysMachine m;
  const Pfn pfn = m.alloc(0, 0, PageType::kTable);
  REQUIRE(m.phys.nr_page_tables == 1);
  m.put(pfn);
  REQUIRE(m.phys.nr_page_tables == 0);
}

TEST_CASE("refcount: a copy of the memory keeps what the original loses", "[phys]") {
  PhysMachine m;
  std::vector<Pfn> taken;
  for (u32 i = 0; i < 300; ++i) taken.push_back(m.alloc_anon(i % 2));
  for (const Pfn pfn : taken) folio_add_lru(m.phys, m.trace, pfn.v % 2, pfn);
  write_bytes(m.phys, taken[5], 0, "kept in the copy", 16);
  const Phys copy = m.phys;
  const u64 hash = hash_of(copy);
  REQUIRE(hash == hash_of(m.phys));
  lru_add_drain_all(m.phys, m.trace);
  for (const Pfn pfn : taken) m.put(pfn);
  m.drain_all();
  for (u32 i = 0; i < 2000; ++i) m.alloc();
  REQUIRE(hash_of(m.phys) != hash);
  REQUIRE(hash_of(copy) == hash);
  require_sound(copy);
  require_sound(m.phys);
  char text[16];
  read_bytes(copy, taken[5], 0, text, 16);
  REQUIRE(std::string(text, 16) == "kept in the copy");
}

namespace {

// Copies the memory at every event and remembers its hash: a write through a stale reference would change the copy.
struct Snapshots : TraceSink {
  const Phys* phys = nullptr;
  std::vector<Phys> copies;
  std::vector<u64> hashes;
  void on_event(const Event&) override {
    copies.push_back(*phys);
    hashes.push_back(hash_of(*phys));
  }
};

}  // namespace

TEST_CASE("refcount: snapshots taken at every event stay as they were", "[phys]") {
  Phys phys = boot_phys(PhysConfig{32ull << 20, 2});
  Snapshots sink;
  sink.phys = &phys;
  Trace trace(&sink);
  std::vector<Pfn> taken;
  for (u32 i = 0; i < 70; ++i) {
    const Pfn pfn = alloc_pages(phys, trace, i % 2, anon_request(0));
    phys.pages.mut(pfn.v).flags |= kPgSwapbacked;
    folio_add_lru(phys, trace, i % 2, pfn);
    taken.push_back(pfn);
  }
  taken.push_back(alloc_pages(phys, trace, 0, AllocRequest{PageType::kNone, kGfpKernel, 4}));
  for (const Pfn pfn : taken) put_page(phys, trace, 0, pfn);
  lru_add_drain_all(phys, trace);
  drain_pcp(phys, trace, 0);
  REQUIRE(sink.copies.size() > 300);
  for (u32 i = 0; i < sink.copies.size(); ++i) {
    CAPTURE(i);
    REQUIRE(hash_of(sink.copies[i]) == sink.hashes[i]);
  }
  require_sound(phys);
}
