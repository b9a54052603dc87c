// Every form of a command, and the column and words of what is refused.
#include "engine/shell/command.h"

#include <catch2/catch.hpp>

namespace pw {
namespace {

Command parsed(const std::string& line) {
  Parser parser(line, 0);
  Command command;
  const bool ok = parser.parse_command(&command);
  INFO(line << "\n" << parser.error().reason);
  REQUIRE(ok);
  return command;
}

Diagnostic refused(const std::string& line) {
  Parser parser(line, 0);
  Command command;
  INFO(line);
  REQUIRE_FALSE(parser.parse_command(&command));
  REQUIRE_FALSE(parser.error().reason.empty());
  return parser.error();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("mmap takes size or address and size, then words in any order", "[shell]") {
  const Command plain = parsed("mmap 64K");
  CHECK_FALSE(plain.addr.present());
  CHECK(plain.size.number == 65536);
  CHECK(plain.prot == (kProtRead | kProtWrite));
  CHECK(plain.flags == (kMapPrivate | kMapAnonymous));
  const Command full = parsed("mmap 0x10000 64K private fixed r-x noreserve");
  CHECK(full.addr.number == 0x10000);
  CHECK(full.prot == (kProtRead | kProtExec));
  CHECK(full.flags == (kMapPrivate | kMapAnonymous | kMapFixed | kMapNoReserve));
  CHECK(parsed("mmap 4K none").prot == 0);
  CHECK(parsed("mmap 4K rw-p").prot == (kProtRead | kProtWrite));
  CHECK(parsed("mmap 4K PROT_READ|PROT_EXEC MAP_STACK").prot == (kProtRead | kProtExec));
}

TEST_CASE("a minus between blanks subtracts, one that leans on its number begins an operand", "[shell]") {
  CHECK(parsed("write $a -1").number.present());
  CHECK(parsed("write $a (2 -1)").number.present());
  CHECK_FALSE(parsed("write $a - 1").number.present());
  CHECK_FALSE(parsed("write $a-1").number.present());
  CHECK_FALSE(parsed("write $a +4K").number.present());
}

TEST_CASE("the C form gives the same as the words", "[shell]") {
  const Command c = parsed("mmap(NULL, 65536, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)");
  const Command words = parsed("mmap 64K rw private anonymous");
  CHECK(c.spec == words.spec);
  CHECK(c.prot == words.prot);
  CHECK(c.flags == words.flags);
  CHECK(parsed("mmap(0, 4096, 3, 0x22, -1, 0)").flags == words.flags);
  CHECK(parsed("exit_group(0)").spec == find_command("exit"));
  CHECK(parsed("clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 3").spec ==
        find_command("clone"));
  CHECK(parsed("clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_THREAD|CLONE_SIGHAND)").spec == find_command("clone"));
  CHECK(parsed("wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 3").spec == find_command("wait"));
  CHECK(parsed("sched_setaffinity(2, 128, [1])").spec == find_command("taskset"));
}

TEST_CASE("prefixes and names stand in front, in both forms", "[shell]") {
  CHECK(parsed("@2 fork").actor.number == 2);
  CHECK(parsed("[pid  17] munmap(0x1000, 4096) = 0").actor.number == 17);
  CHECK(parsed("@$c fork").actor.text == "c");
  const Command named = parsed("c = @2 fork");
  CHECK(named.assign == "c");
  CHECK(named.actor.number == 2);
  CHECK(parsed("@2 c = fork").assign == "c");
}

TEST_CASE("strace's results are read in all their shapes", "[shell]") {
  CHECK(parsed("munmap(0x1000, 4096) = 0").expected.value == 0);
  CHECK(parsed("fork() = 0x7f <0.000012>").expected.value == 0x7f);
  CHECK(parsed("exit_group(0) = ?").expected.is_any);
  const Command failed = parsed("munmap(0x1, 4096) = -1 EINVAL (Invalid argument)");
  CHECK(failed.expected.errno_name == "EINVAL");
  CHECK(failed.end == failed.line.size());
}

TEST_CASE("filters follow what prints", "[shell]") {
  const Command cat = parsed("cat /proc/1/maps | grep -v [stack] | head -n 3 | tail 2 | wc -l");
  REQUIRE(cat.pipes.size() == 4);
  CHECK(cat.pipes[0].text == "[stack]");
  CHECK(cat.pipes[0].is_inverted);
  CHECK(cat.pipes[1].lines == 3);
  CHECK(cat.pipes[3].kind == Pipe::Kind::kCount);
  CHECK(has(refused("fork | wc -l").reason, "nothing to filter"));
  CHECK(has(refused("ps | sort").reason, "sort"));
  CHECK(has(refused("ps | grep").reason, "text"));
  CHECK(has(refused("ps | wc").reason, "wc -l"));
}

TEST_CASE("errors have the column of what is wrong", "[shell]") {
  const struct {
    const char* line;
    u32 column;
    const char* reason;
  } cases[] = {
      {"mmap", 4, "a size is missing"},
      {"mmap rw", 5, "a size is missing"},
      {"mmap 4K 4K 4K", 11, "unexpected"},
      {"mmap 4K rv", 8, "unknown option"},
      {"munmap 0x1000", 13, "a size is missing"},
      {"mprotect 0x1000 4K", 18, "permissions are missing"},
      {"mprotect 0x1000 4K fixed", 19, "unknown option"},
      {"write", 5, "an address is missing"},
      {"write 0x1000 \"a", 13, "no closing quote"},
      {"write 0x1000 \"\"", 13, "empty text"},
      {"write 0x1000 1 2", 15, "unexpected"},
      {"read 0x1000 n=", 14, "number of pages"},
      {"@ fork", 2, "a pid is missing"},
      {"[pd 2] fork", 1, "expected `pid`"},
      {"@2", 2, "a command is missing"},
      {"$a = fork", 0, "a command is missing"},
      {"(fork)", 0, "begins with its name"},
      {"fork fork", 5, "unexpected"},
      {"mmap(NULL, 4096, PROT_READ, MAP_PRIVAT, -1, 0)", 28, "unknown flag"},
      {"mmap(NULL, 4096, PROT_READ)", 26, "expected `,`"},
      {"munmap(0x1000, 4096", 19, "expected `)`"},
      {"show spaces 3", 12, "unexpected"},
      {"show space", 5, "unknown view"},
      {"boot mem=1M", 9, "32M to 16G"},
      {"boot levels=6", 12, "4 or 5"},
      {"boot colour=red", 5, "unknown boot option"},
      {"x = ps", 0, "no result to keep"},
      {"@2 undo", 1, "belongs to the session"},
      {"help xyzzy", 5, "no help on"},
      {"cat", 3, "a file is missing"},
      {"seek", 4, "missing"},
  };
  for (const auto& one : cases) {
    const Diagnostic error = refused(one.line);
    INFO(one.line << ": " << error.reason);
    CHECK(error.column == one.column);
    CHECK(has(error.reason, one.reason));
  }
}

TEST_CASE("what is near to a name is offered", "[shell]") {
  CHECK(has(refused("mmpa 4K").hint, "`mmap`"));
  CHECK(has(refused("mmap 4K fixd").hint, "`fixed`"));
  CHECK(has(refused("mmap(0, 4096, PROT_RAED, MAP_PRIVATE, -1, 0)").hint, "`PROT_READ`"));
  CHECK(has(refused("show memry").hint, "`memory`"));
  CHECK(has(refused("boot men=64M").hint, "`mem`"));
  CHECK(has(refused("help mmpa").hint, "`mmap`"));
}

TEST_CASE("what Linux has and this version does not is refused by name", "[shell]") {
  for (const char* line : {"mmap 4K MAP_HUGETLB",
                           "clone(flags=CLONE_NEWPID|SIGCHLD)", "clone CLONE_NEWNS", "write(1, \"x\", 1) = 1"}) {
    INFO(line);
    CHECK(has(refused(line).reason, "not built yet in this version"));
  }
}

TEST_CASE("brackets around an expression are no C call, and the other way round", "[shell]") {
  CHECK(parsed("print(1 + 2)").spec == find_command("print"));
  CHECK(parsed("assert(1 == 1)").spec == find_command("assert"));
  CHECK(has(refused("thread()").reason, "no call of C"));
}

TEST_CASE("flags without effect in Linux have none here", "[shell]") {
  CHECK(parsed("mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_DENYWRITE|MAP_UNINITIALIZED|MAP_FILE, -1, 0)").flags ==
        (kMapPrivate | kMapAnonymous));
}

}  // namespace
}  // namespace pw
