// kill, in words and in C: whom a signal ends, and who does not mind.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

TEST_CASE("kill: a process ends with all its threads, and its parent learns the signal", "[shell]") {
  for (const char* line : {"kill -9 2", "kill -KILL 2", "kill -s SIGKILL 2", "kill(2, SIGKILL)", "kill(2, 9) = 0"}) {
    Shell shell;
    must(shell, "fork; @2 thread");
    INFO(line);
    CHECK(must(shell, line).out == "pid 2 is killed by SIGKILL");
    CHECK(type(shell, "@3 mmap 4K").error == Errno::kESRCH);
    CHECK(must(shell, "wait").out == "2 · killed by SIGKILL");
  }
  Shell shell;
  must(shell, "fork; @2 thread");
  CHECK(must(shell, "kill 3").out == "pid 3 is killed by SIGTERM");
  CHECK(must(shell, "wait").out == "2 · killed by SIGTERM");
}

TEST_CASE("kill: what ends nobody", "[shell]") {
  Shell shell;
  must(shell, "fork");
  CHECK(must(shell, "kill -0 2").out == "pid 2 is there");
  CHECK(has(must(shell, "kill -CHLD 2").out, "ignored"));
  CHECK(has(must(shell, "kill -9 1").out, "init ignores"));
  must(shell, "@2 mmap 4K");
  must(shell, "@2 exit");
  CHECK(has(must(shell, "kill -9 2").out, "has ended before"));
  CHECK(must(shell, "wait").out == "2 · exit code 0");
  CHECK(type(shell, "kill -9 2").error == Errno::kESRCH);
  CHECK(type(shell, "kill(99, 65)").error == Errno::kESRCH);
  CHECK(type(shell, "kill(1, 65)").error == Errno::kEINVAL);
  CHECK(test::is_syntax(type(shell, "kill -STOP 1")));
  CHECK(test::is_syntax(type(shell, "kill -9 -1")));
  CHECK(test::is_syntax(type(shell, "kill -FOO 1")));
}

TEST_CASE("kill: one that kills itself; a parent that sleeps in vfork", "[shell]") {
  Shell shell;
  must(shell, "fork; @2 kill 2");
  CHECK(must(shell, "wait").out == "2 · killed by SIGTERM");
  must(shell, "fork; @3 vfork");
  must(shell, "kill -9 3");
  must(shell, "@4 mmap 4K");
  must(shell, "check");
}

TEST_CASE("kill: signals complete behind a dash", "[shell]") {
  const Shell shell;
  const Completion completion = shell.complete("kill -KI", 8);
  REQUIRE(completion.candidates.size() == 1);
  CHECK(completion.candidates[0].text == "KILL");
}

}  // namespace
}  // namespace pw
