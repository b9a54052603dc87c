// What commands answer, what the log keeps, and the way back.
#include "engine/shell/command.h"

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::hash_of;
using test::is_syntax;
using test::must;
using test::type;

TEST_CASE("a story from mmap to the copied page", "[shell]") {
  Shell shell;
  const Outcome mapped = must(shell, "a = mmap 64K");
  CHECK(mapped.out == hex(shell.session().state().names.at("a")));
  CHECK(has(must(shell, "write $a").out, "minor fault · do_anonymous_page · frame 0x"));
  CHECK(must(shell, "fork").out == "2");
  const Outcome copy = must(shell, "@2 write $a \"child\"");
  CHECK(has(copy.out, "minor fault · do_wp_page → wp_page_copy · frame 0x"));
  CHECK(copy.pid == 2);
  CHECK(copy.minflt == 1);
  CHECK(copy.logged);
  CHECK(has(must(shell, "@2 read $a").out, "\"child\" · no fault"));
  CHECK(has(must(shell, "rmap $a").out, "in vain"));
  CHECK(has(must(shell, "trace").out, "rmap_walk_anon"));
}

TEST_CASE("numbers are stored in the smallest size that holds them", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K");
  const struct {
    const char* value;
    u64 stored;
  } cases[] = {
      {"0x12", 0xffffffffffffff12}, {"0x100", 0xffffffffffff0100}, {"0x10000", 0xffffffff00010000}, {"0x100000000", 0x100000000}};
  for (const auto& one : cases) {
    must(shell, "write $a -1");
    must(shell, std::string("write $a ") + one.value);
    CHECK(must(shell, "read $a").ret == one.stored);
  }
  must(shell, "write $a+8");
  CHECK(must(shell, "read $a+8").ret == 1);
  CHECK(must(shell, "write $a+4094 \"abcd\"").minflt == 1);
  CHECK(must(shell, "read $a+4K").ret == 0x6463);
  CHECK(must(shell, "read $a+4093").ret == 0x626100);
}

TEST_CASE("n= touches that many pages and has a limit", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 64K");
  CHECK(must(shell, "write $a n=16").minflt == 16);
  CHECK(must(shell, "read $a n=16").minflt == 0);
  const Outcome outcome = type(shell, "write $a n=5000000");
  CHECK(is_syntax(outcome));
  CHECK(has(outcome.out, std::to_string(kMaxWorkPages)));
  CHECK(is_syntax(type(shell, "write $a n=0")));
}

