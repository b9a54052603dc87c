// Random forks, exits, splits, merges and first touches over many areas; after each step everything is recounted.
#include <catch2/catch.hpp>

#include "engine/base/fields_hash.h"
#include "engine/trace/rmap_events.h"
#include "tests/support/random.h"
#include "tests/unit/rmap/family.h"

namespace pw::test {
namespace {

class RandomLife {
 public:
  explicit RandomLife(u64 seed) : random_(seed) {}

  void step() {
    const u32 size = static_cast<u32>(areas_.size());
    const u32 dice = random_.below(12);
    if (size == 0 || (dice == 0 && size < 60)) {
      areas_.push_back(f.map(random_.below(4) * 16, 16));
    } else if (dice < 3) {
      touch(areas_[random_.below(size)]);
    } else if (dice < 7 && size < 60) {
      areas_.push_back(f.fork(areas_[random_.below(size)]));
    } else if (dice < 9) {
      cut(areas_[random_.below(size)]);
    } else {
      const u32 index = random_.below(size);
      f.unmap(areas_[index]);
      areas_.erase(areas_.begin() + index);
    }
  }
  void end() {
    for (const VmaId id : areas_) f.unmap(id);
    areas_.clear();
  }

  Family f;

 private:
  void touch(VmaId id) {
    if (!f.own(id).valid()) prepare_anon_vma(f.rmap, f.vmas, f.trace, id, AnonVmaId());
  }
  // mprotect of a part and, half of the time, back again.
  void cut(VmaId id) {
    const u64 pages = f.vmas[id].pages();
    if (pages < 2) return;
    const VmaId high = f.split(id, 1 + random_.below(static_cast<u32>(pages) - 1));
    if (random_.one_in(2)) {
      f.merge(id, high);
    } else {
      areas_.push_back(high);
    }
  }

  Random random_;
  std::vector<VmaId> areas_;
};

}  // namespace

TEST_CASE("families: random lives leave every count right", "[rmap]") {
  u32 reused = 0;
  for (u64 seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    RandomLife life(seed);
    for (u32 step = 0; step < 300; ++step) {
      life.step();
      REQUIRE(life.f.broken() == "");
    }
    reused += life.f.seen.count(EventId::kAnonVmaReuse, Reason::kReuseOk);
    life.end();
    CHECK(life.f.rmap.anon_vmas.live_count() == 0);
    CHECK(life.f.rmap.avcs.live_count() == 0);
    CHECK(life.f.broken() == "");
  }
  CHECK(reused > 0);  // else the runs did not reach the rule they are for
}

TEST_CASE("families: the same life gives the same hash, another one another", "[rmap]") {
  const auto hash_after = [](u64 seed) {
    RandomLife life(seed);
    for (u32 step = 0; step < 200; ++step) life.step();
    return hash_of(life.f.rmap);
  };
  CHECK(hash_after(5) == hash_after(5));
  CHECK(hash_after(5) != hash_after(6));
}

}  // namespace pw::test
