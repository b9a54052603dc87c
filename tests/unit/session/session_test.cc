// The session: every way back leads to the hash that was there before, between commands and inside them.
#include "engine/session/session.h"

#include <catch2/catch.hpp>

#include "engine/shell/shell.h"
#include "engine/trace/phys_events.h"

namespace pw {
namespace {

// Touches every operation that the model has: splits, merges, copies, reuse, exits, failures, signals.
const std::vector<std::string> kStory = {
    "a = mmap 64K",          "write $a",           "read $a+4K n=2",      "write $a+4K",        "fork",
    "@2 write $a \"child\"", "write $a",           "mprotect $a+8K 8K r", "write $a+8K",        "fork",
    "@3 fork",               "@4 write $a n=3",    "munmap $a+16K 8K",    "@2 mprotect $a 64K rw", "@2 munmap $a 64K",
    "@2 exit",               "wait",               "thread",              "b = mmap 2M",        "write $b n=40",
    "taskset 1 1",           "write $a n=2",       "munmap 0x123 4K",     "exec $a",            "@3 exit",
    "s = mmap 32K shared",   "write $s \"all\" n=4", "mlock $s 16K",        "@4 exit",            "fork",
    "@5 write $s+8K \"it\"", "@5 munmap $s 8K",    "madvise $s 8K dontneed_locked", "munlock $s 12K", "madvise $b 64K free",
    "write $b \"kept\"",     "madvise $b+64K 64K cold", "c = mmap 32K",  "madvise $c 8K guard_install", "write $c",
    "mlockall(MCL_FUTURE)",  "mmap 8K",            "munlockall()",        "mremap($b, 65536, 131072, MREMAP_MAYMOVE)", "mseal $c+16K 4K",
    "munmap $c 32K",         "sbrk 8K",            "prlimit data 4096",   "mmap 1M",            "peek 5 $s 4",
};

u64 hash_of(const SessionState& state) { return state_hash(state.kernel); }

// Runs the story and keeps the hash after each command of the log; [0] is the booted machine.
std::vector<u64> tell_story(Shell& shell) {
  std::vector<u64> hashes = {hash_of(shell.session().state())};
  for (const std::string& line : kStory) {
    for (const Outcome& outcome : shell.run_line(line)) {
      INFO(line << ": " << outcome.out);
      REQUIRE(outcome.kind != Outcome::Kind::kSyntax);
      if (outcome.logged) hashes.push_back(hash_of(shell.session().state()));
    }
  }
  REQUIRE(hashes.size() == kStory.size() + 1);
  return hashes;
}

}  // namespace

TEST_CASE("session: undo and redo bring back every hash") {
  Shell shell;
  const std::vector<u64> hashes = tell_story(shell);
  Session& session = shell.session();
  for (u32 n = static_cast<u32>(kStory.size()); n > 0; --n) {
    REQUIRE(session.undo());
    INFO("after undoing " << session.command(n - 1));
    CHECK(hash_of(session.state()) == hashes[n - 1]);
  }
  CHECK_FALSE(session.undo());
  for (u32 n = 1; n <= kStory.size(); ++n) {
    REQUIRE(session.redo());
    CHECK(hash_of(session.state()) == hashes[n]);
  }
  CHECK_FALSE(session.redo());
}

TEST_CASE("session: seek jumps anywhere and refuses what is out of range") {
  Shell shell;
  const std::vector<u64> hashes = tell_story(shell);
  Session& session = shell.session();
  u32 at = 3;
  for (u32 i = 0; i < 40; ++i) {
    at = (at * 7 + 5) % static_cast<u32>(hashes.size());
    REQUIRE(session.seek(at));
    CHECK(session.head() == at);
    CHECK(hash_of(session.state()) == hashes[at]);
    CHECK(hash_of(session.state_before(static_cast<u32>(kStory.size()))) == hashes.back());
  }
  CHECK_FALSE(session.seek(static_cast<u32>(hashes.size())));
}

TEST_CASE("session: a new command drops what was undone") {
  Shell shell;
  tell_story(shell);
  Session& session = shell.session();
  REQUIRE(session.seek(5));
  shell.run_line("c = mmap 4K");
  CHECK(session.length() == 6);
  CHECK(session.head() == 6);
  CHECK(session.command(5) == "c = mmap 4K");
  CHECK(session.state().names.find("b") == nullptr);
  CHECK_FALSE(session.redo());
}

TEST_CASE("session: a command that looks leaves state and log as they were") {
  Shell shell;
  const std::vector<u64> hashes = tell_story(shell);
  const u32 length = shell.session().length();
  shell.run_line("rmap $a");
  CHECK(shell.session().length() == length);
  CHECK(hash_of(shell.session().state()) == hashes.back());
  CHECK(shell.session().last_events().total > 0);
}

namespace {

// Copies the state at every event and weighs it at once. A reference into a table that outlives an event would later write into the copy.
class Photographer : public TraceSink {
 public:
  explicit Photographer(const SessionState& state) : state_(state) {}
  void on_event(const Event&) override {
    copies.push_back(state_);
    hashes.push_back(hash_of(copies.back()));
  }
  std::vector<SessionState> copies;
  std::vector<u64> hashes;

