// More memory than there is: programs write several times what the machine has, with swap behind it, and read back what they wrote, whoever
// had to go meanwhile. Bytes are compared with a naive model (page -> what was written there).
#include <map>

#include "engine/kernel/access.h"
#include "tests/support/machine.h"
#include "tests/support/random.h"
#include "tests/support/swap_area.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kAt = 0x20000000;

BootConfig small_machine() {
  BootConfig config;
  config.mem_bytes = 32ull << 20;
  return config;
}

struct Pressed : Machine {
  Trace trace;
  std::map<std::pair<Pid, u64>, std::string> written;
  Pressed(SwapKind kind, u64 swap_pages) : Machine(small_machine()) {
    k.m.sysctl.overcommit_memory = kOvercommitAlways;
    turn_swap_on(k, "s", kind, swap_pages);
  }
  bool store(Pid pid, u64 page, const std::string& bytes) {
    const AccessResult result = store_bytes(k, trace, pid, kAt + page * kPageSize, bytes, 1);
    if (result.signal.signo == 0 && result.pages_done == 1) written[{pid, page}] = bytes;
    return result.pages_done == 1;
  }
  // Without the check of the whole machine that Machine::read makes.
  std::string load(Pid pid, u64 page, std::string::size_type length) {
    std::string text;
    load_bytes(k, trace, pid, kAt + page * kPageSize, static_cast<u32>(length), 1, &text);
    return text;
  }
  void expect_bytes() {
    for (const auto& [where, bytes] : written) REQUIRE(load(where.first, where.second, bytes.size()) == bytes);
  }
};

}  // namespace

TEST_CASE("pressure: a program that writes twice the machine's memory reads all of it back", "[reclaim]") {
  for (const SwapKind kind : {SwapKind::kZram, SwapKind::kDisk}) {
    Pressed m(kind, 16384);
    m.mmap(1, 16000, kRw, kAt);
    for (u64 page = 0; page < 16000; ++page) REQUIRE(m.store(1, page, std::to_string(page)));
    m.check();
    CHECK(m.k.m.swap.stat.pswpout > 9000);
    CHECK(m.k.m.stat.pgsteal_kswapd > 9000);
    for (u64 page = 0; page < 16000; page += 7) {
      REQUIRE(m.load(1, page, std::to_string(page).size()) == std::to_string(page));
      if (page % 3500 == 0) m.check();
    }
  }
}

TEST_CASE("pressure: several programs that fork and store to what they share", "[reclaim]") {
  Random random(11);
  Pressed m(SwapKind::kSsd, 32768);
  m.mmap(1, 6000, kRw, kAt);
  std::vector<Pid> pids{1};
  u64 refused = 0;
  for (u32 round = 0; round < 40; ++round) {
    const Pid pid = pids[random.below(static_cast<u32>(pids.size()))];
    for (u32 i = 0; i < 600; ++i) {
      const u64 page = random.below(6000);
      if (!m.store(pid, page, std::to_string(round) + ":" + std::to_string(page))) ++refused;
    }
    if (pids.size() < 4 && random.one_in(3)) {
      const Result<Pid> child = sys_fork(m.k, m.trace, pid);
      if (child.ok()) {
        for (u64 page = 0; page < 6000; ++page) {
          const auto found = m.written.find({pid, page});
          if (found != m.written.end()) m.written[{child.value(), page}] = found->second;
        }
        pids.push_back(child.value());
      }
    }
    m.check();
  }
  m.expect_bytes();
  m.check();
  CHECK(m.k.m.swap.stat.pswpout > 1000);
}

TEST_CASE("pressure: when memory and swap are full the next page is refused, and nothing is lost", "[reclaim]") {
  Pressed m(SwapKind::kZram, 1024);
  m.mmap(1, 20000, kRw, kAt);
  u64 page = 0;
  while (page < 20000 && m.store(1, page, std::to_string(page))) ++page;
  CHECK(page < 10000);
  CHECK(m.k.m.swap.nr_swap_pages == 0);
  m.check();
  // Room for some pages, and everything else can be read back.
  m.munmap(1, kAt + (page - 300) * kPageSize, 300);
  for (u64 gone = page - 300; gone < page; ++gone) m.written.erase({1, gone});
  m.expect_bytes();
  m.check();
}
