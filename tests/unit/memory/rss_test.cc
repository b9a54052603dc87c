// RSS counters: what a page counts as, and what they add up to.
#include <catch2/catch.hpp>

#include "engine/memory/rss.h"

using namespace pw;

TEST_CASE("rss: a page counts by its mapping first, then by PG_swapbacked", "[memory]") {
  Page page;
  CHECK(mm_counter(page) == kMmFilePages);
  page.flags = kPgSwapbacked;
  CHECK(mm_counter(page) == kMmShmemPages);
  page.mapping = anon_mapping_of(AnonVmaId(3));
  CHECK(mm_counter(page) == kMmAnonPages);
  page.flags = 0;  // lazily freed: still anonymous
  CHECK(mm_counter(page) == kMmAnonPages);
}

TEST_CASE("rss: pages of files, anonymous and shared ones are resident, swapped ones are not; the peak stays", "[memory]") {
  Memory m;
  const MmId mm = m.mms.alloc();
  add_rss(m, mm, kMmFilePages, 1);
  add_rss(m, mm, kMmAnonPages, 20);
  add_rss(m, mm, kMmShmemPages, 300);
  add_rss(m, mm, kMmSwapEnts, 4000);
  CHECK(count_rss(m.mms[mm]) == 321);
  update_hiwater_rss(m, mm);
  add_rss(m, mm, kMmAnonPages, -20);
  CHECK(count_rss(m.mms[mm]) == 301);
  update_hiwater_rss(m, mm);
  CHECK(m.mms[mm].hiwater_rss == 321);
}