 private:
  const SessionState& state_;
};

}  // namespace

TEST_CASE("session: a snapshot at every event stays what it was, and scrubbing finds the same moments") {
  Shell shell;
  const std::vector<u64> hashes = tell_story(shell);
  const Session& session = shell.session();
  for (u32 n = 0; n < session.length(); ++n) {
    INFO("command " << n << ": " << session.command(n));
    SessionState state = session.state_before(n);
    Photographer photographer(state);
    Trace trace(&photographer);
    shell.replay(state, trace, session.command(n));
    REQUIRE(photographer.copies.size() == session.event_count(n));
    u32 corrupted = 0;
    for (u32 k = 0; k < photographer.copies.size(); ++k) corrupted += hash_of(photographer.copies[k]) != photographer.hashes[k] ? 1 : 0;
    CHECK(corrupted == 0);
    CHECK(hash_of(state) == hashes[n + 1]);
    CHECK(hash_of(session.state_at_event(n, 0)) == hashes[n]);
    CHECK(hash_of(session.state_at_event(n, session.event_count(n))) == hashes[n + 1]);
    const u32 stride = static_cast<u32>(photographer.copies.size()) / 12 + 1;
    for (u32 k = 1; k < photographer.copies.size(); k += stride) {
      CHECK(hash_of(session.state_at_event(n, k)) == photographer.hashes[k - 1]);
    }
  }
}

TEST_CASE("session: a write fault has moments of its own inside") {
  Shell shell;
  shell.run_line("a = mmap 16K");
  const u64 before = hash_of(shell.session().state());
  shell.run_line("write $a");
  const Session& session = shell.session();
  const u64 after = hash_of(session.state());
  u32 between = 0;
  u64 last = before;
  for (u64 k = 0; k <= session.event_count(1); ++k) {
    const u64 now = hash_of(session.state_at_event(1, k));
    between += now != last ? 1 : 0;
    last = now;
  }
  CHECK(last == after);
  CHECK(between > 3);
}

namespace {

// A runner that only counts, so that logs can be long.
class Counter : public CommandRunner {
 public:
  void replay(SessionState& state, Trace& trace, const std::string& command) override {
    ++replayed;
    step(state, trace, command);
  }
  static void step(SessionState& state, Trace& trace, const std::string& command) {
    const u64* before = state.names.find("n");
    const u64 n = before == nullptr ? 1 : *before + 1;
    state.names.set(command, n - 1);
    state.names.set("n", n);
    state.kernel.m.phys.pages.mut(static_cast<u32>(n) % state.kernel.m.phys.pages.size()).private_ = n;
    trace.emit(EventId::kAllocPages);
  }
  u32 replayed = 0;
};

void add_commands(Session& session, u32 count) {
  for (u32 i = 0; i < count; ++i) {
    const std::string text = "c" + std::to_string(i % 50);
    session.run(text, [&text](SessionState& state, Trace& trace) {
      Counter::step(state, trace, text);
      return true;
    });
  }
}

SessionState small_machine() {
  SessionState state;
  state.kernel.m.phys.pages.resize(8192);
  return state;
}

}  // namespace

TEST_CASE("session: checkpoints bound what a seek replays") {
  Counter counter;
  CheckpointPolicy policy;
  policy.commands = 20;
  Session session(counter, small_machine(), policy);
  add_commands(session, 1000);
  CHECK(session.checkpoints() >= 50);
  for (const u32 target : {999u, 1u, 500u, 19u, 20u, 21u, 0u, 777u}) {
    counter.replayed = 0;
    REQUIRE(session.seek(target));
    CHECK(counter.replayed <= 20);
    CHECK((target == 0 ? 0 : session.state().names.at("n")) == target);
  }
}

TEST_CASE("session: a byte budget thins old checkpoints first") {
  Counter counter;
  CheckpointPolicy policy;
  policy.commands = 10;
  policy.budget_bytes = 3u << 20;
  Session session(counter, small_machine(), policy);
  add_commands(session, 4000);
  CHECK(session.checkpoints() < 400);
  CHECK(session.checkpoints() > 4);
  // What the start and the state in front of the last command hold alone comes on top: here little but the flat part of each.
  CHECK(session.checkpoint_bytes() <= policy.budget_bytes + 2 * sizeof(SessionState));
  counter.replayed = 0;
  REQUIRE(session.seek(3990));
  const u32 recent = counter.replayed;
  REQUIRE(session.seek(4000));
  counter.replayed = 0;
  REQUIRE(session.seek(1234));
  CHECK(session.state().names.at("n") == 1234);
  CHECK(recent <= 10);
}

TEST_CASE("session: more events than are stored are counted") {
  Counter counter;
  Session session(counter, small_machine());
  session.run("many", [](SessionState&, Trace& trace) {
    for (u32 i = 0; i < kMaxStoredEvents + 5; ++i) trace.emit(EventId::kAllocPages);
    return true;
  });
  CHECK(session.last_events().events.size() == kMaxStoredEvents);
  CHECK(session.last_events().total == kMaxStoredEvents + 5);
  CHECK(session.event_count(0) == kMaxStoredEvents + 5);
}

TEST_CASE("session: a log is full at its last byte and its last command, not before") {
  const auto keep = [](SessionState&, Trace&) { return true; };
  Counter counter;
  SessionState tiny;  // a hundred thousand copies of it are made
  tiny.kernel.m.phys.pages.resize(16);
  CheckpointPolicy policy;
  policy.commands = 10000;
  Session bytes(counter, tiny, policy);
  CHECK(bytes.can_append(std::string(kMaxLogBytes - 1, 'x')));  // and the end of its line
  CHECK_FALSE(bytes.can_append(std::string(kMaxLogBytes, 'x')));
  bytes.run("12345", keep);
  CHECK(bytes.can_append(std::string(kMaxLogBytes - 7, 'x')));
  CHECK_FALSE(bytes.can_append(std::string(kMaxLogBytes - 6, 'x')));
  Session commands(counter, tiny, policy);
  for (u32 i = 0; i + 1 < kMaxLogCommands; ++i) commands.run("c", keep);
  CHECK(commands.can_append("c"));
  commands.run("c", keep);
  CHECK_FALSE(commands.can_append("c"));
  REQUIRE(commands.undo());
  CHECK(commands.can_append("c"));  // what was undone makes room
}

}  // namespace pw
