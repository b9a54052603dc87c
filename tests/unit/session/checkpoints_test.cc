// Which checkpoints are kept, and that what they cost is what the allocator says.
#include "engine/session/session.h"

#include <catch2/catch.hpp>

#include "engine/shell/shell.h"
#include "tests/support/allocated.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

// Names, areas, pages, tasks, contents that differ: all kinds of state grow.
void grow(Shell& shell, u32 commands) {
  test::must(shell, "boot mem=256M");
  test::must(shell, "a = mmap 128M");
  for (u32 i = 1; i < commands; ++i) {
    const std::string n = std::to_string(i);
    switch (i % 5) {
      case 0: test::must(shell, "name" + n + " = sbrk 4K"); break;
      case 1: test::must(shell, "write $a+" + std::to_string(i % 30000 * 4096 + 1000) + " \"a text of its own, " + n + "\""); break;
      case 2: test::must(shell, "b" + std::to_string(i % 200) + " = mmap 16K rw"); break;
      case 3: test::must(shell, "write $a+" + std::to_string(i % 7 * 4000) + "K n=30"); break;
      default: test::must(shell, "mprotect $a+" + std::to_string(60000 + i % 900 * 64) + "K 8K r"); break;
    }
  }
}

// Steps that a seek to each of the places in front of the head replays, by the time between; here by counting.
class Counting : public CommandRunner {
 public:
  void replay(SessionState& state, Trace&, const std::string&) override {
    ++replayed;
    step(state);
  }
  // Writes a chunk of every 256 frames, so that a copy of the state is as large as the state.
  static void step(SessionState& state) {
    ++number(state);
    for (u32 i = 0; i < state.kernel.m.phys.pages.size(); i += 256) state.kernel.m.phys.pages.mut(i).private_ = number(state);
  }
  static u32& number(SessionState& state) { return state.current; }
  u32 replayed = 0;
};

void run_steps(Session& session, u32 count) {
  for (u32 i = 0; i < count; ++i) {
    session.run("step", [](SessionState& state, Trace&) {
      Counting::step(state);
      return true;
    });
  }
}

SessionState machine_of(u32 frames) {
  SessionState state;
  state.kernel.m.phys.pages.resize(frames);
  state.current = 0;
  return state;
}

}  // namespace

TEST_CASE("checkpoints: bytes are what the allocator gives back when they go") {
  for (const bool is_undone : {false, true}) {
    Shell shell;
    grow(shell, 1500);
    Session& session = shell.session();
    if (is_undone) REQUIRE(session.seek(1000));
    u64 log_bytes = 0;
    for (u32 i = 0; i < session.length(); ++i) log_bytes += 64 + session.command(i).size() + 8;
    const u64 claimed = session.checkpoint_bytes();
    const u32 count = session.checkpoints();
    const u64 before = test::allocated_bytes();
    session.reset(session.state());
    const u64 freed = before - test::allocated_bytes();
    const u64 expected = claimed - session.checkpoint_bytes() + log_bytes;
    INFO(count << " checkpoints, claimed " << claimed << ", log " << log_bytes << ", freed " << freed);
    CHECK(claimed > 2u << 20);
    CHECK(freed > expected - expected / 20);
    CHECK(freed < expected + expected / 20);
  }
}

TEST_CASE("checkpoints: the step back is there after any command, however large the machine and small the budget") {
  Counting runner;
  CheckpointPolicy policy;
  policy.budget_bytes = 1u << 20;
  Session session(runner, machine_of(200000), policy);
  run_steps(session, 60);
  CHECK(session.checkpoints() == 2);
  REQUIRE(session.undo());
  CHECK(runner.replayed == 0);
  CHECK(session.state().current == 59);
  run_steps(session, 1);
  CHECK(session.state().current == 60);
  REQUIRE(session.undo());
  CHECK(runner.replayed == 0);
  REQUIRE(session.undo());
  CHECK(session.state().current == 58);
  CHECK(runner.replayed == 58);  // the budget holds no other one
}

TEST_CASE("checkpoints: stand ever wider apart with age, and no wider than the policy says") {
  Counting runner;
  Session session(runner, machine_of(256));
  run_steps(session, 5000);
  CHECK(session.checkpoints() < 150);
  for (const u32 back : {1u, 2u, 3u, 4u, 10u, 50u, 200u, 1000u, 4999u}) {
    REQUIRE(session.seek(5000 - back));
    INFO("back by " << back);
    CHECK(session.state().current == 5000 - back);
    CHECK(runner.replayed <= back / 2);
    CHECK(runner.replayed <= 100);
    REQUIRE(session.seek(5000));
    runner.replayed = 0;
  }
}

TEST_CASE("checkpoints: going back step by step replays little at each step") {
  Counting runner;
  Session session(runner, machine_of(256));
  run_steps(session, 1000);
  for (u32 n = 1000; n > 0; --n) {
    REQUIRE(session.undo());
    CHECK(session.state().current == n - 1);
  }
  CHECK(runner.replayed < 1000 * 12);
}

TEST_CASE("checkpoints: above the budget what is large and old goes first") {
  Counting runner;
  CheckpointPolicy policy;
  policy.commands = 10;
  policy.budget_bytes = 4u << 20;
  Session session(runner, machine_of(256), policy);
  run_steps(session, 5000);
  CHECK(session.checkpoint_bytes() <= policy.budget_bytes + (1u << 20));
  CHECK(session.checkpoints() > 10);
  runner.replayed = 0;
  REQUIRE(session.seek(4980));
  CHECK(runner.replayed <= 10);
  REQUIRE(session.seek(2000));
  CHECK(session.state().current == 2000);
  CHECK(runner.replayed <= 3000);
}

TEST_CASE("checkpoints: what the working state holds itself is not counted against them") {
  Counting runner;
  Session session(runner, machine_of(2000000));  // 128 MB of frames, each chunk its own
  run_steps(session, 1);
  const u32 before = session.checkpoints();
  for (u32 i = 0; i < 50; ++i) {
    session.run("small", [](SessionState& state, Trace&) {
      ++state.current;
      state.kernel.m.phys.pages.mut(state.current).private_ = 1;
      return true;
    });
  }
  CHECK(session.checkpoints() > before + 10);
  REQUIRE(session.seek(40));
  CHECK(runner.replayed < 10);
}

}  // namespace pw
