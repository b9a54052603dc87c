#include "tests/unit/memcg/memcg_fixture.h"

using namespace pw;
using namespace pw::test;

namespace {

std::vector<MemcgId> walk(Memcg& memcg, MemcgId root, bool is_partial, u32 at_most = 100) {
  MemcgWalk walk(memcg, root, is_partial);
  std::vector<MemcgId> groups;
  while (groups.size() < at_most) {
    const MemcgId group = walk.next();
    if (group == kNoMemcg) break;
    groups.push_back(group);
  }
  return groups;
}

}  // namespace

TEST_CASE("memcg: a walk asks a group before those below it, in the order in which they were made", "[memcg]") {
  Groups m;
  CHECK(walk(m.memcg, 0, false) == std::vector<MemcgId>{0});
  CHECK(walk(m.memcg, 0, true) == std::vector<MemcgId>{0});
  const MemcgId a = m.make("a"), b = m.make("b"), c = m.make("c", a), d = m.make("d", c), e = m.make("e", a);
  CHECK(walk(m.memcg, 0, false) == std::vector<MemcgId>{0, a, c, d, e, b});
  CHECK(walk(m.memcg, a, false) == std::vector<MemcgId>{a, c, d, e});
}

TEST_CASE("memcg: a partial walk goes on where the last one stopped, and ends at the end of the tree", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a), c = m.make("c", a);
  CHECK(walk(m.memcg, a, true, 2) == std::vector<MemcgId>{a, b});
  CHECK(walk(m.memcg, a, true) == std::vector<MemcgId>{c});
  CHECK(walk(m.memcg, a, true, 3) == std::vector<MemcgId>{a, b, c});
  CHECK(walk(m.memcg, a, true, 1) == std::vector<MemcgId>{a});  // at the end: from the start
  CHECK(walk(m.memcg, 0, true, 1) == std::vector<MemcgId>{0});  // each root has a place of its own
  CHECK(walk(m.memcg, a, true, 1) == std::vector<MemcgId>{b});
  CHECK(walk(m.memcg, a, false) == std::vector<MemcgId>{a, b, c});
  CHECK(walk(m.memcg, a, true, 1) == std::vector<MemcgId>{c});
}

TEST_CASE("memcg: where a walk stopped and the group is gone, the next begins anew", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a);
  REQUIRE(m.charge(b));
  CHECK(walk(m.memcg, a, true, 2) == std::vector<MemcgId>{a, b});
  remove_memcg(m.cx, b);
  CHECK(m.memcg.groups[a].position == b);  // it has a page, so it is still asked
  CHECK(walk(m.memcg, a, false) == std::vector<MemcgId>{a, b});
  uncharge_page(m.cx, b, Charge::kPage);
  CHECK(m.memcg.groups[a].position == kNoMemcg);
  CHECK(walk(m.memcg, a, true, 1) == std::vector<MemcgId>{a});
  m.check();
}

TEST_CASE("memcg: protection of children that claim more than their parent has is shared by what they use", "[memcg]") {
  Groups m;
  const MemcgId a = m.make("a"), b = m.make("b", a), c = m.make("c", a);
  for (u32 i = 0; i < 64; ++i) REQUIRE((m.charge(b) && m.charge(c)));
  m.memcg.groups[a].low = 60;
  m.memcg.groups[b].low = 90;  // uses 64
  m.memcg.groups[c].low = 32;
  m.memcg.groups[c].min = 10;
  CHECK(protection_of(m.memcg, 0, a).low == 60);
  CHECK(protection_of(m.memcg, 0, b).low == 64 * 60 / 96);
  CHECK(protection_of(m.memcg, 0, c).low == 32 * 60 / 96);
  CHECK(protection_of(m.memcg, 0, c).min == 0);  // its parent has none
  CHECK(protection_of(m.memcg, a, b).low == 90);
  CHECK(protection_of(m.memcg, a, a).low == 0);
  CHECK(protection_of(m.memcg, a, b).usage == 64);
}
