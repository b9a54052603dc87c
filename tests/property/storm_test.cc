// Storms: random calls of several processes on a machine that has no room for what they touch, with swap areas that come and go and
// slots that cannot be read. After every call the quick invariants, every fiftieth and at the end all of them, and every byte that a
// process reads is compared with a naive model of memory. PAGEWALK_STORM_COMMANDS sets how many calls (`make storm`: 1,000,000), 1,000
// to a machine; PAGEWALK_STORM_SEED that of the first machine.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/support/modelled_user.h"
#include "tests/support/machine.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kCallsOfStorm = 1000;

u64 storm_number(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void expect_whole(const ModelledUser& user, CheckLevel level) {
  CheckReport report;
  check_kernel(user.kernel(), level, report);
  INFO(first_messages(report));
  REQUIRE(report.ok());
}

// What all machines together came to: a storm in which nothing is taken away proves nothing.
struct Weather {
  u64 out = 0;
  u64 in = 0;
  u64 by_kswapd = 0;
  u64 by_direct_reclaim = 0;
};

void storm(u64 seed, u64 calls, Weather& weather) {
  ModelledUser user(seed, Surroundings::kPressed);
  for (u64 step = 1; step <= calls; ++step) {
    INFO("seed " << seed << ", command " << step);
    user.step();
    expect_whole(user, step % 50 == 0 ? CheckLevel::kFull : CheckLevel::kQuick);
    if (step % 100 == 0) user.read_everything();
  }
  expect_whole(user, CheckLevel::kFull);
  user.read_everything();
  const Memory& m = user.kernel().m;
  weather.out += m.swap.stat.pswpout + m.swap.stat.swpout_zero;
  weather.in += m.swap.stat.pswpin + m.swap.stat.swpin_zero;
  weather.by_kswapd += m.stat.pgsteal_kswapd;
  weather.by_direct_reclaim += m.stat.pgsteal_direct;
}

}  // namespace

TEST_CASE("storm: whatever is taken away, programs read back what they wrote") {
  const u64 calls = storm_number("PAGEWALK_STORM_COMMANDS", 50000);
  const u64 first_seed = storm_number("PAGEWALK_STORM_SEED", 1);
  Weather weather;
  for (u64 done = 0; done < calls; done += kCallsOfStorm) {
    storm(first_seed + done / kCallsOfStorm, std::min(kCallsOfStorm, calls - done), weather);
  }
  INFO("out " << weather.out << ", in " << weather.in << ", by kswapd " << weather.by_kswapd << ", direct " << weather.by_direct_reclaim);
  CHECK(weather.out > calls / 8);
  CHECK(weather.in > calls / 8);
  CHECK(weather.by_kswapd > calls / 8);
  CHECK(weather.by_direct_reclaim > calls / 100);
}
