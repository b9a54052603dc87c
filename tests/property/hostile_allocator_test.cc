// Random calls over an allocator that takes away all that it may at every request (tests/support/hostile_allocator.h), with what programs
// read back compared with a naive model of memory, and the invariants, every claim on a slot among them, after each call.
// PAGEWALK_HOSTILE_COMMANDS sets how many calls (default 6,000), 1,000 to a machine; PAGEWALK_HOSTILE_SEED that of the first machine.
#include <cstdlib>

#include "tests/support/madvise_calls.h"
#include "tests/support/modelled_user.h"

using namespace pw;
using namespace pw::test;

namespace {

constexpr u64 kCallsOfMachine = 1000;

u64 number_from(const char* name, u64 otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void expect_sound(const ModelledUser& user, CheckLevel level) {
  CheckReport report;
  check_kernel(user.kernel(), level, report);
  INFO(first_messages(report));
  REQUIRE(report.ok());
}

struct Taken {
  u64 pages = 0;
  u64 of_objects = 0;
  u64 given_back = 0;
};

void run_machine(u64 seed, u64 calls, Taken& taken) {
  ModelledUser user(seed);
  for (u64 step = 1; step <= calls; ++step) {
    INFO("seed " << seed << ", command " << step);
    user.step();
    expect_sound(user, step % 100 == 0 ? CheckLevel::kFull : CheckLevel::kQuick);
    if (step % 50 == 0) user.read_everything();
  }
  expect_sound(user, CheckLevel::kFull);
  taken.pages += user.hostile().taken();
  taken.of_objects += user.hostile().taken_from_objects();
  taken.given_back += given_back(user.kernel());
}

}  // namespace

TEST_CASE("hostile allocator: programs read back what they wrote, whatever is taken away at any allocation") {
  const u64 calls = number_from("PAGEWALK_HOSTILE_COMMANDS", 6000);
  const u64 first_seed = number_from("PAGEWALK_HOSTILE_SEED", 1);
  Taken taken;
  for (u64 done = 0; done < calls; done += kCallsOfMachine) {
    run_machine(first_seed + done / kCallsOfMachine, std::min(kCallsOfMachine, calls - done), taken);
  }
  CHECK(taken.pages > calls / 4);
  CHECK(taken.of_objects > calls / 40);
  CHECK(taken.given_back > calls / 8);
}

// Random calls seldom strike just there: a page that a fork shares, taken by the allocation that is to copy it.
TEST_CASE("hostile allocator: the page that a store copies may go while its copy is fetched") {
  for (const bool is_child : {false, true}) {
    Machine m;
    const u64 at = m.mmap(1, 4);
    m.write(1, at, "shared", 4);
    const Pid child = m.fork(1);
    const Pid writer = is_child ? child : 1;
    HostileAllocator hostile(1);
    const StandIn standing(hostile);
    m.write(writer, at + 10, "own", 1);
    CHECK(hostile.taken() > 0);
    std::string bytes;
    m.read(writer, at, 1, &bytes, 14);
    CHECK(bytes == std::string("shared\0\0\0\0own\0", 14));
    bytes.clear();
    m.read(is_child ? 1 : child, at, 1, &bytes, 14);
    CHECK(bytes == std::string("shared\0\0\0\0\0\0\0\0", 14));
    m.check();
  }
}

// … and the page of an object, which leaves its object unless the fault that looked it up holds it while a table is fetched; a load's,
// which maps the pages around as well, fetches the table first. At one request in two, by seed: those before the look must let the page be.
TEST_CASE("hostile allocator: a page that was found in its object stays until it is mapped") {
  constexpr u64 kObject = 0x20000000;
  u64 taken = 0;
  for (u64 seed = 0; seed < 64; ++seed) {
    const bool is_load = seed % 2 == 0;
    Machine m;
    map_shared(m, kObject, 4);
    m.write(1, kObject, "object", 4);
    const Pid child = m.fork(1);
    HostileAllocator hostile(seed, 2);
    const StandIn standing(hostile);
    std::string bytes;
    if (is_load) m.read(child, kObject, 1, &bytes, 6);
    else m.write(child, kObject, "OBJECT", 1);
    m.write(1, kObject + kPageSize + 8, "parent", 1);
    CHECK(bytes == (is_load ? "object" : ""));
    bytes.clear();
    m.read(1, kObject, 1, &bytes, 6);
    CHECK(bytes == (is_load ? "object" : "OBJECT"));
    bytes.clear();
    m.read(child, kObject + kPageSize, 1, &bytes, 15);
    CHECK(bytes == std::string("object\0\0parent\0", 15));
    m.check();
    taken += hostile.taken_from_objects();
  }
  CHECK(taken > 16);
}