TEST_CASE("errors of the kernel name the errno and the check", "[shell]") {
  Shell shell;
  const Outcome einval = type(shell, "munmap 0x123 4K");
  CHECK(einval.kind == Outcome::Kind::kErrno);
  CHECK(einval.error == Errno::kEINVAL);
  CHECK(has(einval.out, "EINVAL: Invalid argument · "));
  CHECK_FALSE(einval.check.empty());
  CHECK(type(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, -1, 0)").error == Errno::kEBADF);
  CHECK(type(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 5)").error == Errno::kEINVAL);
  CHECK(type(shell, "mmap 0").error == Errno::kEINVAL);
  CHECK(type(shell, "wait").error == Errno::kECHILD);
  CHECK(type(shell, "@7 fork").error == Errno::kESRCH);
  CHECK(type(shell, "task 9").error == Errno::kESRCH);
  CHECK(type(shell, "taskset 5 1").error == Errno::kEINVAL);
  CHECK(type(shell, "cat /proc/1/wchan").error == Errno::kENOENT);
  CHECK(type(shell, "rmap 0x1000").error == Errno::kEFAULT);
}

TEST_CASE("signals name code, address and reason", "[shell]") {
  Shell shell;
  const Outcome maperr = type(shell, "write 0x1000");
  CHECK(maperr.kind == Outcome::Kind::kSignal);
  CHECK(maperr.signal.code == 1);
  CHECK(has(maperr.out, "SIGSEGV (SEGV_MAPERR) at 0x1000 · "));
  must(shell, "a = mmap 4K r");
  CHECK(has(type(shell, "write $a").out, "SIGSEGV (SEGV_ACCERR) at 0x"));
  CHECK(has(type(shell, "exec $a").out, "SEGV_ACCERR"));
  CHECK(has(type(shell, "read 0x800000000000").out, "canonical"));
  must(shell, "boot segv=kill");
  must(shell, "fork");
  CHECK(has(type(shell, "@2 write 0").out, "pid 2 is killed"));
  CHECK_FALSE(is_running(shell.session().state().kernel, 2));
  CHECK(must(shell, "wait").out == "2 · killed by SIGSEGV");
}

TEST_CASE("wait tells how a child ended", "[shell]") {
  Shell shell;
  must(shell, "c = fork");
  CHECK(type(shell, "wait $c").error == Errno::kEAGAIN);
  CHECK(must(shell, "@$c exit 3").out == "pid 2 ended with code 3");
  CHECK(must(shell, "wait $c").out == "2 · exit code 3");
  CHECK(type(shell, "wait $c").error == Errno::kECHILD);
}

TEST_CASE("the log keeps what changes the machine, and nothing else", "[shell]") {
  Shell shell;
  for (const char* line : {"a = mmap 16K", "write $a", "munmap 0x1 4K", "f = print frame(1, $a)", "task 1"})
    CHECK(type(shell, line).logged);
  for (const char* line :
       {"ps", "rmap $a", "assert 1 == 1", "print 3", "undo", "redo", "log", "help", "mmap 4Q", "write $x", "@9 fork", "hash", "names"}) {
    INFO(line);
    CHECK_FALSE(type(shell, line).logged);
  }
  CHECK(shell.session().length() == 5);
  CHECK(shell.script() == "boot mem=64M cpus=2 levels=4 seed=1\na = mmap 16K\nwrite $a\nmunmap 0x1 4K\nf = print frame(1, $a)\ntask 1\n");
}

TEST_CASE("a script of the log leads to the same hash", "[shell]") {
  Shell shell;
  for (const char* line : {"a = mmap 64K ; write $a n=3 # three", "c = fork; @$c write $a", "task $c", "munmap $a+4K 4K", "drain",
                           "task 1", "@2 exit 1", "wait"})
    must(shell, line);
  Shell second;
  const Shell::ParsedScript script = Shell::parse_script(shell.script());
  REQUIRE(script.error.empty());
  for (const Shell::ScriptCommand& command : script.commands) must(second, command.text);
  CHECK(hash_of(second) == hash_of(shell));
  CHECK(second.script() == shell.script());
  CHECK(second.session().state().names == shell.session().state().names);
}

TEST_CASE("undo, redo and seek restore machine, names and current task", "[shell]") {
  Shell shell;
  const u64 start = hash_of(shell);
  must(shell, "a = mmap 16K");
  must(shell, "c = fork");
  must(shell, "task $c");
  must(shell, "write $a");
  const u64 end = hash_of(shell);
  CHECK(shell.session().state().current == 2);
  must(shell, "seek 0");
  CHECK(hash_of(shell) == start);
  CHECK(shell.session().state().names.empty());
  CHECK(shell.session().state().current == 1);
  CHECK(is_syntax(type(shell, "print $a")));
  for (u32 i = 0; i < 4; ++i) must(shell, "redo");
  CHECK(hash_of(shell) == end);
  CHECK(shell.session().state().current == 2);
  must(shell, "undo");
  must(shell, "fork");
  CHECK(has(must(shell, "redo").out, "nothing to redo"));
  CHECK(is_syntax(type(shell, "seek 5")));
}

TEST_CASE("a failed command keeps no name", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 4K");
  const u64 a = shell.session().state().names.at("a");
  CHECK(type(shell, "a = mmap 0").kind == Outcome::Kind::kErrno);
  CHECK(shell.session().state().names.at("a") == a);
  CHECK(is_syntax(type(shell, "e = print errno()")));
  CHECK(is_syntax(type(shell, "t = print \"text\"")));
  CHECK(has(type(shell, "t = print faults()").out, "`assert` and `print` only"));
}

TEST_CASE("a line stops at the command that cannot be parsed", "[shell]") {
  Shell shell;
  const std::vector<Outcome> outcomes = shell.run_line("fork; mmap 4Q; fork");
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].ret == 2);
  CHECK(is_syntax(outcomes[1]));
  CHECK(outcomes[1].column == 11);
  CHECK(shell.run_line("  # nothing ").empty());
  CHECK(shell.run_line(" ;; ; ").empty());
  CHECK(shell.run_line("mmap 4K\r\nmmap 8K\n\nps").size() == 3);
  CHECK(shell.run_line("munmap 0x1 4K; fork").size() == 2);
}

