#include <catch2/catch.hpp>

#include "engine/import/read/strace_log.h"

namespace pw {
namespace {

StraceCall only_call(const std::string& text) {
  const StraceLog log = parse_strace(text);
  REQUIRE(log.calls.size() == 1);
  REQUIRE(log.notes.empty());
  return log.calls[0];
}

}  // namespace

TEST_CASE("a whole call: name, arguments and result", "[import]") {
  const StraceCall call = only_call("mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7fc0000\n");
  CHECK(call.tid == 0);
  CHECK(call.name == "mmap");
  REQUIRE(call.args.size() == 6);
  CHECK(call.arg(2) == "PROT_READ|PROT_WRITE");
  CHECK(call.arg(6).empty());
  CHECK(call.result == "0x7ffff7fc0000");
  CHECK(call.returned());
}

TEST_CASE("prefixes: pids in both forms, and the times of -t, -tt, -ttt and -r", "[import]") {
  for (const char* prefix : {"13526 ", "[pid 13526] ", "[pid  13526] ", "13526 12:34:56 ", "13526 12:34:56.789012 ",
                             "[pid 13526] 1700000000.123456 ", "13526      0.000123 "}) {
    const StraceCall call = only_call(std::string(prefix) + "brk(NULL) = 0x555555694000");
    CHECK(call.tid == 13526);
    CHECK(call.name == "brk");
  }
  CHECK(only_call("12:34:56 brk(NULL) = 0x1000").tid == 0);
}

TEST_CASE("brackets, strings and commas inside an argument belong to it", "[import]") {
  const StraceCall call = only_call(
      "7 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f} => {parent_tid=[8]}, 88) = 8 <0.000123>");
  REQUIRE(call.args.size() == 2);
  CHECK(call.arg(0) == "{flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f} => {parent_tid=[8]}");
  CHECK(call.result == "8");
  const StraceCall open = only_call("openat(AT_FDCWD, \"a, \\\"b) = 1\", O_RDONLY) = 3</srv/a, b>");
  REQUIRE(open.args.size() == 3);
  CHECK(open.arg(1) == "\"a, \\\"b) = 1\"");
  CHECK(open.result == "3");
}

TEST_CASE("errors keep their name and lose their words", "[import]") {
  const StraceCall call = only_call("5 mmap(NULL, 1, PROT_NONE, 0, -1, 0) = -1 ENOMEM (Cannot allocate memory)");
  CHECK(call.result == "-1 ENOMEM");
  CHECK(call.failed());
}

TEST_CASE("calls that others interrupt are put together", "[import]") {
  const StraceLog log = parse_strace(
      "1 vfork( <unfinished ...>\n"
      "2 munmap(0x1000, 4096 <unfinished ...>\n"
      "1 <... vfork resumed>)                    = 2\n"
      "2 <... munmap resumed>)                   = 0\n");
  REQUIRE(log.calls.size() == 2);
  CHECK(log.calls[0].name == "vfork");
  CHECK(log.calls[0].args.empty());
  CHECK(log.calls[0].result == "2");
  CHECK(log.calls[0].line == 1);
  CHECK(log.calls[0].end_line == 3);
  REQUIRE(log.calls[1].args.size() == 2);
  CHECK(log.calls[1].arg(1) == "4096");
  CHECK(log.notes.empty());
}

TEST_CASE("ends, signals and strace's own words", "[import]") {
  const StraceLog log = parse_strace(
      "strace: Process 9 attached\n"
      "9 --- SIGCHLD {si_signo=SIGCHLD} ---\n"
      "9 exit_group(3) = ?\n"
      "9 +++ exited with 3 +++\n");
  REQUIRE(log.calls.size() == 2);
  CHECK(log.calls[0].result == "?");
  CHECK_FALSE(log.calls[0].returned());
  CHECK(log.calls[1].kind == StraceCall::Kind::kEnd);
  CHECK(log.unread == 0);
}

TEST_CASE("what is no strace line is told with line and column, and the rest stays good", "[import]") {
  const StraceLog log = parse_strace(
      "brk(NULL) = 0x1000\n"
      "\x01\x02\xff garbage\n"
      "mmap(NULL, 4096, PROT_READ\n"
      "9 <... read resumed>) = 1\n"
      "munmap(0x1000, 4096)\n"
      "brk(0x2000) = 0x2000\n");
  CHECK(log.unread == 3);
  REQUIRE(log.notes.size() == 4);
  CHECK(log.notes[0].line == 2);
  CHECK(log.notes[0].column == 1);
  CHECK(log.notes[1].text == "the call of mmap is cut off");
  CHECK(log.notes[2].line == 4);
  CHECK(log.notes[2].column == 8);
  CHECK(log.notes[3].text == "the call of munmap has no result");
  CHECK(log.calls.back().result == "0x2000");
}

TEST_CASE("hostile logs end in notes, quickly", "[import]") {
  const std::string columns(3000000, '(');
  CHECK(parse_strace("mmap(" + columns).unread == 1);
  CHECK(parse_strace(std::string(2000000, '"')).notes.size() == 1);
  std::string many;
  for (int i = 0; i < 300000; ++i) many += "1 a( <unfinished ...>\n"[i % 22];
  CHECK(parse_strace(many).notes.size() <= 100);
  std::string open;
  for (int i = 0; i < 100000; ++i) open += "1 read(3, <unfinished ...>\n";
  CHECK(parse_strace(open).calls.size() == 100000);
  CHECK(parse_strace(std::string("brk(NULL) = 0\0x10\n", 18)).lines == 1);
}

}  // namespace pw
