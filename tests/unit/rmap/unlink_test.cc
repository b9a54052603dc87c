#include "engine/trace/rmap_events.h"
#include <catch2/catch.hpp>

#include "tests/unit/rmap/family.h"

namespace pw::test {

TEST_CASE("unlink: the last area takes the anon_vma with it", "[rmap]") {
  Family f;
  const VmaId area = f.map_prepared(0, 4);
  unlink_anon_vmas(f.rmap, f.vmas, f.trace, area);
  CHECK(f.chain(area).empty());
  CHECK_FALSE(f.own(area).valid());
  CHECK(f.rmap.anon_vmas.live_count() == 0);
  CHECK(f.rmap.avcs.live_count() == 0);
  CHECK(f.seen.count(EventId::kAnonVmaFree, Reason::kFreeLastOfFamily) == 1);
  CHECK(f.broken() == "");
}

//   A1 <─ p1, p2    A2 <─ p2       p1 leaves: A1 stays, since p2's older pages name it
TEST_CASE("unlink: a parent's anon_vma stays while a child is on its tree", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const AnonVmaId a1 = f.own(p1);
  const VmaId p2 = f.fork(p1);
  f.unmap(p1);
  CHECK(f.rmap.anon_vmas.is_live(a1));
  CHECK(f.rmap.anon_vmas[a1].num_active_vmas == 0);
  CHECK(f.rmap.anon_vmas[a1].num_children == 2);
  CHECK(f.covering(a1, 0, 3) == std::vector<VmaId>{p2});
  CHECK(f.broken() == "");

  f.unmap(p2);
  CHECK(f.rmap.anon_vmas.live_count() == 0);
  CHECK(f.broken() == "");
}

TEST_CASE("unlink: a dead child is taken off its parent's count and its root's references", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const VmaId p2 = f.fork(p1);
  const VmaId p3 = f.fork(p2);
  REQUIRE(f.anon_vma(p1).refcount == 3);
  f.unmap(p3);
  CHECK(f.anon_vma(p1).refcount == 2);
  CHECK(f.anon_vma(p1).num_children == 2);
  CHECK(f.anon_vma(p2).num_children == 0);
  CHECK(f.seen.count(EventId::kAnonVmaFree, Reason::kFreeTreeEmpty) == 1);
  CHECK(f.broken() == "");
}

// p2 is gone, but p3 keeps A2 alive: p3's pages from between the forks may name it.
TEST_CASE("unlink: the one in the middle outlives its process", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const VmaId p2 = f.fork(p1);
  const AnonVmaId a2 = f.own(p2);
  const VmaId p3 = f.fork(p2);
  f.unmap(p2);
  CHECK(f.rmap.anon_vmas.is_live(a2));
  CHECK(f.chain(p3) == std::vector<AnonVmaId>{f.own(p3), a2, f.own(p1)});
  f.unmap(p3);
  CHECK_FALSE(f.rmap.anon_vmas.is_live(a2));
  CHECK(f.broken() == "");
}

// No event may show a node that points to something freed: a snapshot can be taken at any of them.
class LivenessSink : public TraceSink {
 public:
  explicit LivenessSink(const Rmap& rmap) : rmap_(rmap) {}
  void on_event(const Event&) override {
    rmap_.avcs.for_each([&](AvcId, const Avc& avc) { dangling += rmap_.anon_vmas.is_live(avc.anon_vma) ? 0u : 1u; });
  }
  u32 dangling = 0;

 private:
  const Rmap& rmap_;
};

TEST_CASE("unlink: at every event all nodes name live anon_vmas", "[rmap]") {
  Family f;
  const VmaId p1 = f.map_prepared(0, 4);
  const VmaId p2 = f.fork(p1);
  const VmaId p3 = f.fork(p2);
  LivenessSink sink(f.rmap);
  Trace watched(&sink);
  for (const VmaId id : {p1, p2, p3}) unlink_anon_vmas(f.rmap, f.vmas, watched, id);
  CHECK(sink.dangling == 0);
  CHECK(watched.seq() > 9);
}

}  // namespace pw::test