TEST_CASE("a pasted result that differs is marked", "[shell]") {
  Shell shell;
  const Outcome outcome = type(shell, "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x1000");
  CHECK(outcome.kind == Outcome::Kind::kOk);
  CHECK(outcome.differs);
  CHECK(has(outcome.out, "differs: the line says 0x1000, here it is 0x7"));
  CHECK_FALSE(type(shell, "munmap(0x10000, 4096) = 0").differs);
  CHECK_FALSE(type(shell, "munmap(0x1, 4096) = -1 EINVAL (Invalid argument)").differs);
  CHECK(type(shell, "munmap(0x1, 4096) = -1 ENOMEM (Cannot allocate memory)").differs);
  CHECK(type(shell, "munmap(0x1, 4096) = 0").differs);
  CHECK_FALSE(type(shell, "fork() = 2").differs);
  CHECK_FALSE(type(shell, "[pid 2] exit_group(0) = ?").differs);
}

TEST_CASE("files go through filters", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 16K");
  must(shell, "c = fork");
  CHECK(must(shell, "cat /proc/1/maps | wc -l").out == "2");
  CHECK(has(must(shell, "cat maps | grep [stack]").out, "[stack]"));
  CHECK(must(shell, "cat maps | grep -v -i [STACK] | wc -l").out == "1");
  CHECK(has(must(shell, "cat /proc/$c/status | head 1").out, "Name:"));
  CHECK(must(shell, "cat meminfo | head -2 | tail -n 1").out == must(shell, "cat /proc/meminfo | head 2 | tail 1").out);
  CHECK(must(shell, "@2 cat /proc/self/maps").out == must(shell, "cat /proc/2/maps").out);
  CHECK(is_syntax(type(shell, "cat /proc/$q/maps")));
}

TEST_CASE("assert shows both sides of what failed", "[shell]") {
  Shell shell;
  CHECK(must(shell, "assert vmas(1) == 1").out == "holds");
  const Outcome failed = type(shell, "assert vmas(1) == 7");
  CHECK(failed.kind == Outcome::Kind::kAssertFailed);
  CHECK(has(failed.out, "does not hold: vmas(1) == 7\nleft is 1, right is 7"));
  CHECK(is_syntax(type(shell, "assert vmas(1)")));
}

TEST_CASE("boot begins anew and refuses what it does not know", "[shell]") {
  Shell shell;
  must(shell, "a = mmap 4K");
  CHECK(has(must(shell, "boot mem=128M cpus=3 levels=5 seed=9 segv=kill").out, "mem=128M cpus=3 levels=5 seed=9 segv=kill"));
  CHECK(shell.session().length() == 0);
  CHECK(shell.session().state().names.empty());
  CHECK(shell.session().state().kernel.config.levels == 5);
  CHECK(shell.session().state().kernel.config.segv_kills);
  Shell again;
  must(again, shell.script());
  CHECK(hash_of(again) == hash_of(shell));
}

