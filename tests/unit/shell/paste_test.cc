// What strace puts around a call, pasted at the prompt.
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

constexpr char kCall[] = "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)";

TEST_CASE("paste: pids, times and addresses in front of a call are taken off", "[shell]") {
  for (const char* prefix : {"12345 ", "[pid 12345] ", "[pid  12345] ", "12345<bash> ", "[pid 12345<bash>] ", "10:11:12 ",
                             "10:11:12.131415 ",
                             "1700000000.123456 ", "     0.000034 ", "12345 10:11:12.131415 ", "[00007f1e2c0d4000] ", "[  9] ",
                             "[pid 12345] 10:11:12 [  9] [00007f1e2c0d4000] "}) {
    Shell shell;
    INFO(prefix);
    CHECK(must(shell, prefix + std::string(kCall)).ret == 0x7ffff7ffd000);
    CHECK(must(shell, "cat maps | wc -l").out == "2");
  }
}

TEST_CASE("paste: a pid of this machine acts, one of the log alone leaves it to who is acting and is said", "[shell]") {
  Shell shell;
  must(shell, "fork");
  CHECK(type(shell, std::string("2 ") + kCall).pid == 2);
  CHECK(type(shell, std::string("[pid 2] ") + kCall).pid == 2);
  const Outcome stranger = type(shell, std::string("777 ") + kCall);
  CHECK(stranger.pid == 1);
  CHECK(has(stranger.out, "777 is a pid of the log: pid 1 ran the call here"));
  must(shell, "@2 exit");
  CHECK(type(shell, std::string("[pid 2] ") + kCall).error == Errno::kESRCH);
  // The log keeps the line, so a replay runs it the same way.
  const u64 hash = test::hash_of(shell);
  must(shell, "undo; undo; undo");
  must(shell, "redo; redo; redo");
  CHECK(test::hash_of(shell) == hash);
}

TEST_CASE("paste: only a call takes a prefix", "[shell]") {
  Shell shell;
  CHECK(test::is_syntax(type(shell, "12345 write 0x1000")));
  CHECK(test::is_syntax(type(shell, "12345")));
  CHECK(test::is_syntax(type(shell, "[pid 2]")));
  CHECK(has(type(shell, "12 mmap(NULL, 4096 <unfinished ...>").out, "cut in two"));
  CHECK(has(type(shell, "12 <... mmap resumed>) = 0x1000").out, "second half"));
  CHECK(has(type(shell, "12 +++ exited with 0 +++").out, "is no call"));
}

TEST_CASE("paste: a descriptor keeps its name, which is mapped when the descriptor is not open here", "[shell]") {
  Shell shell;
  must(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0)");
  CHECK(has(must(shell, "cat maps").out, "/etc/ld.so.cache"));
  must(shell, "openat(AT_FDCWD</srv/me>, \"/etc/passwd\", O_RDONLY) = 3</etc/passwd>");
  must(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</dev/null<char 1:3>>, 0)");
  CHECK(has(must(shell, "cat maps").out, "/etc/passwd"));
  CHECK(type(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 5<socket:[123]>, 0)").error == Errno::kEBADF);
  must(shell, "close(3<TCP:[127.0.0.1:80->127.0.0.1:99]>) = 0 <0.000010>");
}

TEST_CASE("paste: comments of C are blanks", "[shell]") {
  Shell shell;
  CHECK(must(shell, "mmap(NULL, 4096, 0x3 /* PROT_READ|PROT_WRITE */, 0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */, -1, 0)").ret != 0);
  CHECK(has(must(shell, "cat maps").out, "rw-p"));
}

TEST_CASE("paste: a recorded failure that would succeed here changes nothing and says why it may have failed", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 8K rw");
  const u64 hash = test::hash_of(shell);
  for (const char* line : {"mprotect($a, 4096, PROT_NONE) = -1 ENOMEM (Cannot allocate memory)",
                           "mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)",
                           "munmap($a, 4096) = -1 ENOMEM (Cannot allocate memory)"}) {
    const Outcome out = type(shell, line);
    INFO(line);
    CHECK(out.error == Errno::kENOMEM);
    CHECK(out.differs);
    CHECK(out.events == 0);
    CHECK(has(out.out, "vm.max_map_count"));
    CHECK(test::hash_of(shell) == hash);
  }
  // One that fails here in the same way is run, and its effect in front of the hole stands.
  const Outcome hole = type(shell, "mprotect($a, 16384, PROT_READ) = -1 ENOMEM (Cannot allocate memory)");
  CHECK_FALSE(hole.differs);
  CHECK(has(must(shell, "cat maps").out, "r--p"));
}

}  // namespace
}  // namespace pw
