// Who runs a command once the process that was chosen to has ended.
#include "tests/support/shell_fixture.h"

using namespace pw;
using namespace pw::test;

TEST_CASE("task leaves a process that has ended, and nothing else runs on its behalf", "[shell]") {
  Shell shell;
  must(shell, "fork");
  must(shell, "task 2");
  must(shell, "exit");
  const Outcome refused = type(shell, "mmap 4K");
  CHECK(refused.error == Errno::kESRCH);
  CHECK(has(refused.out, "`task N` chooses another"));
  CHECK_FALSE(refused.logged);
  CHECK(type(shell, "task 2").error == Errno::kESRCH);
  CHECK(must(shell, "task 1").logged);
  CHECK(must(shell, "wait").ret == 2);
  const u64 hash = hash_of(shell);
  must(shell, "seek 0");
  must(shell, "seek " + std::to_string(shell.session().length()));
  CHECK(hash_of(shell) == hash);
  CHECK(shell.session().state().current == 1);
}