TEST_CASE("boot sets the session aside, and undo at the beginning brings it back", "[shell]") {
  Shell shell;
  must(shell, "boot mem=32M");
  CHECK_FALSE(shell.can_undo());
  must(shell, "a = mmap 4K");
  must(shell, "write $a");
  const u64 old = hash_of(shell);
  CHECK(has(must(shell, "boot mem=128M").out, "`undo` brings it back"));
  CHECK(shell.can_undo());
  must(shell, "boot cpus=4");  // nothing was done on the one between
  must(shell, "mmap 64K");
  const u64 fresh = hash_of(shell);
  CHECK(has(must(shell, "undo").out, "undone: mmap 64K"));
  CHECK(must(shell, "undo").out == "undone: boot mem=64M cpus=4 levels=4 seed=1 · command 2 of 2");
  CHECK(hash_of(shell) == old);
  CHECK(has(shell.script(), "mem=32M"));
  CHECK(has(must(shell, "print $a").out, "0x7ffff7ffe000"));
  CHECK(shell.can_redo());
  must(shell, "redo");
  must(shell, "redo");
  CHECK(hash_of(shell) == fresh);
  CHECK(shell.session().state().names.empty());
  must(shell, "seek 0");
  must(shell, "undo");
  must(shell, "undo");
  must(shell, "fork");  // another command: what was undone is gone
  CHECK_FALSE(shell.can_redo());
  must(shell, "undo");
  must(shell, "undo");
  CHECK(has(must(shell, "undo").out, "nothing to undo"));
}

TEST_CASE("what was derived from a log is not taken for that of a session in its place", "[shell]") {
  Shell shell;
  must(shell, "mmap 4K");
  const u64 first = shell.session().revision();
  must(shell, "boot");
  const u64 second = shell.session().revision();
  must(shell, "undo");
  CHECK(second > first);
  CHECK(shell.session().revision() > second);
}

TEST_CASE("every limit has an error that names it", "[shell]") {
  Shell shell;
  CHECK(has(type(shell, "echo " + std::string(kMaxCommandBytes, 'x')).out, std::to_string(kMaxCommandBytes)));
  CHECK(has(type(shell, std::string(kMaxLineBytes + 1, ' ')).out, std::to_string(kMaxLineBytes)));
  CHECK(has(type(shell, std::string(65, 'n') + " = fork").out, "64 bytes"));
  CHECK(has(Shell::parse_script(std::string(kMaxScriptBytes + 1, '\n')).error, "4M"));
}

TEST_CASE("a call that has no words of its own says what is written in its place", "[shell]") {
  Shell shell;
  const std::string out = type(shell, "setrlimit AS 1M").out;
  CHECK(has(out, "setrlimit is known as a call of C: `setrlimit(…)`"));
  CHECK(has(out, "in words: prlimit"));
  CHECK(!has(out, "did you mean"));
}

TEST_CASE("a script's error has line and column, before anything runs", "[shell]") {
  const Shell::ParsedScript script = Shell::parse_script("# fork\n\na = mmap 64K; write $a\n  wriet $a\n");
  CHECK(has(script.error, "line 4, column 3: unknown command `wriet`"));
  CHECK(has(script.error, "did you mean `write`?"));
  const Shell::ParsedScript good = Shell::parse_script("# fork\r\na = mmap 64K; write $a # now\r\n");
  CHECK(good.error.empty());
  REQUIRE(good.commands.size() == 2);
  CHECK(good.commands[1].text == "write $a");
  CHECK(good.commands[1].line == 2);
}

TEST_CASE("an evaluation and a terminal's text carry no control characters", "[shell]") {
  Shell shell;
  CHECK(must(shell, R"(echo "a\x1b[31mb\n")").out == R"(a\x1b[31mb\n)");
  CHECK(must(shell, R"(print "\x07")").out == R"("\x07")");
  CHECK(must(shell, "echo it's one; echo two").out == "two");
}

}  // namespace
}  // namespace pw
