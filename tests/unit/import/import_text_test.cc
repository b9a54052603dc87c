#include <catch2/catch.hpp>

#include "engine/api/import_text.h"

namespace pw {
namespace {

constexpr char kMaps[] =
    "555555554000-555555556000 r-xp 00000000 fe:00 77 /bin/demo\n"
    "7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0  [stack]\n";
constexpr char kLog[] =
    "12 execve(\"/bin/demo\", [\"demo\"], 0x7ffe /* 1 var */) = 0\n"
    "12 brk(NULL) = 0x555555560000\n"
    "12 getpid() = 12\n"
    "12 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ffff7fc0000\n";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("one text: maps, a log, maps in front of a log, or none of them", "[import]") {
  CHECK(has(import_text(kMaps).script, "execve \"/bin/demo\""));
  CHECK(has(import_text(kLog).script, "mmap(0x7ffff7fc0000, 8192"));
  const ImportResult both = import_text(std::string(kMaps) + kLog);
  CHECK(has(both.script, "r-xp 00000000 fe:00 77 \"/bin/demo\""));
  CHECK(has(both.script, "brk=0x555555560000"));
  CHECK(has(both.script, "mmap(0x7ffff7fc0000, 8192"));
  const ImportResult none = import_text("hello\n");
  CHECK(none.script.empty());
  CHECK(has(none.error, "line 1, column 1"));
  CHECK_FALSE(import_text("").error.empty());
}

TEST_CASE("several texts as one, as tail prints them", "[import]") {
  const std::string all = std::string("==> 12.exec.maps <==\n") + kMaps + "\n==> log.strace <==\n" + kLog;
  const ImportResult result = import_text(all);
  CHECK(result.error.empty());
  CHECK(has(result.script, "r-xp 00000000 fe:00 77 \"/bin/demo\""));
  const ImportResult files = import_files({{"log.strace", kLog}, {"/srv/12.exec.maps", kMaps}});
  CHECK(files.script == result.script);
  CHECK_FALSE(import_files({{"a", kLog}, {"b", kLog}}).error.empty());
  CHECK_FALSE(import_files({{"a", kMaps}, {"b", kMaps}}).error.empty());
}

TEST_CASE("what is neither is told by its name, and lines keep their numbers behind maps", "[import]") {
  const ImportResult result = import_files({{"log.strace", kLog}, {"README", "hello\n"}});
  CHECK(result.kind == ImportKind::kLog);
  CHECK(has(result.notes.back().text, "README is left out"));
  const ImportResult both = import_text(std::string(kMaps) + kLog + "12 mmap(NULL, 81");
  CHECK(has(import_notes_text(both), "line 7, column "));
  CHECK(import_text(kMaps).kind == ImportKind::kMaps);
  CHECK(import_text("a = mmap 64K\n").kind == ImportKind::kUnknown);
}

TEST_CASE("long lines in front do not hide a log; what is cut off is told with its column", "[import]") {
  const std::string log = "1 write(1, \"" + std::string(1000000, 'a') + "\", 3) = 3\n" + kLog + "12 mmap(NULL, 81";
  const ImportResult result = import_text(log);
  CHECK(result.kind == ImportKind::kLog);
  CHECK(has(import_notes_text(result), "line 6, column 17: the call of mmap is cut off"));
}

TEST_CASE("notes are listed up to a hundred, the rest are counted", "[import]") {
  std::string log = std::string(kLog) + kLog + kLog;
  for (int i = 0; i < 250; ++i) log += "\x01\x02 garbage\n";
  const ImportResult result = import_text(log);
  CHECK(result.notes.size() == 101);
  CHECK(result.unlisted == 153);
  CHECK(has(import_notes_text(result), "and 153 more like these"));
}

TEST_CASE("as the page gets it: kind, script and notes, or an error", "[import]") {
  const std::string log = import_json({{"log.strace", kLog}});
  CHECK(has(log, "{\"kind\":\"log\",\"script\":\"boot mem=1G\\n"));
  CHECK(has(log, "\"notes\":[{\"line\":0,\"column\":0,\"text\":\"1 call is left out"));
  CHECK(has(import_json({{"", "mmap 64K"}}), "{\"kind\":\"unknown\",\"script\":\"\""));
  CHECK(has(import_json({{"a", kLog}, {"b", kLog}}), "{\"error\":\"more than one strace log"));
}

TEST_CASE("a log without maps says what is unknown, and counts what it leaves out", "[import]") {
  const ImportResult result = import_text(kLog);
  REQUIRE(result.notes.size() >= 2);
  CHECK(has(result.notes[0].text, "1 call is left out"));
  CHECK(has(result.notes[0].text, "getpid 1"));
  CHECK(has(result.notes[1].text, "what execve mapped is not in a log"));
  CHECK(result.notes[1].line == 1);
}

TEST_CASE("a log of many tasks and programs is read in linear time, and no further than the machine goes", "[import]") {
  std::string log = "1 getpid() = 1\n";
  for (int i = 2; i < 20000; ++i) log += "1 clone(child_stack=NULL, flags=SIGCHLD) = " + std::to_string(i) + "\n";
  for (int i = 2; i < 20000; ++i) log += std::to_string(i) + " execve(\"/bin/demo\", [\"demo\"], 0x7ffe) = 0\n";
  const ImportResult result = import_text(log);
  CHECK(result.error.empty());
  CHECK(has(result.script, "# @4096 is 4095 of the log"));
  CHECK_FALSE(has(result.script, "@4097"));
  CHECK(result.notes.size() <= 101);
}

}  // namespace pw
