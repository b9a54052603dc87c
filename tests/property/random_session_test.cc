// The session under random logs: whatever way undo, redo, seek and new commands take through them, every state is the one that was there
// when the command was first run. The logs are those of the random comparison with Linux (tests/conformance), so they hold shared memory,
// locks, advice, limits, forks and signals alike.
#include <catch2/catch.hpp>

#include "engine/shell/shell.h"
#include "tests/conformance/random_scenario.h"

namespace pw {
namespace {

// All that undo must bring back: the machine, the names, who acts.
struct Moment {
  u64 hash = 0;
  std::map<std::string, u64> names;
  Pid current = 0;
};
bool operator==(const Moment& a, const Moment& b) { return a.hash == b.hash && a.names == b.names && a.current == b.current; }

Moment moment_of(const SessionState& state) {
  Moment moment;
  moment.hash = state_hash(state.kernel);
  for (const auto& [name, value] : state.names) moment.names[name] = value;
  moment.current = state.current;
  return moment;
}

// A log, and beside it what the state was after each of its commands; [0] is the start.
class Route {
 public:
  Route() : moments_{moment_of(shell_.session().state())} {}

  void run(const std::string& line) {
    const u32 before = shell_.session().head();
    shell_.run_line(line);
    if (shell_.session().head() == before) return;  // it only looked, or was no command: the log is as it was
    moments_.resize(before + 1);
    moments_.push_back(moment_of(shell_.session().state()));
  }
  void run_all(const Scenario& scenario) {
    for (const std::string& command : scenario.commands) run(command);
  }
  // One step of any kind; `next` is what is typed when it is a command.
  void step(test::Random& random, const std::string& next) {
    const u32 length = shell_.session().length();
    switch (random.below(6)) {
      case 0: (void)shell_.session().undo(); break;
      case 1: (void)shell_.session().redo(); break;
      case 2: REQUIRE(shell_.session().seek(random.below(length + 1))); break;
      case 3: look_back(random, random.below(length)); break;
      default: run(next); break;
    }
    expect_here();
  }
  u32 length() const { return shell_.session().length(); }
  void expect_here() const {
    const u32 head = shell_.session().head();
    INFO("at " << head << " of " << length() << ", behind " << (head == 0 ? "the start" : shell_.session().command(head - 1)));
    REQUIRE(moments_.size() == length() + 1);
    REQUIRE(moment_of(shell_.session().state()) == moments_[head]);
  }

 private:
  void look_back(test::Random& random, u32 index) {
    const Session& session = shell_.session();
    INFO("looking back to " << index << ": " << session.command(index));
    REQUIRE(moment_of(session.state_before(index)) == moments_[index]);
    const u64 events = session.event_count(index);
    REQUIRE(session.events_of(index).total == events);
    REQUIRE(moment_of(session.state_at_event(index, events)).hash == moments_[index + 1].hash);
    (void)session.state_at_event(index, random.below(static_cast<u32>(events) + 1));
  }

  Shell shell_;
  std::vector<Moment> moments_;
};

}  // namespace

TEST_CASE("session: every way through a random log finds every state again") {
  for (u64 seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Route route;
    route.run("name = mmap 16K shared");
    route.run_all(RandomScenario(seed).make(110));
    REQUIRE(route.length() > 50);
    route.expect_here();
    test::Random random(seed);
    const Scenario more = RandomScenario(1000 + seed).make(60);
    for (const std::string& next : more.commands) route.step(random, next);
  }
}

}  // namespace pw
